"""Numbers on display: rounded half up, and never over a limit that was not reached."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.report.figures import percent, whole

LIMITS = (0, 25, 45, 65, 85)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("44.4", "44"), ("43.5", "44"), ("44.5", "44"), ("44.9999", "44"), ("45", "45"), ("84.99995", "84")],
)
def test_a_number_and_its_band_agree(value: str, shown: str) -> None:
    assert whole(Decimal(value), LIMITS) == shown


def test_half_is_rounded_up_where_no_limit_is_near() -> None:
    assert [whole(Decimal(value)) for value in ("0.5", "1.5", "2.5", "44.5")] == ["1", "2", "3", "45"]


@pytest.mark.parametrize(
    ("share", "shown"), [("1", "100%"), ("0.9999", "99%"), ("0.7999", "79%"), ("0.8", "80%"), ("0.005", "1%")]
)
def test_a_share_is_100_percent_only_where_it_is_the_whole(share: str, shown: str) -> None:
    assert percent(Decimal(share), [Decimal("0.80")]) == shown


@given(st.decimals(0, 100, places=9))
def test_a_shown_number_lies_in_the_band_of_the_exact_one(value: Decimal) -> None:
    shown = int(whole(value, LIMITS))
    assert abs(shown - value) < 1
    assert [shown >= limit for limit in LIMITS] == [value >= limit for limit in LIMITS]
