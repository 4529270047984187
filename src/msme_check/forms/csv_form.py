"""The blank sheet for many firms: a CSV file with one header row, and a second file that explains each column.

Both are UTF-8 with a byte order mark, so that a spreadsheet program shows every script rightly, as the tables of
a batch are. The sheet holds nothing but its header: a row of explanations would be read as a firm.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msme_check import cells, whole_files
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, columns
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _
from msme_check.locks import cannot_write
from msme_check.model.instrument import Instrument, ProfileField, Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo

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


def write(instrument: Instrument, path: Path) -> tuple[Path, Path]:
    """Writes the blank sheet and, beside it, `<name>_columns.csv`; gives back both.

    Raises UsageError where a file of one of these names holds something else, OutputError where none can be written.
    """
    explanation = path.with_name(f"{path.stem}_columns.csv")
    texts = {path: _table([columns(instrument)]), explanation: _table([_headings(), *explained(instrument)])}
    try:
        for target, text in texts.items():
            if target.exists() and target.read_bytes() != text:
                what = _("{path}: A file of this name is there already, and may hold answers.")
                shown = cells.plain(str(target))
                raise UsageError(f"{what.format(path=shown)} {_('Choose another name, or remove the file first.')}")
        for target, text in texts.items():
            whole_files.write(target, text)
    except OSError as error:
        raise OutputError(cannot_write(Path(error.filename or path), error)) from None
    return path, explanation


def explained(instrument: Instrument) -> Iterator[Explained]:
    """What each column of the sheet is for, and what may stand in it."""
    words = instrument.settings.words
    firm = _("The firm")
    text = _("text")
    yield Explained(FIRM_ID, firm, _("An id of the firm's own, such as a number"), text, "", "", "", words.yes)
    yield Explained(FIRM_NAME, firm, _("The name of the firm, as it stands on its report"), text, "", "", "", words.no)
    for field in instrument.profile:
        yield _field(field, firm, words)
    for part in instrument.questionnaires:
        for dimension in part.dimensions:
            for question in dimension.questions:
                yield _question(question, f"{part.title}: {dimension.title}", words)
    evidence = _("The answers that could be proved: what was to be shown was seen, or could be shown")
    allowed = _("ids of questions, with spaces between them")
    yield Explained(EVIDENCE, _("All questionnaires"), evidence, _("ids"), allowed, "", "", words.no)


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


def _field(field: ProfileField, part: str, words: Words) -> Explained:
    options = " | ".join(_option(option.code, option.text, option.of) for option in field.options)
    low, high = field.minimum, field.maximum
    numbers = _("a whole number, {low} to {high}").format(low=low, high=high)
    kinds = {
        "choice": (_("one code"), options),
        "choices": (_("codes, with spaces between them"), options),
        "number": (_("whole number"), numbers),
        "year": (_("year"), numbers),
    }
    kind, allowed = kinds[field.type]
    required = words.yes if field.required else words.no
    return Explained(field.id, part, field.text, kind, allowed, "", field.unit or "", required)


def _option(code: str, text: str, of: str | None) -> str:
    return f"{code} = {text}" if of is None else f"{code} = {text} ({of})"


def _question(question: Question, part: str, words: Words) -> Explained:
    kind, allowed = _answers(question, words)
    always = f"dk = {words.dont_know}"
    if question.not_applicable:
        always = f"{always} | na = {words.not_applicable}"
    grounds = " | ".join(ground.text for ground in question.not_applicable)
    unit = question.unit if isinstance(question, Number) else ""
    allowed = f"{allowed} | {always}"
    return Explained(question.id, part, question.text, kind, allowed, grounds, unit, words.no)


def _answers(question: Question, words: Words) -> tuple[str, str]:
    match question:
        case Ladder():
            lines: list[str] = []
            for level, line in enumerate(question.levels):
                above = _("all of line {n}, and: {text}").format(n=level - 1, text=line.text)
                lines.append(f"{level} = {above if line.builds_on else line.text}")
            return _("number of the highest line that is fully true"), " | ".join(lines)
        case YesNo():
            lines = [f"yes = {words.yes}", f"partly = {question.partly}", f"no = {words.no}"]
            return _("yes, partly or no"), " | ".join(lines)
        case Checklist():
            lines = [f"{item.code} = {item.text}" for item in question.items]
            return _("codes, with spaces between them"), " | ".join([*lines, f"none = {words.none_of_these}"])
        case Number():
            numbers = _("a number, {low:g} to {high:g}").format(low=question.minimum, high=question.maximum)
            return _("number"), numbers


def _table(rows: list[list[str]] | list[Explained]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue().encode(ENCODING)
