"""Levels -> points -> dimensions -> questionnaires -> gates -> overall (framework, section F).

All of it is integer arithmetic. Scores are stored in units of 1e-12 of a point (`UNIT`), each division is
rounded half up once to that unit, and before a score meets a limit it is rounded to 1e-9 (`compared`). The
error carried by at most four such divisions is below 5e-12, so a score that is exactly on a limit is seen to
be on it, in any order of rows and any size of chunk; docs/method.md states this.

A `Scenario` is a set of answers to score: those given, those after an action, those with every missing answer
at its lowest or highest. All scenarios take the same steps; what a scenario does not change is taken from the
answers as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_

import numpy as np

from msme_check.conditions import Facts, holds
from msme_check.counting import COUNTED, sum_of
from msme_check.frames import NONE, Bools, Frame, Ints, Kind, Small, total
from msme_check.model.conditions import Condition, ScoreTest, leaves
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

_NO_CAP = np.iinfo(np.int64).max


def divided(numerator: Ints, denominator: Ints) -> Ints:
    """The whole quotient of numbers that are not below 0, rounded half up; NONE where the denominator is 0."""
    quotient = (2 * numerator + denominator) // np.maximum(2 * denominator, 1)
    quotient[denominator <= 0] = NONE
    return quotient


def limit_units(points: int | Decimal) -> int:
    """A limit in the units of a compared score."""
    return int(Decimal(points) * (UNIT // COMPARED))


def reached_at(points: int | Decimal) -> int:
    """The lowest stored score that is rounded up to a limit (`compared` against `limit_units`), without a division."""
    return limit_units(points) * COMPARED - COMPARED // 2


def compared(score: Ints) -> Ints:
    """A score as it is compared with limits: rounded half up to 1e-9 of a point; NONE stays."""
    return np.where(score < 0, NONE, (score + COMPARED // 2) // COMPARED)


@dataclass(frozen=True)
class Scenario:
    """A set of answers to score.

    `name` is empty for the answers as they are, otherwise the prefix of this scenario's columns. `levels` and `ticks`
    replace answers; `weight` says which weights count. Only what is named in `dimensions`, `parts` and `causes` is
    computed anew (None: everything); the rest is taken from the answers as they are.
    """

    name: str = ""
    levels: Mapping[str, Small] = field(default_factory=dict)
    ticks: Mapping[tuple[str, str], Small] = field(default_factory=dict)
    weight: str = COUNTED
    complete: str = "complete"
    dimensions: frozenset[str] | None = None
    parts: frozenset[str] | None = None
    causes: frozenset[Cause] | None = None

    def column(self, key: str) -> str:
        """The column of this scenario."""
        return f"{self.name}:{key}" if self.name else key


class Scored:
    """The scores of one scenario, found step by step; `now`: those of the answers as they are."""

    def __init__(self, scoring: "Scoring", frame: Frame, scenario: Scenario, now: "Scored | None" = None) -> None:
        self.scoring, self.frame, self.scenario, self.now = scoring, frame, scenario, now
        self.facts = Facts(frame, scoring.choices, scenario.levels, scenario.ticks, self._limited)
        self.dimensions: dict[str, Ints] = {}
        self.weighed: dict[str, Ints] = {}
        """Weight times points of each dimension, and of each questionnaire its weighed dimensions."""
        self.shares: dict[str, Ints] = {}
        self.raw: dict[str, Ints] = {}
        self.scores: dict[str, Ints] = {}
        self.causes: dict[Cause, Bools] = {}
        self.caps: dict[str, Ints] = {}
        self._dimensions()
        self._questionnaires()
        self._overall()

    def __getitem__(self, score: str) -> Ints:
        """The score of a questionnaire, or the overall one, under its gates."""
        found = self.scores.get(score)
        if found is None:
            assert self.now is not None  # noqa: S101 - without it everything is scored
            return self.now[score]
        return found

    def cause(self, cause: Cause) -> Bools:
        """Where a cause of a gate is in force."""
        found = self.causes.get(cause)
        if found is None:
            assert self.now is not None  # noqa: S101 - without it everything is scored
            return self.now.cause(cause)
        return found

    def in_force(self, gate: Gate) -> Bools:
        """Whether any cause of a gate is true."""
        return reduce(or_, (self.cause((gate.id, n)) for n in range(len(gate.causes))))

    def write(self) -> None:
        """Adds the scores and causes to the frame."""
        column = self.scenario.column
        for name, score in self.dimensions.items():
            self.frame.add(column(f"{name}.score"), score, Kind.SCORE)
        for name, score in self.raw.items():
            self.frame.add(column(f"{name}.raw"), score, Kind.SCORE)
        for name, score in self.scores.items():
            self.frame.add(column(f"{name}.score"), score, Kind.SCORE)
        for (gate, number), cause in self.causes.items():
            self.frame.add(column(f"{gate}.{number}"), cause, Kind.FLAG)

    # The steps --------------------------------------------------------------------------------------------

    def _dimensions(self) -> None:
        for dimension in self.scoring.every_dimension:
            if self.scenario.dimensions is None or dimension.id in self.scenario.dimensions:
                weighed = self._weighed(dimension)
                counted = self._counted(dimension)
                self.weighed[dimension.id] = weighed
                self.dimensions[dimension.id] = divided(weighed * UNIT, counted)
        for cause in self.scoring.answer_causes:
            if self.scenario.causes is None or cause in self.scenario.causes:
                self.causes[cause] = holds(self.scoring.when(cause), self.facts)

    def _weighed(self, dimension: Dimension) -> Ints:
        """The sum of weight times points; beside the answers as they are, what the changed ones add."""
        questions = self.scoring.questions(dimension)
        points = self.scoring.points
        if self.now is None or self.scenario.weight != COUNTED:
            return total(
                (self.frame[f"{q.id}.{self.scenario.weight}"] * points(self.facts.level(q.id)) for q in questions),
                self.frame.length,
            )
        weighed = self.now.weighed[dimension.id].copy()
        for q in questions:
            if q.id in self.scenario.levels:
                more = points(self.scenario.levels[q.id]) - points(self.frame[q.id])
                weighed += self.frame[f"{q.id}.{COUNTED}"] * more
        return weighed

    def _counted(self, dimension: Dimension) -> Ints:
        """The weight that a dimension's score is divided by; 0 where too little counts."""
        if self.scenario.weight == COUNTED:
            return self.frame[f"{dimension.id}.counted"]
        questions = self.scoring.questions(dimension)
        return self.scoring.kept(dimension, sum_of(self.frame, questions, self.scenario.weight))

    def _questionnaires(self) -> None:
        for part in self.scoring.instrument.questionnaires:
            if any(one.id in self.dimensions for one in self.scoring.used(part)):
                self.raw[part.id] = self._raw(part)
        for part in self.scoring.instrument.questionnaires:
            if self.scenario.parts is None or part.id in self.scenario.parts:
                raw = self.raw[part.id] if part.id in self.raw else self._of_now().raw[part.id]
                self.scores[part.id] = np.minimum(raw, self._cap(part.id))
                if not self.scenario.name:
                    complete = (raw >= 0) & self.frame[f"{part.id}.enough"]
                    self.frame.add(f"{part.id}.complete", complete, Kind.FLAG)

    def _of_now(self) -> "Scored":
        assert self.now is not None  # noqa: S101 - without it everything is scored
        return self.now

    def _raw(self, part: Questionnaire) -> Ints:
        """The mean of the dimensions that have a score, by their shares."""
        used = self.scoring.used(part)
        if self.now is None or self.scenario.weight != COUNTED:
            scores = {one.id: self.dimensions[one.id] for one in used}
            shares = {one.id: self.frame[f"{one.id}.share"] for one in used}
            self.weighed[part.id] = total(
                (np.maximum(scores[one], 0) * shares[one] for one in scores), self.frame.length
            )
            self.shares[part.id] = total(((scores[one] >= 0) * shares[one] for one in scores), self.frame.length)
            return divided(self.weighed[part.id], self.shares[part.id])
        weighed = self.now.weighed[part.id].copy()
        for one in used:
            if one.id in self.dimensions:
                more = np.maximum(self.dimensions[one.id], 0) - np.maximum(self.now.dimensions[one.id], 0)
                weighed += more * self.frame[f"{one.id}.share"]
        return divided(weighed, self.now.shares[part.id])

    def _overall(self) -> None:
        rule = self.scoring.instrument.settings.overall
        complete = {name: self.frame[f"{name}.{self.scenario.complete}"] for name in rule.shares}
        weighed = total(
            (np.maximum(self[name], 0) * complete[name] * share for name, share in rule.shares.items()),
            self.frame.length,
        )
        if self.now is None or self.scenario.complete != self.now.scenario.complete:
            shares = total((complete[name] * share for name, share in rule.shares.items()), self.frame.length)
            enough = total(complete.values(), self.frame.length) >= rule.needs_complete
            self.shares[OVERALL] = shares * enough
        else:
            self.shares[OVERALL] = self.now.shares[OVERALL]
        raw = self.raw[OVERALL] = divided(weighed, self.shares[OVERALL])
        for cause in self.scoring.score_causes:
            # In force only beside an overall score (R12).
            self.causes[cause] = holds(self.scoring.when(cause), self.facts) & (raw >= 0)
        self.scores[OVERALL] = np.minimum(raw, self._cap(OVERALL))

    def _limited(self, part: str, points: int) -> tuple[Ints, int]:
        return self[part], reached_at(points)

    def _cap(self, score: str) -> Ints:
        """The lowest cap of the gates in force."""
        gates = [gate for gate in self.scoring.gates.values() if score in gate.holds_at]
        changed = any((gate.id, n) in self.causes for gate in gates for n in range(len(gate.causes)))
        if self.now is not None and not changed:
            return self.now.caps[score]
        cap = self.caps[score] = np.full(self.frame.length, _NO_CAP, dtype=np.int64)
        for gate in gates:
            np.minimum(cap, self.scoring.cap(gate.holds_at[score]), out=cap, where=self.in_force(gate))
        return cap


