"""Which recommendations fire, why, and what each one gains when its lifts are taken and all is scored again.

Framework F.6 with rulings R13-R17, R31, over a scored frame.
"""

from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from typing import Any

import numpy as np

from msme_check.conditions import holds, profile, ticked
from msme_check.frames import Frame, Ints, Kind, Small, looked_up
from msme_check.model.conditions import QuestionTest, leaves, questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Gate, Recommendation
from msme_check.scoring import OVERALL, Cause, Scenario, Scored, Scoring
from msme_check.units import COMPARED

VALUE = 10**9
"""A value of one point a day as it is stored."""


class Rules:
    """The recommendations of one instrument over scored frames."""

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        self.instrument = scoring.instrument

    def judge(self, scored: Scored) -> None:
        """Adds `.fires .hidden .forced .because .gain .value .lifts_gate .leads` of each action to the frame.

        What an action gains is worked out for the firms where it fires; elsewhere it is 0.
        """
        frame, actions = scored.frame, self.instrument.recommendations
        judged = _Judged(len(actions), frame.length, self._bits)
        for place, one in enumerate(actions):
            self._fire(one, scored, judged, place)
            rows = np.flatnonzero(judged.fires[place])
            here = frame.at(rows)
            after = Scored(self.scoring, here, self.after(one, here))
            gain = self._gain(one, here, after)
            judged.gain[place][rows] = gain
            judged.value[place][rows] = self._value(one, gain, here)
            for gate, n in self.touched(one):
                before, left = here[f"{gate}.{n}"], after.cause((gate, n))
                judged.lifts_gate[place][rows] |= before & ~left
                everywhere = frame.add(f"{one.id}:{gate}.{n}", np.zeros(frame.length, dtype=np.bool_), Kind.FLAG)
                everywhere[rows] = left
        judged.write(frame, [one.id for one in actions])

    # What fires ---------------------------------------------------------------------------------------------

    def forcing(self, one: Recommendation) -> tuple[Cause, ...]:
        """The causes of gates that make a recommendation fire whatever its own trigger says."""
        return self._forcing[one.id]

    @cached_property
    def _forcing(self) -> dict[str, tuple[Cause, ...]]:
        found: dict[str, tuple[Cause, ...]] = {one.id: () for one in self.instrument.recommendations}
        for gate in self.scoring.gates.values():
            for n, cause in enumerate(gate.causes):
                if cause.lifted_by is not None:
                    found[cause.lifted_by] = (*found[cause.lifted_by], (gate.id, n))
        return found

    def _fire(self, one: Recommendation, scored: Scored, judged: "_Judged", place: int) -> None:
        fires, because = holds(one.when, scored.facts), judged.because[place]
        if one.only_for is not None:
            fires = fires & holds(one.only_for, scored.facts)
        for bit, test in self._tests[one.id]:
            because |= holds(test, scored.facts) * self._bits.type(1 << bit)
        forced = judged.forced[place]
        for cause in self.forcing(one):
            forced |= scored.cause(cause)
            because |= scored.cause(cause) * self._bits.type(1 << self.reasons(one).index(cause[0]))
            if cause[0] in self._first:
                judged.leads[place] |= scored.cause(cause)
        fires = fires | forced
        for gate in self._hiding[one.id]:
            judged.hidden[place] |= fires & scored.in_force(gate)
        judged.fires[place] = fires & ~judged.hidden[place]
        judged.leads[place] &= judged.fires[place]

    def reasons(self, one: Recommendation) -> list[str]:
        """What can make a recommendation fire, in the order of the bits of its `because`: questions, then gates."""
        questions = dict.fromkeys(test.question for test in _question_tests(one))
        return [*questions, *dict.fromkeys(gate for gate, _ in self.forcing(one))]

    @cached_property
    def _tests(self) -> dict[str, list[tuple[int, QuestionTest]]]:
        """For each action the tests of questions that can make it fire, and the bits of `because` that they set."""
        actions = self.instrument.recommendations
        return {
            one.id: [(self.reasons(one).index(test.question), test) for test in _question_tests(one)] for one in actions
        }

    @cached_property
    def _bits(self) -> np.dtype[Any]:
        """Holds the bits of every `because`."""
        return np.min_scalar_type((1 << max(len(self.reasons(one)) for one in self.instrument.recommendations)) - 1)

    # What an action gains -----------------------------------------------------------------------------------

    def after(self, one: Recommendation, frame: Frame) -> Scenario:
        """The answers after an action: max(current, target); missing and not applicable stay (R13).

        Items that the action ticks are ticked when it raises the level of their checklist.
        """
        levels, ticks = self.lifted(one, frame)
        dimensions, parts, causes = self._changes[one.id]
        return Scenario(one.id, levels, ticks, dimensions=dimensions, parts=parts, causes=causes)

    @cached_property
    def _hiding(self) -> dict[str, list[Gate]]:
        """For each action the gates that hide it."""
        gates = self.scoring.gates.values()
        return {one.id: [gate for gate in gates if one.id in gate.hides] for one in self.instrument.recommendations}

    @cached_property
    def _first(self) -> frozenset[str]:
        """The gates that have to be lifted before anything else."""
        return frozenset(gate.id for gate in self.scoring.gates.values() if gate.lifter_first)

    @cached_property
    def _changes(self) -> dict[str, tuple[frozenset[str], frozenset[str], frozenset[Cause]]]:
        """For each action the dimensions, questionnaires and causes that it can change."""
        found = {}
        for one in self.instrument.recommendations:
            dimensions = frozenset(self.instrument.dimension_of[question] for question in one.lifts)
            causes = frozenset(self.touched(one))
            parts = {self.instrument.questionnaire_of[question] for question in one.lifts}
            parts |= {name for gate, _ in causes for name in self.scoring.gates[gate].holds_at if name != OVERALL}
            found[one.id] = dimensions, frozenset(parts), causes
        return found

    def lifted(self, one: Recommendation, frame: Frame) -> tuple[dict[str, Small], dict[tuple[str, str], Small]]:
        """The levels and the ticks after an action."""
        levels: dict[str, Small] = {}
        ticks: dict[tuple[str, str], Small] = {}
        for question, target in one.lifts.items():
            level = frame[question]
            rises = ((level >= 0) & (level < target)).view(np.int8)
            levels[question] = level + rises * (np.int8(target) - level)
            for code in one.ticks.get(question, ()):
                box = frame[ticked(question, code)]
                ticks[question, code] = box + rises * (np.int8(1) - box)
        return levels, ticks

    def touched(self, one: Recommendation) -> tuple[Cause, ...]:
        """The causes of gates that an action can change."""
        return self._touched[one.id]

    @cached_property
    def _touched(self) -> dict[str, tuple[Cause, ...]]:
        reads = {cause: questions_of(self.scoring.when(cause)) for cause in self.scoring.answer_causes}
        return {
            one.id: tuple(cause for cause, questions in reads.items() if questions & {*one.lifts, *one.ticks})
            for one in self.instrument.recommendations
        }

    def _gain(self, one: Recommendation, now: Frame, after: Scored) -> Ints:
        """Of the overall score; where there is none, of the action's own questionnaire; where that has none, 0."""
        overall, own = now[f"{OVERALL}.score"], now[f"{one.questionnaire}.score"]
        # A score that there is not is not there after the action either, so that it adds nothing here.
        gain: Ints = after.score(OVERALL) - overall + (after.score(one.questionnaire) - own) * (overall < 0)
        return gain

    def _value(self, one: Recommendation, gain: Ints, frame: Frame) -> Ints:
        """F.6.3: gain for each day and cost, more where it serves the goal, more where it is quick."""
        factors, common = _factors(self.instrument, frame.words(profile("goal")))[one.id]
        value: Ints = (gain * looked_up(factors, frame[profile("goal")]) + common // 2) // common
        return value


class _Judged:
    """What is concluded of actions: a row for each, a column for each firm. Nothing at first."""

    def __init__(self, actions: int, firms: int, bits: np.dtype[Any]) -> None:
        self.fires, self.hidden, self.forced, self.lifts_gate, self.leads = (
            np.zeros((actions, firms), dtype=np.bool_) for _ in range(5)
        )
        self.because = np.zeros((actions, firms), dtype=bits)
        self.gain, self.value = (np.zeros((actions, firms), dtype=np.int64) for _ in range(2))

    def write(self, frame: Frame, actions: list[str]) -> None:
        """Adds all to a frame."""
        for name, found in vars(self).items():
            kind = Kind.FLAG if found.dtype == np.bool_ else Kind.COUNT
            for action, row in zip(actions, found, strict=True):
                frame.add(f"{action}.{name}", row, kind)


@lru_cache(maxsize=8)
def _factors(instrument: Instrument, goals: tuple[str, ...]) -> dict[str, tuple[Ints, int]]:
    """What a gain of each action is multiplied by, for each goal and for none, and then divided by.

    From units of a score to units of a value.
    """
    ranking, found = instrument.settings.ranking, {}
    for one in instrument.recommendations:
        factor = 1 / (one.effort_days * Fraction(ranking.cost_factors[one.cost]) * COMPARED)
        if one.horizon == "quick":
            factor *= Fraction(ranking.quick_factor)
        more, served = factor * Fraction(ranking.goal_factor), instrument.goals_of(one)
        common = lcm(factor.denominator, more.denominator)
        factors = [*(more if goal in served else factor for goal in goals), factor]
        found[one.id] = np.array([int(value * common) for value in factors]), common
    return found


def _question_tests(one: Recommendation) -> list[QuestionTest]:
    tests = [*leaves(one.when), *(leaves(one.only_for) if one.only_for is not None else ())]
    return [test for test in tests if isinstance(test, QuestionTest)]
