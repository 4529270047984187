"""Stored whole numbers -> decimals with four places, half up."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.frames import Array, Bools, Ints
from msme_check.units import COMPARED, UNIT

_STEPS = 10_000
"""Four decimals."""

DECIMAL = pl.Decimal(18, 4)

_MOST = 100 * _STEPS
"""The last figure that has its place in `figure_texts`: scores and shares are no larger."""

_SMALL = np.int32
"""The kind of numbers that all have their place there."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Figures as whole numbers of their last decimal; `known`: where there is one, None for everywhere."""

    steps: Array
    known: Bools | None

    def decimals(self) -> pl.Series:
        """As numbers. Below 2^53 a whole number through 10,000 as a float becomes exactly its decimal again."""
        found = pl.Series(self.steps / _STEPS).cast(DECIMAL)
        if self.known is None or self.known.all():
            return found
        return found.set(pl.Series(np.logical_not(self.known)), None)

    @property
    def places(self) -> Array | None:
        """Which of `figure_texts` each of them is; None where some have no text there."""
        if self.steps.dtype != _SMALL:
            return None
        places = self.steps + _SMALL(1)
        if self.known is not None:
            places *= self.known
        return places.view(np.uint32)


def score_steps(score: Ints, known: Bools) -> Figures:
    """Scores: rounded to 1e-9 as wherever scores are compared, then half up to four decimals."""
    return Figures(_rounded(score, UNIT // _STEPS, COMPARED // 2).astype(_SMALL), known)


def share_steps(share: Ints, unit: int) -> Figures:
    """What lies between 0 and 100, of which `unit` are 1."""
    return Figures(_rounded(share, unit // _STEPS).astype(_SMALL), None)


def gain_steps(gain: Ints) -> Figures:
    """What actions gain, rounded as scores are; it may be below 0 too."""
    return _any(_rounded(gain, UNIT // _STEPS, COMPARED // 2))


def steps(stored: Ints, unit: int) -> Figures:
    """Any stored whole numbers, of which `unit` are 1."""
    return _any(_rounded(stored, unit // _STEPS))


def figures(stored: Ints, unit: int) -> pl.Series:
    """Stored whole numbers, of which `unit` are 1, with four decimals, half up."""
    return steps(stored, unit).decimals()


def _any(rounded: Floats) -> Figures:
    small = rounded.min(initial=0) >= 0 and rounded.max(initial=0) <= _MOST
    return Figures(rounded.astype(_SMALL) if small else np.floor(rounded), None)


def _rounded(stored: Ints, step: int, more: int = 0) -> Floats:
    """Half up after `more` was added, (n + step // 2 + more) // step, and less than one more.

    The half of a unit keeps what is rounded down away from a whole number by more than a product of floats can be off,
    for whatever is stored below 2e15; so this is exact, in a tenth of the time of a division of whole numbers.
    """
    rounded: Array = stored + (step // 2 + more + 0.5)
    rounded *= 1 / step
    return rounded


@lru_cache(maxsize=1)
def figure_texts() -> pl.Series:
    """None, and then the text of each figure from 0 to 100."""
    shown = pl.Series(np.arange(_MOST + 1) / _STEPS).cast(DECIMAL).cast(pl.String)
    return pl.concat([pl.Series([None], dtype=pl.String), shown], rechunk=True)
