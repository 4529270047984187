"""Which recommendations the plan takes, and when (framework F.6.5, rulings R18, R34, R37).

Over numpy arrays of all firms at once, in the order of their ranking.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from msme_check.answers import ROW
from msme_check.budget import Budget, budget
from msme_check.conditions import profile
from msme_check.frames import NONE, Array, Bools, Frame, Ints, Small
from msme_check.model.instrument import Instrument
from msme_check.ranking import Places, needs_of, order, stacked
from msme_check.rules import Rules
from msme_check.units import reached_at


@dataclass(frozen=True)
class Plans:
    """The ranking and the plan of all firms; R recommendations in the order of the instrument.

    `order`: (firms, R) places of recommendations, best first, -1 where there are no more.
    `horizon`: (firms, R) 0 not planned, 1 quick, 2 medium, 3 long. `moved`: put off to a later horizon; `dear`: dearer
    than the firm said that it can pay.
    """

    order: Places
    horizon: Small
    moved: Bools
    dear: Bools

    def filter(self, keep: Bools) -> "Plans":
        """Those of the firms for which `keep` is true."""
        return Plans(self.order[keep], self.horizon[keep], self.moved[keep], self.dear[keep])


HORIZONS = ("", "quick", "medium", "long")


def plans(frame: Frame, instrument: Instrument) -> Plans:
    """Ranks what fires in a judged frame, and fills the plan of each firm."""
    fires = stacked(frame, instrument, "fires")
    return _Planner(frame, instrument, fires, order(frame, instrument, fires)).plans()


_QUICK = len(HORIZONS)
"""The column of `_Planner.used` behind those of the horizons."""


class _Planner:
    """Fills the plan of every firm in the order of its ranking (F.6.5, R37).

    First what lifts a gate in force, the best action of each questionnaire that scored low and the best for the owner's
    goal, with what these need; then the others while there is room. An action stands no earlier than what it needs, and
    a dear one waits. What the days of a horizon cannot carry goes to the next; it never disappears while that has room.
    """

    def __init__(self, frame: Frame, instrument: Instrument, fires: Bools, order: Places) -> None:
        self.frame, self.instrument, self.order = frame, instrument, order
        self.rule = self.instrument.settings.plan
        recommendations = self.instrument.recommendations
        self.count = len(recommendations)
        self.natural = np.array([HORIZONS.index(one.horizon) for one in recommendations])
        self.effort = np.array([one.effort_days for one in recommendations])
        self.fires = fires
        self.needs = self._needs()
        self.needing = np.array([bool(one.needs) for one in recommendations])
        self.places = np.array([0, *(self.rule.places[name] for name in ("quick", "medium", "long"))])
        self.places = np.append(self.places, self.places[1])
        # One place more than there are recommendations: of one that does not exist, which nothing has to wait for.
        self.horizon = np.zeros((len(order), self.count + 1), dtype=np.int8)
        self.moved = np.zeros((len(order), self.count + 1), dtype=np.bool_)
        self.used = np.zeros((len(order), len(self.places)), dtype=np.int64)
        """Actions in each horizon, and last those that are quick by themselves, also where they were put off."""
        self.days = np.zeros((len(order), len(HORIZONS)), dtype=np.int64)
        self.budget: Budget = budget(frame, self.instrument, HORIZONS)

    def _needs(self) -> Ints:
        """(R, most): the places of what each recommendation needs, filled up with that which does not exist."""
        needs = needs_of(self.instrument)
        table = np.full((self.count, max([1, *(len(found) for _one, found in needs)])), self.count)
        for one, found in needs:
            table[one, : len(found)] = found
        return table

    def plans(self) -> Plans:
        wanted = self._wanted()
        self._fill(wanted, must=True)
        self._fill(~wanted, must=False)
        return Plans(self.order, self.horizon[:, :-1], self.moved[:, :-1], self.budget.dear)

    def _wanted(self) -> Bools:
        """(R, firms): what has to be in the plan, with what that needs."""
        wanted = stacked(self.frame, self.instrument, "forced") & self.fires
        for best, rows in (*self._of_low_scores(), *self._of_goals()):
            wanted[best, rows] = True
        for one, needs in needs_of(self.instrument):
            for need in needs:
                wanted[need] |= wanted[one] & self.fires[need]
        return wanted

    def _of_low_scores(self) -> Iterator[tuple[Places, Ints]]:
        """The best action of each questionnaire that scored low, and whose it is."""
        limit = reached_at(self.rule.every_questionnaire_below)
        parts = [part.id for part in self.instrument.questionnaires]
        own = [*(parts.index(one.questionnaire) for one in self.instrument.recommendations), NONE]
        ranked = np.array(own, dtype=np.int8)[self.order]
        for number, name in enumerate(parts):
            score = self.frame[f"{name}.score"]
            low = np.flatnonzero((score >= 0) & (score < limit))
            yield self._best(low, ranked[low] == number)

    def _of_goals(self) -> Iterator[tuple[Places, Ints]]:
        """The best action that serves the owner's goal, and whose goal it is."""
        goals, chosen = self.frame.words(profile("goal")), self.frame[profile("goal")]
        served = [self.instrument.goals_of(one) for one in self.instrument.recommendations]
        for number, goal in enumerate(goals):
            serves = np.array([*(goal in some for some in served), False])
            rows = np.flatnonzero(chosen == number)
            yield self._best(rows, serves[self.order[rows]])

    def _best(self, rows: Ints, fitting: Bools) -> tuple[Places, Ints]:
        """Of the ranking of each of `rows` the first that is `fitting`, and the rows that have one."""
        first = fitting.argmax(axis=1)
        having = fitting[np.arange(len(rows)), first]
        return self.order[rows[having], first[having]], rows[having]

    def _fill(self, candidates: Bools, *, must: bool) -> None:
        """Goes through the ranking of all firms at once: the first of each, then the second of each."""
        table = np.zeros(self.horizon.shape, dtype=np.bool_)
        table[:, :-1] = candidates.T
        begins = np.arange(len(table)) * table.shape[1]
        for best in np.ascontiguousarray(self.order.T):
            rows = np.flatnonzero(
                table.take(begins + best)
            )  # where nothing stands, -1 is the place that does not exist
            if len(rows):
                self._place(rows, best[rows], must=must)

    def _place(self, rows: Ints, best: Places, *, must: bool) -> None:
        """Gives each firm of `rows` its action of `best` the first horizon that can carry it."""
        if not must:
            rows, best = self._with_room(rows, best)
        rows, best, earliest = self._ready(rows, best)
        target = self._target(rows, best, earliest, must=must)
        possible = self._used(rows, target) < self.places[target]
        if not must:
            possible &= ~((earliest == 1) & (self._used(rows, _QUICK) >= self.places[_QUICK]))
        rows, best, target, earliest = rows[possible], best[possible], target[possible], earliest[possible]
        self.horizon[rows, best] = target
        self.moved[rows, best] = target > earliest
        self.used[rows, target] += 1
        self.used[rows, _QUICK] += earliest == 1
        self.days[rows, target] += self.effort[best]

    def _target(self, rows: Ints, best: Places, earliest: Ints, *, must: bool) -> Ints:
        """The horizon that carries the action, from the earliest on; the last carries whatever it has a place for."""
        effort = self.effort[best]
        target = np.where(self.budget.dear[rows, best], np.maximum(earliest, self.budget.dear_from), earliest)
        crowded = self._used(rows, 1) >= np.minimum(self.budget.actions[rows], self.places[1])
        target = np.where((target == 1) & (crowded | self._too_long(rows, 1, effort)), 2, target)
        crowded = must & (self._used(rows, 2) >= self.places[2])
        return np.where((target == 2) & (crowded | self._too_long(rows, 2, effort)), 3, target)

    def _too_long(self, rows: Ints, horizon: int, effort: Ints) -> Bools:
        """Where the days of a horizon are not enough for one more action."""
        longer: Bools = self.days[rows, horizon] + effort > self.budget.days[rows, horizon]
        return longer

    def _used(self, rows: Ints, column: Ints | int) -> Ints:
        """How many actions stand in a column of `used`."""
        return self.used.take(rows * self.used.shape[1] + column)

    def _with_room(self, rows: Ints, best: Places) -> tuple[Ints, Places]:
        """Without those that cannot be placed any more: they wait for nothing, and where they belong is full.

        What a firm said of its days and money may put an action elsewhere.
        """
        natural = self.natural[best]
        column = np.where(natural == 1, _QUICK, natural)
        left = self.needing[best] | self.budget.said[rows] | (self._used(rows, column) < self.places[natural])
        return rows[left], best[left]

    def _ready(self, rows: Ints, best: Places) -> tuple[Ints, Places, Ints]:
        """Those for which all stands that they need, and the earliest horizon of each."""
        earliest = self.natural[best]
        waiting = np.flatnonzero(self.needing[best])
        needs, here = self.needs[best[waiting]], rows[waiting, np.newaxis]
        needed, planned = self._firing(needs, here), self.horizon[here, needs]
        earliest[waiting] = np.maximum(earliest[waiting], (planned * needed).max(axis=1))
        ready = np.ones(len(rows), dtype=np.bool_)
        ready[waiting] = ~(needed & (planned == 0)).any(axis=1)
        return rows[ready], best[ready], earliest[ready]

    def _firing(self, places: Ints, rows: Ints) -> Bools:
        """Where a recommendation fires; the one that does not exist never does."""
        return (places < self.count) & self.fires[np.minimum(places, self.count - 1), rows]


def listed(frame: Frame, rules: Rules, found: Plans, top: int | None = None) -> pl.DataFrame:
    """One line for each recommendation that fires, firm by firm in ranking order.

    Columns: firm (place in the frame), row, rank (from 1), place (of the recommendation in the instrument),
    horizon (0-3), moved, gain (units of a score), value (units of a value), because (bits of `Rules.reasons`).
    """
    order = found.order if top is None else found.order[:, :top]
    firms, ranks = np.nonzero(order >= 0)
    places = order[firms, ranks]
    instrument = rules.instrument

    def picked(suffix: str) -> Array:
        found: Array = stacked(frame, instrument, suffix)[places, firms]
        return found

    return pl.DataFrame(
        {
            "firm": firms,
            ROW: frame[ROW][firms],
            "rank": ranks + 1,
            "place": places,
            "horizon": found.horizon[firms, places],
            "moved": found.moved[firms, places],
            "gain": picked("gain"),
            "value": picked("value"),
            "because": picked("because"),
        }
    )
