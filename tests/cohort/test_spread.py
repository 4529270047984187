"""Counts by steps: medians and parts are those of the values themselves."""

import statistics
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from msme_check.cohort.spread import TENTH_STEPS, between, counted, median, score_median

TENTHS = st.lists(st.integers(0, 1000), min_size=1, max_size=40)


def counts(tenths: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return counted(np.array(tenths, dtype=np.int64), TENTH_STEPS)


@given(TENTHS)
def test_the_median_is_that_of_the_values(tenths: list[int]) -> None:
    assert score_median(counts(tenths)) == statistics.median(Decimal(one) / 10 for one in tenths)


@given(TENTHS, TENTHS)
def test_counts_can_be_added_up(first: list[int], second: list[int]) -> None:
    assert (counts(first) + counts(second)).tolist() == counts([*first, *second]).tolist()


def test_there_is_no_median_of_nothing() -> None:
    assert score_median(counted(np.array([-1, -1]), TENTH_STEPS)) is None


def test_steps_may_begin_below_nought() -> None:
    assert median(np.array([1, 0, 1]), Decimal("0.5"), Decimal(-1)) == Decimal("-0.5")


def test_a_limit_belongs_to_what_begins_there() -> None:
    found = counted(np.array([0, 249, 250, 449, 1000]), TENTH_STEPS)
    assert between(found, (0, 25, 45, 85)) == (2, 2, 0, 1)
