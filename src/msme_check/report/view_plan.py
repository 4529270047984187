"""The plan of a report: actions by horizon with their reasons and steps, what they add up to, what comes after."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from msme_check.i18n import _, ngettext
from msme_check.model.assessment import FiredRecommendation
from msme_check.model.rules import Recommendation
from msme_check.report import words
from msme_check.report.figures import whole
from msme_check.report.material import Material
from msme_check.report.view_budget import made_for
from msme_check.report.view_front import messages
from msme_check.report.view_support import Support, support

SEEN = Decimal("0.5")
"""A smaller gain would be shown as no points."""

OTHERS = 10
"""How many actions that are not planned are named."""


@dataclass(frozen=True)
class Reason:
    """A gate or an answer that made an action fire, or that it lifts. `lift`: from which level to which; may be empty.

    `about` is the dimension; the question itself where the answer says little without it; empty for a gate's message.
    """

    about: str
    answer: str
    lift: str


@dataclass(frozen=True)
class Action:
    """One planned action. `direction`: its title, empty where the place in the policy text names it already.

    `lifts`: the questionnaires whose answers it lifts; `gain`: by how much that lifts a score. `providers`: the kinds
    of office that can help; `support`: some of them by name.
    """

    number: int
    title: str
    effort: str
    cost: str
    moved: str
    lifts: tuple[str, ...]
    gain: str
    reasons: tuple[Reason, ...]
    steps: tuple[str, ...]
    why: str
    direction: str
    direction_code: str
    place: str
    quote: str
    reading: str
    sdg: str
    providers: tuple[str, ...]
    support: Support


@dataclass(frozen=True)
class Horizon:
    """The actions of one stretch of time, and how many days they take together. `first`: it begins today."""

    title: str
    first: bool
    effort: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class ScoresThen:
    """The scores at one time, in the order of `Plan.columns`."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """`made_for`: what the plan keeps to. `projections`: today, then after each horizon.

    `others`: what fires too; `more`: how many are left unnamed.
    """

    made_for: tuple[str, ...]
    horizons: tuple[Horizon, ...]
    columns: tuple[str, ...]
    projections: tuple[ScoresThen, ...]
    others: tuple[str, ...]
    more: str


@dataclass(frozen=True)
class DirectionLine:
    """One of the nine policy directions, and the planned actions that follow from it, by number and title."""

    code: str
    pillar: str
    title: str
    summary: str
    actions: tuple[str, ...]


def plan(material: Material) -> Plan:
    """Everything that the ranking asks of the firm, the planned part in full."""
    rest = [one for one in material.assessment.recommendations if one.planned is None]
    left = len(rest) - OTHERS
    more = ngettext("and {n} more", "and {n} more", left).format(n=left) if left > 0 else ""
    columns, projections = ((), ()) if material.assessment.quick else _projections(material)
    others = tuple(material.recommendation(one.id).title for one in rest[:OTHERS])
    kept_to = tuple(made_for(material)) if material.planned else ()
    return Plan(kept_to, tuple(_horizons(material)), columns, projections, others, more)


def _horizons(material: Material) -> Iterator[Horizon]:
    beside = support(material)
    for horizon in material.instrument.settings.words.horizons:
        fired = [one for one in material.planned if one.planned == horizon.id]
        if fired:
            days = sum(material.recommendation(one.id).effort_days for one in fired)
            actions = tuple(_action(material, one, beside[one.id]) for one in fired)
            yield Horizon(
                horizon.title, horizon.id == material.instrument.settings.words.horizons[0].id, _days(days), actions
            )


def _days(number: int) -> str:
    return ngettext("{n} day", "{n} days", number).format(n=number)


def _action(material: Material, fired: FiredRecommendation, beside: Support) -> Action:
    one = material.recommendation(fired.id)
    settings = material.instrument.settings
    direction = material.instrument.direction[one.direction]
    kinds = {kind.id: kind.title for kind in settings.provider_kinds}
    return Action(
        number=material.numbers[fired.id],
        title=one.title,
        effort=_days(one.effort_days),
        cost=next(cost.title for cost in settings.words.costs if cost.id == one.cost),
        moved=_moved(material, fired, one),
        lifts=tuple(_lifted(material, fired)),
        gain=_gain(material, fired),
        reasons=reasons(material, fired),
        steps=one.steps,
        why=one.why_it_helps,
        direction="" if direction.title in one.policy_basis.place else direction.title,
        direction_code=direction.code,
        place=one.policy_basis.place,
        quote=one.policy_basis.quote,
        reading=one.policy_basis.reading,
        sdg=", ".join(one.sdg),
        providers=tuple(kinds[kind] for kind in one.provider_kinds),
        support=beside,
    )


def _lifted(material: Material, fired: FiredRecommendation) -> Iterator[str]:
    """The titles of the questionnaires that the action lifts answers of, in the order of the instrument."""
    lifted = {material.instrument.dimension_of[lift.question] for lift in fired.lifts}
    for part in material.instrument.questionnaires:
        if any(dimension.id in lifted for dimension in part.dimensions):
            yield part.title


def _gain(material: Material, fired: FiredRecommendation) -> str:
    """What the action adds to a score when all is scored again after it; empty where that is not to be seen."""
    if material.assessment.quick or fired.gain < SEEN:
        return ""
    n = int(whole(fired.gain))
    if fired.gain_of in material.titles:
        text = ngettext("about {n} point of {title}", "about {n} points of {title}", n)
        return text.format(n=n, title=material.titles[fired.gain_of])
    return ngettext("about {n} point of the overall score", "about {n} points of the overall score", n).format(n=n)


def _moved(material: Material, fired: FiredRecommendation, one: Recommendation) -> str:
    if not fired.moved:
        return ""
    if fired.dear:
        return _("Put off: it costs more than you said the business can pay now.")
    if one.horizon == material.instrument.settings.words.horizons[0].id:
        days = material.instrument.settings.plan.first_plan_days
        text = ngettext(
            "Put off: with this, the first {n} day would be too full.",
            "Put off: with this, the first {n} days would be too full.",
            days,
        )
        return text.format(n=days)
    return _("Put off: the time before is full.")


def reasons(material: Material, fired: FiredRecommendation) -> tuple[Reason, ...]:
    """Why an action fires, in the words of a report's "because" lines; `explain` shows the same."""
    return (*_gates(material, fired), *_reasons(material, fired))


