"""A second, independent computation of an assessment: slow, exact, plain loops over dicts and fractions.

Written from the framework's sections E and F and the rulings, not from the program, with which it shares nothing but
the models that the instrument is loaded into.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest, QuestionTest, ScoreTest
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Dimension, Ladder, Number, Question, YesNo
from msme_check.model.rules import Recommendation

ANSWERED, DONT_KNOW, MISSING, OVERALL = "answered", "dont_know", "missing", "overall"
NOT_APPLICABLE, NOT_ASKED = "not_applicable", "not_asked"
LIMITS = {"is_": "eq", "is_not": "ne", "below": "lt", "at_most": "le", "at_least": "ge", "above": "gt"}
ONE_STEP = Fraction(1, 10000)  # a gate holds a score this much below the start of the next band (R35)


@dataclass(frozen=True)
class Answer:
    """One question of one firm: `level` is None unless the question counts as answered (dk is level 0)."""

    state: str
    level: int | None = None
    ticked: frozenset[str] = frozenset()


Fact = str | int | frozenset[str]
Score = Fraction | None
Answers = Mapping[str, Answer]
Scores = Mapping[str, Score]


@dataclass(frozen=True)
class Scored:
    """All scores of one set of answers; `gate_causes`: the gates in force -> which of their causes are true, from 0."""

    dimensions: dict[str, Score]
    raw: dict[str, Score]
    score: dict[str, Score]
    coverage: dict[str, Fraction]
    complete: list[str]
    overall_raw: Score
    overall: Score
    gate_causes: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Reference(Scored):
    """Everything computed for one firm. Scores are points 0-100, shares 0-1; gates and pairs in the file's order."""

    size: str | None
    facts: dict[str, Fact]
    weights: dict[str, Fraction]
    states: dict[str, str]
    levels: dict[str, int | None]
    band: dict[str, str | None]
    band_shown: dict[str, str | None]
    overall_band: str | None
    coverage_overall: Fraction
    na_share: dict[str, Fraction]
    dk_share: dict[str, Fraction]
    gates: list[str]
    lifts_gate: set[str]
    fired: list[str]
    hidden: list[str]
    gains: dict[str, Fraction]
    values: dict[str, Fraction]
    ranking: list[str]
    pairs: list[str]
    low: dict[str, Score]
    high: dict[str, Score]
    confidence: Fraction


