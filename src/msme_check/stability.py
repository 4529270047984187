"""How sure a band is: how often it stays when weights are redrawn, and when some answers are one step off.

The redraws belong to the instrument: they are drawn once from its seed and the ids of its questions, and every firm is
scored by the same ones. So a firm has the same figures alone and among others, and two firms are compared by the same
other weights. They are drawn from a hash as whole numbers, because the streams of random generators change between
versions of libraries.

Floats are safe here, though bands meet limits. Sums over questions are products of matrices of whole numbers below
2**53, which are exact in any order of adding, so neither the number of threads nor the size of a block shows in them.
All that follows is done number by number, in a fixed order, and each score is rounded to `units.UNIT` before it meets
a limit as any score does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce
from hashlib import shake_128
from operator import add

import numpy as np
import numpy.typing as npt

from msme_check.conditions import STATES, Facts, holds, state
from msme_check.counting import COUNTED
from msme_check.frames import NONE, Array, Frame, Ints, Kind, Small
from msme_check.model.assessment import State
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import LEVELS, Checklist, Number, Question, YesNo
from msme_check.scoring import OVERALL, Scoring
from msme_check.units import UNIT, divided, reached_at

Floats = npt.NDArray[np.float64]

FACTOR = 10**4
"""What a weight is multiplied by where it stays as it is."""

WORD = 32
"""Bits of a random number."""

BLOCK = 64
"""Firms that are redrawn at a time: their numbers stay in the cache of the processor. It shows in no figure."""

WEIGHTS, ANSWERS, NEAR = "weights", "answers", "near"
"""Suffixes of the columns: how many redraws of weights and of answers keep the band, and the other band that came up
most."""

_NO_CAP = np.iinfo(np.int64).max
_UNKNOWN, _NO_LEVEL = LEVELS, LEVELS + 1
"""The places after the levels in a table of moved levels: "don't know", and no answer that counts."""


@dataclass(frozen=True)
class Redraws:
    """The redraws of an instrument; a row for each redraw.

    `factors`: by the id of a question, dimension or questionnaire, what its weight is multiplied by, in units of
    1/FACTOR. `levels`: by the id of a question, the level that each level becomes, and after the five levels what
    "don't know" and no answer become: they stay. `points`: of these levels, without those that no answer becomes.
    """

    draws: int
    factors: Mapping[str, Ints]
    levels: Mapping[str, Small]
    points: Mapping[str, Floats]


@lru_cache(maxsize=8)
def redraws(instrument: Instrument) -> Redraws:
    """The redraws of an instrument, from its seed and ids alone."""
    rule, parts = instrument.settings.stability, instrument.settings.overall.shares
    factors: dict[str, Ints] = {}
    for part in instrument.questionnaires:
        for dimension in part.dimensions:
            pieces = {one.id: one.weight * rule.concentration.questions for one in dimension.questions}
            factors |= _factors(f"{rule.seed} {dimension.id}", pieces, rule.draws)
        pieces = {one.id: one.weight * rule.concentration.dimensions for one in part.dimensions}
        factors |= _factors(f"{rule.seed} {part.id}", pieces, rule.draws)
    pieces = {name: share * rule.concentration.questionnaires for name, share in parts.items() if share}
    factors |= _factors(f"{rule.seed} {OVERALL}", pieces, rule.draws)
    levels = {
        name: _levels(f"{rule.seed} {name}", question, rule.draws, rule.answers_off)
        for name, question in instrument.questions.items()
    }
    worth = np.array([*instrument.settings.level_points, 0], dtype=np.float64)
    points = {name: worth[table[:, : LEVELS + 1]] for name, table in levels.items()}
    return Redraws(rule.draws, factors, levels, points)


def random_numbers(key: str, *shape: int) -> Ints:
    """Whole numbers from 0 to 2**WORD - 1, each as likely as any other."""
    size = int(np.prod(shape)) * WORD // 8
    return np.frombuffer(shake_128(key.encode()).digest(size), dtype="<u4").reshape(shape).astype(np.int64)


def _factors(key: str, pieces: Mapping[str, int], draws: int) -> dict[str, Ints]:
    """Shares around those of `pieces`, as factors of these: a Dirichlet distribution with `pieces` as its parameters.

    A stick is broken at random places into as many pieces as there are in all, and each name gets its pieces in a row:
    this is that distribution wherever its parameters are whole numbers, and asks for no logarithm.
    """
    ends = np.cumsum([*pieces.values()])
    breaks = np.sort(random_numbers(key, draws, int(ends[-1]) - 1), axis=1)
    stick = np.zeros((draws, 1), dtype=np.int64)
    edges = np.hstack([stick, breaks[:, ends[:-1] - 1], stick + (1 << WORD)])
    parts = np.diff(edges, axis=1)
    of = np.array([*pieces.values()], dtype=np.int64) << WORD
    # At least 1: a weight may become very small, but a dimension is never without any.
    found = np.maximum(divided(parts * ends[-1] * FACTOR, np.broadcast_to(of, parts.shape)), 1)
    return {name: found[:, place] for place, name in enumerate(pieces)}


def _levels(key: str, question: Question, draws: int, off: Decimal) -> Small:
    """For each redraw the level that each level becomes; one step is to the next level that an answer can have."""
    chance, number = int(Fraction(off) * (1 << WORD)), random_numbers(key, draws)
    can = _can_have(question)
    up = [min((one for one in can if one > level), default=level) for level in range(LEVELS)]
    down = [max((one for one in can if one < level), default=level) for level in range(LEVELS)]
    stay = [*range(LEVELS), 0, NONE]
    moved = np.array([stay, [*up, 0, NONE], [*down, 0, NONE]], dtype=np.int8)
    return moved[np.where(number < chance // 2, 1, np.where(number < chance, 2, 0))]


def _can_have(question: Question) -> set[int]:
    """The levels that answers to a question can have."""
    match question:
        case YesNo():
            return {0, 2, 4}
        case Number():
            return {one.level for one in question.bands}
        case Checklist():
            other = (one.levels for one in question.count_levels_when)
            return {level for table in (question.count_levels, *other) for level in table}
        case _:
            return set(range(LEVELS))


def stability(frame: Frame, scoring: Scoring) -> Frame:
    """How often each band of an assessed frame stays: columns of `WEIGHTS`, `ANSWERS` and `NEAR` for each score.

    NONE where there is no band; `NEAR` also where no redraw led to another.
    """
    drawn = redraws(scoring.instrument)
    blocks = (np.arange(start, min(start + BLOCK, len(frame))) for start in range(0, len(frame), BLOCK))
    found = [_Block(frame.at(rows), scoring, drawn).stability() for rows in blocks]
    words = tuple(one.id for one in scoring.instrument.settings.bands)
    whole = Frame(len(frame))
    for name in (*(part.id for part in scoring.instrument.questionnaires), OVERALL):
        for suffix, kind in ((WEIGHTS, Kind.SCORE), (ANSWERS, Kind.SCORE), (NEAR, Kind.CODE)):
            columns = [np.empty(0, dtype=np.int64), *(one[f"{name}.{suffix}"] for one in found)]
            whole.add(f"{name}.{suffix}", np.concatenate(columns), kind, words if kind is Kind.CODE else ())
    return whole


def redrawn(frame: Frame, scoring: Scoring) -> tuple[Mapping[str, Ints], Mapping[str, Ints]]:
    """The scores of some firms under all redraws: of weights, and of answers. By questionnaire, and overall.

    A row for each redraw and a column for each firm, in units of `units.UNIT`; NONE where there is no score.
    """
    block = _Block(frame, scoring, redraws(scoring.instrument))
    return block._weights(), block._answers()


@dataclass(frozen=True)
class _Block:
    """Some firms under all redraws. Arrays have a row for each redraw and a column for each firm."""

    frame: Frame
    scoring: Scoring
    redraws: Redraws

    def stability(self) -> dict[str, Ints]:
        """The columns of these firms."""
        weights, answers = self._weights(), self._answers()
        found: dict[str, Ints] = {}
        firms = np.arange(self.frame.length)
        for name, scores in weights.items():
            band = self.frame.number_of(f"{name}.band")
            known, own = band >= 0, np.maximum(band, 0)
            kinds = [self._bands(one) for one in (scores, answers[name])]
            for suffix, counts in zip((WEIGHTS, ANSWERS), kinds, strict=True):
                found[f"{name}.{suffix}"] = np.where(known, counts[own, firms], NONE)
            others = kinds[0] + kinds[1]
            others[own, firms] = 0
            some = known & others.any(axis=0)
            found[f"{name}.{NEAR}"] = np.where(some, others.argmax(axis=0), NONE)  # of equal ones the lower
        return found

    def _bands(self, scores: Ints) -> Ints:
        """How many redraws give each band (rows) to each firm."""
        limits = [reached_at(one.start) for one in self.scoring.instrument.settings.bands[1:]]
        reached = [np.count_nonzero(scores >= limit, axis=0) for limit in limits]
        none = np.zeros(self.frame.length, dtype=np.int64)
        return -np.diff(np.array([none + self.redraws.draws, *reached, none]), axis=0)

    def _weights(self) -> dict[str, Ints]:
        """The scores with redrawn weights."""
        factors, points = self.redraws.factors, self.scoring.points
        scores: dict[str, Floats] = {}
        for dimension in self.scoring.every_dimension:
            asked = self.scoring.questions(dimension)
            counted = self._counted(asked)
            reached = np.array([points(self.frame[one.id]) for one in asked])
            factor = np.array([factors[one.id] for one in asked], dtype=np.float64).T
            scores[dimension.id] = (factor @ (counted * reached)) / _some(factor @ counted)
        return self._scores(scores, {name: factor[:, np.newaxis] for name, factor in factors.items()}, {})

    def _answers(self) -> dict[str, Ints]:
        """The scores with some answers one step off."""
        scores: dict[str, Floats] = {}
        for dimension in self.scoring.every_dimension:
            asked = self.scoring.questions(dimension)
            counted = self._counted(asked)
            places = np.array([self._places(one.id) for one in asked])
            columns = [(places == place) * counted for place in range(LEVELS + 1)]
            weights = np.array(columns, dtype=np.float64).swapaxes(0, 1).reshape(-1, self.frame.length)
            points = np.hstack([self.redraws.points[one.id] for one in asked])
            scores[dimension.id] = (points @ weights) / _some(counted.sum(axis=0))
        read = {name for cause in self.scoring.answer_causes for name in questions_of(self.scoring.when(cause))}
        levels = {name: self.redraws.levels[name][:, self._places(name)] for name in sorted(read)}
        return self._scores(scores, {}, levels)

    def _counted(self, questions: list[Question]) -> Ints:
        """The weights that count (a row for each question)."""
        return np.array([self.frame.number_of(f"{one.id}.{COUNTED}") for one in questions])

    def _places(self, question: str) -> Ints:
        """Which column of a table of levels each firm is in."""
        level = self.frame.number_of(question)
        unknown = self.frame[state(question)] == STATES[State.DONT_KNOW]
        return np.where(level < 0, _NO_LEVEL, np.where(unknown, _UNKNOWN, level))

    def _scores(
        self, dimensions: Mapping[str, Floats], factors: Mapping[str, Ints], levels: Mapping[str, Small]
    ) -> dict[str, Ints]:
        """The final score of each questionnaire and overall, under the gates that hold for these levels."""
        frame, found = self.frame, dict[str, Ints]()
        facts = Facts(frame, self.scoring.choices, levels, {}, lambda part, points: (found[part], reached_at(points)))
        for part in self.scoring.instrument.questionnaires:
            used = [one.id for one in self.scoring.used(part)]
            shares = {name: frame[f"{name}.share"] * (frame[f"{name}.counted"] > 0) for name in used}
            raw = _mean([(dimensions[name], share, factors.get(name)) for name, share in shares.items()])
            found[part.id] = np.minimum(raw, self._cap(part.id, facts))
        parts = self.scoring.instrument.settings.overall.shares
        shares = {name: share * frame[f"{name}.complete"] for name, share in parts.items()}
        raw = _mean([(found[name] / UNIT, share, factors.get(name)) for name, share in shares.items()])
        return found | {OVERALL: np.minimum(raw, self._cap(OVERALL, facts))}

    def _cap(self, score: str, facts: Facts) -> Ints:
        """The lowest cap of the gates in force."""
        cap = np.array(_NO_CAP, dtype=np.int64)
        for gate in self.scoring.gates.values():
            if score in gate.holds_at:
                limit = self.scoring.cap(gate.holds_at[score])
                for cause in gate.causes:
                    cap = np.where(holds(cause.when, facts), np.minimum(cap, limit), cap)
        return cap


def _some(weights: Array) -> Array:
    """Whole weights to divide by; what has none has no points either, so that it comes to 0."""
    return np.maximum(weights, 1)


def _mean(parts: list[tuple[Floats, Ints, Ints | None]]) -> Ints:
    """The mean of scores by their shares times the factors of these, in units of `UNIT`; NONE of nothing."""
    shares = reduce(add, (share for _, share, _ in parts))
    weights = [share if factor is None else share * factor for _, share, factor in parts]
    total = reduce(add, (score * weight for (score, _, _), weight in zip(parts, weights, strict=True)))
    return np.where(shares > 0, np.rint(total / _some(reduce(add, weights)) * UNIT), NONE).astype(np.int64)
