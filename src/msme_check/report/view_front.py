"""The first page of a report: the firm, the scores of the four questionnaires, and how far they can be relied on."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from msme_check import cells
from msme_check.i18n import SOURCE_LANGUAGE, _, active, ngettext
from msme_check.model.assessment import DimensionScore, GateInForce, QuestionnaireScore, Stability, State
from msme_check.report.figures import percent, whole
from msme_check.report.material import Bar, Material

NAME = 300
"""Letters of a firm's name that are shown. What is longer is no name, and would fill pages."""

RUNNING = 80
"""Letters of a firm's name that fit above a page in one line or two."""


@dataclass(frozen=True)
class Fact:
    """One thing about the firm or the assessment."""

    label: str
    value: str


@dataclass(frozen=True)
class ScoreLine:
    """A score as it stands beside its bar. `number` is empty where there is none to show; then `band` says why.

    `place`: that of the questionnaire in the instrument, from 0. `meaning`: of the band. `stability`: how sure the band
    is. `notes`: what holds it, or why there is no band. `range`: where it lies with the answers that are missing.
    """

    place: int
    title: str
    number: str
    band: str
    coverage: str
    meaning: str
    stability: str
    notes: tuple[str, ...]
    range: str
    bar: Bar


@dataclass(frozen=True)
class Overall:
    """The overall score, or in `meaning` why there is none."""

    number: str
    band: str
    meaning: str
    stability: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Best:
    """Something that is done well: the dimension with its score, and its best answer in the firm's words."""

    title: str
    answer: str


@dataclass(frozen=True)
class Confidence:
    """How far the answers can be relied on."""

    label: str
    meaning: str


def language() -> str:
    """The language of the texts in use."""
    return active().info().get("language") or SOURCE_LANGUAGE


def firm_name(material: Material) -> str:
    """The firm's name as it can be printed; its id where it has none."""
    return cut(cells.plain(material.assessment.firm_name) or cells.plain(material.assessment.firm_id))


def running_name(material: Material) -> str:
    """The firm's name, cut where it would not fit above a page."""
    return cut(firm_name(material), running=True)


def cut(text: str, *, running: bool = False) -> str:
    """A name as it can be printed: as a heading, or `running` above a page."""
    most = RUNNING if running else NAME
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}\u2026"


def facts(material: Material) -> tuple[Fact, ...]:
    """Who was assessed, when, by whose answers, with which instrument."""
    assessment = material.assessment
    found = (
        Fact(_("Country"), _chosen(material, "country")),
        Fact(_("Sector"), " - ".join(filter(None, (_chosen(material, "sector"), _chosen(material, "subsector"))))),
        Fact(_("Size"), _size(material)),
        Fact(_("Date"), cells.plain(assessment.date)),
        Fact(_("Answered by"), _chosen(material, "respondent")),
        Fact(_("Questions"), f"{assessment.instrument.id} {assessment.instrument.version}"),
    )
    return tuple(Fact(one.label, one.value or _("not stated")) for one in found)


def _chosen(material: Material, field: str) -> str:
    """The words of a choice in the firm's profile."""
    found = material.instrument.profile_field.get(field)
    code = material.assessment.profile.get(field)
    return next((option.text for option in found.options if option.code == code), "") if found else ""


def _size(material: Material) -> str:
    bands = material.instrument.settings.size_bands
    scored_as = next((band.title for band in bands if band.id == material.assessment.size), "")
    if not material.assessment.size_outside:
        return scored_as
    own = next(band.title for band in bands if band.scored_as == material.assessment.size)
    return _("{size}; scored like: {scored_as}").format(size=own, scored_as=scored_as)


def scores(material: Material) -> tuple[ScoreLine, ...]:
    """One line for each questionnaire, in the order of the instrument."""
    return tuple(_score(material, place, part) for place, part in enumerate(material.assessment.questionnaires))


def _score(material: Material, place: int, part: QuestionnaireScore) -> ScoreLine:
    shown = part.score if part.band is not None else None
    coverage = percent(part.coverage, [material.instrument.settings.band_coverage]) if part.taken else ""
    low, high = (part.low, part.high) if part.taken else (None, None)
    return ScoreLine(
        place=place,
        title=material.titles[part.id],
        number="" if shown is None else material.points(shown),
        band=_("Not taken") if not part.taken else material.band(part.band).title if part.band else _("No band"),
        coverage=coverage,
        meaning=f"{material.band(part.band).meaning}." if part.band else "",
        stability=_stability(material, part.stability),
        notes=tuple(_score_notes(material, part)),
        range=_range(material, low, high),
        bar=material.bar(shown, low, high),
    )


def _stability(material: Material, found: Stability | None) -> str:
    """How sure a band is; empty where there is none."""
    if found is None:
        return ""
    n = whole(found.kept * 100, (material.instrument.settings.stability.firm_from * 100, 100))
    if found.firm or found.near is None:
        return _("Firm: the band stays in {n} of 100 redraws.").format(n=n)
    text = _("Borderline, near {band}: the band stays in {n} of 100 redraws.")
    return text.format(band=material.band(found.near).title, n=n)


