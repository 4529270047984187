"""Which recommendations fire, why, and what each one gains when its lifts are taken and all is scored again.

Framework F.6 with rulings R13-R17, R31: expressions over a scored frame.
"""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from msme_check.conditions import Columns, expression, profile, ticked
from msme_check.model.conditions import QuestionTest, leaves, questions_of
from msme_check.model.rules import Recommendation
from msme_check.scoring import COMPARED, OVERALL, Cause, Scenario, Scoring

VALUE = 10**9
"""A value of one point a day as it is stored."""


class Rules:
    """The expressions of one instrument's recommendations over a scored frame."""

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        self.instrument = scoring.instrument
        self.now = Scenario("", scoring.facts)
        self.scenarios = [self._after(one) for one in self.instrument.recommendations]

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with `.fires .hidden .forced .because .gain .value .lifts_gate .leads` of each recommendation."""
        frame = frame.with_columns(self._fires())
        frame = self.scoring.score(frame, self.scenarios)
        return frame.with_columns(self._gains()).with_columns(self._values())

    # What fires ---------------------------------------------------------------------------------------------

    def forcing(self, one: Recommendation) -> list[Cause]:
        """The causes of gates that make a recommendation fire whatever its own trigger says."""
        gates = self.scoring.gates.values()
        return [(g.id, n) for g in gates for n, cause in enumerate(g.causes) if cause.lifted_by == one.id]

    def _fires(self) -> Iterator[pl.Expr]:
        for one in self.instrument.recommendations:
            wanted = expression(one.when, self.scoring.facts)
            if one.only_for is not None:
                wanted = wanted & expression(one.only_for, self.scoring.facts)
            forced = _any(pl.col(f"{gate}.{n}") for gate, n in self.forcing(one))
            called = wanted.fill_null(value=False) | forced
            hiding = (gate for gate in self.scoring.gates.values() if one.id in gate.hides)
            hidden = _any(self.scoring.in_force(gate, self.now) for gate in hiding)
            yield (called & ~hidden).alias(f"{one.id}.fires")
            yield (called & hidden).alias(f"{one.id}.hidden")
            yield forced.alias(f"{one.id}.forced")
            yield self._because(one).alias(f"{one.id}.because")

    def reasons(self, one: Recommendation) -> list[str]:
        """What can make a recommendation fire, in the order of the bits of its `because`: questions, then gates."""
        questions = dict.fromkeys(test.question for test in _question_tests(one))
        return [*questions, *dict.fromkeys(gate for gate, _ in self.forcing(one))]

    def _because(self, one: Recommendation) -> pl.Expr:
        bits = pl.lit(0, dtype=pl.UInt32)
        for place, reason in enumerate(self.reasons(one)):
            tests = [expression(test, self.scoring.facts) for test in _question_tests(one) if test.question == reason]
            tests += [pl.col(f"{gate}.{n}") for gate, n in self.forcing(one) if gate == reason]
            true = _any(test.fill_null(value=False) for test in tests)
            bits = bits + pl.when(true).then(pl.lit(1 << place, dtype=pl.UInt32)).otherwise(pl.lit(0, dtype=pl.UInt32))
        return bits

    # What an action gains -----------------------------------------------------------------------------------

    def _after(self, one: Recommendation) -> Scenario:
        """The answers after an action: max(current, target); missing and not applicable stay (R13).

        Items that the action ticks are ticked when it raises the level of their checklist.
        """
        levels, ticks = self._lifts(one)
        dimensions = frozenset(self.instrument.dimension_of[question] for question in one.lifts)
        causes = frozenset(self.touched(one))
        parts = {self.instrument.questionnaire_of[question] for question in one.lifts}
        parts |= {name for gate, _ in causes for name in self.scoring.gates[gate].holds_at if name != OVERALL}
        columns = Columns(self.scoring.facts.choices, levels=levels, ticks=ticks)
        return Scenario(one.id, columns, dimensions=dimensions, parts=frozenset(parts), causes=causes)

    def _lifts(self, one: Recommendation) -> tuple[dict[str, pl.Expr], dict[tuple[str, str], pl.Expr]]:
        rises = {question: pl.col(question) < target for question, target in one.lifts.items()}
        levels = {
            question: pl.when(rises[question]).then(pl.lit(target, dtype=pl.Int8)).otherwise(pl.col(question))
            for question, target in one.lifts.items()
        }
        ticks = {
            (question, code): pl.col(ticked(question, code)) | rises[question]
            for question, codes in one.ticks.items()
            for code in codes
        }
        return levels, ticks

    def lifted(self, one: Recommendation) -> Iterator[pl.Expr]:
        """The answers after an action, in the columns of the answers."""
        levels, ticks = self._lifts(one)
        yield from (level.alias(question) for question, level in levels.items())
        yield from (tick.alias(ticked(question, code)) for (question, code), tick in ticks.items())

    def touched(self, one: Recommendation) -> Iterator[Cause]:
        """The causes of gates that an action can change."""
        questions = {*one.lifts, *one.ticks}
        for gate, n in self.scoring.answer_causes():
            if questions & questions_of(self.scoring.gates[gate].causes[n].when):
                yield gate, n

    def _gains(self) -> Iterator[pl.Expr]:
        for one, after in zip(self.instrument.recommendations, self.scenarios, strict=True):
            overall = after.score(OVERALL) - self.now.score(OVERALL)
            own = after.score(one.questionnaire) - self.now.score(one.questionnaire)
            yield pl.coalesce(overall, own, pl.lit(0, dtype=pl.Int64)).alias(f"{one.id}.gain")
            lifted = (pl.col(f"{gate}.{n}") & ~after.cause(gate, n) for gate, n in self.touched(one))
            yield _any(lifted).alias(f"{one.id}.lifts_gate")
            first = {gate.id for gate in self.scoring.gates.values() if gate.lifter_first}
            leading = (pl.col(f"{gate}.{n}") for gate, n in self.forcing(one) if gate in first)
            yield _any(leading).alias(f"{one.id}.leads")

    def serves(self, one: Recommendation) -> list[str]:
        """The owner's goals that an action serves."""
        dimensions = {self.instrument.dimension_of[question] for question in one.lifts}
        questionnaires = {self.instrument.questionnaire_of[question] for question in one.lifts}
        return [
            name
            for name, goal in self.instrument.settings.ranking.goals.items()
            if dimensions & set(goal.dimensions)
            or questionnaires & set(goal.questionnaires)
            or one.direction in goal.directions
        ]

    def _values(self) -> Iterator[pl.Expr]:
        """F.6.3: gain for each day and cost, more where it serves the goal, more where it is quick."""
        ranking = self.instrument.settings.ranking
        for one in self.instrument.recommendations:
            factor = 1 / (one.effort_days * Fraction(ranking.cost_factors[one.cost]))
            if one.horizon == "quick":
                factor *= Fraction(ranking.quick_factor)
            gain = pl.col(f"{one.id}.gain")
            goal = pl.col(profile("goal")).is_in(self.serves(one)).fill_null(value=False)
            more = _times(gain, factor * Fraction(ranking.goal_factor))
            yield pl.when(goal).then(more).otherwise(_times(gain, factor)).alias(f"{one.id}.value")


def _any(tests: Iterator[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(value=False), *tests)


def _question_tests(one: Recommendation) -> list[QuestionTest]:
    tests = [*leaves(one.when), *(leaves(one.only_for) if one.only_for is not None else ())]
    return [test for test in tests if isinstance(test, QuestionTest)]


def _times(gain: pl.Expr, factor: Fraction) -> pl.Expr:
    """gain x factor, from units of a score to units of a value, rounded half up."""
    scaled = factor / COMPARED
    return (2 * gain * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
