"""The columns of the two large tables, once for both kinds of file: as a frame for Parquet, as cells for CSV.

Writing a cell takes polars 8 ns, 20 where it has to look whether the cell needs quotation marks. So cells are quoted
here, where each different text is looked at once; and columns that stand side by side and hold few different texts are
written as one cell, in which their separators are.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Protocol

import numpy as np
import polars as pl

from msme_check.batch.figures import Figures, figure_texts
from msme_check.frames import Array

SEPARATOR, QUOTE = ",", '"'
_QUOTED = r'[,"\r\n]'
"""What a cell must not hold without quotation marks around it (RFC 4180)."""

_MOST = 4096
"""Different cells that are made of columns side by side, once in a run; and there are at least four lines for each."""

_MANY = 15_000
"""Firms from which on the texts of figures are looked up: so many in one chunk are a large file, in which it is worth
making them, in some 40 ms and 16 MB. polars writes texts in half the time of its decimals."""

_AT_ONCE = 300_000
"""Cells that are written at once: they are still in the cache of the processor, or nearly so."""

Word = str | int | None


@dataclass(frozen=True)
class Cells:
    """A cell for each line: those of `texts` in their order, or which of them is in each line (unsigned)."""

    texts: pl.Series
    places: Array | None = None

    def __len__(self) -> int:
        return len(self.texts if self.places is None else self.places)


class Columns(Protocol):
    """Some columns that stand side by side."""

    @property
    def names(self) -> Sequence[str]:
        """What they are called."""

    def frame(self) -> pl.DataFrame:
        """They themselves."""

    def cells(self) -> Cells:
        """What stands in each line of a CSV file; null for nothing."""


@dataclass(frozen=True)
class Plain:
    """A column of whole numbers, or of texts that are not empty."""

    name: str
    series: pl.Series

    @property
    def names(self) -> Sequence[str]:
        return (self.name,)

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame({self.name: self.series})

    def cells(self) -> Cells:
        return Cells(_quoted(self.series))


@dataclass(frozen=True)
class Decimals:
    """A column of figures."""

    name: str
    figures: Figures

    @property
    def names(self) -> Sequence[str]:
        return (self.name,)

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame({self.name: self.figures.decimals()})

    def cells(self) -> Cells:
        return Cells(self.figures.decimals())

    def looked_up(self) -> Cells:
        """The same with texts that are made once."""
        places = self.figures.places
        return self.cells() if places is None else Cells(figure_texts(), places)


@dataclass(frozen=True)
class Rows:
    """Columns whose lines are taken from other `rows`. `places`: which of them each line is; unsigned, as polars wants
    it."""

    rows: pl.DataFrame
    places: Array

    @property
    def names(self) -> Sequence[str]:
        return self.rows.columns

    def frame(self) -> pl.DataFrame:
        return self.rows[pl.Series(self.places)]

    def cells(self) -> Cells:
        return Cells(_beside([_quoted(one) for one in self.rows]), self.places)


@dataclass(frozen=True)
class Coded:
    """Columns of a few `words` each. `places`: for one column, which of its words each line has; for more, the digits
    of a number, the last column's last. Unsigned."""

    names: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...]
    places: Array

    @property
    def count(self) -> int:
        """How many different lines there can be."""
        return prod(map(len, self.words))

    def with_next(self, other: "Coded") -> "Coded":
        """These columns and those that stand after them."""
        places = self.places * np.uint32(other.count) + other.places
        return Coded((*self.names, *other.names), (*self.words, *other.words), places)

    def frame(self) -> pl.DataFrame:
        places = np.unravel_index(self.places, [len(one) for one in self.words])
        columns = zip(self.names, self.words, places, strict=True)
        return pl.DataFrame({name: _series(words)[pl.Series(place)] for name, words, place in columns})

    def cells(self) -> Cells:
        return Cells(_all_cells(self.words), self.places)


@dataclass(frozen=True)
class Table:
    """Columns from the left to the right, with as many lines each, about so many firms."""

    columns: Sequence[Columns]
    firms: int

    @property
    def header(self) -> bytes:
        """The first line as CSV; names are ids, which need no quotation marks."""
        names = [name for some in self.columns for name in some.names]
        return f"{SEPARATOR.join(names)}\n".encode()

    def csv(self) -> list[bytes]:
        """The other lines as CSV, in parts."""
        many = self.firms >= _MANY
        merged = _merged(self.columns)
        columns = [some.looked_up() if many and isinstance(some, Decimals) else some.cells() for some in merged]
        count = _AT_ONCE // len(columns)
        return [_written(columns, begin, begin + count) for begin in range(0, len(columns[0]), count)]

    def frame(self) -> pl.DataFrame:
        """All lines."""
        return pl.concat([some.frame() for some in self.columns], how="horizontal")


def _merged(columns: Sequence[Columns]) -> Iterator[Columns]:
    """The columns; those that become one cell as one."""
    last: Columns | None = None
    for one in columns:
        if isinstance(last, Coded) and isinstance(one, Coded) and last.count * one.count <= _most(one):
            last = last.with_next(one)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _most(one: Coded) -> int:
    return min(_MOST, len(one.places) // 4)


def _written(columns: Sequence[Cells], begin: int, end: int) -> bytes:
    """Some lines."""
    lines = io.BytesIO()
    cells = _drawn(columns, begin, end)
    pl.DataFrame([cells[number].alias(str(number)) for number in range(len(columns))]).write_csv(
        lines, include_header=False, quote_style="never"
    )
    return lines.getvalue()


def _drawn(columns: Sequence[Cells], begin: int, end: int) -> dict[int, pl.Series]:
    """The cells of some lines, by column. Those from the same texts are looked up together: nearly all figures are."""
    found: dict[int, pl.Series] = {}
    together: dict[int, dict[int, Array]] = {}
    for number, one in enumerate(columns):
        if one.places is None:
            found[number] = one.texts[begin:end]
        else:
            together.setdefault(id(one.texts), {})[number] = one.places[begin:end]
    for some in together.values():
        cells = columns[next(iter(some))].texts[pl.Series(np.concatenate(list(some.values())))]
        length = len(cells) // len(some)
        for place, number in enumerate(some):
            found[number] = cells.slice(place * length, length)
    return found


def _series(words: Sequence[Word]) -> pl.Series:
    return pl.Series(words, dtype=pl.Int64 if words and isinstance(words[0], int) else pl.String)


@lru_cache(maxsize=128)
def _all_cells(columns: tuple[tuple[Word, ...], ...]) -> pl.Series:
    """The cells of all lines that columns of these words can have."""
    places = np.indices([len(one) for one in columns], dtype=np.uint32).reshape(len(columns), -1)
    each = [_quoted(_series(one)) for one in columns]
    return _beside([cells[pl.Series(place)] for cells, place in zip(each, places, strict=True)])


def _beside(cells: Sequence[pl.Series]) -> pl.Series:
    """The cells of some columns as one cell."""
    if len(cells) == 1:
        return cells[0]
    parts = [pl.lit(one.cast(pl.String).fill_null("")) for one in cells]
    return pl.select(pl.concat_str(parts, separator=SEPARATOR)).to_series()


def _quoted(texts: pl.Series) -> pl.Series:
    """Texts as cells of a CSV file; numbers as they are."""
    if texts.dtype != pl.String:
        return texts
    needing = texts.str.contains(_QUOTED)
    if not needing.any():
        return texts
    inner = texts.filter(needing).str.replace_all(QUOTE, QUOTE * 2, literal=True)
    return texts.clone().scatter(needing.arg_true(), QUOTE + inner + QUOTE)
