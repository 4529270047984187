"""The header of a file of firms -> which column holds what, and what to say about the others."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from msme_check import answers, cells, companions
from msme_check.answers import FIRM_ID
from msme_check.errors import FileError
from msme_check.i18n import _, ngettext
from msme_check.intake.boxes import Boxes
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.formulas import unguarded
from msme_check.intake.known_names import ENOUGH, WITHOUT_ID
from msme_check.intake.recognition import Kind, Meaning, plain, recognition_of
from msme_check.intake.refusals import Refusal
from msme_check.intake.totals import Totals, totals_of
from msme_check.migrating import former_choices, former_names
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist

_LONGEST = 64
_LISTED = 10


@dataclass(frozen=True)
class Headings:
    """Which place of a row is which column.

    `places`: column -> its place. `boxes`: column -> the places of its possible answers. `interview`: `interviewer`,
    `started` and `ended` -> place. `form`: the place where a form says what it asks (`companions.INSTRUMENT_VERSION`).
    `rows_are_ids`: where a firm has no id but the number of its row, what comes before that. `values`: column -> texts
    that the person has explained -> code. `several`: columns of which a cell may hold several answers. `instead`:
    column -> that which is read where it is empty. `facts`: the places of what every firm has to say. `closed`: the
    places of columns that hold one answer of few, and are read as they are. `totals`: what tells rows of sums. `notes`:
    what to tell. `refusals`: columns that were likely meant to be read.
    """

    places: Mapping[str, int]
    boxes: Mapping[str, Boxes] = field(default_factory=dict)
    interview: Mapping[str, int] = field(default_factory=dict)
    form: int | None = None
    rows_are_ids: str = ""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    instead: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[int, ...] = ()
    closed: frozenset[int] = frozenset()
    totals: Totals | None = None
    notes: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def headings(
    file: str,
    header: Sequence[str],
    row: int,
    instrument: Instrument,
    columns_map: ColumnsMap | None = None,
    *,
    within: str = "",
    times: Callable[[int], bool] = lambda place: False,
) -> Headings:
    """Which columns of the header are which. `file` and `row` are for the messages; `columns_map`: what was said.

    `within`: the sheet, where several of the file are read. `times`: whether the column at a place holds times.

    Raises FileError where no firm can be scored with these columns.
    """
    said, recognition = columns_map or ColumnsMap(), recognition_of(instrument)
    meanings = said.applied(header, recognition.meanings(header))
    sorted_out = _Sorted.of(meanings)
    names = _Names(file, row, header)
    names.check_twice(sorted_out)
    counted = FIRM_ID not in sorted_out.places and (
        any(plain(name) in WITHOUT_ID for name in header) or _of_google(header, meanings, times)
    )
    rows_are_ids = f"{_word(f'{Path(file).stem} {within}')}-" if counted else ""
    known = {*sorted_out.places, *sorted_out.boxes, *([FIRM_ID] if rows_are_ids else [])}
    former = former_names(instrument)
    unknown = [
        place
        for place, one in enumerate(meanings)
        if one is None and header[place].strip() and plain(header[place]) not in former
    ]
    free = [name for name in answers.columns(instrument) if name not in known]
    near = {place: name for place in unknown if (name := recognition.suggestion(header[place], free))}
    names.check_enough(known, near, instrument)
    found = Headings(
        places=sorted_out.places,
        boxes={name: Boxes(found, none=name in instrument.questions) for name, found in sorted_out.boxes.items()},
        interview=sorted_out.interview,
        form=_form(header),
        rows_are_ids=rows_are_ids,
        values={
            name: {**former_choices(instrument).get(name, {}), **said.values.get(name, {})}
            for name in {**former_choices(instrument), **said.values}
        },
        several=frozenset(recognition.boxes),
        instead={
            name: beside for name in instrument.questions if (beside := companions.no_figure(name)) in sorted_out.places
        },
        facts=tuple(
            sorted_out.places[one.id] for one in instrument.profile if one.required and one.id in sorted_out.places
        ),
        totals=totals_of(instrument, sorted_out.places),
        notes=(
            *names.id_notes(sorted_out, rows_are_ids),
            *names.unknown_notes(unknown, near, sum(name in known for name in instrument.questions), instrument),
            *names.former_notes(meanings, former),
            *said.notes(file, header),
        ),
        refusals=tuple(
            Refusal(row, shown(header[place]), _("There is no column of this name."), _did_you_mean(name))
            for place, name in near.items()
        ),
    )
    return replace(found, closed=frozenset(_closed(found, instrument)))


def _closed(found: Headings, instrument: Instrument) -> Iterator[int]:
    single = [one.id for one in instrument.questions.values() if not isinstance(one, Checklist)]
    single += [field.id for field in instrument.profile if field.type == "choice"]
    for name in single:
        changed = name in found.values or name in found.instead or name in found.boxes
        if not changed and name in found.places and found.places[name] != found.form:
            yield found.places[name]


def _word(text: str) -> str:
    """The letters and digits of a text, with `_` for all between them. Vowels of the region's scripts are marks."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return "_".join("".join(kept).split())


