"""Gates and consistency pairs: which of their conditions is true by which answers, and what a gate does."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from msme_check.explaining.firm import Firm, Truth
from msme_check.explaining.scores import points
from msme_check.explaining.trees import Node, tree
from msme_check.i18n import _
from msme_check.model.assessment import GateInForce
from msme_check.model.rules import ConsistencyPair, Gate, GateCause
from msme_check.scoring import OVERALL
from msme_check.units import UNIT

Exact = Fraction | None


@dataclass(frozen=True)
class Action:
    """A recommendation that something points at. `rank` and `planned`: None where it does not fire, or has no place."""

    id: str
    title: str
    fires: bool
    hidden: bool
    rank: int | None
    planned: str | None


@dataclass(frozen=True)
class HeldScore:
    """A score that a gate holds. `raw` and `score`: before and after all gates; `binds`: `raw` is above the cap."""

    id: str
    title: str
    band: str
    cap: Fraction
    raw: Exact
    score: Exact
    binds: bool


@dataclass(frozen=True)
class Cause:
    """A condition that puts a gate in force. `note`: why it is not in force although its condition is true."""

    message: str
    in_force: bool
    note: str
    condition: Node
    lifted_by: Action | None


@dataclass(frozen=True)
class GateExplained:
    """A gate. `unknown`: it rests on an answer "I do not know"."""

    id: str
    title: str
    in_force: bool
    unknown: bool
    holds: tuple[HeldScore, ...]
    causes: tuple[Cause, ...]
    hides: tuple[Action, ...]
    lifter_first: bool
    kind: Literal["gate"] = "gate"


@dataclass(frozen=True)
class PairExplained:
    """Two answers that cannot both be true."""

    id: str
    title: str
    in_force: bool
    condition: Node
    kind: Literal["pair"] = "pair"


def action(firm: Firm, name: str) -> Action:
    """A recommendation by its id, with its place in the plan."""
    fired = firm.fired.get(name)
    return Action(
        id=name,
        title=firm.instrument.recommendation[name].title,
        fires=fired is not None,
        hidden=bool(firm.row[f"{name}.hidden"]),
        rank=fired.rank if fired else None,
        planned=horizon(firm, fired.planned) if fired else None,
    )


def horizon(firm: Firm, name: str | None) -> str | None:
    """The words of a stretch of the plan."""
    return next((one.title for one in firm.instrument.settings.words.horizons if one.id == name), None)


def gate(firm: Firm, one: Gate) -> GateExplained:
    """A gate, in force or not."""
    causes = tuple(_cause(firm, one, place, cause) for place, cause in enumerate(one.causes))
    return GateExplained(
        id=one.id,
        title=one.title,
        in_force=any(cause.in_force for cause in causes),
        unknown=any(found.unknown for found in _known(firm) if found.id == one.id),
        holds=tuple(_held(firm, one)),
        causes=causes,
        hides=tuple(action(firm, name) for name in one.hides),
        lifter_first=one.lifter_first,
    )


def _known(firm: Firm) -> Iterator[GateInForce]:
    for part in firm.assessment.questionnaires:
        yield from part.gates
    yield from firm.assessment.overall.gates


def in_force(firm: Firm, gate: str, place: int) -> bool:
    """Whether a cause of a gate is in force, by the engine."""
    return bool(firm.row[f"{gate}.{place}"])


def _cause(firm: Firm, gate: Gate, place: int, cause: GateCause) -> Cause:
    condition, active = tree(firm, cause.when), in_force(firm, gate.id, place)
    note = ""
    if condition.truth is Truth.TRUE and not active:
        note = _("It would hold the overall score, and there is none.")
    lifted_by = action(firm, cause.lifted_by) if cause.lifted_by else None
    return Cause(cause.message, active, note, condition, lifted_by)


def _held(firm: Firm, gate: Gate) -> Iterator[HeldScore]:
    titles = {**firm.material.titles, OVERALL: _("Overall")}
    for name, band in gate.holds_at.items():
        raw, score = (exact(firm, f"{name}.{key}") for key in ("raw", "score"))
        cap = Fraction(firm.assessed.rules.scoring.cap(band), UNIT)
        active = any(in_force(firm, gate.id, place) for place in range(len(gate.causes)))
        binds = active and raw is not None and raw > cap
        yield HeldScore(name, titles[name], firm.material.band(band).title, cap, raw, score, binds)


def exact(firm: Firm, column: str) -> Exact:
    """A stored score."""
    stored = firm.row[column]
    return None if stored is None else Fraction(points(Fraction(stored, UNIT)))


def pair(firm: Firm, one: ConsistencyPair) -> PairExplained:
    """A consistency pair."""
    return PairExplained(one.id, one.text, bool(firm.row[one.id]), tree(firm, one.when))
