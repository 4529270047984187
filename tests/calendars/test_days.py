"""The days of a plan: in order, within their stretch of time, each with its share of the weeks."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.calendars import days
from msme_check.errors import UsageError
from msme_check.model.instrument import Instrument
from report.conftest import RICE_MILL, Firm, same_level

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("answers_of", "start", "first"),
    [
        ("2026-11-20", None, MONDAY),
        ("2026-11-22", None, MONDAY),
        ("2026-11-23", None, date(2026, 11, 30)),
        ("", "2026-12-01", date(2026, 12, 1)),
        ("2026-11-20", "2024-02-29", date(2024, 2, 29)),
    ],
)
def test_a_plan_begins_on_the_monday_after_the_answers_or_where_it_is_said(
    answers_of: str, start: str | None, first: date
) -> None:
    assert days.first_day(answers_of, start) == first


@pytest.mark.parametrize(("answers_of", "start"), [("", None), ("spring", None), ("2026-11-20", "1.12.2026")])
def test_without_a_day_it_is_said_what_to_write(answers_of: str, start: str | None) -> None:
    with pytest.raises(UsageError, match="2026-12-01"):
        days.first_day(answers_of, start)


def test_the_last_year_of_the_calendar_is_one_message(firm: Firm, instrument: Instrument) -> None:
    with pytest.raises(UsageError, match="Name an earlier day"):
        days.tasks(firm(RICE_MILL), instrument, date(9999, 12, 1))


def test_weeks_are_shared_out_by_days_of_work() -> None:
    # 2 + 3 + 8 = 13 days of work in 13 weeks.
    assert list(days.spread([2, 3, 8], 1, 90)) == [(1, 14), (15, 35), (36, 90)]
    assert list(days.spread([5], 1, 90)) == [(1, 90)]
    assert list(days.spread([], 1, 90)) == []
    # The large one leaves each of those after it a week of its own.
    assert list(days.spread([60, 1, 1], 1, 28)) == [(1, 14), (15, 21), (22, 28)]


@given(st.lists(st.integers(1, 60), max_size=30), st.integers(1, 800), st.integers(1, 400))
def test_work_follows_work_and_ends_on_the_last_day(efforts: list[int], first: int, length: int) -> None:
    last = first + length - 1
    found = list(days.spread(efforts, first, last))
    assert len(found) == len(efforts)
    assert all(first <= opening <= closing <= last for opening, closing in found)
    assert [closing for _opening, closing in found] == sorted(closing for _opening, closing in found)
    if efforts:
        assert found[0][0] == first and found[-1][1] == last
    if len(efforts) <= -(-length // 7):
        assert all(before[1] + 1 == after[0] for before, after in pairwise(found))


def test_every_planned_action_has_its_days_within_its_stretch(
    firm: Firm, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    limits = {"quick": (1, 90), "medium": (91, 365), "long": (366, 730)}
    met = set()
    for row in example_rows:
        found = firm(row["firm_id"])
        tasks = days.tasks(found, instrument, MONDAY)
        planned = {one.id: one.planned for one in found.recommendations if one.planned}
        assert [one.number for one in tasks] == list(range(1, len(planned) + 1))
        assert {one.action.id: one.horizon for one in tasks} == planned
        for one in tasks:
            first, last = limits[one.horizon]
            assert MONDAY + timedelta(days=first - 1) <= one.first <= one.due <= MONDAY + timedelta(days=last - 1)
            assert one.weeks[0] <= one.weeks[1]
            met.add(one.horizon)
        needs = {one.action.id: one for one in tasks}
        for one in tasks:
            for name in one.action.needs:
                if name in needs:
                    assert needs[name].due <= one.due
    assert met == set(limits)


def test_a_firm_without_actions_has_no_days(firm: Firm, instrument: Instrument) -> None:
    assert days.tasks(firm(RICE_MILL, exports="direct", **same_level(instrument, 4)), instrument, MONDAY) == ()
