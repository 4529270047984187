"""Stored whole numbers -> decimals with four places, half up."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.frames import Bools, Ints
from msme_check.units import COMPARED, UNIT

_STEPS = 10_000
"""Four decimals."""

DECIMAL = pl.Decimal(18, 4)

_MOST = 100 * _STEPS
"""The last figure whose text is looked up: scores and shares are no larger."""

_MANY = 10_000
"""Figures of a column from which on looking texts up is worth making them first, in some 35 ms and 16 MB."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Figures as whole numbers of their last decimal; `known`: where there is one, None for everywhere."""

    steps: Floats
    known: Bools | None

    def decimals(self) -> pl.Series:
        """As numbers. Below 2^53 a whole number through 10,000 as a float becomes exactly its decimal again."""
        found = pl.Series(self.steps / _STEPS)
        if self.known is not None and not self.known.all():
            found = found.set(pl.Series(np.logical_not(self.known)), None)
        return found.cast(DECIMAL)

    def cells(self) -> pl.Series:
        """As CSV has them: as text where there are many, which polars writes in half the time of its decimals."""
        if len(self.steps) < _MANY or self.steps.min() < -1 or self.steps.max() > _MOST:
            return self.decimals()
        places = (self.steps + 1).astype(np.uint32)
        if self.known is not None:
            places *= self.known
        return _texts()[pl.Series(places)]


def score_steps(score: Ints, known: Bools) -> Figures:
    """Scores or gains: rounded to 1e-9 as wherever scores are compared, then half up to four decimals."""
    return _rounded(score, UNIT // _STEPS, COMPARED // 2, known)


def steps(stored: Ints, unit: int, known: Bools | None = None) -> Figures:
    """Stored whole numbers, of which `unit` are 1; none where they are not `known`."""
    return _rounded(stored, unit // _STEPS, 0, known)


def figures(stored: Ints, unit: int, known: Bools | None = None) -> pl.Series:
    """Stored whole numbers, of which `unit` are 1, with four decimals, half up; null where they are not `known`."""
    return steps(stored, unit, known).decimals()


def _rounded(stored: Ints, step: int, more: int, known: Bools | None) -> Figures:
    """Half up after `more` was added: (n + step // 2 + more) // step.

    Half a unit more keeps what is rounded down away from a whole number by more than a product of floats can be off,
    for whatever is stored below 2e15; so this is exact, in a fifth of the time of a division of whole numbers.
    """
    return Figures(np.floor((stored + (step // 2 + more + 0.5)) * (1 / step)), known)


@lru_cache(maxsize=1)
def _texts() -> pl.Series:
    """None, and then the text of each figure from 0 to the last."""
    some: npt.NDArray[Any] = np.arange(_MOST + 1) / _STEPS
    return pl.concat([pl.Series([None], dtype=pl.String), pl.Series(some).cast(DECIMAL).cast(pl.String)], rechunk=True)