class Firm:
    """A row of cells, read; what stays the same when answers are lifted is kept here."""

    def __init__(self, instrument: Instrument, row: Mapping[str, str], quick: bool) -> None:
        """In a quick check only core questions are read; the others have weight 0 and are unknown to conditions."""
        self.instrument, self.settings = instrument, instrument.settings
        self.least = Fraction(self.settings.band_coverage)
        self.asked = {key: one for key, one in instrument.questions.items() if one.core or not quick}
        self.facts = _facts(instrument, row)
        self.weights = dict.fromkeys(instrument.questions, Fraction(0))
        self.answers = dict.fromkeys(instrument.questions, Answer(MISSING))
        for key, question in self.asked.items():
            self.weights[key] = self._weight(question)
            self.answers[key] = self._answer(question, row.get(key, "").strip())

    def of(self, *questionnaires: str) -> list[Question]:
        """The asked questions of these questionnaires."""
        return [one for key, one in self.asked.items() if self.instrument.questionnaire_of[key] in questionnaires]

    def truth(self, condition: Condition | None, answers: Answers, scores: Scores) -> bool | None:
        """True, False, or None where what would decide it is not known; no condition is true."""
        if condition is None:
            return True
        if isinstance(condition, All | AnyOf):
            parts, stops = (condition.any, True) if isinstance(condition, AnyOf) else (condition.all, False)
            found = [self.truth(part, answers, scores) for part in parts]
            return stops if stops in found else None if None in found else not stops
        if isinstance(condition, Not):
            return {True: False, False: True, None: None}[self.truth(condition.not_, answers, scores)]
        if isinstance(condition, QuestionTest):
            return _question_truth(condition, answers.get(condition.question, Answer(MISSING)))
        if isinstance(condition, ProfileTest):
            return _profile_truth(condition, self.facts.get(condition.profile))
        return _compare(scores.get(condition.score), condition)

    def _weight(self, question: Question) -> Fraction:
        """Base weight x the product of the groups' multipliers, the product at most the limit (E, F.1.2)."""
        product = Fraction(1)
        for group in self.instrument.overlays.groups:
            factor = group.multipliers.get(question.id, {}).get(str(self.facts.get(group.by, "")), 1)
            for one in reversed(group.exceptions):
                if question.id in one.questions and self.truth(one.when, {}, {}):
                    factor = one.multiplier
            product *= Fraction(factor)
        return question.weight * min(product, Fraction(self.instrument.overlays.limit))

    def _answer(self, question: Question, cell: str) -> Answer:
        """One cell. An invalid one, or an na without grounds, counts as missing (R4)."""
        if self.weights[question.id] == 0:
            return Answer(NOT_ASKED)
        if cell == "na":
            grounds = [self.truth(one.when, {}, {}) for one in question.not_applicable]
            return Answer(MISSING if all(ground is False for ground in grounds) else NOT_APPLICABLE)
        if cell == "dk":
            return Answer(DONT_KNOW, 0)
        level: int | None = None
        if isinstance(question, Checklist):
            ticked = frozenset(cell.split()) - {"none"}
            if not cell or not ticked <= {item.code for item in question.items} or (ticked and "none" in cell.split()):
                return Answer(MISSING)
            tables = [one.levels for one in question.count_levels_when if self.truth(one.when, {}, {})]
            table = [*tables, question.count_levels][0]
            return Answer(ANSWERED, table[min(len(ticked), len(table) - 1)], ticked)
        if isinstance(question, Ladder) and re.fullmatch("[0-4]", cell):
            level = int(cell)
        elif isinstance(question, YesNo):
            level = {"yes": 4, "partly": 2, "no": 0}.get(cell)
        elif isinstance(question, Number) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell):
            if question.minimum <= Fraction(cell) <= question.maximum:
                level = [band.level for band in question.bands if Fraction(cell) >= band.start][-1]
        return Answer(MISSING) if level is None else Answer(ANSWERED, level)

    def share(self, wanted: Callable[[str], bool], *questionnaires: str) -> Fraction:
        """The wanted questions' share of the applicable effective weight of these questionnaires; 0 of nothing."""
        keys = [one.id for one in self.of(*questionnaires) if self.answers[one.id].state != NOT_APPLICABLE]
        applicable = sum((self.weights[key] for key in keys), Fraction(0))
        found = sum((self.weights[key] for key in keys if wanted(key)), Fraction(0))
        return found / applicable if applicable else Fraction(0)

    def dimension(self, dimension: Dimension, answers: Answers) -> Score:
        """F.1.3 with R1: None where too little weight was answered."""
        asked = [one for one in dimension.questions if one.id in self.asked]
        levels = [(answers[one.id].level, self.weights[one.id]) for one in asked]
        points = [(Fraction(self.settings.level_points[level]), e) for level, e in levels if level is not None]
        part, of = self.settings.dimension_kept_from
        return _mean(points) if sum(e for _, e in points) * of >= sum(one.weight for one in asked) * part else None

    def scored(self, answers: Answers) -> Scored:
        """Dimensions, questionnaires, overall and gates (F.1, F.3)."""
        dimensions = {key: self.dimension(one, answers) for key, one in self.instrument.dimensions.items()}
        share = {key: Fraction(one.weight) for key, one in self.instrument.dimensions.items()}
        for shift in self.instrument.overlays.dimension_shifts:
            for key, change in shift.changes.items():
                share[key] += change if self.facts.get(shift.by) == shift.code else 0
        fields = self.instrument.questionnaires
        raw = {field.id: _mean((dimensions[d.id], share[d.id]) for d in field.dimensions) for field in fields}
        score, causes = dict(raw), {}
        for gate in self.settings.gates:
            true = tuple(i for i, cause in enumerate(gate.causes) if self.truth(cause.when, answers, {}))
            if true and OVERALL not in gate.holds_at:
                causes[gate.id] = true
                score |= {key: self.capped(score[key], band) for key, band in gate.holds_at.items()}
        coverage = {key: self.share(lambda one: self.answers[one].level is not None, key) for key in raw}
        complete = [key for key in raw if raw[key] is not None and coverage[key] >= self.least]
        rule, enough = self.settings.overall, len(complete) >= self.settings.overall.needs_complete
        overall = overall_raw = _mean((score[key], Fraction(rule.shares[key])) for key in complete if enough)
        for gate in self.settings.gates:
            true = tuple(i for i, cause in enumerate(gate.causes) if self.truth(cause.when, answers, score))
            if true and OVERALL in gate.holds_at and overall is not None:
                causes[gate.id] = true
                overall = self.capped(overall, gate.holds_at[OVERALL])
        return Scored(dimensions, raw, score, coverage, complete, overall_raw, overall, causes)

    def capped(self, score: Score, band: str) -> Score:
        """The score, held just below the band that follows `band`."""
        pairs = zip(self.settings.bands, self.settings.bands[1:], strict=False)
        caps = [following.start - ONE_STEP for one, following in pairs if one.id == band]
        return score if score is None else min([score, *caps])

    def band(self, score: Score) -> str | None:
        """The band of an exact score."""
        return None if score is None else [one.id for one in self.settings.bands if score >= one.start][-1]

    def value(self, one: Recommendation, gain: Fraction) -> Fraction:
        """Gain per day and cost, more when it serves the goal, more when quick (F.6.3, R17)."""
        rule, lifted = self.settings.ranking, set(one.lifts)
        goal = rule.goals.get(str(self.facts.get("goal")))
        value = gain / one.effort_days / Fraction(rule.cost_factors[one.cost])
        if goal is not None:
            serves = {self.instrument.questionnaire_of[key] in goal.questionnaires for key in lifted}
            serves |= {self.instrument.dimension_of[key] in goal.dimensions for key in lifted}
            value *= Fraction(rule.goal_factor) if True in serves or one.direction in goal.directions else 1
        return value * Fraction(rule.quick_factor) if one.horizon == "quick" else value

    def filled(self, level: int) -> dict[str, Score]:
        """The final scores with every missing answer at one level; at 4 all boxes are ticked, at 0 none."""
        answers = dict(self.answers)
        for key in [key for key in self.asked if answers[key].state == MISSING]:
            ticked = frozenset(item.code for item in getattr(self.asked[key], "items", ()) if level)
            answers[key] = Answer(ANSWERED, level, ticked)
        return self.scored(answers).score


