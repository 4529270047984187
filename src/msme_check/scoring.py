"""Levels -> points -> dimensions -> questionnaires -> gates -> overall (framework, section F).

All of it is integer arithmetic. Scores are stored in units of 1e-12 of a point (`UNIT`), each division is
rounded half up once to that unit, and before a score meets a limit it is rounded to 1e-9 (`compared`). The
error carried by at most four such divisions is below 5e-12, so a score that is exactly on a limit is seen to
be on it, in any order of rows and any size of chunk; docs/method.md states this.

A `Scenario` is a set of answers to score: those given, those after an action, those with every missing answer
at its lowest or highest. All scenarios take the same steps; each step only reads columns of the steps before.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import or_

import polars as pl

from msme_check.conditions import Columns, expression
from msme_check.counting import COUNTED, sum_of
from msme_check.model.conditions import ScoreTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Dimension, Question, Questionnaire
from msme_check.model.rules import Gate
from msme_check.weights import scale

UNIT = 10**12
"""A score of one point as it is stored."""

COMPARED = 10**3
"""How many units make the step that scores are rounded to before they are compared."""

OVERALL = "overall"
Cause = tuple[str, int]
"""A cause of a gate: the gate's id, and the cause's place in it."""


def divided(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """The whole quotient, rounded half up; null where the denominator is null or 0."""
    return (2 * numerator + denominator) // pl.when(denominator > 0).then(2 * denominator)


def limit_units(points: int | Decimal) -> int:
    """A limit in the units of a compared score."""
    return int(Decimal(points) * (UNIT // COMPARED))


def compared(score: pl.Expr) -> pl.Expr:
    """A score as it is compared with limits: rounded half up to 1e-9 of a point."""
    return (score + COMPARED // 2) // COMPARED


@dataclass(frozen=True)
class Scenario:
    """A set of answers to score.

    `name` is empty for the answers as they are, otherwise the prefix of this scenario's columns. `columns` say
    which levels; `weight` which weights count. Only what is named in `dimensions`, `parts` and `causes` is
    computed anew (None: everything); the rest is taken from the answers as they are.
    """

    name: str
    columns: Columns
    weight: str = COUNTED
    complete: str = "complete"
    dimensions: frozenset[str] | None = None
    parts: frozenset[str] | None = None
    causes: frozenset[Cause] | None = None

    def has(self, own: frozenset[str] | frozenset[Cause] | None, key: str | Cause) -> bool:
        return own is None or key in own

    def column(self, key: str) -> str:
        """The column of this scenario."""
        return f"{self.name}:{key}" if self.name else key

    def dimension(self, dimension: str) -> pl.Expr:
        own = self.has(self.dimensions, dimension)
        return pl.col(self.column(f"{dimension}.score") if own else f"{dimension}.score")

    def raw(self, part: str, rescored: frozenset[str]) -> pl.Expr:
        return pl.col(self.column(f"{part}.raw") if part in rescored else f"{part}.raw")

    def score(self, part: str) -> pl.Expr:
        own = self.has(self.parts, part) or part == OVERALL
        return pl.col(self.column(f"{part}.score") if own else f"{part}.score")

    def cause(self, gate: str, number: int) -> pl.Expr:
        key = f"{gate}.{number}"
        return pl.col(self.column(key) if self.has(self.causes, (gate, number)) else key)


@dataclass(frozen=True)
class Scoring:
    """The expressions of one instrument; `quick` scores the core questions alone (F.1 line 8)."""

    instrument: Instrument
    facts: Columns
    quick: bool = False
    gates: dict[str, Gate] = field(default_factory=dict)

    def score(self, frame: pl.DataFrame, scenarios: Iterable[Scenario]) -> pl.DataFrame:
        """The frame with the scores of all scenarios, step by step."""
        todo = list(scenarios)
        steps: tuple[Callable[[Scenario], Iterator[pl.Expr]], ...] = (
            self._answers,
            self._raw,
            self._held,
            self._overall_raw,
            self._score_causes,
            self._overall_held,
        )
        for step in steps:
            frame = frame.with_columns(one for scenario in todo for one in step(scenario))
        return frame

    def questions(self, part: Dimension | Questionnaire) -> list[Question]:
        """The questions that count."""
        return [question for question in part.questions if question.core or not self.quick]

    def used(self, part: Questionnaire) -> list[Dimension]:
        """The dimensions that have a question that counts."""
        return [dimension for dimension in part.dimensions if self.questions(dimension)]

    def kept(self, dimension: Dimension, counted: pl.Expr) -> pl.Expr:
        """The counted weight, null below one third of the base weight of all questions (F.1 line 3, R1)."""
        part, whole = self.instrument.settings.dimension_kept_from
        base = sum(question.weight for question in self.questions(dimension)) * scale(self.instrument)
        return pl.when((counted > 0) & (counted * whole >= base * part)).then(counted)

    def _points(self, level: pl.Expr) -> pl.Expr:
        points = self.instrument.settings.level_points
        if list(points) == [points[1] * n for n in range(len(points))]:
            return (level.cast(pl.Int64) * points[1]).fill_null(0)
        return level.replace_strict(range(len(points)), points, return_dtype=pl.Int64).fill_null(0)

    # The steps --------------------------------------------------------------------------------------------

    def _answers(self, scenario: Scenario) -> Iterator[pl.Expr]:
        for dimension in self.instrument.dimensions.values():
            questions = self.questions(dimension)
            if questions and scenario.has(scenario.dimensions, dimension.id):
                weighed = pl.sum_horizontal(
                    pl.col(f"{q.id}.{scenario.weight}") * self._points(scenario.columns.level(q.id)) for q in questions
                )
                known = scenario.weight == COUNTED
                counted = pl.col(f"{dimension.id}.counted")
                if not known:
                    counted = self.kept(dimension, sum_of(questions, scenario.weight))
                yield divided(weighed * UNIT, counted).alias(scenario.column(f"{dimension.id}.score"))
        for gate, number in self.answer_causes():
            if scenario.has(scenario.causes, (gate, number)):
                yield self._cause(gate, number, scenario.columns).alias(scenario.column(f"{gate}.{number}"))

    def _rescored(self, scenario: Scenario) -> frozenset[str]:
        """The questionnaires of which a dimension is computed anew."""
        return frozenset(
            part.id
            for part in self.instrument.questionnaires
            if any(scenario.has(scenario.dimensions, dimension.id) for dimension in self.used(part))
        )

    def _raw(self, scenario: Scenario) -> Iterator[pl.Expr]:
        for part in self.instrument.questionnaires:
            if part.id in self._rescored(scenario):
                scores = [(scenario.dimension(one.id), pl.col(f"{one.id}.share")) for one in self.used(part)]
                total = pl.sum_horizontal(score * share for score, share in scores)
                shares = pl.sum_horizontal(pl.when(score.is_not_null()).then(share) for score, share in scores)
                yield divided(total, shares).alias(scenario.column(f"{part.id}.raw"))

    def _held(self, scenario: Scenario) -> Iterator[pl.Expr]:
        rescored = self._rescored(scenario)
        for part in self.instrument.questionnaires:
            if scenario.has(scenario.parts, part.id):
                score = self._under_gates(part.id, scenario.raw(part.id, rescored), scenario)
                yield score.alias(scenario.column(f"{part.id}.score"))
                if not scenario.name:
                    complete = pl.col(f"{part.id}.raw").is_not_null() & pl.col(f"{part.id}.enough")
                    yield complete.alias(f"{part.id}.complete")

    def _overall_raw(self, scenario: Scenario) -> Iterator[pl.Expr]:
        rule = self.instrument.settings.overall
        complete = {name: pl.col(f"{name}.{scenario.complete}") for name in rule.shares}
        total = pl.sum_horizontal(
            pl.when(complete[name]).then(scenario.score(name) * share) for name, share in rule.shares.items()
        )
        shares = pl.sum_horizontal(
            pl.when(complete[name]).then(pl.lit(share, dtype=pl.Int64)) for name, share in rule.shares.items()
        )
        enough = pl.sum_horizontal(complete.values()) >= rule.needs_complete
        yield pl.when(enough).then(divided(total, shares)).alias(scenario.column(f"{OVERALL}.raw"))

    def _score_causes(self, scenario: Scenario) -> Iterator[pl.Expr]:
        """The causes of gates that read scores. They are in force only beside an overall score (R12)."""

        def below(part: str, limit: int) -> pl.Expr:
            return compared(scenario.score(part)) < limit_units(limit)

        columns = Columns(self.facts.choices, below)
        exists = pl.col(scenario.column(f"{OVERALL}.raw")).is_not_null()
        for gate, number in self.score_causes():
            cause = self._cause(gate, number, columns) & exists
            yield cause.alias(scenario.column(f"{gate}.{number}"))

    def _overall_held(self, scenario: Scenario) -> Iterator[pl.Expr]:
        raw = pl.col(scenario.column(f"{OVERALL}.raw"))
        yield self._under_gates(OVERALL, raw, scenario).alias(scenario.column(f"{OVERALL}.score"))

    # Gates ------------------------------------------------------------------------------------------------

    def _cause(self, gate: str, number: int, columns: Columns) -> pl.Expr:
        """One cause of a gate, false where it could not be judged."""
        return expression(self.gates[gate].causes[number].when, columns).fill_null(value=False)

    def _under_gates(self, score: str, raw: pl.Expr, scenario: Scenario) -> pl.Expr:
        """A raw score under the lowest cap of the gates in force."""
        caps = [
            pl.when(self.in_force(gate, scenario)).then(pl.lit(self.cap(gate.holds_at[score]), dtype=pl.Int64))
            for gate in self.gates.values()
            if score in gate.holds_at
        ]
        return pl.when(raw.is_not_null()).then(pl.min_horizontal(raw, *caps))

    def in_force(self, gate: Gate, scenario: Scenario) -> pl.Expr:
        """Whether any cause of a gate is true."""
        reads_scores = set(self.score_causes())
        columns = (
            pl.col(scenario.column(f"{gate.id}.{n}")) if (gate.id, n) in reads_scores else scenario.cause(gate.id, n)
            for n in range(len(gate.causes))
        )
        return reduce(or_, columns)

    def cap(self, band: str) -> int:
        """0.0001 below the start of the band above (framework F.3)."""
        bands = self.instrument.settings.bands
        above = bands[[one.id for one in bands].index(band) + 1]
        return above.start * UNIT - UNIT // 10_000

    def answer_causes(self) -> Iterator[Cause]:
        """The causes that read answers and profile, not scores."""
        for gate in self.gates.values():
            for number, cause in enumerate(gate.causes):
                if not any(isinstance(leaf, ScoreTest) for leaf in leaves(cause.when)):
                    yield gate.id, number

    def score_causes(self) -> Iterator[Cause]:
        """The causes that read scores; they hold the overall score."""
        known = set(self.answer_causes())
        for gate in self.gates.values():
            yield from ((gate.id, n) for n in range(len(gate.causes)) if (gate.id, n) not in known)


def scoring(instrument: Instrument, facts: Columns, *, quick: bool = False) -> Scoring:
    """The scoring of an instrument; `facts`: the columns of the answers as they are."""
    return Scoring(instrument, facts, quick, {gate.id: gate for gate in instrument.settings.gates})
