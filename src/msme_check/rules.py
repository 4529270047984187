"""Which recommendations fire, why, and what each one gains when its lifts are taken and all is scored again.

Framework F.6 with rulings R13-R17, R31, over a scored frame.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, reduce
from operator import or_

import numpy as np
import numpy.typing as npt

from msme_check.conditions import holds, profile, ticked
from msme_check.frames import Bools, Frame, Ints, Kind, Small
from msme_check.model.conditions import QuestionTest, leaves, questions_of
from msme_check.model.rules import Recommendation
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
        frame = scored.frame
        for one in self.instrument.recommendations:
            fires = self._fire(one, scored)
            rows = np.flatnonzero(fires)
            here = frame.at(rows)
            after = Scored(self.scoring, here, self.after(one, here))
            gain = self._gain(one, here, after)
            found = {
                "gain": (gain, Kind.COUNT),
                "value": (self._value(one, gain, here), Kind.COUNT),
                **self._lifting(one, here, after),
            }
            for name, (array, kind) in found.items():
                everywhere = np.zeros(frame.length, dtype=array.dtype)
                everywhere[rows] = array
                frame.add(f"{one.id}{'' if name.startswith(':') else '.'}{name}", everywhere, kind)

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

    def _fire(self, one: Recommendation, scored: Scored) -> Bools:
        frame = scored.frame
        wanted = holds(one.when, scored.facts)
        if one.only_for is not None:
            wanted = wanted & holds(one.only_for, scored.facts)
        forced = _any(frame, (scored.cause(cause) for cause in self.forcing(one)))
        called = wanted | forced
        hidden = _any(frame, (scored.in_force(gate) for gate in self.scoring.gates.values() if one.id in gate.hides))
        frame.add(f"{one.id}.hidden", called & hidden, Kind.FLAG)
        frame.add(f"{one.id}.forced", forced, Kind.FLAG)
        frame.add(f"{one.id}.because", self._because(one, scored), Kind.COUNT)
        return frame.add(f"{one.id}.fires", called & ~hidden, Kind.FLAG)

    def reasons(self, one: Recommendation) -> list[str]:
        """What can make a recommendation fire, in the order of the bits of its `because`: questions, then gates."""
        questions = dict.fromkeys(test.question for test in _question_tests(one))
        return [*questions, *dict.fromkeys(gate for gate, _ in self.forcing(one))]

    def _because(self, one: Recommendation, scored: Scored) -> npt.NDArray[np.uint32]:
        bits = np.zeros(scored.frame.length, dtype=np.uint32)
        for place, reason in enumerate(self.reasons(one)):
            tests = [holds(test, scored.facts) for test in _question_tests(one) if test.question == reason]
            tests += [scored.cause(cause) for cause in self.forcing(one) if cause[0] == reason]
            bits += _any(scored.frame, iter(tests)) * np.uint32(1 << place)
        return bits

    # What an action gains -----------------------------------------------------------------------------------

    def after(self, one: Recommendation, frame: Frame) -> Scenario:
        """The answers after an action: max(current, target); missing and not applicable stay (R13).

        Items that the action ticks are ticked when it raises the level of their checklist.
        """
        levels, ticks = self.lifted(one, frame)
        dimensions, parts, causes = self._changes[one.id]
        return Scenario(one.id, levels, ticks, dimensions=dimensions, parts=parts, causes=causes)

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
        rises = {
            question: (frame[question] >= 0) & (frame[question] < target) for question, target in one.lifts.items()
        }
        levels = {
            question: np.where(rises[question], np.int8(target), frame[question])
            for question, target in one.lifts.items()
        }
        ticks = {
            (question, code): np.where(rises[question], np.int8(1), frame[ticked(question, code)])
            for question, codes in one.ticks.items()
            for code in codes
        }
        return levels, ticks

    def touched(self, one: Recommendation) -> Iterator[Cause]:
        """The causes of gates that an action can change."""
        questions = {*one.lifts, *one.ticks}
        for cause in self.scoring.answer_causes:
            if questions & questions_of(self.scoring.when(cause)):
                yield cause

    def _gain(self, one: Recommendation, now: Frame, after: Scored) -> Ints:
        """Of the overall score; where there is none, of the action's own questionnaire; where that has none, 0."""
        overall, own = now[f"{OVERALL}.score"], now[f"{one.questionnaire}.score"]
        lifted = (after.score(one.questionnaire) - own) * (own >= 0)
        return np.where(overall >= 0, after.score(OVERALL) - overall, lifted)

    def _lifting(self, one: Recommendation, now: Frame, after: Scored) -> dict[str, tuple[Bools, Kind]]:
        """What of each gate is left after the action, whether it lifts one, and whether it has to lead."""
        causes = {cause: now[f"{cause[0]}.{cause[1]}"] for cause in self.touched(one)}
        left = {f":{gate}.{n}": (after.cause((gate, n)), Kind.FLAG) for gate, n in causes}
        lifted = _any(now, (before & ~after.cause(cause) for cause, before in causes.items()))
        first = {gate.id for gate in self.scoring.gates.values() if gate.lifter_first}
        leads = _any(now, (now[f"{gate}.{n}"] for gate, n in self.forcing(one) if gate in first))
        return {**left, "lifts_gate": (lifted, Kind.FLAG), "leads": (leads, Kind.FLAG)}

    def _value(self, one: Recommendation, gain: Ints, frame: Frame) -> Ints:
        """F.6.3: gain for each day and cost, more where it serves the goal, more where it is quick."""
        ranking = self.instrument.settings.ranking
        factor = 1 / (one.effort_days * Fraction(ranking.cost_factors[one.cost]))
        if one.horizon == "quick":
            factor *= Fraction(ranking.quick_factor)
        goals, served = frame.words(profile("goal")), self.instrument.goals_of(one)
        serving = np.array([*(goal in served for goal in goals), False])
        more = _times(gain, factor * Fraction(ranking.goal_factor))
        return np.where(serving[frame[profile("goal")]], more, _times(gain, factor))


def _any(frame: Frame, tests: Iterator[Bools]) -> Bools:
    return reduce(or_, tests, np.zeros(frame.length, dtype=np.bool_))


def _question_tests(one: Recommendation) -> list[QuestionTest]:
    tests = [*leaves(one.when), *(leaves(one.only_for) if one.only_for is not None else ())]
    return [test for test in tests if isinstance(test, QuestionTest)]


def _times(gain: Ints, factor: Fraction) -> Ints:
    """gain x factor, from units of a score to units of a value, rounded half up."""
    scaled = factor / COMPARED
    return (2 * gain * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
