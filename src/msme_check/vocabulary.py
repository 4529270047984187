"""The different texts of a column, each read once however often it occurs and in whichever chunk of a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import polars as pl

from msme_check.frames import Array

Meaning = TypeVar("Meaning")

MOST = 1_000
"""Texts that are remembered of one column. A column with more, such as of amounts, is learnt anew in each chunk."""


FEW = 4
"""Rows whose texts are taken one by one: for one firm, polars takes longer to plan than to do it."""

_SHORT = 65_000
"""Rows; two bytes tell the different texts of fewer apart, the empty text included."""


@dataclass(frozen=True)
class Column:
    """The texts of a column. `codes`: for each row the place of its text in `texts`. `kept`: where the texts are."""

    codes: Array
    kept: pl.Series | list[str]

    @property
    def few(self) -> bool:
        """Whether these are texts of few rows."""
        return isinstance(self.kept, list)

    @property
    def texts(self) -> list[str]:
        """The texts that differ, and perhaps some that are in other rows only."""
        if isinstance(self.kept, list):
            return self.kept
        return [text or "" for text in _categories(self.kept)]  # None: set apart by another thread, and not used

    def some(self, places: Array) -> list[str]:
        """The texts in some places."""
        if isinstance(self.kept, list):
            return [self.kept[place] for place in places.tolist()]
        categories = _categories(self.kept)
        return [str(categories[place] or "") for place in places.tolist()]

    def series(self) -> pl.Series:
        """The same for polars, which takes them out of its own store."""
        if isinstance(self.kept, list):
            return pl.Series(self.kept, dtype=pl.String)
        places = pl.Series(np.arange(int(self.codes.max()) + 1, dtype=self.codes.dtype))
        found: pl.Series = places.cat.to(self.kept.dtype).cast(pl.String)
        return found.fill_null("") if found.null_count() else found


def kind(rows: int) -> pl.Categorical:
    """The type of a column of so many rows that holds each different text once, with texts of its own."""
    return pl.Categorical(pl.Categories.random(physical=pl.UInt16 if rows < _SHORT else pl.UInt32))


def _categories(column: pl.Series) -> pl.Categories:
    assert isinstance(column.dtype, pl.Categorical)  # noqa: S101 - no other is kept
    return column.dtype.categories


def columns_of(raw: pl.DataFrame, names: Iterable[str]) -> dict[str, Column]:
    """The named columns of a frame, which are texts or of such a `kind` already. An empty cell is an empty text."""
    if len(raw) <= FEW:
        rows = np.arange(len(raw))
        return {name: Column(rows, [text or "" for text in raw[name]]) for name in names}
    given = (raw[name] for name in names)
    frame = pl.DataFrame([one if isinstance(one.dtype, pl.Categorical) else one.cast(kind(len(raw))) for one in given])
    if any(one.null_count() for one in frame):
        frame = frame.select(pl.all().fill_null(""))
    codes = frame.select(pl.all().to_physical())
    return {one.name: Column(codes[one.name].to_numpy(), one) for one in frame.get_columns()}


class Vocabulary(Generic[Meaning]):
    """The texts of one column with what they say. `read` is asked once for each."""

    def __init__(self, read: Callable[[str], Meaning]) -> None:
        self._read = read
        self._meanings: list[Meaning] = []
        self._places: dict[str, int] = {}
        self._tables: dict[object, Array] = {}

    def places(self, texts: Sequence[str]) -> Array:
        """For each text its place in the tables. Texts that are new are read."""
        new = [text for text in dict.fromkeys(texts) if text not in self._places]
        if new and len(self._places) + len(new) > MOST:
            self._places, self._meanings = {}, []
            new = list(dict.fromkeys(texts))
        for text in new:
            self._meanings.append(self._read(text))
            self._places[text] = len(self._places)
        if new:
            self._tables.clear()
        return np.array([self._places[text] for text in texts], dtype=np.intp)

    def table(self, name: object, of: Callable[[Meaning], Any], dtype: Any) -> Array:
        """What `of` says of each meaning, by place; worked out again only when there are new texts."""
        if name not in self._tables:
            self._tables[name] = np.array([of(one) for one in self._meanings], dtype=dtype)
        return self._tables[name]
