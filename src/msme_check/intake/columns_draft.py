"""A first draft of a file of columns: what each column of a file was recognised as, and where to say the rest."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from msme_check import answers, cells
from msme_check.i18n import _
from msme_check.intake.columns_map import COLUMNS, LEAVE_OUT, VALUES, allowed_codes
from msme_check.intake.formulas import unguarded
from msme_check.intake.recognition import Kind, Meaning, Recognition, plain, recognition_of
from msme_check.intake.shaping import without_tags
from msme_check.intake.tables import Table, place
from msme_check.labels import labels_of
from msme_check.model.instrument import Instrument

_ROWS = 20_000
_MOST = 50
"""Texts of one column that are listed."""
_BETWEEN = re.compile("[;,|]")


def draft(table: Table, instrument: Instrument) -> str:
    """The text of the draft. Raises AnswersError where the file cannot be read to its end."""
    recognition = recognition_of(instrument)
    meanings = recognition.meanings(table.header)
    lines = [
        *_comment(_("What each column of {file} is.").format(file=table.file)),
        *_comment(
            _(
                "Lines that begin with # say nothing yet: complete them, and take the # away. Behind the name of a "
                "column stands the id of a question or fact, or {leave_out}. Then run 'msme-check batch' with "
                "--columns and this file."
            ).format(leave_out=LEAVE_OUT)
        ),
        f"{COLUMNS}:",
        *_columns(table, recognition, meanings),
        f"{VALUES}:",
        *_comment(_("Texts that are no answers, by column. Behind each, write the code of the answer it stands for.")),
        *_values(table, recognition, meanings),
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> Iterator[str]:
    yield f"# {text}"


def _quoted(text: str) -> str:
    """A text as YAML reads it, on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _columns(table: Table, recognition: Recognition, meanings: list[Meaning | None]) -> Iterator[str]:
    names = [plain(name) for name in table.header]
    counts = Counter(names)
    known = {one.column for one in meanings if one is not None}
    free = [name for name in answers.columns(recognition.instrument) if name not in known]
    spare = _record(meanings) | _second_best(meanings)
    for number, (name, meaning) in enumerate(zip(table.header, meanings, strict=True), 1):
        text = unguarded(cells.plain(name)).strip()
        alone = counts[plain(name)] == 1 and text
        key = _quoted(text) if alone else f"column {number}"
        if meaning is not None:
            yield f"  {key}: {LEAVE_OUT if number - 1 in spare else _target(meaning)}"
        elif near := recognition.suggestion(name, free):
            yield f"  # {key}: {near}  # {_('column {number}, a guess').format(number=number)}"
        else:
            yield f"  # {key}: {LEAVE_OUT}  # {_('column {number}, not recognised').format(number=number)}"


def _target(meaning: Meaning) -> str:
    return LEAVE_OUT if meaning.kind is Kind.NOTHING else str(meaning)


def _record(meanings: list[Meaning | None]) -> set[int]:
    """The places of ids of a record that are not needed: all but the best, and that too where the firm has an id."""
    found = [(one.rank, number) for number, one in enumerate(meanings) if one and one.kind is Kind.RECORD]
    has_id = any(one == Meaning(Kind.COLUMN, answers.FIRM_ID) for one in meanings)
    best = set() if has_id else {min(found)[1]} if found else set()
    return {number for _rank, number in found} - best


def _second_best(meanings: list[Meaning | None]) -> set[int]:
    """The places of columns that say of the interview what a better one says, such as who sent it beside who asked."""
    best: dict[str, int] = {}
    told = ((number, one) for number, one in enumerate(meanings) if one and one.kind is Kind.INTERVIEW)
    found = [(one.rank, number, one.column) for number, one in told]
    for _rank, number, column in sorted(found):
        best.setdefault(column, number)
    return {number for _rank, number, _column in found} - set(best.values())


def _values(table: Table, recognition: Recognition, meanings: list[Meaning | None]) -> Iterator[str]:
    """For each column with answers to choose from, the texts in it that are none."""
    asked = {
        one.column: number
        for number, one in enumerate(meanings)
        if one and one.kind is Kind.COLUMN and _has_codes(recognition.instrument, one.column)
    }
    unread: dict[str, set[str]] = {column: set() for column in asked}
    seen: dict[str, set[str]] = {column: set() for column in asked}
    for rows in (without_tags(one.read(), table.header_row) for one in table.rows(_ROWS, lambda done, size: None)):
        for column, number in asked.items():
            new = set(rows.frame[place(number)].fill_null("").unique()) - seen[column]
            if len(unread[column]) < _MOST:
                unread[column] |= {part for text in new for part in _unread(recognition, column, text)}
                seen[column] |= new
    for column, texts in unread.items():
        if texts:
            yield f"  {column}:  # {' '.join(allowed_codes(recognition.instrument, column))}"
            yield from (f"    # {_quoted(text)}:" for text in sorted(texts)[:_MOST])


def _has_codes(instrument: Instrument, column: str) -> bool:
    known = column in instrument.profile_field or column in instrument.questions
    return known and bool(allowed_codes(instrument, column))


def _unread(recognition: Recognition, column: str, text: str) -> Iterator[str]:
    """What of a cell cannot be read: all of it, or some of the answers in it."""
    if _reads(recognition.instrument, column, text):
        return
    several = column in recognition.boxes
    for part in _BETWEEN.split(text) if several else [text]:
        if not _reads(recognition.instrument, column, part):
            yield cells.plain(part)


def _reads(instrument: Instrument, column: str, text: str) -> bool:
    wordings = labels_of(instrument).of(column)
    if column in instrument.profile_field:
        return cells.fact(instrument.profile_field[column], text, wordings).fault is None
    return cells.answer(instrument.questions[column], text, wordings).fault is None
