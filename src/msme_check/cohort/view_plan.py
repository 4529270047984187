"""What holds the firms of a group back, and what would lift them: gates, actions, policy directions."""

from dataclasses import dataclass
from decimal import Decimal

from msme_check.cohort.disclosure import FEWEST, NOTHING, Count
from msme_check.cohort.material import NO_FIGURE, Figure, Line, Material
from msme_check.cohort.spread import POINTS, median
from msme_check.cohort.totals import GAIN_STEPS
from msme_check.i18n import _, ngettext
from msme_check.model.rules import Recommendation


@dataclass(frozen=True)
class GateLine:
    """A gate and one score that it holds. `force`: firms where it is in force; `binds`: whose score it lowers."""

    code: str
    title: str
    holds: str
    force: Count
    share: str
    binds: Count


@dataclass(frozen=True)
class ActionLine:
    """An action. `firms`: where it fires; `gain` is the median over `gain_firms`; `days` for all firms together."""

    title: str
    part: str
    firms: Count
    share: str
    gain: Figure
    gain_firms: Count
    cost: str
    effort: int
    effort_text: str
    days: Count


@dataclass(frozen=True)
class DirectionLine:
    """One of the policy directions, and how many firms have a planned action that follows from it."""

    code: str
    line: Line


def gates(material: Material) -> tuple[GateLine, ...]:
    """Every gate, once for each score that it holds."""
    bands = {band.id: band.title for band in material.instrument.settings.bands}
    found = []
    for gate in material.instrument.settings.gates:
        in_force = material.totals.sums[f"{gate.id}.force"]
        force = material.disclosure.part(in_force)
        for score, band in gate.holds_at.items():
            holds = _("{score} at {band}").format(score=material.titles[score], band=bands[band])
            binds = material.disclosure.within(material.totals.sums[f"{gate.id}.{score}.binds"], in_force)
            found.append(GateLine(gate.id, gate.title, holds, force, material.share(force), binds))
    return tuple(found)


def actions(material: Material) -> tuple[ActionLine, ...]:
    """The actions that fire for a firm, those of most firms first; among equals in the order of the instrument.

    Public: numbers that are not shown count as equal, so that the order says no more than the numbers do.
    """
    fires = {one.id: material.totals.sums[f"{one.id}.fires"] for one in material.instrument.recommendations}
    most = material.totals.firms
    if material.disclosure.public:
        most = material.totals.firms - FEWEST + 1
        fires = {name: min(max(count, FEWEST - 1), most) for name, count in fires.items()}
    listed = sorted(material.instrument.recommendations, key=lambda one: (-fires[one.id], one.order))
    return tuple(_action(material, one) for one in listed if fires[one.id])


def _action(material: Material, one: Recommendation) -> ActionLine:
    firms = material.disclosure.part(material.totals.sums[f"{one.id}.fires"])
    gains = material.totals.gains[one.id]
    known = int(gains.sum())
    gain = median(gains, Decimal(1) / GAIN_STEPS, Decimal(-POINTS))
    shown = gain is not None and material.disclosure.figure(known)
    days = NOTHING if firms.value is None else Count(firms.value * one.effort_days, str(firms.value * one.effort_days))
    return ActionLine(
        title=one.title,
        part=material.titles[one.questionnaire],
        firms=firms,
        share=material.share(firms),
        gain=Figure(gain, f"{gain:.1f}") if gain is not None and shown else NO_FIGURE,
        gain_firms=material.disclosure.roughly(known),
        cost=next(cost.title for cost in material.instrument.settings.words.costs if cost.id == one.cost),
        effort=one.effort_days,
        effort_text=ngettext("{n} day", "{n} days", one.effort_days).format(n=one.effort_days),
        days=days,
    )


def directions(material: Material) -> tuple[DirectionLine, ...]:
    """The directions in the order of the policy."""
    return tuple(
        DirectionLine(one.code, material.line(one.title, material.disclosure.part(_served(material, one.id))))
        for one in material.instrument.directions
    )


def unserved(material: Material) -> str:
    """Says which directions no firm's plan serves; nothing in public, where a nought is not told from a few."""
    if material.disclosure.public:
        return ""
    codes = ", ".join(one.code for one in material.instrument.directions if not _served(material, one.id))
    return _("No firm has a planned action that follows from {codes}.").format(codes=codes) if codes else ""


def _served(material: Material, direction: str) -> int:
    return material.totals.sums[f"{direction}.served"]
