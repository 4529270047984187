"""A score taken apart: what each question adds, what does not count and why, and what a gate takes off again.

All in exact fractions: what the questions add, less what gates take off, is the score.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msme_check.explaining.firm import Firm
from msme_check.explaining.weighing import Shares, Weighing, Weight, weight
from msme_check.i18n import _
from msme_check.model.assessment import State
from msme_check.model.questions import Dimension, Question, Questionnaire
from msme_check.model.rules import Gate
from msme_check.report import view_front
from msme_check.report.figures import percent
from msme_check.scoring import OVERALL

Of = Literal["dimension", "questionnaire", "overall"]


@dataclass(frozen=True)
class Counted:
    """A question that counts. `adds`: points of the explained score; `lost`: what it could add beside these."""

    id: str
    text: str
    answer: str
    state: State
    level: int
    points: int
    weight: Weight
    shares: Shares
    adds: Fraction
    lost: Fraction


@dataclass(frozen=True)
class LeftOut:
    """A question that does not count in the explained score, and why."""

    id: str
    text: str
    answer: str
    state: State
    weight: Weight
    why: str


@dataclass(frozen=True)
class Held:
    """What gates take off: so many points of the explained score, by holding the score named in `score`."""

    score: str
    title: str
    gates: tuple[str, ...]
    takes: Fraction


@dataclass(frozen=True)
class GateEffect:
    """A gate in force on a score. `cap`: the most that the score can be; `binds`: without gates it would be more."""

    id: str
    title: str
    messages: tuple[str, ...]
    band: str
    cap: Fraction
    binds: bool


@dataclass(frozen=True)
class ScoreExplained:
    """A dimension, a questionnaire or the whole. `raw`: before gates; `note`: why there is no band or no score."""

    id: str
    of: Of
    title: str
    score: Fraction | None
    raw: Fraction | None
    band: str
    note: str
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    held: tuple[Held, ...]
    gates: tuple[GateEffect, ...]
    kind: Literal["score"] = "score"

    @property
    def pulls(self) -> list[Counted]:
        """The questions that cost most points, the worst first."""
        return sorted((one for one in self.counted if one.lost), key=lambda one: -one.lost)


class Scores:
    """Takes the scores of one firm apart."""

    def __init__(self, firm: Firm) -> None:
        self.firm, self.instrument = firm, firm.instrument
        self.weighing = Weighing(firm)
        self.scoring = self.weighing.scoring
        self.assessed = {part.id: part for part in firm.assessment.questionnaires}

    def dimension(self, dimension: Dimension) -> ScoreExplained:
        """The score of a dimension. No gate holds it."""
        counted = tuple(self._counted(self.scoring.questions(dimension), "dimension"))
        score = _total(counted) if self.weighing.has_score(dimension.id) else None
        left_out = tuple(self._left_out(self.scoring.questions(dimension), "dimension"))
        note = "" if score is not None else _("It has no score: too little of it was answered, or nothing applies.")
        return ScoreExplained(
            dimension.id, "dimension", dimension.title, score, score, "", note, counted, left_out, (), ()
        )

    def questionnaire(self, part: Questionnaire) -> ScoreExplained:
        """The score of a questionnaire, under its gates."""
        found = self.assessed[part.id]
        questions = self.scoring.questions(part)
        counted = tuple(self._counted(questions, "questionnaire"))
        raw = _total(counted) if found.raw is not None else None
        gates = tuple(self._gates(part.id))
        held = tuple(self._held(part.id, part.title, raw, gates, Fraction(1)))
        return ScoreExplained(
            id=part.id,
            of="questionnaire",
            title=part.title,
            score=None if raw is None else raw - _taken(held),
            raw=raw,
            band=self._band(found.band),
            note="" if found.band else view_front.no_band(self.firm.material, found) if found.taken else _("Not taken"),
            counted=counted,
            left_out=tuple(self._left_out(questions, "questionnaire")),
            held=held,
            gates=gates,
        )

    def overall(self) -> ScoreExplained:
        """The overall score: what gates take off a questionnaire is taken off here by its share."""
        found = self.firm.assessment.overall
        questions = [one for part in self.instrument.questionnaires for one in self.scoring.questions(part)]
        counted = tuple(self._counted(questions, "overall"))
        within = tuple(self._held_within())
        raw = _total(counted) - _taken(within) if found.raw is not None else None
        gates = tuple(self._gates(OVERALL)) if raw is not None else ()
        own = tuple(self._held(OVERALL, _("Overall"), raw, gates, Fraction(1)))
        return ScoreExplained(
            id=OVERALL,
            of="overall",
            title=_("Overall"),
            score=None if raw is None else raw - _taken(own),
            raw=raw,
            band=self._band(found.band),
            note="" if found.band else view_front.overall(self.firm.material).meaning,
            counted=counted,
            left_out=tuple(self._left_out(questions, "overall")),
            held=(*within, *own),
            gates=gates,
        )

    def question(self, question: Question) -> Counted | LeftOut:
        """A question in the widest score in which it counts; or why it counts in none."""
        for of in ("overall", "questionnaire", "dimension"):
            for one in self._counted([question], of):
                return one
        return next(self._left_out([question], "dimension"))

    def _counted(self, questions: list[Question], of: Of) -> Iterator[Counted]:
        for question in questions:
            shares = self.weighing.shares(question.id)
            share = getattr(shares, of)
            if share is not None:
                given = self.firm.given(question.id)
                level = given.level or 0
                points = self.instrument.settings.level_points[level]
                yield Counted(
                    id=question.id,
                    text=question.text,
                    answer=self.firm.answer(question.id),
                    state=given.state,
                    level=level,
                    points=points,
                    weight=weight(self.firm, question),
                    shares=shares,
                    adds=share * points,
                    lost=share * (self.instrument.settings.level_points[-1] - points),
                )

    def _left_out(self, questions: list[Question], of: Of) -> Iterator[LeftOut]:
        for one in questions:
            if getattr(self.weighing.shares(one.id), of) is None:
                own = weight(self.firm, one)
                state = self.firm.given(one.id).state
                yield LeftOut(one.id, one.text, self.firm.answer(one.id), state, own, self._why(one, own))

    def _why(self, question: Question, own: Weight) -> str:
        """Why a question does not count."""
        if question.id not in self.firm.material.answers:
            return _("It is no core question, and these answers are a quick estimate.")
        match self.firm.given(question.id).state:
            case State.NOT_ASKED:
                zero = next(one for one in own.multipliers if not one.value)
                because = zero.exception or f"{zero.title}: {zero.fact}"
                return _("It is not asked, because it weighs 0 for such a firm ({because}).").format(because=because)
            case State.NOT_APPLICABLE:
                return _("The firm says that it does not apply.")
            case State.MISSING:
                return _("It is not answered. That lowers the coverage, not the score.")
        return self._why_answered(question)

    def _why_answered(self, question: Question) -> str:
        """Why a question does not count though it was answered: too little beside it was."""
        if self.weighing.in_dimension(question.id) is None:
            part, whole = self.instrument.settings.dimension_kept_from
            text = _(
                "Less than {part}/{whole} of the weight of its dimension is answered, so the dimension is left out."
            )
            return text.format(part=part, whole=whole)
        text = _("Less than {share} of its questionnaire is answered, or there is no overall score.")
        return text.format(share=percent(self.instrument.settings.band_coverage))

    def _gates(self, score: str) -> Iterator[GateEffect]:
        part = self.firm.assessment.overall if score == OVERALL else self.assessed[score]
        known: dict[str, Gate] = self.scoring.gates
        for one in part.gates:
            gate = known[one.id]
            band = gate.holds_at[score]
            said = tuple(view_front.messages(self.firm.material, one))
            yield GateEffect(gate.id, gate.title, said, self._band(band), self.weighing.cap(band), one.binds)

    def _held_within(self) -> Iterator[Held]:
        """What the gates of the questionnaires take off the overall score."""
        for part in self.instrument.questionnaires:
            share = self.weighing.in_overall(part.id)
            if share is not None:
                raw = _total(tuple(self._counted(self.scoring.questions(part), "questionnaire")))
                yield from self._held(part.id, part.title, raw, tuple(self._gates(part.id)), share)

    def _held(
        self, score: str, title: str, raw: Fraction | None, gates: tuple[GateEffect, ...], share: Fraction
    ) -> Iterator[Held]:
        """What the lowest cap takes off a score, as a part of the explained one."""
        lowest = min((gate.cap for gate in gates), default=None)
        if raw is not None and lowest is not None and raw > lowest:
            names = tuple(gate.id for gate in gates if gate.cap == lowest)
            yield Held(score, title, names, (raw - lowest) * share)

    def _band(self, name: str | None) -> str:
        return "" if name is None else self.firm.material.band(name).title


def points(score: Fraction) -> Decimal:
    """An exact number as the assessment has it: to nine places."""
    return (Decimal(score.numerator) / score.denominator).quantize(Decimal("1E-9"))


def _total(counted: tuple[Counted, ...]) -> Fraction:
    return sum((one.adds for one in counted), Fraction(0))


def _taken(held: tuple[Held, ...]) -> Fraction:
    return sum((one.takes for one in held), Fraction(0))
