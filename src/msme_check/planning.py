"""In which order recommendations stand, and which of them the plan takes.

Framework F.6 with rulings R18, R34, R37, over numpy arrays of all firms at once, because each place depends
on those before it.
"""

from dataclasses import dataclass
from functools import lru_cache
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
    count = len(instrument.recommendations)
    found = np.empty((count, frame.length), dtype=np.int64)
    for place, one in enumerate(instrument.recommendations):
        leading = frame[f"{one.id}.leads"] * np.int64(2) + frame[f"{one.id}.lifts_gate"]
        values = np.clip(frame[f"{one.id}.value"], -(10**15), 10**15) + 10**15
        found[place] = (leading * (4 * 10**15) + values) * count + (count - 1 - place)
    return found


def _order(frame: Frame, instrument: Instrument, fires: Bools) -> Places:
    """R18: again and again the best of those whose firing prerequisites stand already."""
    count = len(fires)
    none = -1 - np.arange(count)[:, np.newaxis]
    key = np.where(fires, keys(frame, instrument), none)
    best_last = np.sort(np.ascontiguousarray(key.T), axis=1)
    ranked = (count - 1 - best_last[:, ::-1] % count).astype(_PLACES)  # the place of each is in its key
    ranks = np.empty_like(ranked)
    np.put_along_axis(ranks, ranked, np.arange(count, dtype=_PLACES)[np.newaxis], axis=1)
    turns = np.sort(np.ascontiguousarray(_turns(ranks.T.astype(np.int64), fires, instrument).T), axis=1)
    order = (turns & (_STEP - 1)).astype(_PLACES)
    order[np.arange(count) >= fires.sum(axis=0)[:, np.newaxis]] = NONE
    return order


_BITS = (MOST_RECOMMENDATIONS + 1).bit_length()
_STEP = 1 << _BITS
"""More than there may be recommendations."""


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
        latest = np.zeros(ranks.shape[1], dtype=np.int64)
        for need in needs:
            np.maximum(latest, turns[need] * fires[need], out=latest)
        kept, place = np.zeros_like(latest), np.zeros_like(latest)
        for shift in shifts[:links]:
            digit = latest >> shift & (_STEP - 1)
            behind = digit > own[one]
            kept += (digit << shift) * behind
            place += behind
        turns[one] = kept + (own[one] << np.take(shifts, place))
    found: Ints = turns + np.arange(len(ranks))[:, np.newaxis]
    return found


@lru_cache(maxsize=8)
def _longest(instrument: Instrument) -> int:
    """How many recommendations stand in the longest row in which each needs the next."""
    length: dict[int, int] = {}
    for one, needs in reversed(_needs(instrument)):
        length[one] = 1 + max(length.get(need, 1) for need in needs)
    return max(length.values(), default=1)


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
        self.natural = np.array([HORIZONS.index(one.horizon) for one in recommendations])
        self.effort = np.array([one.effort_days for one in recommendations])
        self.fires = np.vstack([fires, np.zeros(frame.length, dtype=np.bool_)])
        self.needs = self._needs()
        self.needing = np.array([bool(one.needs) for one in recommendations])
        self.places = np.array([0, *(self.rule.places[name] for name in ("quick", "medium", "long"))])
        # One place more than there are recommendations: of one that does not exist, which nothing has to wait for.
        self.horizon = np.zeros((len(order), len(recommendations) + 1), dtype=np.int8)
        self.moved = np.zeros(order.shape, dtype=np.bool_)
        self.used = np.zeros((len(order), len(HORIZONS)), dtype=np.int64)
        self.days = np.zeros(len(order), dtype=np.int64)
        self.quick_taken = np.zeros(len(order), dtype=np.int64)
        self.limit_days, self.limit_actions = self._limits()

    def _needs(self) -> Ints:
        """(R, most): the places of what each recommendation needs, filled up with that which does not exist."""
        count = len(self.instrument.recommendations)
        table = np.full((count, max([1, *(len(needs) for _one, needs in _needs(self.instrument))])), count)
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
        return Plans(self.order, self.horizon[:, :-1], self.moved)

    def _wanted(self) -> Bools:
        """(R, firms): what lifts a gate in force, the first of each questionnaire that scored low, and their needs."""
        recommendations = self.instrument.recommendations
        wanted = _stacked(self.frame, self.instrument, "forced") & self.fires[:-1]
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
        """Goes through the candidates of all firms at once: the first of each, then the second of each."""
        here = (self.order != NONE) & candidates[self.order.T, np.arange(len(self.order))].T
        counts = here.sum(axis=1)
        rows, ranks = np.nonzero(here)
        best = self.order[rows, ranks]
        turns = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        by_turn = np.argsort(turns.astype(_PLACES), kind="stable")
        start = 0
        for many in np.bincount(turns):
            now = by_turn[start : start + many]
            self._place(rows[now], best[now], must=must)
            start += many

    def _place(self, rows: Ints, best: Places, *, must: bool) -> None:
        """Gives each firm of `rows` its action of `best` the first horizon that can carry it."""
        if not must:
            rows, best = self._with_room(rows, best)
        needs = self.needs[best]
        needed = self.fires[needs, rows[:, np.newaxis]]
        planned = self.horizon[rows[:, np.newaxis], needs]
        possible = ~(needed & (planned == 0)).any(axis=1)
        earliest = np.maximum(self.natural[best], (planned * needed).max(axis=1))
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

    def _with_room(self, rows: Ints, best: Places) -> tuple[Ints, Places]:
        """Without those that cannot be placed any more: they wait for nothing, and where they belong is full."""
        natural = self.natural[best]
        taken = np.where(natural == 1, self.quick_taken[rows], self.used[rows, natural])
        left = self.needing[best] | (taken < self.places[natural])
        return rows[left], best[left]


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
