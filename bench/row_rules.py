"""Conditions and scores of one firm at a time, in plain Python, for the row-by-row peer."""

import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest, QuestionTest, ScoreTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Dimension, Questionnaire
from msme_check.scoring import OVERALL

MISSING, NOT_APPLICABLE, NOT_ASKED = "missing", "not_applicable", "not_asked"
_OUTSIDE = (NOT_APPLICABLE, NOT_ASKED)
_COMPARE = {
    "is_": operator.eq, "is_not": operator.ne, "below": operator.lt, "at_most": operator.le,
    "at_least": operator.ge, "above": operator.gt,
}  # fmt: skip
Levels = Mapping[str, int | None]


@dataclass
class Firm:
    """One firm, read. `unknown`: questions answered with "don't know"; `refused`: cells that could not be used."""

    id: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    levels: dict[str, int | None] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    ticked: dict[str, set[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    score: dict[str, float | None] = field(default_factory=dict)


Truth = Callable[[Firm, Levels], bool | None]


def compiled(condition: Condition, several: Mapping[str, tuple[str, ...]]) -> Truth:
    """The condition as a function of a firm and its levels: True, False, or None where it cannot be judged."""
    match condition:
        case All():
            return _joined([compiled(part, several) for part in condition.all], stops=False)
        case AnyOf():
            return _joined([compiled(part, several) for part in condition.any], stops=True)
        case Not():
            inner = compiled(condition.not_, several)
            return lambda firm, levels: None if (found := inner(firm, levels)) is None else not found
        case QuestionTest():
            return _question(condition)
        case ProfileTest():
            return _profile(condition, several)
        case ScoreTest():
            compare, limit = _limit(condition)
            name = condition.score
            return lambda firm, _: None if (found := firm.score[name]) is None else compare(round(found, 9), limit)


def _joined(parts: list[Truth], *, stops: bool) -> Truth:
    def judged(firm: Firm, levels: Levels) -> bool | None:
        unknown = False
        for part in parts:
            found = part(firm, levels)
            if found is stops:
                return stops
            unknown |= found is None
        return None if unknown else not stops

    return judged


def _limit(leaf: QuestionTest | ProfileTest | ScoreTest) -> tuple[Callable[[Any, Any], bool], Any]:
    ((compare, limit),) = [
        (compare, getattr(leaf, name)) for name, compare in _COMPARE.items() if getattr(leaf, name, None) is not None
    ]
    return compare, limit


def _question(leaf: QuestionTest) -> Truth:
    name = leaf.question
    if leaf.missing:
        return lambda firm, _: firm.states[name] == MISSING
    if leaf.is_ == "na":
        return lambda firm, _: None if firm.states[name] == MISSING else firm.states[name] in _OUTSIDE
    if leaf.ticked is not None:
        code = leaf.ticked
        return lambda firm, levels: None if levels[name] is None else code in firm.ticked.get(name, ())
    compare, limit = _limit(leaf)
    return lambda _, levels: None if (level := levels[name]) is None else compare(level, limit)


def _profile(leaf: ProfileTest, several: Mapping[str, tuple[str, ...]]) -> Truth:
    name = leaf.profile
    if name in several:
        among = frozenset(leaf.has or leaf.only or leaf.in_ or ((leaf.is_,) if leaf.is_ else ()))
        if leaf.only is not None:
            return lambda firm, _: None if (found := firm.facts.get(name)) is None else found <= among
        return lambda firm, _: None if (found := firm.facts.get(name)) is None else not among.isdisjoint(found)
    if leaf.in_ is not None:
        texts = frozenset(leaf.in_)
        return lambda firm, _: None if (found := firm.facts.get(name)) is None else found in texts
    compare, limit = _limit(leaf)
    return lambda firm, _: None if (found := firm.facts.get(name)) is None else compare(found, limit)


class Scores:
    """Scores firms, one at a time."""

    def __init__(self, instrument: Instrument, several: Mapping[str, tuple[str, ...]]) -> None:
        self.instrument, self.settings = instrument, instrument.settings
        self.causes = {
            gate.id: [compiled(cause.when, several) for cause in gate.causes] for gate in self.settings.gates
        }
        self.answer_gates = {
            gate.id
            for gate in self.settings.gates
            if not any(isinstance(leaf, ScoreTest) for cause in gate.causes for leaf in leaves(cause.when))
        }
        starts = {
            one.id: following.start
            for one, following in zip(self.settings.bands, self.settings.bands[1:], strict=False)
        }
        self.caps = {
            gate.id: {name: starts[band] - 0.0001 for name, band in gate.holds_at.items()}
            for gate in self.settings.gates
        }
        self.exceptions = {
            group.id: [
                (set(one.questions), compiled(one.when, several), float(one.multiplier)) for one in group.exceptions
            ]
            for group in instrument.overlays.groups
        }
        self.groups = {
            name: [
                (group.id, group.by, {code: float(one) for code, one in group.multipliers.get(name, {}).items()})
                for group in instrument.overlays.groups
            ]
            for name in instrument.questions
        }

    def weigh(self, firm: Firm) -> None:
        """Fills in the effective weights."""
        held = {
            group: [(names, factor) for names, when, factor in exceptions if when(firm, {}) is True]
            for group, exceptions in self.exceptions.items()
        }
        limit = float(self.instrument.overlays.limit)
        for name, question in self.instrument.questions.items():
            product = 1.0
            for group, by, cells in self.groups[name]:
                exception = next((factor for names, factor in held[group] if name in names), None)
                product *= exception if exception is not None else cells.get(firm.facts.get(by, ""), 1.0)
            firm.weights[name] = question.weight * min(product, limit)

    def _dimension(self, firm: Firm, one: Dimension, levels: Levels) -> float | None:
        points, weighed, counted = self.settings.level_points, 0.0, 0.0
        for question in one.questions:
            level = levels[question.id]
            if level is not None:
                weighed += firm.weights[question.id] * points[level]
                counted += firm.weights[question.id]
        part, whole = self.settings.dimension_kept_from
        base = sum(question.weight for question in one.questions)
        return weighed / counted if counted and counted * whole >= base * part else None

    def _share(self, firm: Firm, one: Dimension) -> int:
        shifts = self.instrument.overlays.dimension_shifts
        return one.weight + sum(
            shift.changes.get(one.id, 0) for shift in shifts if firm.facts.get(shift.by) == shift.code
        )

    def score(
        self,
        firm: Firm,
        levels: Levels,
        *,
        before: dict[str, Any] | None = None,
        changed: Collection[str] = (),
        ticked: Mapping[str, set[str]] | None = None,
    ) -> dict[str, Any]:
        """All scores of these levels. With `before`, only the dimensions in `changed` are worked out again."""
        known = firm.ticked
        firm.ticked = {**known, **(ticked or {})}
        dimensions = {
            name: self._dimension(firm, one, levels)
            if before is None or name in changed
            else before["dimensions"][name]
            for name, one in self.instrument.dimensions.items()
        }
        shares = (
            before["shares"]
            if before
            else {name: self._share(firm, one) for name, one in self.instrument.dimensions.items()}
        )
        raw = {
            part.id: _mean([(dimensions[one.id], shares[one.id]) for one in part.dimensions])
            for part in self.instrument.questionnaires
        }
        causes = {
            gate: found
            for gate in self.causes
            if gate in self.answer_gates and (found := self._true(gate, firm, levels))
        }
        score = {name: self._held(name, one, causes) for name, one in raw.items()}
        complete = (
            before["complete"]
            if before
            else {
                part.id: raw[part.id] is not None and self._enough(firm, part)
                for part in self.instrument.questionnaires
            }
        )
        rule = self.settings.overall
        parts = [(score[name], share) for name, share in rule.shares.items() if complete[name]]
        overall = _mean(parts) if len(parts) >= rule.needs_complete else None
        firm.score = score
        if overall is not None:
            causes |= {
                gate: found
                for gate in self.causes
                if gate not in self.answer_gates and (found := self._true(gate, firm, levels))
            }
        score[OVERALL] = self._held(OVERALL, overall, causes)
        firm.ticked = known
        return {
            "dimensions": dimensions,
            "shares": shares,
            "raw": raw,
            "score": score,
            "causes": causes,
            "complete": complete,
        }

    def _true(self, gate: str, firm: Firm, levels: Levels) -> tuple[int, ...]:
        return tuple(n for n, when in enumerate(self.causes[gate]) if when(firm, levels) is True)

    def _held(self, name: str, score: float | None, causes: Collection[str]) -> float | None:
        caps = [self.caps[gate][name] for gate in causes if name in self.caps[gate]]
        return score if score is None else min([score, *caps])

    def counted(self, firm: Firm, part: Questionnaire) -> tuple[float, float, float]:
        """Coverage, and the shares of "don't know" and of "not applicable"."""
        names = [one.id for one in part.questions]
        applicable = sum(firm.weights[name] for name in names if firm.states[name] not in _OUTSIDE)
        counted = sum(firm.weights[name] for name in names if firm.levels[name] is not None)
        unknown = sum(firm.weights[name] for name in firm.unknown if self.instrument.questionnaire_of[name] == part.id)
        outside = sum(one.weight for one in part.questions if firm.states[one.id] in _OUTSIDE)
        base = sum(one.weight for one in part.questions)
        return (
            (counted / applicable, unknown / applicable, outside / base) if applicable else (0.0, 0.0, outside / base)
        )

    def _enough(self, firm: Firm, part: Questionnaire) -> bool:
        return round(self.counted(firm, part)[0], 9) >= float(self.settings.band_coverage)

    def filled(self, firm: Firm, level: int) -> dict[str, float | None]:
        """The scores with every missing answer at a level; at the highest every box is ticked."""
        levels = {name: level if firm.states[name] == MISSING else found for name, found in firm.levels.items()}
        ticked = {
            name: {item.code for item in one.items} if level else set()
            for name, one in self.instrument.questions.items()
            if isinstance(one, Checklist) and firm.states[name] == MISSING
        }
        found: dict[str, float | None] = self.score(firm, levels, ticked=ticked)["score"]
        return found

    def confidence(self, firm: Firm, pairs: int) -> float:
        """How sure the figures are, without evidence."""
        taken = [
            part
            for part in self.instrument.questionnaires
            if any(firm.levels[one.id] is not None for one in part.questions)
        ]
        names = [one.id for part in taken for one in part.questions]
        applicable = sum(firm.weights[name] for name in names if firm.states[name] not in _OUTSIDE)
        unknown = sum(firm.weights[name] for name in firm.unknown)
        rule = self.settings.confidence
        value = 100 * (1 - unknown / applicable) * float(rule.base) if applicable else 0.0
        return max(0.0, value - rule.pair_penalty * pairs)


def _mean(parts: list[tuple[float | None, int]]) -> float | None:
    weighed, shares = 0.0, 0
    for score, share in parts:
        if score is not None:
            weighed += score * share
            shares += share
    return weighed / shares if shares else None
