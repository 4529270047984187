"""The rows of a sheet as texts: what the spreadsheet program would write to a CSV file.

3.0 is "3", dates are ISO dates. The reader gives a share of 50 % as 0.5, an id that is shown as 007 as 7, and an error
as nothing; here they are "50%", "007" and "#REF!". A cell that is merged with those below it counts for each of their
rows, because that is what it looks like; one that is merged with those beside it counts for the first of these
columns. What is hidden below it does not count.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from python_calamine import CalamineSheet

from msme_check.intake.workbook_marks import CellPlace, Marks

T = TypeVar("T")
Cells = list[str]
Value = int | float | str | bool | time | date | datetime | timedelta

_LYING = 60_000
"""Cells of a sheet that may lie on its side: it is looked at as a whole, which costs others as much again."""
_EXACT = 1e21
"""Whole numbers below this are written without an exponent."""


@dataclass(frozen=True)
class SheetCells:
    """A sheet that was read."""

    sheet: CalamineSheet
    marks: Marks

    def first(self, count: int) -> list[tuple[int, Cells]]:
        """The first rows with something in them."""
        return list(islice(self.filled(), count))

    @property
    def merged_across(self) -> list[int]:
        """The rows, from 1, in which cells are merged with those beside them."""
        return [first[0] + 1 for first, last in self.marks.merged if first[1] < last[1]]

    def filled(self) -> Iterator[tuple[int, Cells]]:
        """The rows with something in them, by their numbers from 1; each as wide as the sheet."""
        start, end = self.sheet.start or (0, 0), self.sheet.end or (0, 0)
        left, width = [""] * start[1], end[1] + 1
        errors = _by_row(self.marks.errors.items(), width)
        shares = _by_row(((place, "") for place in self.marks.shares), width)
        padded = _by_row(self.marks.padded.items(), width)
        merged = _by_row(self.marks.merged, width)
        going: dict[int, tuple[int, str]] = {}
        for row, values in enumerate(self.sheet.iter_rows()):
            cells = left + [value if type(value) is str else text(value) for value in values]
            for column, _nothing in shares.get(row, ()):
                cells[column] = _share(values[column - len(left)])
            for column, digits in padded.get(row, ()):
                cells[column] = _padded(values[column - len(left)], digits)
            for column, shown in errors.get(row, ()):
                cells[column] = shown
            if going or row in merged:
                for column, (last_row, last_column) in merged.get(row, ()):
                    going |= dict.fromkeys(range(column, min(width, last_column + 1)), (last_row, ""))
                    going[column] = last_row, cells[column]
                going = {column: one for column, one in going.items() if row <= one[0]}
                cells = [going[place][1] if place in going else cell for place, cell in enumerate(cells)]
            if any(cell.strip() for cell in cells):
                yield row + 1, cells

    def lying(self) -> Iterator[tuple[int, Cells]]:
        """The columns with something in them, by their numbers from 1; of each only the rows that are not blank."""
        rows = [cells for _row, cells in self.filled()]
        for column, cells in enumerate(zip(*rows, strict=True), 1):
            if any(cell.strip() for cell in cells):
                yield column, list(cells)

    @property
    def may_lie(self) -> bool:
        """Whether it is small enough to be looked at as one with a firm a column."""
        end = self.sheet.end or (0, 0)
        return (end[0] + 1) * (end[1] + 1) <= _LYING


def _by_row(places: Iterable[tuple[CellPlace, T]], width: int) -> dict[int, list[tuple[int, T]]]:
    """What is said of cells, by their rows; nothing of cells beside the sheet."""
    found: dict[int, list[tuple[int, T]]] = {}
    for (row, column), said in places:
        if column < width:
            found.setdefault(row, []).append((column, said))
    return found


@lru_cache(maxsize=4096, typed=True)
def text(value: Value) -> str:
    """The text of a cell."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value)
        case date() | time():  # a datetime is a date
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _number(value: float) -> str:
    """As many digits as a spreadsheet program keeps: 15."""
    if abs(value) < _EXACT and int(value) == value:
        return str(int(value))
    return f"{value:.15g}"


def _padded(value: Value, digits: int) -> str:
    """A number that is shown with zeros before it, such as an id."""
    shown = text(value)
    return shown.zfill(digits) if isinstance(value, int | float) and shown.isdigit() else shown


def _share(value: Value) -> str:
    """A number that is shown in percent."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text(value)
    return f"{_number(float(f'{value * 100:.12g}'))}%"
