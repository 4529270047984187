"""The different texts of a column, each read once however often it occurs and in whichever chunk of a file."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
import polars as pl

from msme_check.frames import Array

Meaning = TypeVar("Meaning")

MOST = 1_000
"""Texts that are remembered of one column. A column with more, such as of amounts, is learnt anew in each chunk."""


FEW = 4
"""Texts that are looked up one by one: for one firm, polars takes longer to plan than to do it."""


class Vocabulary(Generic[Meaning]):
    """The texts of one column with what they say. `read` is asked once for each."""

    def __init__(self, read: Callable[[str], Meaning]) -> None:
        self._read = read
        self._texts: list[str] = []
        self.meanings: list[Meaning] = []
        self._enum = pl.Enum([])
        self._tables: dict[object, Array] = {}
        self._places: dict[str, int] = {}

    def places(self, texts: pl.Series) -> Array:
        """For each text its place in `meanings`. Texts that are new are read."""
        if len(texts) <= FEW:
            return self._places_of(texts.to_list())
        found = texts.cast(self._enum, strict=False)
        if found.null_count():
            new = texts.filter(found.is_null()).unique(maintain_order=True)
            if len(self._texts) + len(new) > MOST:
                self._texts, self.meanings = [], []
                new = texts.unique(maintain_order=True)
            self._learn(new.to_list())
            found = texts.cast(self._enum)
        return found.to_physical().to_numpy()

    def _places_of(self, texts: list[str]) -> Array:
        new = [text for text in dict.fromkeys(texts) if text not in self._places]
        if len(self._texts) + len(new) > MOST:
            self._texts, self.meanings = [], []
            new = list(dict.fromkeys(texts))
        if new:
            self._learn(new)
        return np.array([self._places[text] for text in texts], dtype=np.uint32)

    def _learn(self, new: list[str]) -> None:
        self._texts += new
        self.meanings += [self._read(text) for text in new]
        self._enum = pl.Enum(self._texts)
        self._places = {text: place for place, text in enumerate(self._texts)}
        self._tables.clear()

    def table(self, name: object, of: Callable[[Meaning], Any], dtype: Any) -> Array:
        """What `of` says of each meaning, by place; worked out again only when there are new texts."""
        if name not in self._tables:
            self._tables[name] = np.array([of(one) for one in self.meanings], dtype=dtype)
        return self._tables[name]
