"""The way to a band, in models and in lines: which actions, how long, the scores then, what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from msme_check.errors import AnswersError
from msme_check.explaining import figures
from msme_check.explaining.differences import ChangedScore, score_words
from msme_check.explaining.firm import Firm
from msme_check.explaining.naming import known
from msme_check.explaining.opening import opening
from msme_check.explaining.rules import exact
from msme_check.explaining.scores import points
from msme_check.i18n import _, ngettext
from msme_check.model.rules import Cost
from msme_check.reaching.limits import COSTS, Goal, Limits
from msme_check.reaching.reach import Outcome, Reach, reach
from msme_check.report import view_front
from msme_check.report.lines import Line
from msme_check.scoring import OVERALL
from msme_check.units import UNIT
from msme_check.verdict import band

FORMAT = "msme-check reach"


@dataclass(frozen=True)
class Step:
    """One action of the way. `cost`: free, low, medium, high."""

    id: str
    title: str
    days: int
    cost: Cost


@dataclass(frozen=True)
class InTheWay:
    """A gate that still holds the score below the band after the actions."""

    id: str
    title: str


@dataclass(frozen=True)
class WayFound:
    """The way to a band, or what comes closest (`outcome`: already, reached, closest). `lacks`: points short then.

    `proven`: that no smaller set reaches it, or that none comes closer. `opened`: ids of actions that are asked for
    only after these. `without_limits`: the way without the limits of days and cost, where only with them there is none.
    """

    of: str
    title: str
    band: str
    band_title: str
    most_days: int | None
    most_cost: Cost | None
    outcome: Outcome
    proven: bool
    days: int
    actions: tuple[Step, ...]
    scores: tuple[ChangedScore, ...]
    lacks: Fraction
    gates: tuple[InTheWay, ...]
    opened: tuple[Step, ...]
    without_limits: "WayFound | None"
    kind: Literal["reach"] = "reach"


def way(firm: Firm, band_name: str, questionnaire: str | None, limits: Limits) -> WayFound:
    """The smallest set of actions that brings a firm to a band of a questionnaire, or of the overall score.

    Raises UsageError for a band or questionnaire that there is not, AnswersError where the score has no band today.
    """
    instrument = firm.instrument
    bands = [one.id for one in instrument.settings.bands]
    problem = _("There is no band {name}. Choose from: {names}.")
    goal_band = known(band_name, bands, problem.replace("{names}", ", ".join(bands)))
    of = OVERALL
    if questionnaire is not None:
        names = [OVERALL, *(part.id for part in instrument.questionnaires)]
        problem = _("There is no questionnaire {name}. Choose from: {names}.")
        of = known(questionnaire, names, problem.replace("{names}", ", ".join(names)))
    _check(firm, of)
    return _found(firm, reach(firm.assessed, 0, Goal(of, goal_band), limits))


def _check(firm: Firm, of: str) -> None:
    """That the score has a band to begin from."""
    if firm.assessment.quick:
        problem = _(
            "A quick estimate has no bands, so there is no way from one to another. Answer all questions first:"
        )
        raise AnswersError(f"{problem} msme-check assess")
    if firm.row[f"{of}.band"] is not None:
        return
    part = next((one for one in firm.assessment.questionnaires if one.id == of), None)
    title = _titles(firm)[of]
    if part is None:
        why = view_front.overall(firm.material).meaning
    else:
        why = view_front.no_band(firm.material, part) if part.taken else _("None of its questions is answered.")
    raise AnswersError(_("{title} has no band today, so there is no way from it. {why}").format(title=title, why=why))


def _titles(firm: Firm) -> dict[str, str]:
    return {OVERALL: _("Overall"), **firm.material.titles}


def _found(firm: Firm, found: Reach) -> WayFound:
    goal, limit = found.goal, found.goal.limit(firm.instrument)
    gates = {gate.id: gate.title for gate in firm.instrument.settings.gates}
    lacks = max(0, limit - found.scores[goal.of])
    return WayFound(
        of=goal.of,
        title=_titles(firm)[goal.of],
        band=goal.band,
        band_title=firm.material.band(goal.band).title,
        most_days=found.limits.days,
        most_cost=found.limits.cost,
        outcome=found.outcome,
        proven=found.proven,
        days=found.days,
        actions=tuple(_step(firm, name) for name in found.actions),
        scores=tuple(_scores(firm, found)),
        lacks=Fraction(points(Fraction(lacks, UNIT))),
        gates=tuple(InTheWay(name, gates[name]) for name in found.gates),
        opened=tuple(_step(firm, name) for name in found.opened),
        without_limits=None if found.without_limits is None else _found(firm, found.without_limits),
    )


def _step(firm: Firm, name: str) -> Step:
    one = firm.instrument.recommendation[name]
    return Step(name, one.title, one.effort_days, one.cost)


def _scores(firm: Firm, found: Reach) -> Iterator[ChangedScore]:
    bands = firm.instrument.settings.bands
    for name, title in _titles(firm).items():
        today, then = firm.row[f"{name}.band"], found.scores[name]
        after = "" if today is None else bands[int(band(firm.instrument, np.array([then]))[0])].title
        yield ChangedScore(
            name,
            title,
            exact(firm, f"{name}.score"),
            None if then < 0 else Fraction(points(Fraction(then, UNIT))),
            "" if today is None else firm.material.band(today).title,
            after,
        )


# For a person -----------------------------------------------------------------------------------------------


def lines(firm: Firm, found: WayFound) -> Iterator[Line]:
    """The way, for a person."""
    yield from opening(firm)
    yield Line(_("{title}: the way to {band}").format(title=found.title, band=found.band_title), strong=True)
    match found.outcome:
        case Outcome.ALREADY:
            score = next(one for one in found.scores if one.id == found.of)
            yield Line(_("It is there already: {band}. Nothing is needed for it.").format(band=score.band_before))
        case Outcome.REACHED:
            yield Line(_set(found))
            yield from _actions(firm, found)
            yield Line()
            yield Line(_proof(found))
        case Outcome.CLOSEST:
            yield from _closest(firm, found)
    if found.actions:
        yield Line()
        yield Line(_("Scores when they are done"), strong=True)
        yield from (Line(score_words(one, firm.limits), "- ") for one in found.scores)
        yield Line()
        yield Line(_("This is what the same rules give when all is scored again. It is no promise."))


def _set(found: WayFound) -> str:
    n = len(found.actions)
    if n == 1:
        return _("This one action is enough. It takes {time}.").format(time=_days(found.days))
    return _("These {n} actions together are enough. They take {time}.").format(n=n, time=_days(found.days))


def _days(n: int) -> str:
    return ngettext("{n} day of work", "{n} days of work", n).format(n=n)


def _actions(firm: Firm, found: WayFound) -> Iterator[Line]:
    costs = {cost.id: cost.title for cost in firm.instrument.settings.words.costs}
    for place, one in enumerate(found.actions, 1):
        yield Line(_("{title} ({id})").format(title=one.title, id=one.id), f"{place}. ")
        yield Line(f"{_days(one.days)}; {costs[one.cost]}", " " * len(f"{place}. "))


def _proof(found: WayFound) -> str:
    if not found.proven:
        return _("There were too many sets to weigh all of them, so there may be a smaller one.")
    return _(
        "No other set of the actions that are asked for today does it in fewer days; of those with as few days none is "
        "cheaper. What an action needs is counted in."
    )


def _closest(firm: Firm, found: WayFound) -> Iterator[Line]:
    yield Line(_none(firm, found))
    if found.actions:
        text = _("These come closest, {lacks} points short. They take {time}.")
        yield Line(text.format(lacks=figures.number(found.lacks), time=_days(found.days)))
        yield from _actions(firm, found)
    else:
        yield Line(_("None of them raises this score."))
    if not found.proven:
        yield Line(_("There were too many sets to weigh all of them, so another one may come closer, or reach it."))
    yield Line()
    yield Line(_("What stands in the way"), strong=True)
    yield from (Line(text, "- ") for text in _in_the_way(firm, found))
    if found.opened:
        yield Line()
        yield Line(_("When they are done, answer again. Then these are asked for too:"))
        yield from (Line(_("{title} ({id})").format(title=one.title, id=one.id), "- ") for one in found.opened)


def _none(firm: Firm, found: WayFound) -> str:
    """That no set reaches it, with the limits that were given."""
    costs = {cost.id: cost.title for cost in firm.instrument.settings.words.costs}
    if found.most_days is not None and found.most_cost is not None:
        text = _(
            "No set of the actions that are asked for today reaches it in {time} "
            "with no action above this cost: {cost}."
        )
    elif found.most_days is not None:
        text = _("No set of the actions that are asked for today reaches it in {time}.")
    elif found.most_cost is not None:
        text = _("No set of the actions that are asked for today reaches it with no action above this cost: {cost}.")
    else:
        return _("No set of the actions that are asked for today reaches it, not even all of them.")
    return text.format(time=_days(found.most_days or 0), cost=costs[found.most_cost or COSTS[0]])


def _in_the_way(firm: Firm, found: WayFound) -> Iterator[str]:
    for gate in found.gates:
        yield _("Gate {id}, {title}: it is still in force then.").format(id=gate.id, title=gate.title)
    free = found.without_limits
    if free is not None and free.outcome is Outcome.REACHED:
        costs = {cost.id: cost.title for cost in firm.instrument.settings.words.costs}
        dearest = max((COSTS.index(one.cost) for one in free.actions), default=0)
        text = _("The limits. Without them it takes {time}, and the dearest action costs: {cost}. The actions: {ids}")
        ids = ", ".join(one.id for one in free.actions)
        yield text.format(time=_days(free.days), cost=costs[COSTS[dearest]], ids=ids)
    elif not found.gates:
        yield _("What the actions lift is not enough: each lifts answers to a level of its own, and no further.")


def checked_limits(days: int | None, cost: str | None) -> Limits:
    """The limits as they were typed. Raises UsageError."""
    if cost is None:
        return Limits(days)
    problem = _("There is no cost {name}. Choose from: {names}.")
    name = known(cost, COSTS, problem.replace("{names}", ", ".join(COSTS)))
    return Limits(days, next(one for one in COSTS if one == name))
