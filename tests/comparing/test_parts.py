"""The parts of a difference add up to it, whatever the scores and the firms are."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparing.conftest import random_response, reported, saved
from msme_check.comparing.comparison import compare
from msme_check.comparing.noise import Verdict
from msme_check.comparing.parts import Cause, Part, parts, rounded
from msme_check.model.instrument import Instrument

FEW = settings(max_examples=12)
seeds = st.integers(0, 10**9)
scores = st.none() | st.decimals(0, 100, places=9)
LIMITS = (0, 25, 45, 65, 85)


@settings(max_examples=500)
@given(steps=st.tuples(scores, scores, scores, scores), places=st.integers(0, 4))
def test_parts_add_up_to_the_whole(steps: tuple[Decimal | None, ...], places: int) -> None:
    for shown in (steps, rounded(steps, places, LIMITS)):
        found = parts(shown)
        if shown[0] is None or shown[-1] is None:
            assert found == ()
            continue
        assert sum(part.points for part in found) == shown[-1] - shown[0]
        assert [cause for part in found for cause in part.causes] == list(Cause)


@given(score=st.decimals(0, 100, places=9), places=st.integers(0, 4))
def test_no_score_is_rounded_up_to_a_limit(score: Decimal, places: int) -> None:
    (shown,) = rounded([score], places, LIMITS)
    assert shown is not None
    assert all((score < limit) == (shown < limit) for limit in LIMITS)
    assert abs(shown - score) < Decimal(1).scaleb(-places)


def test_causes_without_a_score_between_them_are_one_part() -> None:
    assert parts([Decimal(10), None, None, Decimal(30)]) == (Part(tuple(Cause), Decimal(20)),)
    assert parts([Decimal(10), Decimal(12), None, Decimal(30)]) == (
        Part((Cause.INSTRUMENT,), Decimal(2)),
        Part((Cause.PROFILE, Cause.ANSWERS), Decimal(18)),
    )


@FEW
@given(then=seeds, now=seeds, same=st.booleans())
def test_parts_of_firms_add_up(then: int, now: int, same: bool, instrument: Instrument, later: Instrument) -> None:
    """Two random firms taken for one, the first scored by another instrument or by the same one."""
    before = reported(random_response(instrument, then), instrument if same else later)
    found = compare(before, saved(random_response(instrument, now)), instrument)
    for one in found.scores:
        assert one.difference is not None or one.parts == ()
        assert sum(part.points for part in one.parts) == (one.difference or 0)
        if same:
            assert all(part.points == 0 for part in one.parts if part.causes == (Cause.INSTRUMENT,))


@FEW
@given(seed=seeds, pdf=st.booleans())
def test_a_thing_compared_with_itself_has_not_changed(seed: int, pdf: bool, instrument: Instrument) -> None:
    one = random_response(instrument, seed)
    found = compare(reported(one, instrument) if pdf else saved(one), saved(one), instrument)
    assert found.nothing
    assert {one.verdict for one in found.scores} <= {Verdict.SAME, Verdict.UNKNOWN}
    assert all(score.doubt is None for score in found.scores)
    assert not any(part.points for score in found.scores for part in score.parts)
    assert not (found.answers or found.facts or found.gates)


@pytest.mark.parametrize("steps", [(None, 1, 1, 1), (1, 1, 1, None), (None,) * 4])
def test_without_a_score_there_is_no_difference(steps: tuple[int | None, ...]) -> None:
    assert parts([None if step is None else Decimal(step) for step in steps]) == ()
