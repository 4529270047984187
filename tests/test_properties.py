"""What must hold for every firm, whatever its answers (Hypothesis)."""

import random
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check import answers, ranking
from msme_check.assess import Assessed, assess, score
from msme_check.conditions import STATES, ticked
from msme_check.frames import Frame, Kind
from msme_check.model.assessment import State
from msme_check.model.conditions import QuestionTest, leaves, questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.rules import LONGEST_CHAIN
from msme_check.planning import HORIZONS
from msme_check.scoring import Scored
from random_firms import random_row, with_recommendations

FEW = settings(max_examples=25)
seeds = st.integers(0, 10**9)


def _row(seed: int, instrument: Instrument) -> dict[str, str]:
    return random_row(random.Random(seed), instrument)  # noqa: S311 - no secret


def _assess(rows: list[dict[str, str]], instrument: Instrument) -> Assessed:
    return assess(pl.DataFrame([{c: row.get(c, "") for c in answers.columns(instrument)} for row in rows]), instrument)


def _raised(question: Question, level: int) -> str | None:
    """A cell one level (or more, where the kind has no level between) above `level`."""
    match question:
        case Ladder():
            return str(level + 1)
        case YesNo():
            return {0: "partly", 2: "yes"}.get(level)
        case Number():
            better = [band for band in question.bands if band.level > level]
            return f"{better[0].start:g}" if better else None
        case Checklist():
            return " ".join(item.code for item in question.items)


SCORES = ("finance", "operations", "digital", "green", "overall")


@FEW
@given(seed=seeds, pick=st.integers(0, 84))
def test_raising_one_answer_never_lowers_a_score(seed: int, pick: int, instrument: Instrument) -> None:
    row = _row(seed, instrument)
    question = list(instrument.questions.values())[pick]
    before = _assess([row], instrument).frame
    level = before[question.id][0]
    if level is None or level >= 4 or before[f"{question.id}.state"][0] != STATES[State.ANSWERED]:
        return
    cell = _raised(question, level)
    if cell is None:
        return
    after = _assess([row | {question.id: cell}], instrument).frame
    assert after[question.id][0] > level
    for name in SCORES:
        for kind in ("raw", "score"):
            old, new = before[f"{name}.{kind}"][0], after[f"{name}.{kind}"][0]
            assert (old is None) == (new is None)
            assert old is None or new >= old


@FEW
@given(seed=seeds)
def test_not_applicable_never_fires_a_rule(seed: int, instrument: Instrument) -> None:
    row = _row(seed, instrument)
    row |= {q.id: "na" for q in instrument.questions.values() if q.not_applicable}
    assessed = _assess([row], instrument)
    cells = assessed.frame.row(0, named=True)
    asks_for_na = {
        leaf.question
        for one in instrument.recommendations
        for condition in (one.when, one.only_for)
        if condition is not None
        for leaf in leaves(condition)
        if isinstance(leaf, QuestionTest) and leaf.is_ == "na"
    }
    for one in instrument.recommendations:
        if cells[f"{one.id}.fires"]:
            for reason in _reasons(assessed, one.id, cells):
                if reason in instrument.questions and reason not in asks_for_na:
                    assert cells[reason] is not None, (one.id, reason)


def _reasons(assessed: Assessed, name: str, cells: dict[str, Any]) -> list[str]:
    one = assessed.rules.instrument.recommendation[name]
    bits = cells[f"{name}.because"]
    return [reason for n, reason in enumerate(assessed.rules.reasons(one)) if bits >> n & 1]


@FEW
@given(seed=seeds, count=st.integers(1, 6))
def test_a_batch_equals_its_single_assessments(seed: int, count: int, instrument: Instrument) -> None:
    rows = [_row(seed + n, instrument) for n in range(count)]
    together = _assess(rows, instrument)
    for n, row in enumerate(rows):
        alone = _assess([row], instrument)
        assert alone.frame.drop("row").equals(together.frame[n].drop("row"))
        assert (alone.plans.order[0] == together.plans.order[n]).all()
        assert (alone.plans.horizon[0] == together.plans.horizon[n]).all()


@FEW
@given(seed=seeds)
def test_everything_that_fires_has_a_reason_and_prerequisites_stand_before(seed: int, instrument: Instrument) -> None:
    assessed = _assess([_row(seed, instrument)], instrument)
    cells = assessed.frame.row(0, named=True)
    ranking = [instrument.recommendations[n].id for n in assessed.plans.order[0] if n >= 0]
    for place, name in enumerate(ranking):
        assert _reasons(assessed, name, cells)
        needs = [need for need in instrument.recommendation[name].needs if need in ranking]
        assert all(ranking.index(need) < place for need in needs)


@FEW
@given(seed=seeds)
def test_the_plan_keeps_its_limits(seed: int, instrument: Instrument) -> None:
    assessed = _assess([_row(seed, instrument)], instrument)
    plan, rule = assessed.plans.horizon[0], instrument.settings.plan
    for number, horizon in enumerate(("quick", "medium", "long"), start=1):
        assert (plan == number).sum() <= rule.places[horizon]  # type: ignore[index]
    limits = [limit for limit in rule.first_plan_limits if limit.size == assessed.frame["profile.size"][0]]
    first = [one for one, horizon in zip(instrument.recommendations, plan, strict=True) if horizon == 1]
    for limit in limits:
        assert sum(one.effort_days for one in first) <= limit.days
        assert limit.actions is None or len(first) <= limit.actions


