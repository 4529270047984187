"""Stored whole numbers as decimals and as text: the same as exact fractions, rounded half up."""

from fractions import Fraction
from math import floor

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.batch.figures import Figures, figure_texts, gain_steps, score_steps, share_steps, steps
from msme_check.units import UNIT


def stored(*numbers: int | None) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([-1 if one is None else one for one in numbers], dtype=np.int64)


def score(number: int | None) -> Figures:
    return score_steps(stored(number), np.array([number is not None]))


def text(figures: Figures) -> str | None:
    """What CSV shows, however it is written: as a decimal, and looked up where it can be."""
    written = pl.DataFrame([figures.decimals()]).write_csv(include_header=False).strip() or None
    if figures.places is not None:
        assert figure_texts()[int(figures.places[0])] == written
    return written


@given(st.integers(-(10**14), 10**14), st.sampled_from([10**6, 10**9]))
def test_four_decimals_rounded_half_up(number: int, unit: int) -> None:
    rounded = floor(Fraction(number, unit) * 10_000 + Fraction(1, 2))
    assert Fraction(text(steps(stored(number), unit)) or "") == Fraction(rounded, 10_000)


@given(st.integers(0, 10_000), st.integers(-2, 2), st.sampled_from([10**6, 10**9]))
def test_what_is_nearly_a_tie_goes_to_the_right_side(number: int, beside: int, unit: int) -> None:
    step = unit // 10_000
    near = max(number * step + step // 2 + beside, 0)
    rounded = floor(Fraction(near, unit) * 10_000 + Fraction(1, 2))
    assert Fraction(text(share_steps(stored(near), unit)) or "") == Fraction(rounded, 10_000)


@given(st.integers(0, 10**6 - 1), st.integers(-2000, 2000))
def test_scores_near_a_tie_are_rounded_twice_as_they_are_compared(number: int, beside: int) -> None:
    near = number * 10**8 + 5 * 10**7 + beside
    compared = floor(Fraction(near, 1000) + Fraction(1, 2))
    rounded = floor(Fraction(compared, 10**5) + Fraction(1, 2))
    assert Fraction(text(score(near)) or "") == Fraction(rounded, 10_000)
    assert text(gain_steps(stored(near))) == text(score(near))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0.0000"),
        (100 * UNIT, "100.0000"),
        (44_999_900_000_000, "44.9999"),
        (12_345_650_000_000, "12.3457"),
        (12_345_649_999_998, "12.3457"),  # a tie, but for what earlier divisions have lost
        (12_345_649_000_000, "12.3456"),
    ],
)
def test_scores_are_rounded_as_where_they_are_compared(number: int, shown: str) -> None:
    assert text(score(number)) == shown
    assert text(gain_steps(stored(number))) == shown


@pytest.mark.parametrize(("number", "shown"), [(-UNIT // 2, "-0.5000"), (-1000, "0.0000"), (250 * UNIT, "250.0000")])
def test_a_gain_may_be_below_zero_or_above_a_hundred(number: int, shown: str) -> None:
    assert text(gain_steps(stored(number))) == shown


def test_there_may_be_no_score() -> None:
    assert text(score(None)) is None