def _facts(instrument: Instrument, row: Mapping[str, str]) -> dict[str, Fact]:
    """The profile, without the cells that are empty or not valid, plus `size` as it is scored."""
    facts: dict[str, Fact] = {}
    for field in instrument.profile:
        cell, parent = row.get(field.id, "").strip(), facts.get(field.options_by or "")
        codes = {one.code for one in field.options if one.of is None or parent is None or one.of == parent}
        if field.type == "choice" and cell in codes:
            facts[field.id] = cell
        elif field.type == "choices" and cell and set(cell.split()) <= codes:
            facts[field.id] = frozenset(cell.split())
        elif field.type in ("number", "year") and re.fullmatch("[0-9]+", cell):
            if (field.minimum or 0) <= int(cell) and (field.maximum is None or int(cell) <= field.maximum):
                facts[field.id] = int(cell)
    if "employees" in facts:
        reached = [band for band in instrument.settings.size_bands if int(str(facts["employees"])) >= band.start]
        facts["size"] = reached[-1].scored_as or reached[-1].id
    return facts


def _question_truth(test: QuestionTest, answer: Answer) -> bool | None:
    """Comparisons with an na or missing answer are unknown, so that a `not` around them is not true either (R2)."""
    if test.missing:
        return answer.state == MISSING
    if test.is_ == "na":
        return None if answer.state == MISSING else answer.state in (NOT_APPLICABLE, NOT_ASKED)
    if test.ticked is not None:
        return None if answer.level is None else test.ticked in answer.ticked
    return _compare(answer.level, test)


def _profile_truth(test: ProfileTest, value: Fact | None) -> bool | None:
    """A field that was not filled in leaves the test unknown."""
    if isinstance(value, frozenset):
        return not value.isdisjoint(test.has) if test.has is not None else value <= set(test.only or ())
    return value in test.in_ if value is not None and test.in_ is not None else _compare(value, test)


def _compare(value: Fact | Score, test: QuestionTest | ProfileTest | ScoreTest) -> bool | None:
    """The one limit that the test names; unknown for an unknown value."""
    if value is None:
        return None
    (name,) = [name for name in LIMITS if getattr(test, name, None) is not None]
    return bool(getattr(operator, LIMITS[name])(value, getattr(test, name)))


def _mean(parts: Iterable[tuple[Score, Fraction]]) -> Score:
    """The weighted mean of the scores that there are."""
    known = [(score, weight) for score, weight in parts if score is not None]
    total = sum((weight for _, weight in known), Fraction(0))
    return sum((score * weight for score, weight in known), Fraction(0)) / total if known else None


