"""All scores at a glance: what pulls each of them, what holds it, and which actions come first."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from msme_check.explaining.firm import Firm
from msme_check.explaining.rules import Action, action
from msme_check.explaining.scores import Counted, GateEffect, Held, ScoreExplained, Scores

PULLS = 3
"""How many questions are named that cost a score most."""

FIRST = 3
"""How many actions are named."""


@dataclass(frozen=True)
class Summary:
    """A score. `pulls`: the questions that cost it most points. `held`: what gates take off it."""

    id: str
    title: str
    score: Fraction | None
    raw: Fraction | None
    band: str
    note: str
    pulls: tuple[Counted, ...]
    held: tuple[Held, ...]
    gates: tuple[GateEffect, ...]


@dataclass(frozen=True)
class Overview:
    """Every score, the overall one first, and the actions that rank first."""

    scores: tuple[Summary, ...]
    actions: tuple[Action, ...]
    kind: Literal["overview"] = "overview"


def overview(firm: Firm) -> Overview:
    """The scores of a firm and what makes them what they are."""
    scores = Scores(firm)
    parts = [scores.questionnaire(part) for part in firm.instrument.questionnaires]
    summaries = tuple(_summary(one) for one in (scores.overall(), *parts))
    return Overview(summaries, tuple(action(firm, name) for name in list(firm.fired)[:FIRST]))


def _summary(one: ScoreExplained) -> Summary:
    pulls = tuple(one.pulls[:PULLS])
    return Summary(one.id, one.title, one.score, one.raw, one.band, one.note, pulls, one.held, one.gates)
