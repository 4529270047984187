"""Which keys were met before, among any number of firms, in 24 bytes a key.

A key is a digest of 128 bits, so among ten million firms two different ones meet with a chance below 1e-24. Keys
lie in sorted levels, each at least twice as long as the next; a chunk is looked up in all of them, and then merged.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_SEEDS = (0x6D736D65, 0x63686563)
NEVER = -1


def keys(frame: pl.DataFrame) -> Keys:
    """The key of each row of a frame: (rows, 2). Rows with the same values have the same key, in this process."""
    return np.stack([frame.hash_rows(seed).to_numpy() for seed in _SEEDS], axis=1)


@dataclass(frozen=True)
class _Level:
    """Keys in the order of their first half, and what each was met as.

    The halves are arrays of their own: a column of a table would be copied at each look.
    """

    first: npt.NDArray[np.uint64]
    second: npt.NDArray[np.uint64]
    numbers: Numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def find(self, wanted: Keys) -> Numbers:
        """The number of each key, or NEVER."""
        found = np.full(len(wanted), NEVER, dtype=np.int64)
        place = np.searchsorted(self.first, wanted[:, 0])
        left = np.arange(len(wanted))
        while len(left):  # more than once only where the first halves of different keys are the same
            left = left[place[left] < len(self)]
            left = left[self.first[place[left]] == wanted[left, 0]]
            same = self.second[place[left]] == wanted[left, 1]
            found[left[same]] = self.numbers[place[left[same]]]
            left = left[~same]
            place[left] += 1
        return found

    def merged(self, other: "_Level") -> "_Level":
        """Both in one."""
        first = np.concatenate([self.first, other.first])
        order = np.argsort(first, kind="stable")
        second = np.concatenate([self.second, other.second])[order]
        return _Level(first[order], second, np.concatenate([self.numbers, other.numbers])[order])


def _order(wanted: Keys) -> Numbers:
    """The places of keys as a level has them, equal ones as they came: so each is found near the one before it."""
    order = np.argsort(wanted[:, 0])
    first = wanted[order, 0]
    if (first[1:] == first[:-1]).any():
        return np.lexsort((np.arange(len(wanted)), wanted[:, 1], wanted[:, 0]))
    return order


@dataclass
class Seen:
    """Remembers keys, and by which number each was met first."""

    levels: list[_Level] = field(default_factory=list)

    def first(self, wanted: Keys, numbers: Numbers) -> Numbers:
        """For each key the number with which it came first, before this place; NEVER where it is new.

        `numbers`: what these keys are known by from now on; those of equal keys may differ.
        """
        order = _order(wanted)
        ordered, numbers = wanted[order], numbers[order]
        found = np.full(len(wanted), NEVER, dtype=np.int64)
        for level in self.levels:
            found = np.maximum(found, level.find(ordered))
        begins = np.ones(len(wanted), dtype=np.bool_)
        begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
        firsts = np.flatnonzero(begins)[np.cumsum(begins) - 1]
        again = ~begins & (found == NEVER)
        new = np.flatnonzero(begins & (found == NEVER))
        found[again] = numbers[firsts[again]]
        self._add(_Level(ordered[new, 0], ordered[new, 1], numbers[new]))
        met = np.empty_like(found)
        met[order] = found
        return met

    def _add(self, level: _Level) -> None:
        while self.levels and len(self.levels[-1]) < 2 * len(level):
            level = self.levels.pop().merged(level)
        if len(level):
            self.levels.append(level)
