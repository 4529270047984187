"""The part of a report on one questionnaire: its dimensions, what holds its score, and where to begin."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.i18n import _, ngettext
from msme_check.model.assessment import AnswerScore, DimensionScore, GateInForce, QuestionnaireScore, State
from msme_check.report import words
from msme_check.report.figures import percent
from msme_check.report.material import Bar, Material
from msme_check.report.view_front import no_band

WEAKEST = 2
"""How many of the weakest answers are named."""


@dataclass(frozen=True)
class DimensionLine:
    """One dimension beside its bar; `note` says why where it has no number.

    `best` and `weakest`: its highest and its lowest answer in words; empty where no answer is above the lowest
    level, or none below the highest.
    """

    title: str
    number: str
    note: str
    bar: Bar
    best: str
    weakest: str


@dataclass(frozen=True)
class GateNote:
    """A gate in force: what it says, what it does to the score, and the action that lifts it."""

    title: str
    messages: tuple[str, ...]
    effect: str
    lifted_by: str


@dataclass(frozen=True)
class Weak:
    """A weak answer, and the line to reach next."""

    question: str
    today: str
    next: str


@dataclass(frozen=True)
class Field:
    """One questionnaire that was taken."""

    dimensions: tuple[DimensionLine, ...]
    gates: tuple[GateNote, ...]
    notes: tuple[str, ...]
    weakest: tuple[Weak, ...]


def field(material: Material, part: QuestionnaireScore) -> Field:
    """The part of the report on a questionnaire that was taken."""
    return Field(
        dimensions=tuple(_dimension(material, one) for one in part.dimensions),
        gates=tuple(_gate(material, part, gate) for gate in part.gates),
        notes=tuple(_notes(material, part)),
        weakest=tuple(weakest(material, part)),
    )


def _dimension(material: Material, one: DimensionScore) -> DimensionLine:
    outside = {State.NOT_ASKED, State.NOT_APPLICABLE}
    note = _("does not apply") if all(a.state in outside for a in one.answers) else _("too little answered")
    number = "" if one.score is None else material.points(one.score)
    title = material.instrument.dimensions[one.id].title
    best, worst = _ends(material, one)
    return DimensionLine(title, number, "" if number else note, material.bar(one.score), best, worst)


def _ends(material: Material, one: DimensionScore) -> tuple[str, str]:
    """The best and the weakest answer of a dimension; of equal ones, the one that weighs most."""
    given = [answer for answer in one.answers if answer.level is not None]
    if not given:
        return "", ""
    best = max(given, key=lambda answer: (answer.level or 0, answer.weight))
    worst = min(given, key=lambda answer: (answer.level or 0, -answer.weight))
    if best.level == worst.level:
        return (material.said(best.id), "") if best.level == words.TOP else ("", material.said(worst.id))
    return material.said(best.id), material.said(worst.id)


def _gate(material: Material, part: QuestionnaireScore, gate: GateInForce) -> GateNote:
    found = next(one for one in material.instrument.settings.gates if one.id == gate.id)
    causes = [found.causes[place] for place in gate.causes]
    unknown = [_("You did not know, which counts as the lowest level until you find out.")] if gate.unknown else []
    return GateNote(
        title=found.title,
        messages=(*(f"{cause.message}." for cause in causes), *unknown),
        effect=_effect(material, part, gate, found.holds_at[part.id]),
        lifted_by="; ".join(dict.fromkeys(material.action(cause.lifted_by) for cause in causes if cause.lifted_by)),
    )


def _effect(material: Material, part: QuestionnaireScore, gate: GateInForce, holds_at: str) -> str:
    """What a gate does to the score today, or would do."""
    band = material.band(holds_at).title
    if part.band is None or part.score is None or part.raw is None:
        return _("While this lasts, the score cannot rise above the band {band}.").format(band=band)
    if not gate.binds:
        text = _("Today the score is not above the band {band}; while this lasts, it cannot rise above it.")
        return text.format(band=band)
    if holds_at != part.band:
        return _("By itself, this would hold the score in the band {band}.").format(band=band)
    text = _("This holds the score at {score}, in the band {band}; by the answers alone it would be {raw}.")
    return text.format(score=material.points(part.score), band=band, raw=material.points(part.raw))


def _notes(material: Material, part: QuestionnaireScore) -> Iterator[str]:
    if part.band is None:
        yield no_band(material, part)
    if part.not_applicable_share > material.instrument.settings.not_applicable_warning:
        yield _("Many questions did not fit your business; compare with care.")
    answers = [one for dimension in part.dimensions for one in dimension.answers]
    unknown = sum(one.state is State.DONT_KNOW for one in answers)
    if unknown:
        text = ngettext(
            "{n} answer is “I do not know” ({share} of the weight); it counts as the lowest level.",
            "{n} answers are “I do not know” ({share} of the weight); they count as the lowest level.",
            unknown,
        )
        yield text.format(n=unknown, share=percent(part.dont_know_share))
    missing = sum(one.state is State.MISSING for one in answers)
    if missing:
        text = ngettext("{n} question is not answered.", "{n} questions are not answered.", missing)
        yield text.format(n=missing)


def weakest(material: Material, part: QuestionnaireScore) -> Iterator[Weak]:
    """The lowest answers that can be higher; of equal ones, those that weigh most."""
    answers = [one for dimension in part.dimensions for one in dimension.answers if _can_rise(one)]
    for one in sorted(answers, key=lambda given: (given.level or 0, -given.weight))[:WEAKEST]:
        question = material.instrument.questions[one.id]
        following = words.next_line(question, one, material.instrument.settings.words)
        yield Weak(question.text, material.answer(one.id), following)


def _can_rise(one: AnswerScore) -> bool:
    return one.level is not None and one.level < words.TOP
