"""What scores go with, against plain fractions; and likeness, against ranks as they are taught."""

import random
from fractions import Fraction
from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.conditions import STATES, state
from msme_check.counting import COUNTED
from msme_check.frames import Frame
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL
from msme_check.sensitivity.importance import Importance, Levels
from msme_check.sensitivity.likeness import Likeness, rank_correlation
from reference import Firm, Scored
from sensitivity.conftest import rows, scored

NEAR = Fraction(1, 10**6)
QUESTIONS = (
    "fin_records_cashbook",
    "fin_credit_report",
    "ops_people_terms",
    "grn_water_wastewater",
    "dig_data_privacy",
)


def _variance(values: list[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)


@pytest.fixture(scope="module")
def some(instrument: Instrument) -> list[dict[str, str]]:
    return rows(instrument, 200, seed=9)


@pytest.fixture(scope="module")
def slowly(some: list[dict[str, str]], instrument: Instrument) -> list[tuple[Firm, Scored]]:
    """The same firms in fractions, which takes a while."""
    firms = [Firm(instrument, row, False) for row in some]
    return [(firm, firm.scored(firm.answers)) for firm in firms]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_goes_with_a_question_as_far_as_its_levels_differ(
    question: str, instrument: Instrument, some: list[dict[str, str]], slowly: list[tuple[Firm, Scored]]
) -> None:
    frame, scoring = scored(some, instrument)
    importance = Importance(scoring)
    importance.add(frame)
    part = instrument.questionnaire_of[question]
    for score in (part, OVERALL):
        pairs, shares = [], []
        for firm, found in slowly:
            value = found.overall if score == OVERALL else found.score[part]
            dimension = instrument.dimension_of[question]
            known = part in found.complete and firm.answers[question].level is not None and firm.weights[question]
            if known and value is not None and found.dimensions[dimension] is not None:
                pairs.append((firm.answers[question].level, Fraction(int(value * 1000), 1000)))
                shares.append(_share(firm, found, question, score))
        levels = importance.of(question, score)
        assert levels.count == len(pairs) > 40
        by_level = [[value for at, value in pairs if at == level] for level in range(5)]
        values = [value for _level, value in pairs]
        means = [sum(one, Fraction(0)) / len(one) for one in by_level for _ in one]
        assert levels.goes_with is not None
        assert abs(levels.goes_with - _variance(means) / _variance(values)) < NEAR
        assert abs(levels.share - sum(shares, Fraction(0)) / len(shares)) < NEAR


def _share(firm: Firm, found: Scored, question: str, score: str) -> Fraction:
    """The part of a score's weight that a question has."""
    instrument = firm.instrument
    part = next(one for one in instrument.questionnaires if one.id == instrument.questionnaire_of[question])
    own = instrument.dimensions[instrument.dimension_of[question]]
    weights = [firm.weights[one.id] for one in own.questions if firm.answers[one.id].level is not None]
    shifts = [one for one in instrument.overlays.dimension_shifts if firm.facts.get(one.by) == one.code]
    shares = {one.id: Fraction(one.weight + sum(shift.changes.get(one.id, 0) for shift in shifts))
              for one in part.dimensions if found.dimensions[one.id] is not None}  # fmt: skip
    share = firm.weights[question] / sum(weights, Fraction(0)) * shares[own.id] / sum(shares.values())
    if score != OVERALL:
        return share
    parts = instrument.settings.overall.shares
    return share * parts[part.id] / sum(parts[name] for name in found.complete)


def test_where_all_scores_are_the_same_they_go_with_nothing() -> None:
    levels = Levels()
    assert levels.goes_with is None
    assert levels.share == 0
    levels.add(np.array([0, 1, 4]), np.array([7000, 7000, 7000]), np.array([1, 1, 1]))
    assert levels.goes_with is None
    levels.add(np.array([2]), np.array([9000]), np.array([1]))
    assert levels.goes_with == 1


# Likeness -----------------------------------------------------------------------------------------------------------


def _taught(pairs: list[tuple[int, int]]) -> float | None:
    """Pearson's correlation of mean ranks."""
    columns = [[pair[side] for pair in pairs] for side in (0, 1)]
    ranks = [
        [sum(other < one for other in column) + (column.count(one) + 1) / 2 for one in column] for column in columns
    ]
    means = [sum(one) / len(one) for one in ranks]
    spread = [sum((rank - mean) ** 2 for rank in one) for one, mean in zip(ranks, means, strict=True)]
    if not all(spread):
        return None
    both = zip(*ranks, strict=True)
    together: float = sum((one - means[0]) * (other - means[1]) for one, other in both)
    return together / sqrt(spread[0] * spread[1])


levels = st.integers(0, 4)


@given(pairs=st.lists(st.tuples(levels, levels), min_size=1, max_size=40))
def test_the_rank_correlation_is_that_of_mean_ranks(pairs: list[tuple[int, int]]) -> None:
    table = np.zeros((5, 5), dtype=np.int64)
    for one, other in pairs:
        table[one, other] += 1
    found, taught = rank_correlation(table), _taught(pairs)
    assert (found is None) == (taught is None)
    assert found is None or taught is None or float(found) == pytest.approx(taught, abs=1e-6)


def test_of_no_firms_there_is_no_correlation() -> None:
    assert rank_correlation(np.zeros((5, 5), dtype=np.int64)) is None


def test_each_pair_is_compared_over_the_firms_that_answered_both(instrument: Instrument) -> None:
    frame, _ = scored(rows(instrument, 150, seed=3), instrument)
    likeness = Likeness(instrument)
    likeness.add(frame)
    for one, other in combinations(QUESTIONS, 2):
        places = (list(instrument.questions).index(name) * 5 for name in (one, other))
        first, second = sorted(places)
        table = likeness.tables[first : first + 5, second : second + 5]
        both = _answered(frame, one) & _answered(frame, other)
        assert table.sum() == both.sum() > 10
    assert likeness.answered(QUESTIONS[0]).tolist() == [
        int((_answered(frame, QUESTIONS[0]) & (frame[QUESTIONS[0]] == level)).sum()) for level in range(5)
    ]
    assert (frame[f"{QUESTIONS[0]}.{COUNTED}"] > 0).sum() > _answered(frame, QUESTIONS[0]).sum()  # "don't know" counts


def _answered(frame: Frame, name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(frame[state(name)] == STATES[State.ANSWERED])


def test_questions_that_are_answered_alike_are_found(instrument: Instrument) -> None:
    numbers = random.Random(4)  # noqa: S311 - no secret
    some = rows(instrument, 200, seed=4)
    for row in some:
        row["fin_records_receipts"] = row["fin_records_cashbook"] = str(numbers.randrange(5))
    likeness = Likeness(instrument)
    likeness.add(scored(some, instrument)[0])
    (pair,) = likeness.pairs()
    assert (pair.id, pair.other) == ("fin_records_cashbook", "fin_records_receipts")
    assert pair.correlation == 1
    assert (pair.firms, pair.alike) == (200, True)


def test_too_few_firms_say_nothing_and_otherwise_the_nearest_pair_is_told(instrument: Instrument) -> None:
    few, enough = Likeness(instrument), Likeness(instrument)
    few.add(scored(rows(instrument, 29), instrument)[0])
    assert few.pairs() == ()
    enough.add(scored(rows(instrument, 400), instrument)[0])
    (pair,) = enough.pairs()
    assert not pair.alike
    assert pair.firms >= 30
    assert 0 < pair.correlation < Fraction(instrument.settings.sensitivity.alike_from)
