"""In which order recommendations stand, and which of them the plan takes.

Framework F.6 with rulings R18, R34, R37, over numpy arrays of all firms at once, because each place depends
on those before it.
"""

from dataclasses import dataclass
from functools import lru_cache, reduce
from graphlib import TopologicalSorter

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.answers import ROW
from msme_check.conditions import profile
from msme_check.frames import NONE, Array, Bools, Frame, Ints, Small
from msme_check.model.instrument import Instrument
from msme_check.model.rules import LONGEST_CHAIN, MOST_RECOMMENDATIONS
from msme_check.rules import Rules
from msme_check.units import reached_at

Places = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Plans:
    """The ranking and the plan of all firms; R recommendations in the order of the instrument.

    `order`: (firms, R) places of recommendations, best first, -1 where there are no more.
    `horizon`: (firms, R) 0 not planned, 1 quick, 2 medium, 3 long. `moved`: put off to a later horizon.
    """

    order: Places
    horizon: Small
    moved: Bools

    def filter(self, keep: Bools) -> "Plans":
        """Those of the firms for which `keep` is true."""
        return Plans(self.order[keep], self.horizon[keep], self.moved[keep])


HORIZONS = ("", "quick", "medium", "long")
_PLACES = np.int16
"""Holds the place of a recommendation in the instrument, or -1."""


def plans(frame: Frame, instrument: Instrument) -> Plans:
    """Ranks what fires in a judged frame, and fills the plan of each firm."""
    fires = _stacked(frame, instrument, "fires")
    order = _order(frame, instrument, fires)
    return _Planner(frame, instrument, fires, order).plans()


def _stacked(frame: Frame, instrument: Instrument, suffix: str) -> Array:
    """(R, firms): one kind of column of all recommendations."""
    return np.stack([frame[f"{one.id}.{suffix}"] for one in instrument.recommendations])