def _uplift(answers: Answers, recommendation: Recommendation) -> dict[str, Answer]:
    """The answers after an action: current or target, whichever is more; missing and na stay (R13).

    A lift that raises nothing ticks nothing: the example firms with five or six ticks, but not `no_underage`, keep G7.
    """
    after = dict(answers)
    for key, target in recommendation.lifts.items():
        level, ticked = answers[key].level, answers[key].ticked
        if level is not None and level < target:
            after[key] = Answer(ANSWERED, target, ticked | {*recommendation.ticks.get(key, ())})
    return after


def reference(instrument: Instrument, row: dict[str, str], quick: bool = False) -> Reference:
    """One row of a CSV file of firms -> everything that is computed from it."""
    firm, settings = Firm(instrument, row, quick), instrument.settings
    answers, now = firm.answers, firm.scored(firm.answers)

    in_force = [gate for gate in settings.gates if gate.id in now.gate_causes]
    lifters = {gate.causes[i].lifted_by for gate in in_force for i in now.gate_causes[gate.id]}
    hides = {key for gate in in_force for key in gate.hides}
    fires = [one for one in instrument.recommendations if firm.truth(one.when, answers, now.score) or one.id in lifters]
    fires = [one for one in fires if firm.truth(one.only_for, answers, now.score) or one.id in lifters]
    fired = [one.id for one in fires if one.id not in hides]

    gains, values, lifts_gate = {}, {}, set()
    for one in [one for one in fires if one.id in fired]:
        then, field = firm.scored(_uplift(answers, one)), one.questionnaire
        old, new = (now.score[field], then.score[field]) if now.overall is None else (now.overall, then.overall)
        gains[one.id] = Fraction(0) if old is None or new is None else new - old
        values[one.id] = firm.value(one, gains[one.id])
        counted = [gate.id for gate in in_force if OVERALL not in gate.holds_at]
        if any(set(now.gate_causes[key]) - set(then.gate_causes.get(key, ())) for key in counted):
            lifts_gate.add(one.id)

    firsts = {gate.causes[i].lifted_by for gate in in_force if gate.lifter_first for i in now.gate_causes[gate.id]}
    ranking: list[str] = []
    while len(ranking) < len(fired):
        waiting = [key for key in fired if key not in ranking]
        free = [key for key in waiting if not set(instrument.recommendation[key].needs) & set(waiting)]
        ranking.append(max(free, key=lambda key: (key in firsts, key in lifts_gate, values[key], -fired.index(key))))

    taken = [key for key in now.raw if any(answers[one.id].level is not None for one in firm.of(key))]
    unknown = firm.share(lambda key: answers[key].state == DONT_KNOW, *taken)
    shown = firm.share(lambda key: answers[key].state == ANSWERED and key in row.get("evidence", "").split(), *taken)
    pairs = [pair.id for pair in settings.consistency_pairs if firm.truth(pair.when, answers, now.score)]
    rule, band = settings.confidence, {part: firm.band(score) for part, score in now.score.items()}
    sure = 100 * (1 - unknown) * (Fraction(rule.base) + Fraction(rule.evidence) * shown) if taken else Fraction(0)

    base = {key: sum(one.weight for one in firm.of(key)) for key in now.raw}
    out = {key for key, answer in answers.items() if answer.state in (NOT_APPLICABLE, NOT_ASKED)}
    gone = {key: sum(one.weight for one in firm.of(key) if one.id in out) for key in now.raw}
    return Reference(
        **vars(now),
        size=str(firm.facts["size"]) if "size" in firm.facts else None,
        facts=firm.facts,
        weights=firm.weights,
        states={key: answer.state if firm.weights[key] else NOT_ASKED for key, answer in answers.items()},
        levels={key: answer.level for key, answer in answers.items()},
        band=band,
        band_shown={key: band[key] if now.coverage[key] >= firm.least else None for key in band},
        overall_band=firm.band(now.overall),
        coverage_overall=firm.share(lambda key: answers[key].level is not None, *now.raw),
        na_share={key: Fraction(gone[key], base[key]) for key in base},
        dk_share={part: firm.share(lambda key: answers[key].state == DONT_KNOW, part) for part in now.raw},
        gates=[gate.id for gate in in_force],
        lifts_gate=lifts_gate,
        fired=fired,
        hidden=[one.id for one in fires if one.id in hides],
        gains=gains,
        values=values,
        ranking=ranking,
        pairs=pairs,
        low=firm.filled(0),
        high=firm.filled(4),
        confidence=max(Fraction(0), sure - rule.pair_penalty * len(pairs)),
    )
