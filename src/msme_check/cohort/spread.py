"""How often each value occurs, by steps of one width: what can be added up and still has a median."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

TENTHS = 10
"""Scores are counted in steps of a tenth of a point, cut off: 44.9999 is counted as 44.9 and never as 45."""

POINTS = 100
"""The highest score."""

TENTH_STEPS = POINTS * TENTHS + 1


def counted(steps: Ints, size: int) -> Ints:
    """How often each step from 0 to `size` - 1 occurs; a negative step stands for: there is no value."""
    return np.bincount(steps[steps >= 0], minlength=size).astype(np.int64, copy=False)


def median(counts: Ints, step: Decimal, start: Decimal = Decimal(0)) -> Decimal | None:
    """The median of the values as they were counted, the middle of the two middle ones where their number is even.

    None where nothing was counted. `start`: the value of the first step; `step`: from one to the next.
    """
    total = int(counts.sum())
    if not total:
        return None
    reached = counts.cumsum()
    low, high = (int(np.searchsorted(reached, place, side="right")) for place in ((total - 1) // 2, total // 2))
    return start + step * (low + high) / 2


def score_median(counts: Ints) -> Decimal | None:
    """The median of scores, in points."""
    return median(counts, Decimal(1) / TENTHS)


def between(counts: Ints, starts: Sequence[int]) -> tuple[int, ...]:
    """How many scores lie from each start, in points, to below the next; the last start reaches to the top."""
    edges = [start * TENTHS for start in starts]
    return tuple(int(counts[low:high].sum()) for low, high in zip(edges, [*edges[1:], len(counts)], strict=True))
