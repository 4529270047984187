"""The policy trace: each direction with its quoted line, the actions that follow from it, and the firms they serve."""

from dataclasses import dataclass
from typing import Literal

from msme_check.cohort.disclosure import Count, Disclosure
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Recommendation
from msme_check.tracing.tally import Tally, also


@dataclass(frozen=True)
class Traced:
    """A recommendation with the line that it quotes. `planned`, `fires`: firms; None where none were counted."""

    id: str
    title: str
    place: str
    quote: str
    reading: str
    planned: int | None
    fires: int | None


@dataclass(frozen=True)
class Touching:
    """A recommendation of another direction, and the questions under this one whose answers it lifts."""

    id: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Serving:
    """How many firms a direction serves.

    `planned`: their plan has an action that follows from it. `fires`: such an action fires. `besides`: their plan has
    none, but an action of another direction that lifts an answer under this one. In public only `planned` is told:
    the difference of two numbers could be of fewer than five firms.
    """

    planned: Count
    fires: Count | None
    besides: Count | None


@dataclass(frozen=True)
class DirectionTraced:
    """A direction of the policy. `serving`: None where no firms were counted."""

    id: str
    code: str
    pillar: str
    title: str
    place: str
    quote: str
    summary: str
    serving: Serving | None
    recommendations: tuple[Traced, ...]
    also: tuple[Touching, ...]


@dataclass(frozen=True)
class Trace:
    """All directions. `firms`: how many were counted; None where none were, or too few for the public."""

    firms: int | None
    public: bool
    directions: tuple[DirectionTraced, ...]
    kind: Literal["directions"] = "directions"


def trace(instrument: Instrument, tally: Tally | None = None, *, public: bool = False) -> Trace:
    """The trace of an instrument, with the firms of `tally`."""
    disclosure = Disclosure(public, tally.firms if tally else 0)
    counted = None if tally is None or disclosure.nothing else tally
    told = None if public else counted
    found = []
    for one in instrument.directions:
        own = (action for action in instrument.recommendations if action.direction == one.id)
        found.append(
            DirectionTraced(
                id=one.id,
                code=one.code,
                pillar=one.pillar,
                title=one.title,
                place=one.place,
                quote=one.quote,
                summary=one.summary,
                serving=None if counted is None else _serving(one.id, counted, disclosure),
                recommendations=tuple(_traced(action, told) for action in own),
                also=tuple(
                    Touching(name, instrument.recommendation[name].title, questions)
                    for name, questions in also(instrument, one.id).items()
                ),
            )
        )
    return Trace(None if counted is None else counted.firms, public, tuple(found))


def _traced(one: Recommendation, tally: Tally | None) -> Traced:
    basis = one.policy_basis
    planned, fires = (tally.planned[one.id], tally.fires[one.id]) if tally else (None, None)
    return Traced(one.id, one.title, basis.place, basis.quote, basis.reading, planned, fires)


def _serving(direction: str, tally: Tally, disclosure: Disclosure) -> Serving:
    planned = disclosure.part(tally.served[direction])
    if disclosure.public:
        return Serving(planned, None, None)
    return Serving(planned, disclosure.part(tally.asked[direction]), disclosure.part(tally.besides[direction]))