def _of_google(header: Sequence[str], meanings: Sequence[Meaning | None], times: Callable[[int], bool]) -> bool:
    """Whether these are the texts of a form behind times under a name that is not known.

    So looks an export of Google Forms in a language whose word for its time stamp is not known.
    """
    named = [one is not None and plain(name) != one.column for name, one in zip(header, meanings, strict=True)]
    return bool(header) and meanings[0] is None and sum(named) >= ENOUGH and times(0)


def _form(header: Sequence[str]) -> int | None:
    """The place where a form says of itself what it asks; whatever a map of columns makes of it."""
    return next((place for place, name in enumerate(header) if plain(name) == companions.INSTRUMENT_VERSION), None)


def shown(name: str) -> str:
    """A name of the header as a message shows it."""
    name = unguarded(cells.plain(name))
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."


@dataclass(frozen=True)
class _Sorted:
    """The places of a header by what they hold. `twice`: two places, from 1, that hold the same, and what."""

    places: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, dict[str, int]] = field(default_factory=dict)
    interview: dict[str, int] = field(default_factory=dict)
    record: int | None = None
    """The place that does for the firm's id."""
    twice: tuple[tuple[str, int, int], ...] = ()

    @classmethod
    def of(cls, meanings: Sequence[Meaning | None]) -> "_Sorted":
        """The best place of each; of two equal ones, the first."""
        boxes: dict[str, dict[str, int]] = {}
        places: dict[str, int] = {}
        twice = []
        for place, one in enumerate(meanings):
            if one is None or one.kind not in {Kind.COLUMN, Kind.BOX}:
                continue
            box = one.kind is Kind.BOX
            here, key = (boxes.setdefault(one.column, {}), one.code) if box else (places, one.column)
            first = here.setdefault(key, place)
            if first != place:
                twice.append((str(one), first + 1, place + 1))
        interview = _best(meanings, Kind.INTERVIEW)
        record = _best(meanings, Kind.RECORD).get(FIRM_ID) if FIRM_ID not in places else None
        if record is not None:
            places[FIRM_ID] = record
        return cls(places, boxes, interview, record, tuple(twice))


def _best(meanings: Iterable[Meaning | None], kind: Kind) -> dict[str, int]:
    """The place with the lowest rank for each column of a kind."""
    found = [(one.rank, place, one.column) for place, one in enumerate(meanings) if one and one.kind is kind]
    return {column: place for _rank, place, column in sorted(found, reverse=True)}


