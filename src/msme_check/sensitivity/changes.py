"""Firms that have another band by another choice: counted chunk by chunk."""

from collections.abc import Mapping, Sequence

import numpy as np

from msme_check.frames import Array, Ints
from msme_check.sensitivity.findings import Bands, Change

Known = Mapping[str, Array]
"""The place of the band of each firm by score; below 0 where there is none."""


class Changes:
    """What one choice moves."""

    def __init__(self, scores: Sequence[str]) -> None:
        self.counts: dict[str, Ints] = {name: np.zeros(4, dtype=np.int64) for name in scores}

    def add(self, before: Known, after: Known) -> None:
        """Some firms by the one choice and by the other."""
        for name, counts in self.counts.items():
            old, new = before[name], after[name]
            both = (old >= 0) & (new >= 0)
            one_side = (old >= 0) ^ (new >= 0)
            found = (both, both & (new > old), both & (new < old), one_side)
            np.add(counts, [np.count_nonzero(one) for one in found], out=counts)

    def of(self, score: str) -> Change:
        """What was counted for a score."""
        return Change(score, *(int(count) for count in self.counts[score]))

    def all(self) -> tuple[Change, ...]:
        """What was counted for every score."""
        return tuple(self.of(score) for score in self.counts)


class Spread:
    """How many firms have each band."""

    def __init__(self, scores: Sequence[str], words: Sequence[str]) -> None:
        self.words = words
        self.counts: dict[str, Ints] = {name: np.zeros(len(words), dtype=np.int64) for name in scores}

    def add(self, known: Known) -> None:
        """Some firms."""
        for name, counts in self.counts.items():
            here = known[name]
            np.add(counts, np.bincount(here[here >= 0], minlength=len(self.words)), out=counts)

    def all(self) -> tuple[Bands, ...]:
        """What was counted."""
        return tuple(
            Bands(name, tuple(zip(self.words, (int(one) for one in counts), strict=True)))
            for name, counts in self.counts.items()
        )
