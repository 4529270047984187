"""What a firm says of its days, its money and its goal: the plan keeps to it."""

from collections import defaultdict
from datetime import date

import polars as pl
import pytest

from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.responses import response
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument

COSTS = ("free", "low", "medium", "high")


def planned(row: dict[str, str], instrument: Instrument, **said: str) -> Assessment:
    text = {**row, **said}
    assessed = assess(pl.DataFrame([text]), instrument)
    return assessment(assessed, 0, response(instrument, text, assessed.frame.row(0, named=True), date(2026, 1, 31)))


def days(found: Assessment, instrument: Instrument) -> dict[str, int]:
    """Days of work in each horizon."""
    sums: dict[str, int] = defaultdict(int)
    for one in found.recommendations:
        if one.planned:
            sums[one.planned] += instrument.recommendation[one.id].effort_days
    return sums


@pytest.mark.parametrize("given", [1, 2, 5])
def test_each_horizon_keeps_to_the_days_a_month(
    given: int, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    for row in example_rows:
        sums = days(planned(row, instrument, days_a_month=str(given)), instrument)
        assert sums["quick"] <= 3 * given and sums["medium"] <= 9 * given


def test_days_that_are_named_go_before_those_of_the_size(
    instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    """In both directions: the usual 10 days of a firm of one are made 1 here, and an owner says 30 days a month."""
    plan = instrument.settings.plan
    tight = tuple(limit.model_copy(update={"days": 1}) for limit in plan.first_plan_limits)
    settings = instrument.settings.model_copy(update={"plan": plan.model_copy(update={"first_plan_limits": tight})})
    changed = instrument.model_copy(update={"settings": settings, "hash": "tight"})
    solo = [row for row in example_rows if row["employees"] == "1"]
    assert solo
    for row in solo:
        usual, less = days(planned(row, instrument), instrument), days(planned(row, changed), instrument)
        more = days(planned(row, changed, days_a_month="30"), instrument)
        assert less["quick"] <= 1 < more["quick"]
        assert more["quick"] == usual["quick"]


@pytest.mark.parametrize("most", COSTS)
def test_what_is_dearer_than_the_firm_can_pay_waits_and_says_so(
    most: str, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    waiting = 0
    for row in example_rows:
        for one in planned(row, instrument, most_cost=most).recommendations:
            dear = COSTS.index(instrument.recommendation[one.id].cost) > COSTS.index(most)
            assert one.dear == dear
            if dear and one.planned:
                assert one.planned == "long" and (one.moved or instrument.recommendation[one.id].horizon == "long")
                waiting += 1
    assert (waiting > 0) == (most != "high")


def test_the_plan_has_an_action_for_the_goal(instrument: Instrument, example_rows: list[dict[str, str]]) -> None:
    """Unless all places of the last horizon are taken by what has to be in the plan too."""
    room = instrument.settings.plan.places["long"]
    for row in example_rows:
        for goal in instrument.settings.ranking.goals:
            fired = planned(row, instrument, goal=goal).recommendations
            serving = [one for one in fired if goal in instrument.goals_of(instrument.recommendation[one.id])]
            crowded = sum(one.planned == "long" for one in fired) == room
            assert not serving or crowded or any(one.planned for one in serving)
