"""The text of a CSV file -> its header and its rows, numbered as a spreadsheet numbers them.

Rows are read one after the other, so that a file of any size takes the same memory. A row whose cells cannot
be trusted is told apart from the others: one with more cells than the header, or one that a quotation mark
which is never closed has joined with the rows below it.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple, TextIO

from msme_check.i18n import _
from msme_check.intake.known_names import ENOUGH, HEADER_WITHIN
from msme_check.intake.sources import Source, cut_off
from msme_check.intake.tables import Broken, taken

_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r'"?sep=(?P<sign>.)"?\s*', re.IGNORECASE)
_JOINED = 5
"""A cell of several lines with this many separators in it holds other rows, not a text."""
_LOOKED_AT = 60
"""So many lines are read before it is said which one is the header."""
FIRST = 100
"""So many rows show how wide the rows of this file are."""


@dataclass(frozen=True)
class Row:
    """A row that is not blank; `cells` has as many places as the header."""

    number: int
    cells: list[str]
    broken: Broken | None = None


class _Record(NamedTuple):
    """A row as it stands there, blank or not, and how many lines of text it takes."""

    number: int
    cells: list[str]
    lines: int


@dataclass(frozen=True)
class Sheet:
    """An open CSV file: `header` as it stands there, `header_row` its number, `rows` still to be read."""

    header: list[str]
    header_row: int
    separator: str
    rows: Iterator[Row]
    lines_above: int = 0
    """How many lines of the file there are up to the header and with it."""
    full: int = 0
    """How many cells the header has, with the empty ones at its end."""


@contextmanager
def opened(source: Source, known: Callable[[str], bool], progress: Callable[[int, int], None]) -> Iterator[Sheet]:
    """Opens a file for reading. `known`: whether a text is the name of a column, to find the separator.

    Raises AnswersError where the text is no table.
    """
    encoding = source.encoding
    with source.path.open(encoding=encoding.name, errors=encoding.errors, newline="") as stream:
        lines = _told(stream, source.size, progress)
        first = next(lines, "").lstrip("\ufeff")
        sep = _SEP_LINE.fullmatch(first)
        head = [*([] if sep else [first]), *islice(lines, _LOOKED_AT)]
        start = _start(head, sep["sign"] if sep else _SEPARATORS, known)
        following = chain(head[start.lines :], lines)
        numbered = _numbered(source, following, start.separator, start.row)
        row, header, lines_of_header = next(numbered, _Record(start.row, [], 1))
        full = len(header)
        while header and not header[-1].strip():
            header.pop()
        rows = _rows(numbered, len(header), full, start.separator)
        yield Sheet(header, row, start.separator, rows, bool(sep) + start.lines + lines_of_header, full)


def _told(stream: TextIO, size: int, progress: Callable[[int, int], None]) -> Iterator[str]:
    """The lines, while `progress` hears how many bytes they took."""
    for number, line in enumerate(stream):
        if number % 1000 == 0:
            progress(min(stream.buffer.tell(), size), size)
        yield line
    progress(size, size)


class _Start(NamedTuple):
    """Where the header of a file is: how many lines and rows stand above it. `fitness` compares it with others."""

    separator: str
    row: int
    lines: int
    fitness: tuple[int, int]


def _start(head: list[str], separators: str, known: Callable[[str], bool]) -> _Start:
    """The separator with which the header has the most columns that are known, then the most columns.

    The header is the first row that is not blank; where that is a title, the row with the most columns that are known.
    """
    blank = _Start(separators[0], 1, 0, (0, 0))
    first = max((next(_starts(head, one, known), blank) for one in separators), key=lambda one: one.fitness)
    if first.fitness[0] >= ENOUGH:
        return first
    below = max(
        (start for one in separators for start in islice(_starts(head, one, known), HEADER_WITHIN)),
        key=lambda one: one.fitness[0],
        default=blank,
    )
    return below if below.fitness[0] >= ENOUGH else first


def _starts(head: list[str], separator: str, known: Callable[[str], bool]) -> Iterator[_Start]:
    """The rows that are not blank."""
    lines, records = 0, csv.reader(head, delimiter=separator)
    with suppress(csv.Error):
        for row, names in enumerate(records, 1):
            if any(name.strip() for name in names):
                yield _Start(separator, row, lines, (sum(map(known, names)), len(names)))
            lines = records.line_num


def _numbered(source: Source, text: Iterator[str], separator: str, first: int) -> Iterator[_Record]:
    records, number, line = csv.reader(text, delimiter=separator), first, 0
    try:
        for record in records:
            yield _Record(number, record, records.line_num - line)
            number, line = number + 1, records.line_num
    except csv.Error:
        what = _("The file cannot be read from row {row} on: a quotation mark is not closed.").format(row=number)
        cut_off(source.path, what, _("Correct that row in the spreadsheet program, and save the file again."))


def _rows(records: Iterator[_Record], width: int, full: int, separator: str) -> Iterator[Row]:
    """The rows that are not blank. `full`: the width of the header with its empty names at the end."""
    filled = (one for one in records if any(cell.strip() for cell in one.cells))
    first, cut_off = taken(filled, FIRST)
    usual = max(full, most_common([len(one.cells) for one in first]))
    for number, found, lines in chain(first, filled):
        joined = lines > 1 and _joined(found, separator)
        yield Row(number, fitted(found, width), Broken.JOINED if joined else too_many(found, width, usual))
    if cut_off:
        raise cut_off


def fitted(cells: list[str], width: int) -> list[str]:
    """The cells of a row in as many places as the header has."""
    return cells[:width] if len(cells) >= width else cells + [""] * (width - len(cells))


def too_many(cells: list[str], width: int, usual: int) -> Broken | None:
    """TOO_MANY where a row has more cells than most, or something stands where the header has no name."""
    return Broken.TOO_MANY if len(cells) > usual or any(cell.strip() for cell in cells[width:]) else None


def most_common(widths: list[int]) -> int:
    """The width that most rows have, the smallest of several: some programs end each row with a separator."""
    counts = Counter(widths)
    return min((one for one in counts if counts[one] == max(counts.values())), default=0)


def _joined(cells: list[str], separator: str) -> bool:
    return any(("\n" in cell or "\r" in cell) and cell.count(separator) >= _JOINED for cell in cells)
