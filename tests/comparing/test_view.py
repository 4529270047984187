"""The words of a comparison where there is something special to say."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from comparing.conftest import Days, saved
from msme_check.comparing import said, view_firm
from msme_check.comparing.actions import ActionBecame, Became, Lifted
from msme_check.comparing.comparison import Comparison, ScoreCompared, compare
from msme_check.comparing.lines import lines
from msme_check.comparing.noise import Verdict
from msme_check.comparing.page import NOTHING
from msme_check.comparing.questions import InstrumentChange
from msme_check.model.instrument import Instrument


@pytest.fixture
def found(day: Days, instrument: Instrument) -> Comparison:
    return compare(saved(day()), saved(day(fin_records_cashbook="3")), instrument)


def text(found: Comparison, instrument: Instrument) -> str:
    """All that is told, in one line."""
    return re.sub(r"\s+", " ", " ".join(f"{one.before}{one.text}" for one in lines(view_firm.build(found, instrument))))


def with_steps(
    found: Comparison, *steps: str | None, bands: tuple[str | None, str | None], verdict: Verdict
) -> Comparison:
    """The comparison with other steps of the finance score."""
    first, finance, *others = found.scores
    four = tuple(None if one is None else Decimal(one) for one in steps)
    other: ScoreCompared = replace(finance, steps=four, bands=bands, verdict=verdict, doubt=None)  # type: ignore[arg-type]
    return replace(found, scores=(first, other, *others))


def test_causes_that_share_a_part(found: Comparison, instrument: Instrument) -> None:
    other = with_steps(found, "40", "40", None, "52.5", bands=("emerging", "developing"), verdict=Verdict.UNKNOWN)
    assert "Then: 40.0; Questions: 0; Profile: in the next; Answers: +12.5; Today: 52.5;" in text(other, instrument)


def test_a_score_that_there_was_not_or_that_is_worse(found: Comparison, instrument: Instrument) -> None:
    other = with_steps(found, None, None, None, "44.9999", bands=(None, None), verdict=Verdict.UNKNOWN)
    assert "- Finance access Today: 44.9; By the answers: cannot be compared" in text(other, instrument)
    other = with_steps(found, "60", "60", "60", "44.9999", bands=("fair", None), verdict=Verdict.WORSE)
    told = text(other, instrument)
    assert "Finance access: 60.0 fair -> 44.9 (no band), worse for sure" in told
    assert said.score(None, None, instrument) == "no score"
    assert NOTHING not in [one.text for one in lines(view_firm.build(other, instrument))]


def test_what_is_not_known(found: Comparison, instrument: Instrument) -> None:
    """A response file of another version carries no scores; the second file has answers without a place."""
    change = InstrumentChange("0.9.0", "1.0.0", changed=True, left_out=("'fin_boat'",))
    other = replace(found, instrument=change, after=replace(found.after, left_out=("'fin_ship'",)))
    told = text(other, instrument)
    assert "! The first file is of other questions than those of today and carries no scores" in told
    assert "! Answers of the second file that have no place among the questions of today: 'fin_ship'." in told
    assert "Version 0.9.0 -> 1.0.0." in told
    assert "Answers that have no place among the questions of today (1) - 'fin_boat'" in told
    same = replace(found, instrument=replace(change, version_before="1.0.0"))
    assert "Still version 1.0.0, but the content was changed." in text(same, instrument)


def test_actions_of_another_instrument(found: Comparison, instrument: Instrument) -> None:
    boat = ActionBecame("buy_a_boat", "buy_a_boat", "some_day", Became.UNKNOWN, (Lifted("fin_boat", 1, 3, None),))
    bare = ActionBecame("wait", "wait", "long", Became.NOT, ())
    told = text(replace(found, actions=(boat, bare)), instrument)
    assert "Can no longer be judged: 1 - buy_a_boat (some_day). fin_boat: no longer asked." in told
    assert "Not begun: 1 - wait (" in told


def test_a_response_without_a_day_or_a_name(day: Days, instrument: Instrument) -> None:
    one = saved(day(date="", name=""))
    told = text(compare(one, one, instrument), instrument)
    assert told.startswith("R00014 Then: day not stated - Today: day not stated")
