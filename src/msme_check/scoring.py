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
from functools import cached_property, partial, reduce
from operator import or_

import numpy as np

from msme_check.conditions import Facts, holds
from msme_check.counting import COUNTED
from msme_check.frames import Array, Bools, Frame, Ints, Kind, Small, total
from msme_check.model.conditions import Condition, ScoreTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Dimension, Question, Questionnaire
from msme_check.model.rules import Gate
from msme_check.units import UNIT, divided, reached_at
from msme_check.weights import scale

OVERALL = "overall"
Cause = tuple[str, int]
"""A cause of a gate: the gate's id, and the cause's place in it."""

_NO_CAP = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Scenario:
    """A set of answers to score.

    `name` is empty for the answers as they are, otherwise the prefix of this scenario's columns. `levels` and `ticks`
    replace answers. `filled`: the level that every missing answer is given; `levels` then hold those that gates read.
    Only what is named in `dimensions`, `parts` and `causes` is computed anew (None: everything); the rest is taken
    from the answers as they are.
    """

    name: str = ""
    levels: Mapping[str, Small] = field(default_factory=dict)
    ticks: Mapping[tuple[str, str], Small] = field(default_factory=dict)
    filled: int | None = None
    dimensions: frozenset[str] | None = None
    parts: frozenset[str] | None = None
    causes: frozenset[Cause] | None = None

    @property
    def apart(self) -> bool:
        """Whether all is computed anew: other weights count than in the answers as they are."""
        return not self.name or self.filled is not None

    def column(self, key: str) -> str:
        """The column of this scenario."""
        return f"{self.name}:{key}" if self.name else key


