"""The ranking of the largest instrument that may be, firm by firm as R18 is written."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check.frames import Bools, Frame, Kind
from msme_check.model.instrument import Instrument
from msme_check.model.rules import LONGEST_CHAIN, MOST_RECOMMENDATIONS
from msme_check.ranking import Ranking, keys, ranking
from random_firms import with_recommendations

FIRMS = 4
FEW = settings(max_examples=5)


@pytest.fixture(scope="module")
def largest(instrument: Instrument) -> Instrument:
    """As many recommendations as there may be, in rows as long as they may be, each also needing one of another row."""
    numbers = random.Random(6)  # noqa: S311 - no secret
    pattern, found = instrument.recommendations[0], []
    for n in range(MOST_RECOMMENDATIONS):
        link = n % LONGEST_CHAIN
        others = numbers.sample(range(link - 1, n, LONGEST_CHAIN), 1) if link else []
        needs = {f"r{need}" for need in ([n - 1, *others] if link else [])}
        found.append(pattern.model_copy(update={"id": f"r{n}", "needs": tuple(sorted(needs))}))
    return with_recommendations(instrument, found)


def _judged(largest: Instrument, seed: int) -> Frame:
    """Values that are often equal, and at times greater than any that is worked out.

    In the first firm each ranks before what it needs, so that all of a row wait for the first of it.
    """
    numbers = np.random.default_rng(seed)
    frame = Frame(FIRMS)
    for place, one in enumerate(largest.recommendations):
        value = numbers.choice([0, 1, 2, 3, 10**11, 10**17], FIRMS)
        leads, lifts = (numbers.random(FIRMS) < share for share in (0.02, 0.1))
        value[0], leads[0], lifts[0] = place % LONGEST_CHAIN, False, False
        frame.add(f"{one.id}.value", value, Kind.COUNT)
        frame.add(f"{one.id}.leads", leads, Kind.FLAG)
        frame.add(f"{one.id}.lifts_gate", lifts, Kind.FLAG)
    return frame


def _as_written(largest: Instrument, key: list[int], fires: list[bool]) -> list[int]:
    """Again and again the best of those whose firing prerequisites stand already."""
    place = {one.id: n for n, one in enumerate(largest.recommendations)}
    needs = [{place[need] for need in one.needs} for one in largest.recommendations]
    left, found = {n for n, here in enumerate(fires) if here}, []
    while left:
        found.append(max((n for n in left if not needs[n] & left), key=key.__getitem__))
        left.remove(found[-1])
    return found


@FEW
@given(seed=st.integers(0, 10**9), share=st.sampled_from([0.01, 0.1, 0.6, 1.0]))
def test_the_largest_instrument_is_ranked_as_it_is_written(seed: int, share: float, largest: Instrument) -> None:
    frame, fires = _judged(largest, seed), _fires(seed, share)
    order, key = ranking(frame, largest, fires).order(), keys(frame, largest)
    for firm in range(FIRMS):
        expected = _as_written(largest, key[:, firm].tolist(), fires[:, firm].tolist())
        assert order[firm].tolist() == expected + [-1] * (MOST_RECOMMENDATIONS - len(expected))


def _fires(seed: int, share: float) -> Bools:
    return np.random.default_rng(seed + 1).random((MOST_RECOMMENDATIONS, FIRMS)) < share


@FEW
@given(seed=st.integers(0, 10**9))
def test_what_is_wanted_stands_before_all_others_and_both_in_their_order(seed: int, largest: Instrument) -> None:
    fires = _fires(seed, 0.3)
    wanted = fires & _fires(seed + 1, 0.3)
    found = ranking(_judged(largest, seed), largest, fires)
    some = range(0, MOST_RECOMMENDATIONS, 7)
    for firm, (plain, before) in enumerate(zip(found.order().tolist(), found.before(wanted).tolist(), strict=True)):
        ranked = [n for n in plain if n >= 0]
        first = [n for n in ranked if wanted[n, firm]]
        assert [n for n in before if n >= 0] == first + [n for n in ranked if not wanted[n, firm]]
        assert found.first(some)[firm] == next(n for n in ranked if n in some)


def test_the_numbers_that_are_sorted_are_as_wide_as_many_fire(largest: Instrument) -> None:
    """All fire in the first firm, few in the others: these are ranked without it as with it, in half the bits."""
    frame, fires = _judged(largest, 1), _fires(1, 0.006)
    fires[:, 0] = True

    def ranked(first: int, behind: int) -> Ranking:
        rows = np.arange(first, behind)
        return ranking(frame.at(rows), largest, fires[:, rows])

    together, alone = ranked(0, FIRMS), ranked(1, FIRMS)
    assert (together.turns.itemsize, alone.turns.itemsize) == (8, 4)
    assert (together.order()[1:] == alone.order()).all()


def test_no_firm_and_nothing_that_fires_have_no_ranking(largest: Instrument) -> None:
    frame = _judged(largest, 2)
    none = ranking(frame, largest, np.zeros((MOST_RECOMMENDATIONS, FIRMS), dtype=np.bool_))
    assert (none.order() == -1).all() and (none.first(range(9)) == -1).all()
    empty = ranking(frame.at(np.arange(0)), largest, np.zeros((MOST_RECOMMENDATIONS, 0), dtype=np.bool_))
    assert empty.order().shape == (0, MOST_RECOMMENDATIONS)