@dataclass(frozen=True)
class Scoring:
    """What one instrument scores by; `quick` scores the core questions alone (F.1 line 8)."""

    instrument: Instrument
    choices: Mapping[str, tuple[str, ...]]
    quick: bool = False

    def score(self, frame: Frame) -> Scored:
        """The scores of the answers as they are, also added to the frame."""
        scored = Scored(self, frame, Scenario())
        scored.write()
        return scored

    @cached_property
    def gates(self) -> dict[str, Gate]:
        """The gates by id."""
        return {gate.id: gate for gate in self.instrument.settings.gates}

    @cached_property
    def every_dimension(self) -> list[Dimension]:
        """The dimensions that have a question that counts."""
        return [one for one in self.instrument.dimensions.values() if self.questions(one)]

    def questions(self, part: Dimension | Questionnaire) -> list[Question]:
        """The questions that count."""
        return [question for question in part.questions if question.core or not self.quick]

    def used(self, part: Questionnaire) -> list[Dimension]:
        """The dimensions of a questionnaire that have a question that counts."""
        return [dimension for dimension in part.dimensions if self.questions(dimension)]

    def kept(self, dimension: Dimension, counted: Ints) -> Ints:
        """The counted weight, 0 below one third of the base weight of all questions (F.1 line 3, R1)."""
        part, whole = self.instrument.settings.dimension_kept_from
        base = sum(question.weight for question in self.questions(dimension)) * scale(self.instrument)
        return counted * (counted * whole >= base * part)

    @cached_property
    def _points(self) -> Ints:
        return np.array([*self.instrument.settings.level_points, 0], dtype=np.int64)

    def points(self, level: Small) -> Ints:
        """The points of levels; 0 where there is none."""
        return np.take(self._points, level)

    def when(self, cause: Cause) -> Condition:
        """The condition of a cause of a gate."""
        gate, number = cause
        return self.gates[gate].causes[number].when

    def cap(self, band: str) -> int:
        """0.0001 below the start of the band above (framework F.3)."""
        bands = self.instrument.settings.bands
        above = bands[[one.id for one in bands].index(band) + 1]
        return above.start * UNIT - UNIT // 10_000

    @cached_property
    def answer_causes(self) -> tuple[Cause, ...]:
        """The causes that read answers and profile, not scores."""
        return tuple(one for one in self._every_cause() if one not in set(self.score_causes))

    @cached_property
    def score_causes(self) -> tuple[Cause, ...]:
        """The causes that read scores; they hold the overall score."""
        reads = (
            one for one in self._every_cause() if any(isinstance(leaf, ScoreTest) for leaf in leaves(self.when(one)))
        )
        return tuple(reads)

    def _every_cause(self) -> Iterator[Cause]:
        yield from ((gate.id, n) for gate in self.gates.values() for n in range(len(gate.causes)))