class Scored:
    """The scores of one scenario, found step by step.

    What the scenario computes stands in `own`, under the names of the columns of the answers as they are; what it
    does not compute is read from these columns.
    """

    def __init__(self, scoring: "Scoring", frame: Frame, scenario: Scenario) -> None:
        self.scoring, self.frame, self.scenario = scoring, frame, scenario
        self.own: dict[str, tuple[Array, Kind]] = {}
        # No method of this object, which would keep it and its columns until the garbage collector comes.
        limited = partial(_limited, self.own, frame)
        self.facts = Facts(frame, scoring.choices, scenario.levels, scenario.ticks, limited)
        self._dimensions()
        self._questionnaires()
        self._overall()

    def __getitem__(self, key: str) -> Array:
        found = self.own.get(key)
        return self.frame[key] if found is None else found[0]

    def score(self, name: str) -> Ints:
        """The score of a dimension, a questionnaire or overall; of the last two under their gates."""
        return self[f"{name}.score"]

    def cause(self, cause: Cause) -> Bools:
        """Where a cause of a gate is in force."""
        gate, number = cause
        return self[f"{gate}.{number}"]

    def in_force(self, gate: Gate) -> Bools:
        """Whether any cause of a gate is true."""
        return reduce(or_, (self.cause((gate.id, n)) for n in range(len(gate.causes))))

    def write(self, frame: Frame) -> None:
        """Adds what was computed to a frame, under the names of this scenario's columns."""
        for key, (array, kind) in self.own.items():
            frame.add(self.scenario.column(key), array, kind)

    def _add(self, key: str, array: Array, kind: Kind = Kind.SCORE) -> Array:
        self.own[key] = array, kind
        return array

    # The steps --------------------------------------------------------------------------------------------

    def _dimensions(self) -> None:
        for dimension in self.scoring.every_dimension:
            name = dimension.id
            if self.scenario.dimensions is None or name in self.scenario.dimensions:
                weighed = self._add(f"{name}.weighed", self._weighed(dimension), Kind.COUNT)
                self._add(f"{name}.score", divided(weighed * UNIT, self._counted(dimension)))
        for cause in self.scoring.answer_causes:
            if self.scenario.causes is None or cause in self.scenario.causes:
                gate, number = cause
                self._add(f"{gate}.{number}", holds(self.scoring.when(cause), self.facts), Kind.FLAG)

    def _weighed(self, dimension: Dimension) -> Ints:
        """The sum of weight times points; beside the answers as they are, what the changed ones add."""
        frame, name, points = self.frame, dimension.id, self.scoring.points
        if not self.scenario.name:
            questions = self.scoring.questions(dimension)
            return total((frame[f"{q.id}.{COUNTED}"] * points(frame[q.id]) for q in questions), frame.length)
        if self.scenario.filled is not None:
            missing = frame[f"{name}.applicable"] - frame[f"{name}.weight"]
            more: Ints = missing * self.scoring.instrument.settings.level_points[self.scenario.filled]
            return frame[f"{name}.weighed"] + more
        weighed = frame[f"{name}.weighed"].copy()
        for q in self.scoring.questions(dimension):
            if q.id in self.scenario.levels:
                more = points(self.scenario.levels[q.id]) - points(frame[q.id])
                weighed += frame[f"{q.id}.{COUNTED}"] * more
        return weighed

    def _counted(self, dimension: Dimension) -> Ints:
        """The weight that a dimension's score is divided by; 0 where too little counts."""
        if self.scenario.filled is None:
            return self.frame[f"{dimension.id}.counted"]
        return self.scoring.kept(dimension, self.frame[f"{dimension.id}.applicable"])

    def _questionnaires(self) -> None:
        for part in self.scoring.instrument.questionnaires:
            if any(f"{one.id}.score" in self.own for one in self.scoring.used(part)):
                self._add(f"{part.id}.raw", self._raw(part))
        for part in self.scoring.instrument.questionnaires:
            if self.scenario.parts is None or part.id in self.scenario.parts:
                self._add(f"{part.id}.score", np.minimum(self[f"{part.id}.raw"], self._cap(part.id)))
                if not self.scenario.name:
                    complete = (self[f"{part.id}.raw"] >= 0) & self.frame[f"{part.id}.enough"]
                    self._add(f"{part.id}.complete", complete, Kind.FLAG)

    def _raw(self, part: Questionnaire) -> Ints:
        """The mean of the dimensions that have a score, by their shares."""
        used, frame = self.scoring.used(part), self.frame
        if self.scenario.apart:
            scores = [(self.score(one.id), frame[f"{one.id}.share"]) for one in used]
            weighed = total((np.maximum(score, 0) * share for score, share in scores), frame.length)
            shares = total(((score >= 0) * share for score, share in scores), frame.length)
        else:
            weighed, shares = frame[f"{part.id}.weighed"].copy(), frame[f"{part.id}.shares"]
            for one in used:
                if f"{one.id}.score" in self.own:
                    more = np.maximum(self.score(one.id), 0) - np.maximum(frame[f"{one.id}.score"], 0)
                    weighed += more * frame[f"{one.id}.share"]
        self._add(f"{part.id}.weighed", weighed, Kind.COUNT)
        self._add(f"{part.id}.shares", shares, Kind.COUNT)
        return divided(weighed, shares)

    def _overall(self) -> None:
        raw = self._add(f"{OVERALL}.raw", divided(*self._weighed_parts()))
        for cause in self.scoring.score_causes:
            # In force only beside an overall score (R12).
            gate, number = cause
            self._add(f"{gate}.{number}", holds(self.scoring.when(cause), self.facts) & (raw >= 0), Kind.FLAG)
        self._add(f"{OVERALL}.score", np.minimum(raw, self._cap(OVERALL)))

    def _weighed_parts(self) -> tuple[Ints, Ints]:
        """The complete questionnaires by their shares, and the sum of these; it is 0 where too few are complete."""
        rule, frame = self.scoring.instrument.settings.overall, self.frame
        complete = "complete" if self.scenario.filled is None else "taken"
        parts = {name: self[f"{name}.{complete}"] for name in rule.shares}
        if self.scenario.apart:
            scores = (np.maximum(self.score(name), 0) * parts[name] * share for name, share in rule.shares.items())
            weighed = total(scores, frame.length)
            shares = total((parts[name] * share for name, share in rule.shares.items()), frame.length)
            shares *= total(parts.values(), frame.length) >= rule.needs_complete
        else:
            weighed, shares = frame[f"{OVERALL}.weighed"].copy(), frame[f"{OVERALL}.shares"]
            for name, share in rule.shares.items():
                if f"{name}.score" in self.own:
                    more = np.maximum(self.score(name), 0) - np.maximum(frame[f"{name}.score"], 0)
                    weighed += more * parts[name] * share
        self._add(f"{OVERALL}.weighed", weighed, Kind.COUNT)
        return weighed, self._add(f"{OVERALL}.shares", shares, Kind.COUNT)

    def _cap(self, score: str) -> Ints:
        """The lowest cap of the gates in force."""
        gates = [gate for gate in self.scoring.gates.values() if score in gate.holds_at]
        changed = any(f"{gate.id}.{n}" in self.own for gate in gates for n in range(len(gate.causes)))
        if not changed and not self.scenario.apart:
            return self.frame[f"{score}.cap"]
        cap = self._add(f"{score}.cap", np.full(self.frame.length, _NO_CAP, dtype=np.int64), Kind.COUNT)
        for gate in gates:
            np.minimum(cap, self.scoring.cap(gate.holds_at[score]), out=cap, where=self.in_force(gate))
        return cap


def _limited(own: Mapping[str, tuple[Array, Kind]], frame: Frame, part: str, points: int) -> tuple[Ints, int]:
    """A score of a scenario, and a limit in the same unit."""
    found = own.get(f"{part}.score")
    return frame[f"{part}.score"] if found is None else found[0], reached_at(points)


@dataclass(frozen=True)
class Scoring:
    """What one instrument scores by; `quick` scores the core questions alone (F.1 line 8)."""

    instrument: Instrument
    choices: Mapping[str, tuple[str, ...]]
    quick: bool = False

    def score(self, frame: Frame) -> Scored:
        """The scores of the answers as they are, also added to the frame."""
        scored = Scored(self, frame, Scenario())
        scored.write(frame)
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
