"""How scores are stored, divided and compared: whole numbers, so that a score on a limit is seen to be on it."""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import numpy as np

from msme_check.frames import NONE, Array, Ints, Small

UNIT = 10**12
"""A score of one point as it is stored."""

COMPARED = 10**3
"""How many units make the step that scores are rounded to before they are compared."""


def divided(numerator: Ints, denominator: Array) -> Ints:
    """The whole quotient of numbers that are not below 0, rounded half up; NONE where the denominator is 0.

    Half of the denominator may be rounded down: between that and the half there is no whole number to divide.
    """
    whole = denominator.astype(np.int64, copy=False)
    quotient = (numerator + (whole >> 1)) // np.maximum(whole, 1)
    quotient |= -(denominator <= 0).view(np.int8)  # -1, which is NONE, has all bits
    return quotient


@lru_cache(maxsize=256)
def limit_units(points: int | Decimal) -> int:
    """A limit in the units of a compared score."""
    return int(Decimal(points) * (UNIT // COMPARED))


@lru_cache(maxsize=256)
def reached_at(points: int | Decimal) -> int:
    """The lowest stored score that is rounded up to a limit (`compared` against `limit_units`), without a division."""
    return limit_units(points) * COMPARED - COMPARED // 2


def reached(score: Ints, starts: Iterable[int | Decimal]) -> Small:
    """The place of the last of some rising limits that each score reaches; NONE where it reaches none, or is none."""
    found = np.full(score.shape, NONE, dtype=np.int8)
    for start in starts:
        found += score >= max(reached_at(start), 0)
    return found


def compared(score: Ints) -> Ints:
    """A score as it is compared with limits: rounded half up to 1e-9 of a point; NONE stays."""
    return np.where(score < 0, NONE, (score + COMPARED // 2) // COMPARED)
