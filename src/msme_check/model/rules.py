"""What is concluded from answers: gates, consistency pairs, recommendations, directions, overlays."""

from decimal import Decimal
from fractions import Fraction
from math import lcm, prod
from typing import Annotated, Literal

from pydantic import Field

from msme_check.model.conditions import Condition, Level
from msme_check.model.text import Code, Id, Strict, Text

MOST_RECOMMENDATIONS = 500
"""Of one instrument. `ranking` sorts numbers of 64 bits: 9 for each of a row, 9 for a place, and one more."""

LONGEST_CHAIN = 6
"""So many recommendations may stand in a row in which each needs the next."""

Multiplier = Annotated[Decimal, Field(ge=0, le=4, decimal_places=2)]
Cost = Literal["free", "low", "medium", "high"]
Horizon = Literal["quick", "medium", "long"]


class GateCause(Strict):
    """One condition that puts a gate in force, and the recommendation that lifts it."""

    when: Condition
    message: Text
    lifted_by: Id | None = None


class Gate(Strict):
    """Holds a score below the next band while any of its causes is true. Never adds."""

    id: Code
    title: Text
    holds_at: dict[Id, Id] = Field(min_length=1)
    causes: tuple[GateCause, ...] = Field(min_length=1)
    hides: tuple[Id, ...] = ()
    lifter_first: bool = False


class ConsistencyPair(Strict):
    """Two answers that cannot both be true; asked again, politely."""

    id: Code
    when: Condition
    text: Text


class Direction(Strict):
    """One of the nine policy directions of section 4 of the vision, with an exact quotation."""

    id: Id
    code: Code
    pillar: Text
    title: Text
    place: str
    quote: str
    summary: Text


class PolicyBasis(Strict):
    """The line of the policy text that a recommendation follows from, and how we read it."""

    place: str
    quote: str
    reading: Text


class Recommendation(Strict):
    """An action: when it fires, what to do, what it costs, what it lifts, and why."""

    id: Id
    order: int = Field(ge=1)
    questionnaire: Id
    title: Text
    when: Condition
    only_for: Condition | None = None
    steps: tuple[Text, ...] = Field(min_length=2)
    effort_days: int = Field(ge=1)
    cost: Cost
    horizon: Horizon
    lifts: dict[Id, Level] = Field(min_length=1)
    ticks: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)
    needs: tuple[Id, ...] = ()
    direction: Id
    policy_basis: PolicyBasis
    why_it_helps: Text
    sdg: tuple[str, ...] = Field(min_length=1)
    provider_kinds: tuple[Id, ...] = Field(min_length=1)


class OverlayException(Strict):
    """Overrides a group's table for some questions while a condition on the profile is true."""

    questions: tuple[Id, ...] = Field(min_length=1)
    when: Condition
    multiplier: Multiplier
    why: Text


class OverlayGroup(Strict):
    """Multipliers by one profile field: question -> code of the field -> multiplier; not listed = 1."""

    id: Id
    title: Text
    by: Id
    multipliers: dict[Id, dict[str, Multiplier]]
    exceptions: tuple[OverlayException, ...] = ()

    @property
    def denominator(self) -> int:
        """Times this, every multiplier is a whole number."""
        cells = (cell for row in self.multipliers.values() for cell in row.values())
        every = (*cells, *(exception.multiplier for exception in self.exceptions))
        return lcm(*(Fraction(one).denominator for one in every))


class DimensionShift(Strict):
    """Changes of dimension weights, in percent points, for one code of a profile field."""

    by: Id
    code: str
    changes: dict[Id, int] = Field(min_length=2)


class Overlays(Strict):
    """How weights follow from the profile. The product of all groups is limited to `limit`."""

    limit: Multiplier
    groups: tuple[OverlayGroup, ...]
    dimension_shifts: tuple[DimensionShift, ...]

    @property
    def scale(self) -> int:
        """What an effective weight of 1 is stored as, so that all weights are whole numbers."""
        return Fraction(self.limit).denominator * prod(group.denominator for group in self.groups)