def _gates(material: Material, fired: FiredRecommendation) -> Iterator[Reason]:
    """The messages of the gates that made the action fire."""
    in_force = {gate.id: gate for part in material.assessment.questionnaires for gate in part.gates}
    for name in fired.because:
        if name in in_force:
            yield from (Reason("", f"{message}.", "") for message in messages(material, in_force[name]))


def _reasons(material: Material, fired: FiredRecommendation) -> Iterator[Reason]:
    """The answers that made the action fire and those that it lifts, each once."""
    lifts = {lift.question: lift for lift in fired.lifts if lift.question in material.answers}
    fired_by = [name for name in fired.because if name in material.answers]
    for name in dict.fromkeys((*fired_by, *lifts)):
        lift = ""
        if name in lifts:
            lift = _("level {start} to {target}").format(start=lifts[name].start, target=lifts[name].target)
        yield Reason(_about(material, name), material.answer(name), lift)


def _about(material: Material, name: str) -> str:
    question = material.instrument.questions[name]
    if words.speaks_for_itself(question, material.answers[name]):
        return material.instrument.dimensions[material.instrument.dimension_of[name]].title
    return question.text


def _projections(material: Material) -> tuple[tuple[str, ...], tuple[ScoresThen, ...]]:
    """The columns and rows of the scores: today, then with the actions of each horizon and of those before it."""
    assessment = material.assessment
    names = [part.id for part in assessment.questionnaires if part.band is not None]
    short = {part.id: part.short_title for part in material.instrument.questionnaires}
    columns = tuple(short[name] for name in names)
    today = ScoresThen(
        _("Today"),
        tuple(_cell(material, part.score, part.band) for part in assessment.questionnaires if part.id in names),
    )
    titles = {horizon.id: horizon.title for horizon in material.instrument.settings.words.horizons}
    rows = [today]
    for one in assessment.projections:
        rows.append(
            ScoresThen(titles[one.horizon], tuple(_cell(material, one.scores[name], one.bands[name]) for name in names))
        )
    if assessment.overall.band is None:
        return columns, tuple(rows)
    overall: list[tuple[Decimal | None, str | None]] = [(assessment.overall.score, assessment.overall.band)]
    overall += [(one.overall, one.overall_band) for one in assessment.projections]
    whole = (
        ScoresThen(row.title, (*row.cells, _cell(material, score, band)))
        for row, (score, band) in zip(rows, overall, strict=True)
    )
    return (*columns, _("Overall")), tuple(whole)


def _cell(material: Material, score: Decimal | None, band: str | None) -> str:
    if score is None or band is None:
        return "-"
    return _("{n} {band}").format(n=material.points(score), band=material.band(band).title)


def directions(material: Material) -> tuple[DirectionLine, ...]:
    """The nine directions, with the planned actions that follow from each."""
    return tuple(
        DirectionLine(one.code, one.pillar, one.title, one.summary, tuple(_served(material, one.id)))
        for one in material.instrument.directions
    )


def unserved(material: Material) -> str:
    """Says which directions no planned action follows from; empty where each has one."""
    served = {material.recommendation(one.id).direction for one in material.planned}
    codes = ", ".join(one.code for one in material.instrument.directions if one.id not in served)
    return _("No action of this plan follows from {codes}.").format(codes=codes) if codes else ""


def _served(material: Material, direction: str) -> Iterator[str]:
    for one in material.planned:
        found = material.recommendation(one.id)
        if found.direction == direction:
            yield _("{n}, {title}").format(n=material.numbers[one.id], title=found.title)
