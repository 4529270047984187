"""A saved response for the instrument of today, which may be another version than the one it was made with.

Answers of then stand under the ids of then. `migrations.yaml` says what became of these; besides, a question is the
same where its id is. What the instrument no longer asks, or no longer allows as an answer, is left out and named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from msme_check import cells, migrating
from msme_check.errors import FileError
from msme_check.i18n import _, ngettext
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response, Value, cell_text
from msme_check.response_files import Reader, shown

NAMED = 10
"""How many names a line has."""


@dataclass(frozen=True)
class CarriedOver:
    """A response of an earlier day for the instrument of today. `left_out`: names that have no place in it any more.

    `moved`: names that are others today, each with these. `version`: of the instrument that it was made with. Names of
    `left_out` are in quotes, and those that no file of ours could have are not repeated.
    """

    response: Response
    left_out: tuple[str, ...]
    version: str
    moved: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """What the person is told of what was moved and what was left out."""
        if self.moved:
            text = ngettext(
                "{n} answer stands under the id of today: {names}.",
                "{n} answers stand under the ids of today: {names}.",
                len(self.moved),
            )
            yield text.format(n=len(self.moved), names=_named(self.moved))
        if self.left_out:
            text = ngettext(
                "{n} answer has no place among the questions of today and was left out: {names}.",
                "{n} answers have no place among the questions of today and were left out: {names}.",
                len(self.left_out),
            )
            yield text.format(n=len(self.left_out), names=_named(self.left_out))


def carry_over(content: bytes, pdf: Path, instrument: Instrument) -> CarriedOver:
    """The response that was found inside a PDF, also one of another version of the instrument.

    Raises AnswersError where it is no response, or one of another instrument.
    """
    reader = _PdfReader(pdf, instrument)
    data = reader.json(content)
    reader.check_origin(data)
    return _carried(reader, data)


def load(path: Path, instrument: Instrument) -> CarriedOver:
    """The response in a file of `assess`, also one of an earlier version of the instrument.

    Raises AnswersError where it cannot be used, or is of a later version.
    """
    reader = Reader(path, instrument)
    data = reader.json(reader.content())
    reader.check_origin(data)
    if migrating.is_earlier(_version(data), instrument):
        return _carried(reader, data)
    reader.check_version(data)
    return CarriedOver(reader.checked(reader.shaped(data)), (), _version(data))


def is_read(content: bytes, path: Path, instrument: Instrument) -> bool:
    """Whether a response file with this content can be read, as far as its version goes."""
    reader = Reader(path, instrument)
    try:
        data = reader.json(content)
        reader.check_origin(data)
        if not migrating.is_earlier(_version(data), instrument):
            reader.check_version(data)
    except FileError:
        return False
    return True


def told(found: CarriedOver, instrument: Instrument) -> list[str]:
    """What a person is told of a response file of another version; nothing of one of today."""
    if found.version == instrument.settings.version:
        return []
    text = _("These answers are of version {old} of the questions; they are read for version {new}.")
    return [text.format(old=found.version, new=instrument.settings.version), *found.lines()]


def _version(data: dict[str, Any]) -> str:
    return cells.plain(data["instrument"]["version"])[:32]


def _carried(reader: Reader, data: dict[str, Any]) -> CarriedOver:
    """The response without what the instrument has no place for, and the names of that."""
    version = _version(data)
    fitting = _Fitting(reader.instrument, migrating.route(reader.instrument, version), reader.shaped(data))
    response = fitting.response()
    moved = tuple(f"{shown(one.name)} -> {', '.join(one.into)}" for one in fitting.moved)
    return CarriedOver(reader.checked(response), tuple(shown(name) for name in fitting.left_out), version, moved)


class _PdfReader(Reader):
    """Reads what was inside a PDF: nobody can correct a word of it there."""

    def not_a_response(self, reason: str) -> NoReturn:
        what = _("The answers inside this PDF cannot be used: {reason}.").format(reason=reason)
        self.fail(what, _("Name the report as msme-check wrote it, or make it anew from the response file."))

    def wrong_form(self, place: str) -> NoReturn:
        self.not_a_response(_("the value of {place} has a form that cannot be used").format(place=shown(place)))

    def wrong_shape(self, error: ValidationError) -> NoReturn:
        first = error.errors(include_url=False, include_input=False)[0]
        self.wrong_form(".".join(str(part) for part in first["loc"][:2]))


class _Fitting:
    """A response of another version, taken along the route and then without what does not fit today."""

    def __init__(self, instrument: Instrument, route: migrating.Route, given: Response) -> None:
        self.instrument, self.route, self.given = instrument, route, given
        self.facts = route.carried("facts", given.profile)
        self.answers = route.carried("questions", given.answers)
        unread = [name for name, value in self.facts.values.items() if not self.fits_profile(name, value)]
        unread += [name for name, value in self.answers.values.items() if not self.fits(name, value)]
        self.unread = frozenset(unread)
        self.moved = tuple(one for one in (*self.facts.moved, *self.answers.moved) if not {*one.into} & self.unread)

    @property
    def left_out(self) -> Iterator[str]:
        """Names that have no place, as they stand in the file."""
        for carried, given in ((self.facts, self.given.profile), (self.answers, self.given.answers)):
            into = {one.name: one.into for one in carried.moved}
            for name in given:
                if name in carried.lost or {*into.get(name, (name,))} & self.unread:
                    yield name

    def response(self) -> Response:
        """The response of today."""
        settings = self.instrument.settings
        parts = [part.id for part in self.instrument.questionnaires]
        evidence, seen = (self.carried(names) for names in (self.given.evidence, self.given.seen))
        only = tuple(name for name in self.given.only or () if name in parts)
        return self.given.model_copy(
            update={
                "instrument": InstrumentRef(id=settings.id, version=settings.version),
                "profile": {name: value for name, value in self.facts.values.items() if name not in self.unread},
                "answers": {name: value for name, value in self.answers.values.items() if name not in self.unread},
                "evidence": evidence,
                "seen": seen,
                "only": only if self.given.only is not None else None,
            }
        )

    def carried(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The questions of today for ids of then."""
        found = (new for name in names for new in self.route.names("questions", name))
        return tuple(name for name in dict.fromkeys(found) if name in self.instrument.questions)

    def fits_profile(self, name: str, value: Value) -> bool:
        """Whether the instrument has this fact about a firm, and can read its value."""
        field = self.instrument.profile_field.get(name)
        return field is not None and cells.fact(field, cell_text(value)).fault is None

    def fits(self, name: str, value: Value) -> bool:
        """Whether the instrument has this question, and can read the answer."""
        question = self.instrument.questions.get(name)
        if question is None:
            return False
        found = cells.answer(question, cell_text(value))
        return found.fault is None and found.state is not State.MISSING


def _named(names: tuple[str, ...]) -> str:
    """The first names, and how many more there are."""
    named = list(names[:NAMED])
    if more := len(names) - len(named):
        named.append(ngettext("{n} more", "{n} more", more).format(n=more))
    return ", ".join(named)
