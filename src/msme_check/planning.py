"""In which order recommendations stand, and which of them the plan takes.

Framework F.6 with rulings R18, R34, R37, over numpy arrays of all firms at once, because each place depends
on those before it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.answers import ROW
from msme_check.conditions import profile
from msme_check.frames import Bools, Frame, Ints
from msme_check.model.instrument import Instrument
from msme_check.rules import Rules
from msme_check.scoring import reached_at


@dataclass(frozen=True)
class Plans:
    """The ranking and the plan of all firms; R recommendations in the order of the instrument.

    `order`: (firms, R) places of recommendations, best first, -1 where there are no more.
    `horizon`: (firms, R) 0 not planned, 1 quick, 2 medium, 3 long. `moved`: put off to a later horizon.
    """

    order: Ints
    horizon: Ints
    moved: Bools

    def filter(self, keep: Bools) -> "Plans":
        """Those of the firms for which `keep` is true."""
        return Plans(self.order[keep], self.horizon[keep], self.moved[keep])


HORIZONS = ("", "quick", "medium", "long")


def plans(frame: Frame, instrument: Instrument) -> Plans:
    """Ranks what fires in a judged frame, and fills the plan of each firm."""
    ranked = _order(frame, instrument)
    return _Planner(frame, instrument, ranked).plans()


def _matrix(frame: Frame, instrument: Instrument, suffix: str) -> npt.NDArray[np.generic]:
    return np.stack([frame[f"{one.id}.{suffix}"] for one in instrument.recommendations], axis=1)


def needs(instrument: Instrument) -> Bools:
    """(R, R): whether the row's recommendation needs the column's."""
    place = {one.id: n for n, one in enumerate(instrument.recommendations)}
    table = np.zeros((len(place), len(place)), dtype=np.bool_)
    for one in instrument.recommendations:
        for need in one.needs:
            table[place[one.id], place[need]] = True
    return table


def keys(frame: Frame, instrument: Instrument) -> Ints:
    """(firms, R) the greater the better: the first lifter, gate lifters, value, then the order of the instrument."""
    count = len(instrument.recommendations)
    found = np.empty((frame.length, count), dtype=np.int64)
    for place, one in enumerate(instrument.recommendations):
        leading = frame[f"{one.id}.leads"] * np.int64(2) + frame[f"{one.id}.lifts_gate"]
        values = np.clip(frame[f"{one.id}.value"], -(10**15), 10**15) + 10**15
        found[:, place] = (leading * (4 * 10**15) + values) * count + (count - 1 - place)
    return found


def _order(frame: Frame, instrument: Instrument) -> Ints:
    """R18: again and again the best of those whose firing prerequisites stand already.

    Where no prerequisite ranks below what needs it, that is the order of the keys.
    """
    fires = _matrix(frame, instrument, "fires").astype(np.bool_)
    key = np.where(fires, keys(frame, instrument), -1)
    order = np.argsort(-key, axis=1)
    order[np.take_along_axis(key, order, axis=1) < 0] = -1
    table = needs(instrument)
    late = np.zeros(frame.length, dtype=np.bool_)
    for one, need in zip(*np.nonzero(table), strict=True):
        late |= fires[:, one] & fires[:, need] & (key[:, one] > key[:, need])
    if late.any():
        order[late] = _with_needs(fires[late], key[late], table)
    return order


def _with_needs(fires: Bools, key: Ints, table: Bools) -> Ints:
    """The order of firms where a prerequisite ranks below what needs it."""
    blocked = fires.astype(np.int16) @ table.T.astype(np.int16)
    rows = np.arange(len(fires))
    order = np.full(fires.shape, -1, dtype=np.int64)
    ready = np.where(blocked == 0, key, -1)
    followers = table.T
    for place in range(int(fires.sum(axis=1).max(initial=0))):
        best = ready.argmax(axis=1)
        found = ready[rows, best] >= 0
        order[found, place] = best[found]
        ready[rows, best] = -1
        freeing = np.flatnonzero(found & followers[best].any(axis=1))
        blocked[freeing] -= followers[best[freeing]]
        freed = followers[best[freeing]] & (blocked[freeing] == 0) & fires[freeing]
        ready[freeing] = np.where(freed, key[freeing], ready[freeing])
    return order


class _Planner:
    """Fills the plan of every firm in the order of its ranking (F.6.5, R37).

    First what lifts a gate in force and the best action of each questionnaire that scored low, with what
    these need; then the others while there is room. An action stands no earlier than what it needs. A quick
    action that a small firm's first plan cannot carry goes to the next horizon; it never disappears while
    that has room.
    """

    def __init__(self, frame: Frame, instrument: Instrument, order: Ints) -> None:
        self.frame, self.instrument, self.order = frame, instrument, order
        self.rule = instrument.settings.plan
        recommendations = instrument.recommendations
        self.natural = np.array([HORIZONS.index(one.horizon) for one in recommendations])
        self.effort = np.array([one.effort_days for one in recommendations])
        self.needs = needs(instrument)
        self.fires = _matrix(frame, instrument, "fires").astype(np.bool_)
        self.parts = {
            part.id: np.array([one.questionnaire == part.id for one in recommendations])
            for part in instrument.questionnaires
        }
        self.places = np.array([0, *(self.rule.places[name] for name in ("quick", "medium", "long"))])
        self.horizon = np.zeros(order.shape, dtype=np.int64)
        self.moved = np.zeros(order.shape, dtype=np.bool_)
        self.used = np.zeros((len(order), len(HORIZONS)), dtype=np.int64)
        self.days = np.zeros(len(order), dtype=np.int64)
        self.quick_taken = np.zeros(len(order), dtype=np.int64)
        self.limit_days, self.limit_actions = self._limits()

    def _limits(self) -> tuple[Ints, Ints]:
        size, words = self.frame[profile("size")], self.frame.words(profile("size"))
        days = np.full(len(size), np.iinfo(np.int64).max)
        actions = days.copy()
        for limit in self.rule.first_plan_limits:
            if limit.size in words:
                here = size == words.index(limit.size)
                days[here] = limit.days
                if limit.actions is not None:
                    actions[here] = limit.actions
        return days, actions

    def plans(self) -> Plans:
        wanted = self._wanted()
        self._fill(wanted, must=True)
        self._fill(~wanted, must=False)
        return Plans(self.order, self.horizon, self.moved)

    def _wanted(self) -> Bools:
        """What lifts a gate in force, the first action of each questionnaire that scored low, and their needs."""
        rows = np.arange(len(self.order))
        wanted = _matrix(self.frame, self.instrument, "forced").astype(np.bool_) & self.fires
        limit = self.rule.every_questionnaire_below
        for name, members in self.parts.items():
            score = self.frame[f"{name}.score"]
            open_ = (score >= 0) & (score < reached_at(limit))
            for best in self.order.T:
                hit = open_ & (best >= 0) & members[best]
                wanted[rows[hit], best[hit]] = True
                open_ &= ~hit
        for best in self.order.T[::-1]:
            hit = (best >= 0) & wanted[rows, best]
            wanted[hit] |= self.needs[best[hit]] & self.fires[hit]
        return wanted

    def _fill(self, candidates: Bools, *, must: bool) -> None:
        rows = np.arange(len(self.order))
        for best in self.order.T:
            here = (best >= 0) & candidates[rows, best]
            if here.any():
                self._place(rows[here], best[here], must=must)

    def _place(self, rows: Ints, best: Ints, *, must: bool) -> None:
        """Gives each firm of `rows` its action of `best` the first horizon that can carry it."""
        needed = self.needs[best] & self.fires[rows]
        planned = self.horizon[rows]
        possible = ~(needed & (planned == 0)).any(axis=1)
        earliest = np.maximum(self.natural[best], np.where(needed, planned, 0).max(axis=1))
        quick = earliest == 1
        if not must:
            possible &= ~(quick & (self.quick_taken[rows] >= self.places[1]))
        fits = (self.days[rows] + self.effort[best] <= self.limit_days[rows]) & (
            self.used[rows, 1] < np.minimum(self.limit_actions[rows], self.places[1])
        )
        target = np.where(quick & ~fits, 2, earliest)
        if must:
            full = self.used[rows, target] >= self.places[target]
            target = np.where(full & (target < 3), target + 1, target)
        possible &= self.used[rows, target] < self.places[target]
        rows, best, target, quick = rows[possible], best[possible], target[possible], quick[possible]
        self.horizon[rows, best] = target
        self.moved[rows, best] = target > earliest[possible]
        self.used[rows, target] += 1
        self.quick_taken[rows] += quick
        self.days[rows] += np.where(target == 1, self.effort[best], 0)


def listed(frame: Frame, rules: Rules, found: Plans, top: int | None = None) -> pl.DataFrame:
    """One line for each recommendation that fires, firm by firm in ranking order.

    Columns: firm (place in the frame), row, rank (from 1), place (of the recommendation in the instrument),
    horizon (0-3), moved, gain (units of a score), value (units of a value), because (bits of `Rules.reasons`).
    """
    order = found.order if top is None else found.order[:, :top]
    firms, ranks = np.nonzero(order >= 0)
    places = order[firms, ranks]
    instrument = rules.instrument

    def picked(suffix: str) -> npt.NDArray[np.generic]:
        return _matrix(frame, instrument, suffix)[firms, places]

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
