"""Stored whole numbers as text: the same as exact fractions, rounded half up."""

from fractions import Fraction
from math import floor

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.batch.figures import figures, score_figures
from msme_check.units import UNIT


def text(stored: int | None, unit: int = UNIT) -> str | None:
    array, known = np.array([stored or 0], dtype=np.int64), np.array([stored is not None])
    shown = score_figures(array, known) if unit == UNIT else figures(array, unit, known)
    return pl.DataFrame([shown]).write_csv(include_header=False).strip() or None


@given(st.integers(-(10**14), 10**14), st.sampled_from([10**6, 10**9]))
def test_four_decimals_rounded_half_up(stored: int, unit: int) -> None:
    steps = floor(Fraction(stored, unit) * 10_000 + Fraction(1, 2))
    assert Fraction(text(stored, unit) or "") == Fraction(steps, 10_000)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (None, None),
        (0, "0.0000"),
        (100 * UNIT, "100.0000"),
        (44_999_900_000_000, "44.9999"),
        (12_345_650_000_000, "12.3457"),
        (12_345_649_999_998, "12.3457"),  # a tie, but for what earlier divisions have lost
        (12_345_649_000_000, "12.3456"),
        (-UNIT // 2, "-0.5000"),
        (-1000, "0.0000"),
    ],
)
def test_scores_are_rounded_as_where_they_are_compared(stored: int | None, shown: str | None) -> None:
    assert text(stored) == shown