def _score_notes(material: Material, part: QuestionnaireScore) -> Iterator[str]:
    if part.taken and part.band is None:
        yield no_band(material, part)
    elif part.taken:
        yield from held(material, part.raw, part.score, part.gates)


def no_band(material: Material, part: QuestionnaireScore) -> str:
    """Why a questionnaire that was taken shows no band."""
    needed = material.instrument.settings.band_coverage
    states = {answer.state for dimension in part.dimensions for answer in dimension.answers}
    if part.coverage >= needed or states <= {State.NOT_APPLICABLE, State.NOT_ASKED}:
        return _("Too few of the questions apply, so there is no score.")
    return _("Less than {share} is answered, so there is no band.").format(share=percent(needed))


def _range(material: Material, low: Decimal | None, high: Decimal | None) -> str:
    """Where a score lies whatever the missing answers are; empty where they would not change what is shown."""
    if low is None or high is None or material.points(low) == material.points(high):
        return ""
    return _("With the missing answers it lies {between}.").format(between=material.range(low, high))


def held(
    material: Material, raw: Decimal | None, score: Decimal | None, gates: tuple[GateInForce, ...]
) -> Iterator[str]:
    """Both numbers and the reasons, where a gate holds a score."""
    binding = [gate for gate in gates if gate.binds]
    if raw is None or score is None or not binding or material.points(raw) == material.points(score):
        return
    reasons = (message for gate in binding for message in messages(material, gate))
    text = _("{raw}, held at {score} because: {reasons}.")
    yield text.format(raw=material.points(raw), score=material.points(score), reasons="; ".join(reasons))


def messages(material: Material, gate: GateInForce) -> Iterator[str]:
    """What a gate in force says, cause by cause."""
    found = next(one for one in material.instrument.settings.gates if one.id == gate.id)
    yield from (found.causes[place].message for place in gate.causes)


def overall(material: Material) -> Overall:
    """The overall score with its band, or why there is none."""
    found = material.assessment.overall
    between = _range(material, found.low, found.high)
    notes = (*held(material, found.raw, found.score, found.gates), *_overall_gates(material), between)
    notes = tuple(note for note in notes if note)
    if found.score is None or found.band is None:
        return Overall("", _("No overall score"), _why_none(material), "", notes)
    band, stability = material.band(found.band), _stability(material, found.stability)
    return Overall(material.points(found.score), band.title, f"{band.meaning}.", stability, notes)


def next_band(material: Material) -> str:
    """The few planned actions that lift a score to another band; empty where there are none."""
    found = material.assessment.next_band
    if found is None:
        return ""
    numbers = sorted(material.numbers[name] for name in found.actions)
    text = ngettext(
        "Action {numbers} alone brings {score} from {start} to {end}.",
        "Actions {numbers} together bring {score} from {start} to {end}.",
        len(numbers),
    )
    return text.format(
        numbers=_listed([str(number) for number in numbers]),
        score=material.titles.get(found.of) or _("the overall score"),
        start=material.band(found.start).title,
        end=material.band(found.end).title,
    )


def _listed(words: list[str]) -> str:
    *before, last = words
    return _("{words} and {last}").format(words=", ".join(before), last=last) if before else last


def _why_none(material: Material) -> str:
    needed = material.instrument.settings.overall.needs_complete
    complete = len(material.assessment.overall.complete)
    share = percent(material.instrument.settings.band_coverage)
    text = ngettext(
        "It needs {needed} questionnaires of which at least {share} is answered; here there is {n}.",
        "It needs {needed} questionnaires of which at least {share} is answered; here there are {n}.",
        complete,
    )
    return text.format(needed=needed, share=share, n=complete)


def _overall_gates(material: Material) -> Iterator[str]:
    """Gates that are in force beside the overall score and do not lower it today."""
    for gate in material.assessment.overall.gates:
        if not gate.binds:
            yield from (f"{message}." for message in messages(material, gate))


def confidence(material: Material) -> Confidence:
    """The label of the confidence in the answers, and what it means."""
    found = material.assessment
    labels = material.instrument.settings.confidence.labels
    number = whole(found.confidence, [label.start for label in labels])
    title = next(label.title for label in labels if label.id == found.confidence_label)
    meaning = _(
        "It is higher when more answers could be shown on paper or at the place, fewer are “I do not know”, and none "
        "contradict each other. It is never mixed into a score."
    )
    return Confidence(_("{label} ({n} of 100)").format(label=title, n=number), meaning)


def best(material: Material) -> Best | None:
    """The dimension with the highest score, and the best answer in it. None where nothing is above 0."""
    reliable = [part for part in material.taken if part.band is not None] or material.taken
    found = [one for part in reliable for one in part.dimensions if one.score]
    if not found:
        return None
    one: DimensionScore = max(found, key=lambda dimension: dimension.score or 0)
    title = material.instrument.dimensions[one.id].title
    answer = max(one.answers, key=lambda given: (given.level or 0, given.weight))
    return Best(
        _("{title}, {n} of 100").format(title=title, n=material.points(one.score or Decimal(0))),
        material.said(answer.id),
    )