@FEW
@given(seed=seeds)
def test_missing_answers_widen_the_range_and_nothing_else_does(seed: int, instrument: Instrument) -> None:
    cells = _assess([_row(seed, instrument)], instrument).frame.row(0, named=True)
    for part in instrument.questionnaires:
        holding = [gate for gate in instrument.settings.gates if part.id in gate.holds_at]
        read = {q.id for q in part.questions}
        read |= {name for gate in holding for cause in gate.causes for name in questions_of(cause.when)}
        missing = any(cells[f"{name}.state"] == STATES[State.MISSING] for name in read)
        low, score, high = (cells[f"{prefix}{part.id}.score"] for prefix in ("low:", "", "high:"))
        if not missing:
            assert low == score == high
        elif low is not None:
            assert low <= high


def _with_needs(numbers: random.Random, instrument: Instrument) -> Instrument:
    """The instrument with other needs: up to two for each recommendation, in chains as long as they may be."""
    shuffled = list(instrument.recommendations)
    numbers.shuffle(shuffled)
    needs: dict[str, tuple[str, ...]] = {}
    length: dict[str, int] = {}
    for place, one in enumerate(shuffled):
        before = [other.id for other in shuffled[:place] if length[other.id] < LONGEST_CHAIN]
        needs[one.id] = tuple(numbers.sample(before, min(len(before), numbers.choice([0, 1, 2]))))
        length[one.id] = 1 + max((length[need] for need in needs[one.id]), default=0)
    changed = [one.model_copy(update={"needs": needs[one.id]}) for one in instrument.recommendations]
    return with_recommendations(instrument, changed)


@FEW
@given(seed=seeds)
def test_again_and_again_the_best_whose_prerequisites_stand_is_next(seed: int, instrument: Instrument) -> None:
    """R18 as it is written, with more prerequisites than the shipped instrument has."""
    numbers = random.Random(seed)  # noqa: S311 - no secret
    changed = _with_needs(numbers, instrument)
    assessed = _assess([_row(numbers.randrange(10**9), instrument) for _ in range(3)], changed)
    keys = ranking.keys(assessed.values, changed)
    place = {one.id: n for n, one in enumerate(changed.recommendations)}
    for firm in range(3):
        left = {name for name in place if assessed.values[f"{name}.fires"][firm]}
        expected = []
        while left:
            ready = [name for name in left if not left & set(changed.recommendation[name].needs)]
            best = max(ready, key=lambda name: keys[place[name], firm])
            expected.append(place[best])
            left.remove(best)
        assert [n for n in assessed.plans.order[firm] if n >= 0] == expected


@FEW
@given(seed=seeds)
def test_what_a_plan_could_add_up_to_is_the_same_alone_and_among_others(seed: int, instrument: Instrument) -> None:
    rows = [_row(seed + n, instrument) for n in range(4)]
    together = _assess(rows, instrument).projected
    for place, row in enumerate(rows):
        alone = _assess([row], instrument).projected
        for horizon, scores in alone.items():
            for name in SCORES:
                assert scores[f"{name}.score"][0] == together[horizon][f"{name}.score"][place]


def _planned(assessed: Assessed, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The firms that have an action in their plan."""
    place = [one.id for one in assessed.rules.instrument.recommendations].index(name)
    return np.asarray(assessed.plans.horizon[:, place] > 0)


def _done(assessed: Assessed, frame: Frame) -> Frame:
    """A frame in which each firm has done what its plan asks for, horizon by horizon, scored."""
    frame, rules = frame.copy(), assessed.rules
    for number in range(1, len(HORIZONS)):
        for place, one in enumerate(rules.instrument.recommendations):
            here = assessed.plans.horizon[:, place] == number
            levels, ticks = rules.lifted(one, frame)
            for name, level in levels.items():
                frame.add(name, np.where(here, level, frame[name]), Kind.LEVEL)
            for (name, code), tick in ticks.items():
                frame.add(ticked(name, code), np.where(here, tick, frame[ticked(name, code)]), Kind.TICK)
    score(frame, rules.scoring)
    return frame


@FEW
@given(seed=seeds, count=st.integers(1, 4))
def test_applying_a_plan_twice_changes_nothing(seed: int, count: int, instrument: Instrument) -> None:
    """Once gives what the plan could add up to; whoever does it again keeps answers, boxes, gates and scores."""
    assessed = _assess([_row(seed + n, instrument) for n in range(count)], instrument)
    once = _done(assessed, assessed.values)
    for name in SCORES if assessed.projected else ():
        last = [*assessed.projected.values()][-1]
        assert (once[f"{name}.score"] == last[f"{name}.score"]).all()
    twice = _done(assessed, once)
    boxes = [ticked(one.id, item.code) for one in instrument.questions.values() if isinstance(one, Checklist)
             for item in one.items]  # fmt: skip
    causes = [f"{gate.id}.{n}" for gate in instrument.settings.gates for n in range(len(gate.causes))]
    kinds = [f"{name}.{kind}" for name in SCORES for kind in ("raw", "score", "band")]
    for column in (*instrument.questions, *boxes, *causes, *kinds):
        assert (once[column] == twice[column]).all(), column


@FEW
@given(seed=seeds)
def test_what_was_done_has_nothing_left_to_gain(seed: int, instrument: Instrument) -> None:
    assessed = _assess([_row(seed + n, instrument) for n in range(3)], instrument)
    done, rules = _done(assessed, assessed.values), assessed.rules
    for one in instrument.recommendations:
        here = _planned(assessed, one.id)
        after = Scored(rules.scoring, done, rules.after(one, done))
        for name in SCORES:
            assert (after.score(name)[here] == done[f"{name}.score"][here]).all(), (one.id, name)
