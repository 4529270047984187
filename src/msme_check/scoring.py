"""Levels -> points -> dimensions -> questionnaires -> gates -> overall (framework, section F).

All of it is integer arithmetic. Scores are stored in units of 1e-12 of a point (`UNIT`), each division is
rounded half up once to that unit, and before a score meets a limit it is rounded to 1e-9 (`compared`). The
error carried by at most four such divisions is below 5e-12, so a score that is exactly on a limit is seen to
be on it, in any order of rows and any size of chunk; docs/method.md states this.

A `Scenario` is a set of answers to score: those given, those after an action, those with every missing answer
at its lowest or highest. All scenarios take the same steps; what a scenario does not change is taken from the
answers as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from operator import or_
from typing import Any

import numpy as np

from msme_check.conditions import Facts, holds
from msme_check.counting import COUNTED
from msme_check.frames import Array, Bools, Frame, Ints, Kind, Small, looked_up
from msme_check.gates import OVERALL, Cause, Gates
from msme_check.model.questions import Dimension, Question, Questionnaire
from msme_check.model.rules import Gate
from msme_check.units import UNIT, divided, reached, reached_at
from msme_check.weights import PERCENT, most, narrow, scale

__all__ = ["OVERALL", "Cause", "Scenario", "Scored", "Scoring"]


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
        asked, dimensions, causes = scoring.asked, scenario.dimensions, scenario.causes
        self.dimensions = asked.keys() if dimensions is None else asked.keys() & dimensions
        self.causes = scoring.answer_causes if causes is None else causes
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
        for name in self.dimensions:
            if self.scenario.filled is not None:
                counted = self.scoring.kept(name, self.frame[f"{name}.applicable"])
                self._add(f"{name}.counted", counted, Kind.COUNT)
            weighed = self._add(f"{name}.weighed", self._weighed(name), Kind.COUNT)
            self._add(f"{name}.score", divided(weighed.astype(np.int64) * UNIT, self[f"{name}.counted"]))
        for cause in self.causes:
            gate, number = cause
            self._add(f"{gate}.{number}", holds(self.scoring.when(cause), self.facts), Kind.FLAG)

    def _weighed(self, name: str) -> Array:
        """The sum of weight times points; beside the answers as they are, what the changed ones add."""
        frame, points = self.frame, self.scoring.points
        if self.scenario.filled is not None:
            points_of = self.scoring.instrument.settings.level_points
            missing = frame[f"{name}.applicable"] - frame[f"{name}.weight"]
            more = missing * self.scoring.weighed_type.type(points_of[self.scenario.filled])
            filled: Array = frame[f"{name}.weighed"] + more
            return filled
        if not self.scenario.name:
            weighed = np.zeros(frame.length, dtype=self.scoring.weighed_type)
            for q in self.scoring.asked[name]:
                weighed += frame[f"{q}.{COUNTED}"] * points(frame[q])
            return weighed
        weighed = frame[f"{name}.weighed"]
        for q in self.scoring.asked[name]:
            if q in self.scenario.levels:
                change = points(self.scenario.levels[q]) - points(frame[q])
                weighed = weighed + frame[f"{q}.{COUNTED}"] * change
        return weighed

    def _questionnaires(self) -> None:
        for part in self.scoring.instrument.questionnaires:
            if not self.dimensions.isdisjoint(self.scoring.dimensions_of[part.id]):
                self._add(f"{part.id}.raw", self._raw(part))
        for part in self.scoring.instrument.questionnaires:
            if self.scenario.parts is None or part.id in self.scenario.parts:
                self._add(f"{part.id}.score", np.minimum(self[f"{part.id}.raw"], self._cap(part.id)))
                if not self.scenario.name:
                    complete = (self[f"{part.id}.raw"] >= 0) & self.frame[f"{part.id}.enough"]
                    self._add(f"{part.id}.complete", complete, Kind.FLAG)

    def _raw(self, part: Questionnaire) -> Ints:
        """The mean of the dimensions that have a score, by their shares."""
        used, frame = self.scoring.dimensions_of[part.id], self.frame
        if self.scenario.apart:
            weighed, shares = np.zeros(frame.length, dtype=np.int64), np.zeros(frame.length, dtype=PERCENT)
            for name in used:
                share, score = frame[f"{name}.share"], np.maximum(self.score(name), 0)
                score *= share
                weighed += score
                shares += share * (self[f"{name}.counted"] > 0)
        else:
            weighed, shares = frame[f"{part.id}.weighed"], frame[f"{part.id}.shares"]
            for name in used:
                if name in self.dimensions:
                    # What has no score had none before, since the same weights count.
                    weighed = weighed + (self.score(name) - frame[f"{name}.score"]) * frame[f"{name}.share"]
        self._add(f"{part.id}.weighed", weighed, Kind.COUNT)
        self._add(f"{part.id}.shares", shares, Kind.COUNT)
        return divided(weighed, shares)

    def _overall(self) -> None:
        weighed, shares = self._weighed_parts()
        raw = self._add(f"{OVERALL}.raw", divided(weighed, shares))
        if not self.scenario.name:
            for part, points in self.scoring.score_limits:
                reaches = reached(self.score(part), (0, points))
                self._add(_reaches(part, points), reaches, Kind.TICK)
        for cause in self.scoring.score_causes:
            # In force only beside an overall score (R12).
            gate, number = cause
            self._add(f"{gate}.{number}", holds(self.scoring.when(cause), self.facts) & (shares > 0), Kind.FLAG)
        self._add(f"{OVERALL}.score", np.minimum(raw, self._cap(OVERALL)))

    def _weighed_parts(self) -> tuple[Ints, Array]:
        """The complete questionnaires by their shares, and the sum of these; it is 0 where too few are complete."""
        rule, frame = self.scoring.instrument.settings.overall, self.frame
        complete = "complete" if self.scenario.filled is None else "taken"
        if self.scenario.apart:
            weighed = np.zeros(frame.length, dtype=np.int64)
            shares, count = np.zeros(frame.length, dtype=PERCENT), np.zeros(frame.length, dtype=PERCENT)
            for name, share in rule.shares.items():
                part = self[f"{name}.{complete}"]
                weighed += np.maximum(self.score(name), 0) * (part * PERCENT(share))
                shares += part * PERCENT(share)
                count += part
            shares *= count >= rule.needs_complete
        else:
            weighed, shares = frame[f"{OVERALL}.weighed"], frame[f"{OVERALL}.shares"]
            for name, share in rule.shares.items():
                if f"{name}.score" in self.own:
                    change = self.score(name) - frame[f"{name}.score"]
                    change *= frame[f"{name}.{complete}"] * PERCENT(share)
                    weighed = weighed + change
        self._add(f"{OVERALL}.weighed", weighed, Kind.COUNT)
        return weighed, self._add(f"{OVERALL}.shares", shares, Kind.COUNT)

    def _cap(self, score: str) -> Ints:
        """The lowest cap of the gates in force."""
        holding = self.scoring.holding[score]
        if not self.scenario.apart and score != OVERALL and holding.causes.isdisjoint(self.causes):
            return self.frame[f"{score}.cap"]
        bands = np.zeros(self.frame.length, dtype=np.min_scalar_type(len(holding.caps) - 1))
        for gate, n in holding.causes:
            bands |= self.cause((gate, n)) * bands.dtype.type(1 << holding.place[gate])
        return self._add(f"{score}.cap", holding.caps.take(bands, mode="clip"), Kind.COUNT)


def _limited(own: Mapping[str, tuple[Array, Kind]], frame: Frame, part: str, points: int) -> tuple[Array, int]:
    """A score of a scenario, and a limit in the same unit.

    Of a score that the scenario does not compute, whether it reaches the limit stands in the frame: a score of 1 or 0
    with a limit of 1, in an eighth of the room.
    """
    found = own.get(f"{part}.score")
    if found is None:
        return frame[_reaches(part, points)], 1
    return found[0], reached_at(points)


def _reaches(part: str, points: int) -> str:
    """The column that tells whether the score of a questionnaire reaches so many points."""
    return f"{part}.reaches.{points}"


@dataclass(frozen=True)
class Scoring(Gates):
    """What one instrument scores by; `quick` scores the core questions alone (F.1 line 8)."""

    choices: Mapping[str, tuple[str, ...]]
    quick: bool = False

    def score(self, frame: Frame) -> Scored:
        """The scores of the answers as they are, also added to the frame."""
        scored = Scored(self, frame, Scenario())
        scored.write(frame)
        return scored

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

    @cached_property
    def asked(self) -> dict[str, list[str]]:
        """For each dimension that has one the questions that count."""
        every = self.instrument.dimensions.values()
        return {one.id: [question.id for question in asked] for one in every if (asked := self.questions(one))}

    @cached_property
    def dimensions_of(self) -> dict[str, list[str]]:
        """For each questionnaire the dimensions that have a question that counts."""
        return {part.id: [one.id for one in self.used(part)] for part in self.instrument.questionnaires}

    def kept(self, dimension: str, counted: Array) -> Array:
        """The counted weight, 0 below one third of the base weight of all questions (F.1 line 3, R1)."""
        kept: Array = counted * (counted >= self._kept_from[dimension])
        return kept

    @cached_property
    def _kept_from(self) -> dict[str, int]:
        part, whole = self.instrument.settings.dimension_kept_from
        weights = {
            name: question.weight * scale(self.instrument) for name, question in self.instrument.questions.items()
        }
        bases = {name: sum(weights[one] for one in asked) for name, asked in self.asked.items()}
        return {name: -(-base * part // whole) for name, base in bases.items()}

    @cached_property
    def weighed_type(self) -> np.dtype[Any]:
        """Holds the sum of weight times points of any questionnaire."""
        return narrow(most(self.instrument) * max(map(abs, self.instrument.settings.level_points)))

    @cached_property
    def _points(self) -> Array:
        heaviest = max(question.weight for question in self.instrument.questions.values())
        limit = int(self.instrument.overlays.limit * scale(self.instrument)) * heaviest
        points = self.instrument.settings.level_points
        return np.array([*points, 0], dtype=narrow(limit * max(map(abs, points))))

    def points(self, level: Small) -> Array:
        """The points of levels; 0 where there is none. Wide enough for the weight of any question times its points."""
        return looked_up(self._points, level)
