"""Stored whole numbers -> decimals with four places, by integer arithmetic alone."""

import numpy as np
import polars as pl

from msme_check.frames import Bools, Ints
from msme_check.units import COMPARED, UNIT

_STEPS = 10_000
"""Four decimals."""

DECIMAL = pl.Decimal(18, 4)


def score_figures(score: Ints, known: Bools) -> pl.Series:
    """Scores or gains: rounded to 1e-9 as wherever scores are compared, then half up to four decimals."""
    return figures((score + COMPARED // 2) // COMPARED, UNIT // COMPARED, known)


def figures(stored: Ints, unit: int, known: Bools | None = None) -> pl.Series:
    """Stored whole numbers, of which `unit` are 1, with four decimals, half up; null where they are not `known`.

    Below 2^53 a whole number through 10,000 as a floating-point number becomes exactly its decimal again.
    """
    step = unit // _STEPS
    rounded = (stored + step // 2) // step
    found = pl.Series(rounded / _STEPS)
    if known is not None and not known.all():
        found = found.set(pl.Series(np.logical_not(known)), None)
    return found.cast(DECIMAL)
