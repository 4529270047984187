"""What became of the last plan: which of its actions were done, begun, left, and which can no longer be judged.

An action is judged by the questions that it was to lift, never by the score: a level that was reached stays reached,
whatever else became of the firm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from msme_check.comparing.earlier import EarlierAction, EarlierLift
from msme_check.explaining.firm import Firm
from msme_check.model.assessment import AnswerScore, State


class Became(StrEnum):
    """What became of a planned action."""

    DONE = "done"
    """Every question has the level that the action was to bring."""
    BEGUN = "begun"
    """Some levels rose, not all as far as that."""
    NOT = "not"
    """No level rose."""
    UNKNOWN = "unknown"
    """No level rose that can be judged, and some cannot: not asked any more, not answered, "I do not know"."""


@dataclass(frozen=True)
class Lifted:
    """A question of an action: its level then and today, and the level it was to reach; None: cannot be judged."""

    question: str
    start: int
    target: int
    now: int | None


@dataclass(frozen=True)
class ActionBecame:
    """A planned action, in the order of the plan. `title`: its id where the instrument of today does not have it."""

    id: str
    title: str
    horizon: str
    became: Became
    lifts: tuple[Lifted, ...]


def became(plan: Mapping[str, EarlierAction], before: Firm, after: Firm) -> Iterator[ActionBecame]:
    """What became of each action of a plan. `before`: the answers of then under the instrument of today."""
    horizons = [one.id for one in after.instrument.settings.words.horizons]
    titles = {name: one.title for name, one in after.instrument.recommendation.items()}
    planned = sorted(plan.values(), key=lambda one: horizons.index(one.planned) if one.planned in horizons else 99)
    for action in planned:
        lifts = tuple(_lifted(one, before, after) for one in action.lifts)
        title = titles.get(action.id, action.id)
        yield ActionBecame(action.id, title, action.planned or "", _judged(lifts), lifts)


def _lifted(lift: EarlierLift, before: Firm, after: Firm) -> Lifted:
    """A question's level today beside that of then, by the instrument of today where this has the question."""
    then, now = _level(before, lift.question), _level(after, lift.question)
    return Lifted(lift.question, lift.start if then is None else then, lift.target, now)


def _level(firm: Firm, question: str) -> int | None:
    """The level of an answer; None where nobody knows it."""
    if question not in firm.instrument.questions:
        return None
    given: AnswerScore = firm.given(question)
    return given.level if given.state is State.ANSWERED else None


def _judged(lifts: tuple[Lifted, ...]) -> Became:
    known = [one for one in lifts if one.now is not None]
    reached = [one for one in known if one.now is not None and one.now >= one.target]
    if lifts and len(reached) == len(lifts):
        return Became.DONE
    if any(one.now is not None and one.now > one.start for one in known):
        return Became.BEGUN
    return Became.NOT if known and len(known) == len(lifts) else Became.UNKNOWN
