"""The rows of a CSV file whose lines are rows, thousands at once.

Nearly every line of nearly every file is a row without quotation marks, with as many separators as its header has.
Such lines are read by polars without a look at their cells. Where a whole block of them is of that kind, which is seen
at once, they stay lines until somebody wants the cells: lines are a third of what texts in columns take to pass on to
another process. A line with quotation marks in it is read alone, by the same reader as all others in `sheets`. Where a
cell of several lines begins, or lines end in another way than usual, the reading ends here and goes on there.
"""

import csv
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import polars as pl
from polars import selectors

from msme_check.answers import ROW
from msme_check.frames import Bools, Ints
from msme_check.intake import tables
from msme_check.intake.sheets import FIRST, fitted, most_common, too_many
from msme_check.intake.tables import Broken, Progress, Rows, SomeRows, place
from msme_check.vocabulary import kind

_LINE = 500
"""Bytes of a line, before one is known."""

_SEEN_FILLED = 3
"""So many columns are looked at for one that is filled everywhere, as the first one nearly always is."""

_NEAR = 1 << 17
"""Bytes that are counted while they are in the processor's own memory."""

_NEWLINE, _QUOTE, _SPACE, _LAST_ASCII = b"\n"[0], b'"'[0], b" "[0], 0x7F


@dataclass(frozen=True)
class Shape:
    """How the lines of a file lie. `above`: lines up to its header; `header_row`: the number of that row.

    `width`: columns with a name, `full`: with those at the end that have none. `closed` as in `Table.rows`.
    """

    separator: str
    above: int
    header_row: int
    width: int
    full: int
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PlainLines:
    """Lines that all have as many cells as most rows have, none of them blank or with quotation marks.

    `usual`: so many cells. `first`: the number of the first row.
    """

    block: bytes
    count: int
    shape: Shape
    usual: int
    first: int

    def __len__(self) -> int:
        return self.count

    def some(self, places: Iterable[int]) -> pl.DataFrame:
        """The cells of some places alone, and `row`: a tenth of the time that all take."""
        frame = _cells_of(self.block, self.shape, self.usual, places)
        assert frame is not None  # noqa: S101 - these lines were looked at
        return frame.with_columns(pl.Series(ROW, self._numbers()))

    def read(self) -> Rows:
        """All cells."""
        rows = _quick(self.block, self.shape, self.usual, self._numbers())
        assert rows is not None  # noqa: S101 - these lines were looked at
        return rows

    def _numbers(self) -> Ints:
        return np.arange(self.first, self.first + self.count)


def quick_rows(path: Path, shape: Shape, size: int, progress: Progress) -> Generator[SomeRows, None, int | None]:
    """The rows of a file of UTF-8, at most `size` at once.

    Returns None where these are all, otherwise the number of the last row that was read here.
    """
    whole = path.stat().st_size
    number = shape.header_row
    with path.open("rb") as file:
        if any(b"\r" in line.removesuffix(b"\n").removesuffix(b"\r") for line in islice(file, shape.above)):
            return number  # lines end with CR alone
        usual = _usual(file, shape)
        if usual is None:
            return number
        for block, count in _blocks(file, size):
            progress(min(file.tell(), whole), whole)
            lines = _Lines(block, count, shape, usual, number + 1)
            if lines.rows is None:
                return number
            number += lines.count
            if len(lines.rows):
                yield lines.rows
    progress(whole, whole)
    return None


