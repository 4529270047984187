"""What a firm can give to its plan: days, and money. What the owner says goes before what is usual (F.6.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msme_check.answers import SIZE
from msme_check.conditions import profile
from msme_check.frames import NO_NUMBER, Bools, Frame, Ints, Small
from msme_check.model.instrument import Instrument

_ANY = np.iinfo(np.int64).max // 2
"""More days and actions than there are; a sum with it is no overflow."""


@dataclass(frozen=True)
class Budget:
    """R recommendations in the order of the instrument; horizons by number, as in `planning.HORIZONS`.

    `days`: (horizons, firms) at most so many days of work in each. `actions`: (firms,) at most so many in the first.
    `most_cost`: (firms,) the place in the costs of the dearest that the firm can pay. `costs`: (R,) those of the
    recommendations; a dearer one stands no earlier than the horizon `dear_from`.
    """

    days: Ints
    actions: Ints
    most_cost: Small
    costs: Small
    dear_from: int

    def dear(self) -> Bools:
        """(firms, R) dearer than the firm can pay."""
        most = np.arange(self.costs.max(initial=0) + 1)
        table: Bools = self.costs > most[:, np.newaxis]
        return table.take(self.most_cost, axis=0, mode="clip")  # who can pay more than the dearest can pay all


def budget(frame: Frame, instrument: Instrument, horizons: Sequence[str]) -> Budget:
    """Of each firm in a frame of answers."""
    rule = instrument.settings.plan.budget
    days, actions = _usual(frame, instrument, len(horizons))
    given = frame[profile(rule.days_a_month)]
    named = np.flatnonzero(given != NO_NUMBER)
    for horizon, months in rule.months.items():
        days[horizons.index(horizon), named] = given[named] * months
    order = {cost.id: place for place, cost in enumerate(instrument.settings.words.costs)}
    costs = np.array([order[one.cost] for one in instrument.recommendations], dtype=np.int8)
    return Budget(days, actions, _most_cost(frame, instrument), costs, horizons.index(rule.dear_from))


def _usual(frame: Frame, instrument: Instrument, horizons: int) -> tuple[Ints, Ints]:
    """What a firm of this size can carry in the first horizon, in days and actions."""
    size, words = frame[SIZE], frame.words(SIZE)
    days = np.full((horizons, len(size)), _ANY)
    actions = np.full(len(size), _ANY)
    for limit in instrument.settings.plan.first_plan_limits:
        if limit.size in words:
            here = size == words.index(limit.size)
            days[1, here] = limit.days
            if limit.actions is not None:
                actions[here] = limit.actions
    return days, actions


def _most_cost(frame: Frame, instrument: Instrument) -> Small:
    """The place in the costs of the dearest that a firm can pay; behind the last where it did not say."""
    name = profile(instrument.settings.plan.budget.most_cost)
    costs = [cost.id for cost in instrument.settings.words.costs]
    places = np.array([*(costs.index(code) for code in frame.words(name)), len(costs)], dtype=np.int8)
    return places[frame[name]]
