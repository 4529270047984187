"""The blank sheet for many firms: a CSV file with one header row, and a second file that explains each column.

Both are UTF-8 with a byte order mark, so that a spreadsheet program shows every script rightly, as the tables of
a batch are. The sheet holds nothing but its header: a row of explanations would be read as a firm.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msme_check import descriptors
from msme_check.forms import fields, written
from msme_check.forms.fields import Choice, Field, Kind
from msme_check.i18n import _
from msme_check.model.instrument import Instrument, Words
from msme_check.model.questions import Ladder

ENCODING = "utf-8-sig"


class Explained(NamedTuple):
    """One column of the sheet, in words; in the order of the columns of the second file."""

    column: str
    part: str
    text: str
    kind: str
    allowed: str
    not_applicable: str
    unit: str
    required: str


def write(instrument: Instrument, path: Path, *, core: bool, only: tuple[str, ...] | None) -> tuple[Path, ...]:
    """Writes the blank sheet and, beside it, `<name>_columns.csv`; gives back both.

    Raises UsageError where a file of one of these names holds something else, OutputError where none can be written.
    """
    lines = tuple(explained(instrument, core=core, only=only))
    explanation = path.with_name(f"{path.stem}_columns.csv")
    return written.write(
        {path: _table([[line.column for line in lines]]), explanation: _table([_headings(), *lines])},
    )


def explained(
    instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None
) -> Iterator[Explained]:
    """What each column of the sheet is for, and what may stand in it."""
    words = instrument.settings.words
    for section in fields.sections(instrument, core=core, only=only):
        for field in section.fields:
            yield _line(field, section.path, words)
    shown = fields.evidence()
    yield Explained(shown.id, _("All questionnaires"), shown.text, _("ids"), shown.help, "", "", words.no)


def _headings() -> Explained:
    return Explained(
        _("column"),
        _("part"),
        _("question"),
        _("kind of answer"),
        _("what may stand in a cell"),
        _("when na is allowed"),
        _("unit"),
        _("required"),
    )


def _line(field: Field, part: str, words: Words) -> Explained:
    kind, answers = _answers(field)
    codes = [_option(choice) for choice in fields.beside(field, words)]
    grounds = " | ".join(text for text, _when in field.grounds)
    required = words.yes if field.required else words.no
    allowed = " | ".join([answers, *codes])
    return Explained(field.id, part, field.text, kind, allowed, grounds, field.unit, required)


def _answers(field: Field) -> tuple[str, str]:
    """Of which kind the answers are, and which there are."""
    if field.kind is Kind.TEXT:
        return _("text"), ""
    if field.kind in {Kind.NUMBER, Kind.YEAR}:
        figure = _("a number, {low} to {high}") if field.question else _("a whole number, {low} to {high}")
        kind = _("number") if field.question else _("year") if field.kind is Kind.YEAR else _("whole number")
        return kind, figure.format(low=fields.figure(field.minimum), high=fields.figure(field.maximum))
    options = " | ".join(_option(choice) for choice in field.choices)
    if field.kind is Kind.SEVERAL:
        return _("codes, with spaces between them"), options
    if field.question is None:
        return _("one code"), options
    ladder = isinstance(field.question, Ladder)
    return _("number of the highest line that is fully true") if ladder else _("yes, partly or no"), options


def _option(choice: Choice) -> str:
    if choice.builds_on:
        return f"{choice.code} = {descriptors.named(int(choice.code), choice.text)}"
    return f"{choice.code} = {choice.text}" if choice.of is None else f"{choice.code} = {choice.text} ({choice.of})"


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue().encode(ENCODING)