@lru_cache(maxsize=8)
def _needs(instrument: Instrument) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The places of the recommendations that need others, with the places of those; each after those that need it."""
    place = {one.id: n for n, one in enumerate(instrument.recommendations)}
    needs = {place[one.id]: tuple(place[need] for need in one.needs) for one in instrument.recommendations}
    needing = TopologicalSorter({one: found for one, found in needs.items() if found})
    return tuple((one, needs[one]) for one in reversed(list(needing.static_order())) if needs[one])


def keys(frame: Frame, instrument: Instrument) -> Ints:
    """(R, firms) the greater the better: the first lifter, gate lifters, value, then the order of the instrument."""
    found = np.empty((len(instrument.recommendations), frame.length), dtype=np.int64)
    for place, one in enumerate(instrument.recommendations):
        leading = frame[f"{one.id}.leads"] * np.int64(2) + frame[f"{one.id}.lifts_gate"]
        values = np.clip(frame[f"{one.id}.value"], -(10**15), 10**15) + 10**15
        found[place] = (leading * (4 * 10**15) + values) * _STEP + (_STEP - 1 - place)
    return found


def _order(frame: Frame, instrument: Instrument, fires: Bools) -> Places:
    """R18: again and again the best of those whose firing prerequisites stand already."""
    count = len(fires)
    none = -1 - np.arange(count)[:, np.newaxis]
    best_last = np.sort(np.ascontiguousarray(np.where(fires, keys(frame, instrument), none).T), axis=1)
    ranked = _STEP - 1 - _last_digit(best_last)[:, ::-1]  # the place of each is in its key
    ranks = np.empty_like(ranked)
    np.put_along_axis(ranks, ranked, np.arange(count, dtype=_PLACES)[np.newaxis], axis=1)
    turns = np.sort(np.ascontiguousarray(_turns(ranks.T.astype(np.int64), fires, instrument).T), axis=1)
    order = _last_digit(turns)
    order[np.arange(count) >= fires.sum(axis=0)[:, np.newaxis]] = NONE
    return order


_BITS = (MOST_RECOMMENDATIONS + 1).bit_length()
_STEP = 1 << _BITS
"""More than there may be recommendations."""


def _last_digit(numbers: Ints) -> Places:
    """The places at the end of keys and turns; cutting numbers off first makes the rest of the work small."""
    return numbers.astype(_PLACES) & _PLACES(_STEP - 1)


def _turns(ranks: Ints, fires: Bools, instrument: Instrument) -> Ints:
    """(R, firms) numbers that rise in the order of the ranking; the last digit of each is the recommendation's place.

    One that needs nothing has its turn by its own rank. One that ranks before what it needs has it straight after
    that, and before what ranks behind it: its number begins with the digits of what it needs, as far as those rank
    behind it, and then has its own. The rank counts from 1, so that what is needed comes first.
    """
    shifts = np.arange(LONGEST_CHAIN, 0, -1) * _BITS
    own = ranks + 1
    turns = own << shifts[0]
    links = _longest(instrument) - 1
    for one, needs in reversed(_needs(instrument)):
        latest = reduce(np.maximum, (turns[need] * fires[need] for need in needs))
        waiting = np.flatnonzero(latest > turns[one])  # elsewhere it has its turn by its own rank
        latest, rank = latest[waiting], own[one, waiting]
        kept, place = np.zeros_like(latest), np.zeros_like(latest)
        for shift in shifts[:links]:
            digit = latest >> shift & (_STEP - 1)
            behind = digit > rank
            kept += (digit << shift) * behind
            place += behind
        turns[one, waiting] = kept + (rank << np.take(shifts, place))
    found: Ints = turns + np.arange(len(ranks))[:, np.newaxis]
    return found


@lru_cache(maxsize=8)
def _longest(instrument: Instrument) -> int:
    """How many recommendations stand in the longest row in which each needs the next."""
    length: dict[int, int] = {}
    for one, needs in reversed(_needs(instrument)):
        length[one] = 1 + max(length.get(need, 1) for need in needs)
    return max(length.values(), default=1)


_QUICK = len(HORIZONS)
"""The column of `_Planner.used` behind those of the horizons."""


class _Planner:
    """Fills the plan of every firm in the order of its ranking (F.6.5, R37).

    First what lifts a gate in force and the best action of each questionnaire that scored low, with what
    these need; then the others while there is room. An action stands no earlier than what it needs. A quick
    action that a small firm's first plan cannot carry goes to the next horizon; it never disappears while
    that has room.
    """

    def __init__(self, frame: Frame, instrument: Instrument, fires: Bools, order: Places) -> None:
        self.frame, self.instrument, self.order = frame, instrument, order
        self.rule = instrument.settings.plan
        recommendations = instrument.recommendations
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
        self.days = np.zeros(len(order), dtype=np.int64)
        self.limit_days, self.limit_actions = self._limits()

    def _needs(self) -> Ints:
        """(R, most): the places of what each recommendation needs, filled up with that which does not exist."""
        table = np.full((self.count, max([1, *(len(needs) for _one, needs in _needs(self.instrument))])), self.count)
        for one, needs in _needs(self.instrument):
            table[one, : len(needs)] = needs
        return table

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
        return Plans(self.order, self.horizon[:, :-1], self.moved[:, :-1])

    def _wanted(self) -> Bools:
        """(R, firms): what lifts a gate in force, the first of each questionnaire that scored low, and their needs."""
        recommendations = self.instrument.recommendations
        wanted = _stacked(self.frame, self.instrument, "forced") & self.fires
        limit = reached_at(self.rule.every_questionnaire_below)
        parts = [part.id for part in self.instrument.questionnaires]
        part_of = np.array([*(parts.index(one.questionnaire) for one in recommendations), NONE], dtype=np.int8)
        ranked = part_of[self.order]
        for number, name in enumerate(parts):
            score, here = self.frame[f"{name}.score"], ranked == number
            first = here.argmax(axis=1)
            low = np.flatnonzero((score >= 0) & (score < limit) & here[np.arange(len(first)), first])
            wanted[self.order[low, first[low]], low] = True
        for one, needs in _needs(self.instrument):
            for need in needs:
                wanted[need] |= wanted[one] & self.fires[need]
        return wanted

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
        quick, effort = earliest == 1, self.effort[best]
        fits = (self.days[rows] + effort <= self.limit_days[rows]) & (
            self._used(rows, 1) < np.minimum(self.limit_actions[rows], self.places[1])
        )
        target = np.where(quick & ~fits, 2, earliest)
        if must:
            full = self._used(rows, target) >= self.places[target]
            target = np.where(full & (target < 3), target + 1, target)
        possible = self._used(rows, target) < self.places[target]
        if not must:
            possible &= ~(quick & (self._used(rows, _QUICK) >= self.places[_QUICK]))
        rows, best, target, earliest = rows[possible], best[possible], target[possible], earliest[possible]
        self.horizon[rows, best] = target
        self.moved[rows, best] = target > earliest
        self.used[rows, target] += 1
        self.used[rows, _QUICK] += earliest == 1
        self.days[rows] += np.where(target == 1, effort[possible], 0)

    def _used(self, rows: Ints, column: Ints | int) -> Ints:
        """How many actions stand in a column of `used`."""
        return self.used.take(rows * self.used.shape[1] + column)

    def _with_room(self, rows: Ints, best: Places) -> tuple[Ints, Places]:
        """Without those that cannot be placed any more: they wait for nothing, and where they belong is full."""
        natural = self.natural[best]
        column = np.where(natural == 1, _QUICK, natural)
        left = self.needing[best] | (self._used(rows, column) < self.places[natural])
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
        found: Array = _stacked(frame, instrument, suffix)[places, firms]
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