def _usual(file: BinaryIO, shape: Shape) -> int | None:
    """How many cells most rows have; None where that takes the other reader."""
    start = file.tell()
    widths: list[int] = []
    for line in file:
        cells = _cells(line, shape.separator)
        if cells is None:
            return None
        if any(cell.strip() for cell in cells):
            widths.append(len(cells))
        if len(widths) == FIRST:
            break
    file.seek(start)
    return max(shape.full, most_common(widths))


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines and their number, at most `size` at once, and nearly as many where all are about as long."""
    start, length = file.tell(), _LINE
    while True:
        file.seek(start + size * length * 19 // 20)
        file.readline()  # where this line ends, the block does
        end = file.tell()
        file.seek(start)
        block = file.read(end - start)
        if not block:
            return
        start = file.tell()
        if not block.endswith(b"\n"):
            block += b"\n"
        count = _how_many(_NEWLINE, block)
        length = len(block) // count + 1
        yield from [(block, count)] if count <= size else _cut(block, size)


def _cut(block: bytes, size: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines in parts of `size`; the last may have fewer."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == _NEWLINE) + 1
    for first in range(0, len(ends), size):
        last = min(first + size, len(ends))
        yield block[ends[first - 1] if first else 0 : ends[last - 1]], last - first


def _how_many(sign: int, block: bytes) -> int:
    """How often a byte stands in a block; `bytes.count` takes several times as long for one that stands everywhere."""
    signs = np.frombuffer(block, dtype=np.uint8)
    return sum(int(np.count_nonzero(signs[at : at + _NEAR] == sign)) for at in range(0, len(signs), _NEAR))


def _cells(line: bytes, separator: str) -> list[str] | None:
    """The cells of a line; None where it is no row of its own."""
    text = line.decode("utf-8")
    body = text.removesuffix("\n").removesuffix("\r")
    if "\r" in body:
        return None
    cells = next(csv.reader([f"{body}\n"], delimiter=separator), [])
    return None if cells and "\n" in cells[-1] else cells


class _Lines:
    """A block of lines. `rows`: what they hold; None where that takes the other reader."""

    def __init__(self, block: bytes, count: int, shape: Shape, usual: int, first: int) -> None:
        self.count, self.shape, self.usual, self.first = count, shape, usual, first
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n")
        self.block = block
        self.rows = None if b"\r" in block else self._rows()

    @cached_property
    def signs(self) -> npt.NDArray[np.uint8]:
        """The block, byte by byte."""
        return np.frombuffer(self.block, dtype=np.uint8)

    @cached_property
    def ends(self) -> Ints:
        """Where each line ends."""
        return np.flatnonzero(self.signs == _NEWLINE)

    @cached_property
    def starts(self) -> Ints:
        """Where each line begins."""
        return np.concatenate([[0], self.ends[:-1] + 1])

    def _per_line(self, sign: int) -> Ints:
        """How often a byte stands in each line."""
        places = np.flatnonzero(self.signs == sign)
        return np.diff(np.searchsorted(places, self.ends), prepend=0)

    def _rows(self) -> SomeRows | None:
        return self._alike() or self._one_by_one()

    def _alike(self) -> PlainLines | None:
        """The lines where every one is plain, which is seen without a look at each; None where it is not seen."""
        if _how_many(ord(self.shape.separator), self.block) != self.count * (self.usual - 1) or b'"' in self.block:
            return None
        first = range(min(self.usual, _SEEN_FILLED))
        seen = _cells_of(self.block, self.shape, self.usual, {*first, self.usual - 1})
        if seen is None or len(seen) != self.count or seen[place(self.usual - 1)].null_count():
            return None  # a line has fewer cells, another more
        if not any(seen[place(number)].str.contains("[!-~]").all() for number in first):
            return None  # a line may be blank
        return PlainLines(self.block, self.count, self.shape, self.usual, self.first)

    def _one_by_one(self) -> Rows | None:
        plain = self._per_line(ord(self.shape.separator)) == self.usual - 1
        if b'"' in self.block:
            plain &= self._per_line(_QUOTE) == 0
        plain &= ~self._perhaps_blank()
        others = self._others(np.flatnonzero(~plain))
        if others is None:
            return None
        numbers = np.arange(self.first, self.first + self.count)
        lines = self.block if plain.all() else self.signs[np.repeat(plain, self.ends - self.starts + 1)].tobytes()
        quick = _quick(lines, self.shape, self.usual, numbers[plain])
        if quick is None:
            return None
        if not len(others.frame):
            return quick
        frame = pl.concat([quick.frame, others.frame.cast(quick.frame.schema)]).sort(ROW)
        return Rows(frame, {**quick.broken, **others.broken})

    def _perhaps_blank(self) -> Bools:
        """Lines in which no letter or sign of ASCII stands; in other scripts there may be one."""
        letters = (self.signs > _SPACE) & (self.signs < _LAST_ASCII) & (self.signs != ord(self.shape.separator))
        filled: Bools = np.logical_or.reduceat(letters, self.starts)
        return ~filled

    def _others(self, places: Ints) -> Rows | None:
        """The rows of lines that are read one by one."""
        width = self.shape.width
        cells, numbers, broken = [], [], {}
        for place_ in places.tolist():
            found = _cells(self.block[self.starts[place_] : self.ends[place_]], self.shape.separator)
            if found is None:
                return None
            if any(cell.strip() for cell in found):
                number = self.first + place_
                cells.append(fitted(found, width))
                numbers.append(number)
                if (why := too_many(found, width, self.usual)) is not None:
                    broken[number] = why
        return Rows(tables.frame(cells, numbers, width), broken)


def _quick(lines: bytes, shape: Shape, usual: int, numbers: Ints) -> Rows | None:
    """The rows of plain lines, all at once; None where they are not plain."""
    if not len(numbers):
        return Rows(tables.frame([], [], shape.width))
    frame = _cells_of(lines, shape, usual, range(usual), {place(one): kind(len(numbers)) for one in shape.closed})
    if frame is None or len(frame) != len(numbers) or frame[place(usual - 1)].null_count():
        return None
    frame = frame.with_columns(pl.Series(ROW, numbers))
    broken: dict[int, Broken] = {}
    for name in map(place, range(shape.width, usual)):  # columns without a name must be empty
        broken |= dict.fromkeys(frame.filter(pl.col(name).str.strip_chars() != "")[ROW].to_list(), Broken.TOO_MANY)
    whole = frame.select(*map(place, range(shape.width)), ROW)
    return Rows(whole.with_columns(selectors.categorical().fill_null("")), broken)  # as empty texts are


def _cells_of(
    lines: bytes, shape: Shape, usual: int, places: Iterable[int], kinds: Mapping[str, pl.DataType] | None = None
) -> pl.DataFrame | None:
    """The cells of some places of lines; a null where a line has no such place. None where that can be seen here.

    `kinds`: of columns that are no texts; in these an empty cell is a null too, but never in the last one.
    """
    types: dict[str, pl.DataType] = dict.fromkeys(map(place, range(usual)), pl.String())
    types |= {name: one for name, one in (kinds or {}).items() if name in types and name != place(usual - 1)}
    try:
        return pl.read_csv(
            lines,
            has_header=False,
            schema=types,
            columns=sorted(places),
            separator=shape.separator,
            quote_char=None,
            empty_string_is_null=False,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):  # a line has more cells, the first has others
        return None
