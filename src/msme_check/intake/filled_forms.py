"""A form that was filled in as a PDF -> the cells of one firm, as a row of a file has them.

What stands in a field is read where all cells are read; here it is found out which cell a field is, and whether what
is marked is one answer. A form of an earlier version takes the same way as a response file of then.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from msme_check import cells, migrating
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.i18n import _
from msme_check.intake.origins import WHOLE
from msme_check.intake.refusals import Refusal
from msme_check.intake.sources import refuse
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Value, cell_text
from msme_check.model.text import Strict
from msme_check.pdf_fields import IDENTITY, PdfField
from msme_check.response_files import shown

_ALONE = frozenset({"dk", "na"})
"""Answers beside which nothing else can be true."""


class Identity(Strict):
    """What a form says of itself. `quick`: it asks the core questions only."""

    instrument: InstrumentRef
    quick: bool = False


@dataclass(frozen=True)
class FilledForm:
    """`row`: column -> text. `refused`: what was filled in and is no answer, or has no place today."""

    row: dict[str, str]
    refused: tuple[Refusal, ...]
    quick: bool


def filled_form(path: Path, fields: Iterable[PdfField], instrument: Instrument) -> FilledForm:
    """What somebody has filled in. Without an id of the firm, it is the file's name.

    Raises FileError where it is no form of ours, or one of another instrument or a later version.
    """
    known = {one.name: one for one in fields}
    made_for = _identity(path, known.pop(IDENTITY, None))
    _check(path, made_for.instrument, instrument)
    reading = _Reading(instrument, migrating.route(instrument, made_for.instrument.version))
    row = reading.row(_gathered(known.values()))
    row[FIRM_ID] = row.get(FIRM_ID) or cells.plain(path.stem)
    return FilledForm(row, tuple(reading.refused), made_for.quick)


def _identity(path: Path, found: PdfField | None) -> Identity:
    try:
        (text,) = found.written if found is not None else frozenset[str]()
        return Identity.model_validate(json.loads(text))
    except (ValueError, ValidationError, RecursionError):
        what = _("This PDF has fields to fill in, but it does not say that it is a form of msme-check.")
        refuse(path, what, _("Fill in a form that 'msme-check forms pdf' has written, and save that file."))


def _check(path: Path, made_for: InstrumentRef, instrument: Instrument) -> None:
    ours = instrument.settings
    if made_for.id != ours.id:
        what = _("This form is of the instrument '{theirs}'; this program has '{ours}'.")
        what = what.format(theirs=cells.plain(made_for.id)[:32], ours=ours.id)
        refuse(path, what, _("Name the instrument that it was made with: --instrument DIR."))
    if made_for.version != ours.version and not migrating.is_earlier(made_for.version, instrument):
        what = _("This form is of version {theirs} of the questions; this program has {ours}.")
        what = what.format(theirs=cells.plain(made_for.version)[:32], ours=ours.version)
        refuse(path, what, _("Update msme-check, then try again."))


@dataclass
class _Said:
    """What is filled in for one column: what is chosen or written, and which boxes are ticked."""

    one: set[str] = field(default_factory=set)
    ticked: set[str] = field(default_factory=set)

    @property
    def value(self) -> Value | None:
        """The one answer that this is; None where it is several that cannot all be true."""
        everything = self.one | self.ticked
        if len(everything) > 1 and (self.one or everything & _ALONE):
            return None
        (first, *_others) = sorted(everything)
        return first if self.one or first in _ALONE else tuple(sorted(everything))


def _gathered(fields: Iterable[PdfField]) -> dict[str, _Said]:
    """What is filled in, by column; nothing of a column where nothing is. `COLUMN/CODE` is a box to tick."""
    found: dict[str, _Said] = {}
    for one in fields:
        name, boxed, code = one.name.partition("/")
        if one.marked or one.written:
            said = found.setdefault(name, _Said())
            if boxed:
                said.ticked.add(code)
            else:
                said.one |= one.marked | {cells.plain(text) for text in one.written}
    return {name: said for name, said in found.items() if said.one | said.ticked - {""}}


class _Reading:
    """Puts what is filled in under the columns of today."""

    def __init__(self, instrument: Instrument, route: migrating.Route) -> None:
        self.instrument, self.route = instrument, route
        self.refused: list[Refusal] = []

    def row(self, said: dict[str, _Said]) -> dict[str, str]:
        """The cells of the firm."""
        shown_for = said.pop(EVIDENCE, _Said()).ticked
        row = {name: " ".join(sorted(said.pop(name).one)) for name in (FIRM_ID, FIRM_NAME) if name in said}
        values = dict(self._values(said))
        facts = {name for name in values if self._is_fact(name)}
        row |= self._cells("facts", {name: value for name, value in values.items() if name in facts})
        row |= self._cells("questions", {name: value for name, value in values.items() if name not in facts})
        evidence = {new for name in shown_for for new in self.route.names("questions", name)}
        row[EVIDENCE] = " ".join(name for name in self.instrument.questions if name in evidence)
        return row

    def _values(self, said: Mapping[str, _Said]) -> Iterator[tuple[str, Value]]:
        for name, one in said.items():
            if (value := one.value) is not None:
                yield name, value
            else:
                what = _("Two answers are marked that cannot both be true.")
                self._refuse(name, what, _("Mark one of them in the form, save it, and run again."))

    def _is_fact(self, name: str) -> bool:
        return any(new in self.instrument.profile_field for new in self.route.names("facts", name))

    def _cells(self, part: Literal["facts", "questions"], given: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        carried = self.route.carried(part, given)
        known = self.instrument.profile_field if part == "facts" else self.instrument.questions
        for name, value in carried.values.items():
            if name in known:
                yield name, cell_text(value)
            else:
                what = _("There is no question with this name.")
                self._refuse(name, what, _("Fill in the form as msme-check has written it."))
        for name in carried.lost:
            what = _("The questionnaire of today has no place for this answer, or no longer reads it.")
            self._refuse(name, what, _("Ask the firm again, if the answer matters: 'msme-check assess'."))

    def _refuse(self, name: str, what: str, do: str) -> None:
        self.refused.append(Refusal(WHOLE, shown(name).strip("'"), what, do))
