"""Columns of many firms by name, as numpy arrays: what every step of the assessment reads and writes.

numpy runs such a step in microseconds for a thousand firms and needs no plan before it; polars plans each query anew,
which took 0.3 s for the expressions of one instrument whether there was one firm or a thousand. Each kind of column
has one value that stands for "there is none"; `table` turns it into a null.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Array = npt.NDArray[Any]

NONE = -1
"""Stands for: there is none, in every kind but NUMBER, where it is NO_NUMBER."""

NO_NUMBER = np.iinfo(np.int64).min


class Kind(Enum):
    """What a column holds."""

    LEVEL = "level"
    """0-4 (Int8)."""
    TICK = "tick"
    """1 or 0: yes or no (Int8)."""
    CODE = "code"
    """The place of a text in the words of the column."""
    NUMBER = "number"
    """A whole number that may be below 0 (Int64)."""
    SCORE = "score"
    """Never below 0 (Int64)."""
    COUNT = "count"
    """Whole numbers of any size; there always is one."""
    FLAG = "flag"
    """True or false (Boolean)."""


class _Column(NamedTuple):
    array: Array
    kind: Kind
    words: tuple[str, ...] = ()


@dataclass
class Frame:
    """Columns of `length` firms. `texts`: their columns of free text."""

    length: int
    columns: dict[str, _Column] = field(default_factory=dict)
    texts: dict[str, pl.Series] = field(default_factory=dict)

    def add(self, name: str, array: Array, kind: Kind, words: tuple[str, ...] = ()) -> Array:
        """Adds a column, or replaces it; gives its array back."""
        self.columns[name] = _Column(array, kind, words)
        return array

    def __getitem__(self, name: str) -> Array:
        return self.columns[name].array

    def __contains__(self, name: str) -> bool:
        return name in self.columns or name in self.texts

    def __len__(self) -> int:
        return self.length

    def words(self, name: str) -> tuple[str, ...]:
        """The texts of a column of codes."""
        return self.columns[name].words

    def number_of(self, name: str) -> Ints:
        """A column as an Int64 array."""
        return self[name].astype(np.int64, copy=False)

    def stacked(self, names: Iterable[str]) -> Array:
        """Columns of one width as the rows of an array. They are not copied where they already are: do not change it."""
        columns = [self[name] for name in names]
        whole = columns[0].base
        if (
            isinstance(whole, np.ndarray)
            and whole.shape == (len(columns), self.length)
            and all(
                one.base is whole and one.ctypes.data == row.ctypes.data
                for one, row in zip(columns, whole, strict=True)
            )
        ):
            return whole
        return np.stack(columns)

    def copy(self) -> "Frame":
        """A frame with the same arrays, to which others may be added."""
        return Frame(self.length, dict(self.columns), dict(self.texts))

    def at(self, rows: Ints) -> "Frame":
        """The firms in some rows; a column is taken from these rows when it is asked for."""
        return _Some(len(rows), self, rows)

    def filter(self, keep: Bools) -> "Frame":
        """The firms for which `keep` is true."""
        columns = {name: _Column(one.array[keep], one.kind, one.words) for name, one in self.columns.items()}
        mask = pl.Series(keep)
        return Frame(int(keep.sum()), columns, {name: text.filter(mask) for name, text in self.texts.items()})

    def series(self, name: str) -> pl.Series:
        """A column with nulls where there is none, and texts in place of codes."""
        if name in self.texts:
            return self.texts[name].alias(name)
        one = self.columns[name]
        match one.kind:
            case Kind.FLAG | Kind.COUNT:
                return pl.Series(name, one.array)
            case Kind.CODE:
                words = pl.Series(name, [*one.words, None], dtype=pl.String)
                return words.gather(np.where(one.array < 0, len(one.words), one.array).astype(np.uint32))
            case Kind.TICK:
                return _nullable(pl.Series(name, one.array == 1), one.array >= 0)
            case Kind.NUMBER:
                return _nullable(pl.Series(name, one.array), one.array != NO_NUMBER)
            case _:
                return _nullable(pl.Series(name, one.array), one.array >= 0)

    def table(self, names: Iterable[str] | None = None) -> pl.DataFrame:
        """The named columns, or all, as a frame of polars."""
        return pl.DataFrame([self.series(name) for name in (names or [*self.texts, *self.columns])])

    def row(self, place: int) -> Mapping[str, Any]:
        """One firm: its values by name, None where there is none."""
        return _Row(self, place)


class _Some(Frame):
    """Some firms of a frame."""

    def __init__(self, length: int, whole: Frame, rows: Ints) -> None:
        super().__init__(length)
        self._whole, self._rows = whole, rows
        self._taken: dict[str, Array] = {}

    def add(self, name: str, array: Array, kind: Kind, words: tuple[str, ...] = ()) -> Array:
        """Adds a column, or replaces it; gives its array back."""
        self._taken[name] = array
        return super().add(name, array, kind, words)

    def __getitem__(self, name: str) -> Array:
        found = self._taken.get(name)
        if found is None:
            found = self._taken[name] = self._whole[name].take(self._rows)
        return found

    def words(self, name: str) -> tuple[str, ...]:
        """The texts of a column of codes."""
        return self._whole.words(name)


def looked_up(table: Array, codes: Array) -> Array:
    """What a table says of levels or codes; of NONE, what stands behind those of all codes.

    Without their sign codes of NONE are the greatest numbers there are, and what lies behind a table is clipped to its
    end. With a sign numpy asks of each code whether it is below 0, which takes twice as long.
    """
    return table.take(codes.view(f"u{codes.itemsize}"), mode="clip")


def total(columns: Iterable[Array], length: int) -> Ints:
    """The sum of columns of whole numbers; 0 of none."""
    found = np.zeros(length, dtype=np.int64)
    for column in columns:
        found += column
    return found


def _nullable(series: pl.Series, known: Bools) -> pl.Series:
    if known.all():
        return series
    return pl.select(pl.when(pl.Series(known)).then(series).alias(series.name)).to_series()


@dataclass(frozen=True)
class _Row(Mapping[str, Any]):
    frame: Frame
    place: int

    def __getitem__(self, name: str) -> Any:
        if name in self.frame.texts:
            return self.frame.texts[name][self.place]
        one = self.frame.columns[name]
        value = one.array[self.place].item()
        match one.kind:
            case Kind.FLAG | Kind.COUNT:
                return value
            case Kind.CODE:
                return one.words[value] if value >= 0 else None
            case Kind.TICK:
                return value == 1 if value >= 0 else None
            case Kind.NUMBER:
                return value if value != NO_NUMBER else None
            case _:
                return value if value >= 0 else None

    def __iter__(self) -> Iterator[str]:
        return iter((*self.frame.texts, *self.frame.columns))

    def __len__(self) -> int:
        return len(self.frame.texts) + len(self.frame.columns)
