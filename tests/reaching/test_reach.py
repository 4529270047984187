"""The smallest set of actions to a band: against all sets in small cases, and scored again in large ones."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check.model.instrument import Instrument
from msme_check.reaching import search
from msme_check.reaching.limits import COSTS, Goal, Limits
from msme_check.reaching.reach import Outcome, reach
from reaching.few import after, allowed, complete, firing, firms, keeps, score, size, with_few

FEW = settings(max_examples=40)
SCORES = ("finance", "operations", "digital", "green", "overall")
BANDS = ("emerging", "developing", "ready", "leading")
seeds = st.integers(0, 10**9)
some_limits = st.builds(
    Limits, days=st.one_of(st.none(), st.integers(0, 40)), cost=st.sampled_from([None, None, *COSTS])
)


@settings(FEW, max_examples=80)
@given(seed=seeds, count=st.integers(1, 8), limits=some_limits)
def test_no_set_is_smaller_and_none_comes_closer(seed: int, count: int, limits: Limits, instrument: Instrument) -> None:
    """Of all sets of a small case, each scored by the engine from its levels."""
    few = with_few(instrument, seed, count)
    places = {one.id: n for n, one in enumerate(few.recommendations)}
    assessed = firms(few, seed)
    fires = firing(assessed, 0)
    sets = list(allowed(fires, limits))
    for of in SCORES:
        if assessed.values[f"{of}.band"][0] < 0:
            continue
        scored = [(score(assessed, 0, chosen, of), chosen) for chosen in sets]
        for band in BANDS:
            goal = Goal(of, band)
            found = reach(assessed, 0, goal, limits)
            limit = goal.limit(few)
            assert found.proven
            if scored[0][0] >= limit:
                assert (found.outcome, found.actions) == (Outcome.ALREADY, ())
                continue
            best = max(one for one, _chosen in scored)
            outcome = Outcome.REACHED if best >= limit else Outcome.CLOSEST
            wanted = min(limit, best - 100)  # units of a score, of which a point has 10**12
            expected = min((chosen for one, chosen in scored if one >= wanted), key=lambda one: size(one, places))
            assert found.outcome is outcome
            assert set(found.actions) == {one.id for one in expected}
            assert found.scores[of] == score(assessed, 0, expected, of)


@FEW
@given(seed=seeds, of=st.sampled_from(SCORES), band=st.sampled_from(BANDS), limits=some_limits)
def test_what_is_proposed_reaches_the_band_when_all_is_scored_again(
    seed: int, of: str, band: str, limits: Limits, instrument: Instrument
) -> None:
    assessed = firms(instrument, seed)
    if assessed.values[f"{of}.band"][0] < 0:
        return
    goal = Goal(of, band)
    found = reach(assessed, 0, goal, limits)
    chosen = [instrument.recommendation[name] for name in found.actions]
    fires = firing(assessed, 0)
    frame = after(assessed, 0, chosen)
    assert {name: frame[f"{name}.score"][0] for name in SCORES} == found.scores
    assert (found.scores[of] >= goal.limit(instrument)) is (found.outcome is not Outcome.CLOSEST)
    assert set(found.actions) <= {one.id for one in fires}
    assert complete(chosen, fires)
    assert keeps(chosen, limits)
    assert found.days == sum(one.effort_days for one in chosen)
    names = list(found.actions)
    assert all(names.index(need) < names.index(one.id) for one in chosen for need in one.needs if need in names)
    if found.outcome is Outcome.REACHED:
        assert found.proven
        for one in chosen:
            rest = [other for other in chosen if other is not one]
            assert not complete(rest, fires) or score(assessed, 0, rest, of) < goal.limit(instrument)


@FEW
@given(seed=seeds, of=st.sampled_from(SCORES), band=st.sampled_from(BANDS))
def test_without_limits_nothing_comes_closer_than_all_actions(
    seed: int, of: str, band: str, instrument: Instrument
) -> None:
    assessed = firms(instrument, seed)
    if assessed.values[f"{of}.band"][0] < 0:
        return
    found = reach(assessed, 0, Goal(of, band))
    highest = score(assessed, 0, firing(assessed, 0), of)
    assert (found.outcome is Outcome.CLOSEST) is (highest < Goal(of, band).limit(instrument))
    if found.outcome is Outcome.CLOSEST:
        assert highest - found.scores[of] < 100  # units of a score, of which a point has 10**12


def test_a_limit_of_days_is_told_with_what_it_takes_without(instrument: Instrument) -> None:
    seed = next(n for n in range(100) if _overall(instrument, n) == "emerging")
    assessed = firms(instrument, seed)
    goal = Goal("overall", "developing")
    free = reach(assessed, 0, goal)
    assert free.outcome is Outcome.REACHED
    held = reach(assessed, 0, goal, Limits(days=free.days - 1))
    assert held.outcome is Outcome.CLOSEST
    assert held.days <= free.days - 1
    assert held.without_limits == free
    assert reach(assessed, 0, goal, Limits(days=free.days)).actions == free.actions


def _overall(instrument: Instrument, seed: int) -> str | None:
    found: str | None = firms(instrument, seed).values.row(0)["overall.band"]
    return found


def test_the_place_of_the_firm_does_not_matter(instrument: Instrument) -> None:
    together = firms(instrument, 20, 3)
    for place in range(3):
        for of in SCORES:
            if together.values[f"{of}.band"][place] >= 0:
                alone = firms(instrument, 20 + place)
                assert reach(together, place, Goal(of, "ready")) == reach(alone, 0, Goal(of, "ready"))


def test_where_too_many_sets_are_begun_nothing_is_called_proven(
    instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_BEGUN", 3)
    numbers = random.Random(1)  # noqa: S311 - no secret
    found: list[bool] = []
    while len(found) < 5:
        assessed = firms(instrument, numbers.randrange(10**6))
        if assessed.values["overall.band"][0] in (0, 1):
            one = reach(assessed, 0, Goal("overall", "developing"))
            reaches = one.scores["overall"] >= Goal("overall", "developing").limit(instrument)
            assert reaches is (one.outcome is not Outcome.CLOSEST)
            found.append(one.proven)
    assert not all(found)
