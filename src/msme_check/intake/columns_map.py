"""What a person says about the columns of a file: `map.yaml`.

columns:
  "Where do you keep your accounts?": fin_records_cashbook
  "Who asked": interviewer
  "Remarks": leave_out
  column 7: employees          # by its number, where two columns have one name
values:
  fin_records_cashbook:
    "In a shoe box": 1
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from msme_check import cells
from msme_check.checking import suggestion
from msme_check.errors import Problem, UsageError
from msme_check.i18n import _, ngettext
from msme_check.intake.known_names import INTERVIEW
from msme_check.intake.recognition import Kind, Meaning, Recognition, plain, recognition_of
from msme_check.model.instrument import Instrument
from msme_check.wordings import folded
from msme_check.yaml_files import MAX_BYTES, Document, parse

LEAVE_OUT = "leave_out"
COLUMNS, VALUES = "columns", "values"
_NUMBERED = re.compile(r"column (\d{1,5})")
_LISTED = 5


@dataclass(frozen=True)
class ColumnsMap:
    """`names`: a name of the header, as `plain` gives it -> what it is. `numbers`: the same by place from 1.

    `values`: column -> old text -> code. `sha256` is the file's, empty where there is none.
    """

    names: Mapping[str, Meaning] = field(default_factory=dict)
    numbers: Mapping[int, Meaning] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sha256: str = ""

    def applied(self, header: Sequence[str], recognised: Sequence[Meaning | None]) -> list[Meaning | None]:
        """What each place holds: what was said, else what was recognised and is not said of another place."""
        said = [self.numbers.get(number) or self.names.get(plain(name)) for number, name in enumerate(header, 1)]
        taken = {(one.column, one.code) for one in said if one is not None and one.column}
        return [
            one or (Meaning(Kind.NOTHING) if found is not None and (found.column, found.code) in taken else found)
            for one, found in zip(said, recognised, strict=True)
        ]

    def notes(self, file: str, header: Sequence[str]) -> Iterator[str]:
        """What was said of columns that a file does not have."""
        here = {plain(name) for name in header}
        absent = [name for name in self.names if name not in here]
        absent += [f"column {number}" for number in self.numbers if number > len(header)]
        if absent:
            what = ngettext(
                "{n} column of the file of columns is not in this file:",
                "{n} columns of the file of columns are not in this file:",
                len(absent),
            )
            names = ", ".join(name[:64] for name in absent[:_LISTED])
            yield f"{file}: {what.format(n=len(absent))} {names}{', ...' if len(absent) > _LISTED else ''}"


def load(path: Path, instrument: Instrument) -> ColumnsMap:
    """Reads a file of columns. Raises UsageError with every mistake in it, each with its line."""
    name = cells.plain(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError:
        what, do = _("This file cannot be read."), _("Check its name and folder, and that you may open it.")
        raise UsageError(f"{name}: {what} {do}") from None
    document = parse(content, name)
    reading = _Reading(document, name, recognition_of(instrument), list(document.problems))
    found = reading.columns_map() if not document.problems else ColumnsMap()
    if reading.problems:
        raise UsageError("\n".join(str(problem) for problem in sorted(reading.problems)))
    return ColumnsMap(found.names, found.numbers, found.values, hashlib.sha256(content).hexdigest())


@dataclass
class _Reading:
    """Reads what a document holds, and keeps every mistake."""

    document: Document
    name: str
    recognition: Recognition
    problems: list[Problem]

    def problem(self, path: tuple[str, ...], what: str, do: str) -> None:
        self.problems.append(Problem(self.name, self.document.line(path), what, do))

    def part(self, *path: str) -> dict[str, Any]:
        """The keys and values at a place; nothing where it is empty."""
        data = self.document.data
        for key in path:
            data = data.get(key) if isinstance(data, dict) else None
        if data is None or isinstance(data, dict):
            return data or {}
        self.problem(path, _("There are no keys and values here."), _("Write 'name: value' on lines of their own."))
        return {}

    def columns_map(self) -> ColumnsMap:
        for key in self.part():
            if key not in {COLUMNS, VALUES}:
                what = _("There is no key '{name}' here.").format(name=cells.plain(key)[:64])
                self.problem((key,), what, suggestion(key, [COLUMNS, VALUES]))
        names: dict[str, Meaning] = {}
        numbers: dict[int, Meaning] = {}
        for key, said in self.part(COLUMNS).items():
            meaning = self.meaning(key, _text(said))
            if meaning is None:
                continue
            self.check_twice(key, meaning, [*names.values(), *numbers.values()])
            if number := _NUMBERED.fullmatch(plain(key)):
                numbers[int(number[1])] = meaning
            else:
                names[plain(key)] = meaning
        values = {column: dict(self.codes(column)) for column in self.part(VALUES) if self.is_column(column)}
        return ColumnsMap(names, numbers, values)

    def meaning(self, key: str, said: str) -> Meaning | None:
        """What a column is said to be; None, with a problem, where it is nothing that can be read."""
        target = said.casefold()
        if target == LEAVE_OUT:
            return Meaning(Kind.NOTHING)
        if target in INTERVIEW:
            return Meaning(Kind.INTERVIEW, target)
        if target in self.recognition.columns:
            return Meaning(Kind.COLUMN, target)
        column, _sign, code = target.partition("/")
        if code in self.recognition.boxes.get(column, ()):
            return Meaning(Kind.BOX, column, code)
        known = [*self.recognition.columns, *INTERVIEW, LEAVE_OUT]
        if column in self.recognition.boxes and code:
            known = [f"{column}/{one}" for one in self.recognition.boxes[column]]
        what = _("There is no question or fact '{name}'.").format(name=cells.plain(said)[:64])
        self.problem((COLUMNS, key), what, suggestion(target, sorted(known)))
        return None

    def check_twice(self, key: str, meaning: Meaning, others: list[Meaning]) -> None:
        if meaning.column and meaning in others:
            what = _("Another column is '{name}' already.").format(name=meaning)
            do = _("Keep one of the two, and write {word} for the other.").format(word=LEAVE_OUT)
            self.problem((COLUMNS, key), what, do)

    def is_column(self, column: str) -> bool:
        known = {*self.recognition.instrument.profile_field, *self.recognition.instrument.questions}
        if column in known:
            return True
        what = _("There is no question or fact '{name}'.").format(name=cells.plain(column)[:64])
        self.problem((VALUES, column), what, suggestion(column, sorted(known)))
        return False

    def codes(self, column: str) -> Iterator[tuple[str, str]]:
        """The explained texts of a column, with codes that its question or fact knows."""
        for old, said in self.part(VALUES, column).items():
            code = _text(said)
            if fits(self.recognition.instrument, column, code):
                yield old, code
            else:
                what = _("'{code}' is no answer of '{name}'.").format(code=cells.plain(code)[:64], name=column)
                allowed = " ".join(allowed_codes(self.recognition.instrument, column))
                do = _("Write one of: {codes}.").format(codes=allowed) if allowed else _("Write a number.")
                self.problem((VALUES, column, old), what, do)


def fits(instrument: Instrument, column: str, code: str) -> bool:
    """Whether a text is an answer as files hold it, without any help."""
    if column in instrument.profile_field:
        return cells.fact(instrument.profile_field[column], code).fault is None
    return cells.answer(instrument.questions[column], code).fault is None


def allowed_codes(instrument: Instrument, column: str) -> tuple[str, ...]:
    """The codes of a column; none where it holds numbers."""
    if column in instrument.profile_field:
        return tuple(option.code for option in instrument.profile_field[column].options)
    return cells.codes_of(instrument.questions[column])


def _text(said: Any) -> str:
    """A value of the file as the cell of a file of firms would have it."""
    if isinstance(said, bool):
        return "true" if said else "false"
    return "" if said is None else str(said).strip() if isinstance(said, str | int | float) else "?"


def explained(texts: pl.Series, values: Mapping[str, str], *, several: bool) -> pl.Series:
    """The texts of a column with those replaced that were explained. `several`: a cell may hold more than one."""
    whole = {folded(old): code for old, code in values.items()}
    longest_first = sorted(values, key=len, reverse=True)
    apart = (rf"(?<![^\s,;|]){re.escape(old.strip())}(?![^\s,;|])" for old in longest_first)
    parts = re.compile("|".join(apart), re.IGNORECASE)

    def of(text: str) -> str:
        if folded(text) in whole:
            return whole[folded(text)]
        return parts.sub(lambda found: whole[folded(found[0])], text) if several else text

    different = texts.fill_null("").unique()
    new = pl.Series([of(text) for text in different], dtype=pl.String)
    return texts.fill_null("").replace_strict(different, new, return_dtype=pl.String)
