"""The text of every kind of value that a cell can have."""

from datetime import date, datetime, time, timedelta

import pytest

from msme_check.intake.workbook_cells import Value, text

TEXTS: list[tuple[Value, str]] = [
    ("as it is ", "as it is "),
    (True, "TRUE"),
    (False, "FALSE"),
    (3, "3"),
    (3.0, "3"),
    (-0.5, "-0.5"),
    (0.1 + 0.2, "0.3"),
    (2 / 3, "0.666666666666667"),
    (1234567890123456.0, "1234567890123456"),
    (1e300, "1e+300"),
    (float("inf"), "inf"),
    (date(2026, 11, 3), "2026-11-03"),
    (datetime(2026, 11, 3, 9, 5), "2026-11-03T09:05:00"),  # noqa: DTZ001 - a cell has no zone
    (time(9, 5), "09:05:00"),
    (timedelta(days=1, hours=6, seconds=5), "30:00:05"),
]


@pytest.mark.parametrize(("value", "expected"), TEXTS)
def test_a_value_is_the_text_that_a_spreadsheet_would_write(value: Value, expected: str) -> None:
    assert text(value) == expected
