"""A recommendation: why it fires or does not, what it gains, how it is valued, which policy line it follows from."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from msme_check.explaining.firm import Firm
from msme_check.explaining.rules import Action, action, horizon, in_force
from msme_check.explaining.trees import Node, tree
from msme_check.i18n import _
from msme_check.model.rules import Recommendation
from msme_check.report.view_plan import Reason, reasons
from msme_check.rules import VALUE
from msme_check.scoring import OVERALL
from msme_check.units import UNIT


@dataclass(frozen=True)
class Cause:
    """A gate that makes the action fire, or hides it."""

    gate: str
    title: str
    message: str


@dataclass(frozen=True)
class LiftExplained:
    """A question that the action lifts to `target`. `note`: why it does not, where it does not."""

    id: str
    text: str
    start: int | None
    target: int
    rises: bool
    note: str


@dataclass(frozen=True)
class Factor:
    """A part of the value: what the gain is multiplied with, or divided by."""

    name: Literal["effort_days", "cost", "goal", "quick"]
    words: str
    factor: Fraction


@dataclass(frozen=True)
class Ranked:
    """Where an action that fires stands. `gain`: points of the score named in `gain_of`; `value`: gain x factors.

    `leads`: it lifts a gate that has to be lifted first; `lifts_gates`: what lifts a gate comes before what does not.
    `planned`: when; None where the plan has no room. `moved`: put off to a later time than its own.
    """

    rank: int
    of: int
    gain: Fraction
    gain_of: str
    gain_of_title: str
    value: Fraction
    factors: tuple[Factor, ...]
    leads: bool
    lifts_gates: tuple[str, ...]
    planned: str | None
    moved: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class PolicyLine:
    """The line of the policy text, with its place and our reading."""

    code: str
    direction: str
    place: str
    quote: str
    reading: str


@dataclass(frozen=True)
class RecommendationExplained:
    """A recommendation. It fires where (`when` and `only_for`) is true or a gate forces it, and no gate hides it."""

    id: str
    title: str
    fires: bool
    when: Node
    only_for: Node | None
    forced_by: tuple[Cause, ...]
    hidden_by: tuple[Cause, ...]
    ranked: Ranked | None
    needs: tuple[Action, ...]
    lifts: tuple[LiftExplained, ...]
    policy: PolicyLine
    kind: Literal["recommendation"] = "recommendation"


def recommendation(firm: Firm, one: Recommendation) -> RecommendationExplained:
    """A recommendation, whether it fires or not."""
    direction = firm.instrument.direction[one.direction]
    basis = one.policy_basis
    return RecommendationExplained(
        id=one.id,
        title=one.title,
        fires=bool(firm.row[f"{one.id}.fires"]),
        when=tree(firm, one.when),
        only_for=None if one.only_for is None else tree(firm, one.only_for),
        forced_by=tuple(_forcing(firm, one)),
        hidden_by=tuple(_hiding(firm, one)),
        ranked=_ranked(firm, one),
        needs=tuple(action(firm, name) for name in one.needs),
        lifts=tuple(_lifts(firm, one)),
        policy=PolicyLine(direction.code, direction.title, basis.place, basis.quote, basis.reading),
    )


def _forcing(firm: Firm, one: Recommendation) -> Iterator[Cause]:
    for name, place in firm.assessed.rules.forcing(one):
        if in_force(firm, name, place):
            gate = firm.assessed.rules.scoring.gates[name]
            yield Cause(name, gate.title, gate.causes[place].message)


def _hiding(firm: Firm, one: Recommendation) -> Iterator[Cause]:
    for gate in firm.instrument.settings.gates:
        if one.id in gate.hides:
            for place, cause in enumerate(gate.causes):
                if in_force(firm, gate.id, place):
                    yield Cause(gate.id, gate.title, cause.message)


def _ranked(firm: Firm, one: Recommendation) -> Ranked | None:
    fired = firm.fired.get(one.id)
    if fired is None:
        return None
    titles = {**firm.material.titles, OVERALL: _("the overall score")}
    return Ranked(
        rank=fired.rank,
        of=len(firm.fired),
        gain=Fraction(firm.row[f"{one.id}.gain"], UNIT),
        gain_of=fired.gain_of,
        gain_of_title=titles[fired.gain_of],
        value=Fraction(firm.row[f"{one.id}.value"], VALUE),
        factors=tuple(_factors(firm, one)),
        leads=bool(firm.row[f"{one.id}.leads"]),
        lifts_gates=fired.lifts_gates,
        planned=horizon(firm, fired.planned),
        moved=fired.moved,
        because=reasons(firm.material, fired),
    )


def _factors(firm: Firm, one: Recommendation) -> Iterator[Factor]:
    ranking, shared = firm.instrument.settings.ranking, firm.instrument.settings.words
    yield Factor("effort_days", _("days of work"), Fraction(1, one.effort_days))
    cost = next(cost.title for cost in shared.costs if cost.id == one.cost)
    yield Factor("cost", cost, 1 / Fraction(ranking.cost_factors[one.cost]))
    serves = firm.assessment.profile.get("goal") in firm.instrument.goals_of(one)
    yield Factor("goal", firm.fact("goal"), Fraction(ranking.goal_factor) if serves else Fraction(1))
    quick = Fraction(ranking.quick_factor) if one.horizon == "quick" else Fraction(1)
    yield Factor("quick", horizon(firm, one.horizon) or "", quick)


def _lifts(firm: Firm, one: Recommendation) -> Iterator[LiftExplained]:
    for name, target in one.lifts.items():
        level = firm.given(name).level
        note = ""
        if level is None:
            note = firm.answer(name)
        elif level >= target:
            note = _("already there")
        text = firm.instrument.questions[name].text
        yield LiftExplained(name, text, level, target, level is not None and level < target, note)