@dataclass(frozen=True)
class _Names:
    """A header as messages speak of it."""

    file: str
    row: int
    header: Sequence[str]

    def check_twice(self, sorted_out: _Sorted) -> None:
        if sorted_out.twice:
            what = _("The header (row {row}) names these columns twice: {names}.")
            both = _("{name} (columns {first} and {again})")
            names = (both.format(name=name, first=first, again=again) for name, first, again in sorted_out.twice)
            what = what.format(row=self.row, names=", ".join(names))
            raise FileError(self.file, what, _("Remove or rename one of each pair, then try again."))

    def check_enough(self, known: set[str], near: Mapping[int, str], instrument: Instrument) -> None:
        """That there is a question, and each fact without which no firm can be scored."""
        if not known & instrument.questions.keys():
            self._check_apart(instrument)
            what = _("There is no column with answers: no name in row {row} is a question's.").format(row=self.row)
            do = _(
                "The header must hold the ids of the questions, such as '{name}', or their texts. 'msme-check forms "
                "csv' writes an empty file; 'msme-check intake columns' helps where your file has names of its own."
            )
            raise FileError(self.file, what, do.format(name=next(iter(instrument.questions))))
        needed = [FIRM_ID, *(one.id for one in instrument.profile if one.required)]
        absent = [name for name in needed if name not in known]
        if absent:
            what = _("These columns are not there, and without them no firm can be scored: {names}.")
            guess = " ".join(_did_you_mean(name) for name in near.values() if name in absent)
            what = " ".join(part for part in (what.format(names=", ".join(absent)), guess) if part)
            do = _(
                "Add them to the header, and fill them in for every firm. If they are there under other names, "
                "'msme-check intake columns' helps."
            )
            raise FileError(self.file, what, do)

    def _check_apart(self, instrument: Instrument) -> None:
        """That the names stand in cells of their own."""
        filled = [name for name in self.header if name.strip()]
        known = recognition_of(instrument).meaning
        if len(filled) == 1 and sum(known(name) is not None for name in re.split("[,;\t|]", filled[0])) >= ENOUGH:
            what = _("Each row of this file stands in a single cell, with separators in it.")
            do = _(
                "Open the file that it was made from, and save that one. Or choose 'Text to Columns' in the "
                "spreadsheet program, and save as a workbook."
            )
            raise FileError(self.file, what, do)

    def id_notes(self, sorted_out: _Sorted, rows_are_ids: str) -> Iterator[str]:
        if sorted_out.record is not None:
            text = _("{file}: There is no column firm_id; '{name}' is taken as the firm's id.")
            yield text.format(file=self.file, name=shown(self.header[sorted_out.record]))
        if rows_are_ids:
            text = _(
                "{file}: There is no column firm_id; the firm's id is the file and the number of its row: {example}."
            )
            yield text.format(file=self.file, example=f"{rows_are_ids}{self.row + 1}")

    def former_notes(self, meanings: Sequence[Meaning | None], former: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """What is said of columns with the name of an earlier version."""
        for place, one in enumerate(meanings):
            old = next((name for name in re.split("[/-]", plain(self.header[place])) if name in former), None)
            if old is None:
                continue
            if one is not None:
                text = _("{file}, column {place}: '{old}' is called '{new}' today, and is read as such.")
            elif former[old]:
                text = _(
                    "{file}, column {place}: '{old}' of an earlier version is now {new}. The column is left out, "
                    "because its answers cannot be read as they are or stand in columns of today."
                )
            else:
                text = _("{file}, column {place}: '{old}' of an earlier version is no longer asked, and is left out.")
            new = str(one.column) if one is not None else ", ".join(former[old])
            yield text.format(file=self.file, place=place + 1, old=old, new=new)

    def unknown_notes(
        self, unknown: list[int], near: Mapping[int, str], asked: int, instrument: Instrument
    ) -> Iterator[str]:
        """What is said of columns that are left out, and of questions that are not there."""
        count = _("{found} of {all} questions were found.").format(found=asked, all=len(instrument.questions))
        text = _(
            "{file}, column {place}: there is no question or fact '{name}'. {suggestion} "
            "The column is left out; {count}"
        )
        for place, name in near.items():
            here = shown(self.header[place])
            yield text.format(file=self.file, place=place + 1, name=here, suggestion=_did_you_mean(name), count=count)
        yield from self._other_notes([shown(self.header[place]) for place in unknown if place not in near])
        if asked < len(instrument.questions) and not near:
            yield f"{self.file}: {count} {_('The others count as not answered.')}"

    def _other_notes(self, names: list[str]) -> Iterator[str]:
        if names:
            what = ngettext(
                "{n} column is not known and was left out:", "{n} columns are not known and were left out:", len(names)
            )
            more = "" if len(names) <= _LISTED else ", ..."
            yield f"{self.file}: {what.format(n=len(names))} {', '.join(names[:_LISTED])}{more}"
        empty = [str(place + 1) for place, name in enumerate(self.header) if not name.strip()]
        if empty:
            what = _("Columns without a name were left out: {places}.")
            yield f"{self.file}: {what.format(places=', '.join(empty))}"


def _did_you_mean(near: str) -> str:
    return _("Did you mean '{name}'?").format(name=near)
