"""The smallest set of actions that adds up to what is needed: exact, in whole numbers, the same everywhere.

Actions are decided one after the other, each taken or left, for all sets begun so far at once (numpy). Of two begun
sets that mean the same for the actions still to come, one is dropped where the other costs no more and has gained no
less. What the actions still to come need to know of the earlier ones is which of those that they share a question, a
need or a gate with were taken; the order of decisions keeps these few. A begun set is dropped too where even the
actions that gain most for a day could no longer make up what it lacks in the days that are left. Neither can lose the
best set, so what is found is the smallest, and where nothing is found there is nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from msme_check.frames import Array, Bools, Ints
from msme_check.units import UNIT

Words = npt.NDArray[np.uint64]

MOST_BEGUN = 50_000
"""Begun sets that are followed at once. With more, those that lack least are followed, and nothing is proven."""

FIRST_MARGIN = UNIT // 10
"""How far below the highest that could be the highest is sought first."""

FIRST_DAYS = 1
"""How many days more than the least are tried first."""

REST_BITS = 36
"""Bits of what decides between sets of equal days."""

MOST_LOOKS = 100
"""How many begun sets of a state the others are compared with, where several sums count."""

_WORD = 63


@dataclass(frozen=True)
class Adds:
    """What some actions together add: `table` has a row for each of their sets (bit n: the n-th of `scope`).

    A column for each sum. An action may add less beside others, never more.
    """

    scope: tuple[int, ...]
    table: Ints


@dataclass(frozen=True)
class Allows:
    """Which sets of some actions are allowed; `table` as in `Adds`."""

    scope: tuple[int, ...]
    table: Bools


@dataclass(frozen=True)
class Problem:
    """Actions 0 to n-1 in the order that decides last. `rest`: what decides between sets of equal days, added up.

    Days are at least 1, `rest` together stays below 2**REST_BITS.
    """

    days: Ints
    rest: Ints
    sums: int
    adds: tuple[Adds, ...] = ()
    allows: tuple[Allows, ...] = ()

    @cached_property
    def neighbours(self) -> list[int]:
        """For each action, as bits, those that it shares something with."""
        found = [0] * len(self.days)
        for scope in (*(one.scope for one in self.adds), *(one.scope for one in self.allows)):
            together = sum(1 << action for action in scope)
            for action in scope:
                found[action] |= together & ~(1 << action)
        return found

    @cached_property
    def forced(self) -> list[int]:
        """The actions that every allowed set has, as far as single conditions tell."""
        found: list[int] = []
        new = [one.scope[0] for one in self.allows if len(one.scope) == 1 and not one.table[0]]
        while new:
            found += new
            pairs = [(one.scope, one.table) for one in self.allows if len(one.scope) == 2]
            new = [b for (a, b), table in pairs if a in found and b not in found and not table[0b01]]
        return sorted(set(found))

    @cached_property
    def order(self) -> list[int]:
        """First what every set has; then an order that leaves few decided actions beside undecided neighbours."""
        left, decided, order, open_ = set(range(len(self.days))), 0, [], 0

        def opened(action: int) -> int:
            now = decided | 1 << action
            pending = open_ | 1 << action
            return sum(1 << one for one in _bits(pending) if self.neighbours[one] & ~now)

        forced = list(self.forced)
        while left:
            among = forced or left
            best = min(among, key=lambda one: (opened(one).bit_count(), self.neighbours[one].bit_count(), one))
            forced = [one for one in forced if one != best]
            open_ = opened(best)
            decided |= 1 << best
            left.remove(best)
            order.append(best)
        return order

    @cached_property
    def alone(self) -> Ints:
        """(actions, sums): what each adds by itself, which is the most that it can add."""
        found = np.zeros((len(self.days), self.sums), dtype=np.int64)
        for one in self.adds:
            for bit, action in enumerate(one.scope):
                found[action] += one.table[1 << bit] - one.table[0]
        return found


@dataclass(frozen=True)
class Found:
    """A set of actions, and whether it is proven that none is better."""

    actions: tuple[int, ...]
    days: int
    rest: int
    proven: bool


def lowest_days(problem: Problem, need: Ints) -> int | None:
    """The days that it takes at least to reach `need`, were parts of actions to be had; None where it cannot be."""
    forced = np.zeros(len(problem.days), dtype=np.bool_)
    forced[problem.forced] = True
    rest, alone = problem.days[~forced], problem.alone[~forced]
    lacking = np.maximum(need - problem.alone[forced].sum(axis=0), 0)
    each = (_days_for(lacking[n : n + 1], rest, alone[:, n])[0] for n in range(problem.sums))
    days = max(each, default=0.0) + problem.days[forced].sum()
    return int(days) if np.isfinite(days) else None


def fewest_days(problem: Problem, need: Ints, most_days: int) -> tuple[int | None, bool]:
    """The fewest days in which the sums can reach `need`; None where they cannot. And whether that is proven.

    Sought from below: from the days that it takes at least, with a margin that is doubled each time that nothing is
    found. A search with no days to spare can drop nearly all.
    """
    low, margin, proven = lowest_days(problem, need), FIRST_DAYS, True
    while low is not None and low <= most_days:
        limit = min(most_days, low + margin)
        run = _Run(problem, np.zeros_like(problem.rest), need, limit)
        last = run.last()
        proven &= run.proven
        if len(last):
            return int(run.days(last).min()), proven
        if limit == most_days:
            break
        margin *= 2
    return None, proven


def smallest(problem: Problem, need: Ints, most_days: int) -> Found | None:
    """The set that reaches `need` in the fewest days; among these by `rest`, then the one that stands first."""
    run = _Run(problem, problem.rest, need, most_days, named=True)
    last = run.last()
    if not len(last):
        return None
    best = np.lexsort((*(~last.words.T[::-1]), last.key))[0]
    words = [int(word) for word in last.words[best]]
    taken = tuple(one for one in range(len(problem.days)) if words[one // _WORD] >> (_WORD - 1 - one % _WORD) & 1)
    days, rest = divmod(int(last.key[best]), 1 << REST_BITS)
    return Found(taken, days, rest, run.proven)


def highest(problem: Problem, base: Ints, ceiling: int, most_days: int) -> int:
    """What the lowest of `base` + sums can be at most, up to `ceiling`, were parts of actions to be had."""
    sums = [_best_first(problem.days, problem.alone[:, number]) for number in range(problem.sums)]
    gains = [int(np.interp(most_days, *one)) + UNIT // 10**6 for one in sums]
    return min(ceiling, int((base + np.array(gains)).min()))


def most(problem: Problem, base: Ints, ceiling: int, most_days: int, at_least: int) -> tuple[int | None, bool]:
    """The most that the lowest of `base` + sums can be, up to `ceiling`; None where that is not `at_least`.

    Sought from above: were parts of actions to be had, it could be so much; each time that nothing comes within a
    margin of this, the margin is doubled. A search that must reach nearly the most can drop nearly all.
    """
    none, proven = np.zeros_like(problem.rest), True
    top = np.maximum(ceiling - base, 0)
    limit, margin = highest(problem, base, ceiling, most_days), FIRST_MARGIN
    while limit >= at_least:
        sought = max(at_least, limit - margin)
        run = _Run(problem, none, np.maximum(sought - base, 0), most_days, top=top)
        last = run.last()
        proven &= run.proven
        if len(last):
            return min(ceiling, int((last.gain + base).min(axis=1).max())), proven
        if sought == at_least:
            break
        margin *= 2
    return None, proven


@dataclass
class _Begun:
    """Begun sets: what still matters of what was taken, days and rest in one number, sums, and all that was taken."""

    state: Ints
    key: Ints
    gain: Ints
    words: Words

    def __len__(self) -> int:
        return len(self.state)

    def at(self, rows: Ints | Bools) -> "_Begun":
        return _Begun(self.state[rows], self.key[rows], self.gain[rows], self.words[rows])


@dataclass
class _Run:
    """One search. `top`: up to what sums count, if that is more than `need`; `named`: what was taken is kept."""

    problem: Problem
    rest: Ints
    need: Ints
    most_days: int
    top: Ints | None = None
    named: bool = False
    proven: bool = True
    slots: dict[int, int] = field(default_factory=dict)

    def days(self, begun: _Begun) -> Ints:
        return begun.key >> REST_BITS

    def last(self) -> _Begun:
        """What is left when all is decided."""
        problem = self.problem
        words = -(-len(problem.days) // _WORD) if self.named else 0
        begun = _Begun(
            np.zeros(1, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
            np.zeros((1, problem.sums), dtype=np.int64),
            np.zeros((1, words), dtype=np.uint64),
        )
        decided = 0
        for place, action in enumerate(problem.order):
            decided |= 1 << action
            begun = self._decide(begun, action)
            begun = self._allowed(begun, action, decided)
            begun = self._possible(begun, problem.order[place + 1 :])
            if not len(begun):
                break
            begun = self._best(self._closed(begun, decided))
        return begun

    def _decide(self, begun: _Begun, action: int) -> _Begun:
        """Each begun set without the action and with it."""
        more = np.zeros_like(begun.gain)
        for one in self.problem.adds:
            if action in one.scope:
                rows = self._rows(begun, one.scope)
                more += one.table[rows | 1 << one.scope.index(action)] - one.table[rows]
        slot = next(n for n in range(_WORD) if n not in self.slots.values())
        self.slots[action] = slot
        cost = (int(self.problem.days[action]) << REST_BITS) + int(self.rest[action])
        words = begun.words.copy()
        if self.named:
            words[:, action // _WORD] |= np.uint64(1 << (_WORD - 1 - action % _WORD))
        return _Begun(
            np.concatenate((begun.state, begun.state | np.int64(1 << slot))),
            np.concatenate((begun.key, begun.key + cost)),
            np.concatenate((begun.gain, np.minimum(begun.gain + more, self.need if self.top is None else self.top))),
            np.concatenate((begun.words, words)),
        )

    def _rows(self, begun: _Begun, scope: Sequence[int]) -> Ints:
        """The row of a table for what was taken of a scope so far."""
        rows = np.zeros(len(begun), dtype=np.int64)
        for bit, action in enumerate(scope):
            if action in self.slots:
                rows |= (begun.state >> self.slots[action] & 1) << bit
        return rows

    def _allowed(self, begun: _Begun, action: int, decided: int) -> _Begun:
        for one in self.problem.allows:
            if action in one.scope and all(decided >> other & 1 for other in one.scope):
                begun = begun.at(one.table[self._rows(begun, one.scope)])
        return begun

    def _possible(self, begun: _Begun, left: Sequence[int]) -> _Begun:
        """Without what takes too many days, or could no longer reach what is needed in the days left."""
        begun = begun.at(self.days(begun) <= self.most_days)
        days, alone = self.problem.days[list(left)], self.problem.alone[list(left)]
        possible = np.ones(len(begun), dtype=np.bool_)
        for number in range(self.problem.sums):
            lacking = self.need[number] - begun.gain[:, number]
            possible &= self.days(begun) + _days_for(lacking, days, alone[:, number]) <= self.most_days
        return begun.at(possible)

    def _closed(self, begun: _Begun, decided: int) -> _Begun:
        """Forgets the actions whose neighbours are all decided."""
        closed = [one for one in self.slots if not self.problem.neighbours[one] & ~decided]
        keep = ~sum(1 << self.slots.pop(one) for one in closed)
        begun.state &= np.int64(keep)
        return begun

    def _best(self, begun: _Begun) -> _Begun:
        """Without what another begun set of the same state beats in key and sums."""
        lexical = (~begun.words.T[::-1]) if self.named else ()
        begun = begun.at(np.lexsort((*lexical, begun.key, begun.state)))
        begun = begun.at(_rising(begun) if self.problem.sums == 1 else _unbeaten(begun))
        if len(begun) > MOST_BEGUN:
            self.proven = False
            lacking = (self.need - begun.gain).max(axis=1)
            begun = begun.at(np.sort(np.lexsort((begun.key, lacking))[:MOST_BEGUN]))
        return begun


def _bits(number: int) -> Iterator[int]:
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def _best_first(days: Ints, gains: Ints) -> tuple[Array, Array]:
    """Days taken and what is gained in them, action by action from that which gains most for a day."""
    best_first = np.argsort(-(gains / days), kind="stable")
    taken = np.concatenate(([0.0], np.cumsum(days[best_first], dtype=np.float64)))
    return taken, np.concatenate(([0.0], np.cumsum(gains[best_first], dtype=np.float64)))


def _days_for(lacking: Ints, days: Ints, gains: Ints) -> Array:
    """The days that what is lacking takes at least, were parts of actions to be had; infinite where it cannot be."""
    useful = gains > 0
    taken, reached = _best_first(days[useful], gains[useful])
    least = np.ceil(np.interp(lacking, reached, taken) * (1 - 1e-9) - 1e-6)  # never more than it truly takes
    return np.where(lacking > reached[-1], np.inf, least)


def _rising(begun: _Begun) -> Bools:
    """Of each state, in the order of their keys: those whose one sum is above all before."""
    gain = begun.gain[:, 0]
    number = np.concatenate(([0], np.cumsum(np.diff(begun.state) != 0)))
    if int(number[-1] + 1) * (int(gain.max()) + 1) > np.iinfo(np.int64).max:
        gain = np.unique(gain, return_inverse=True)[1]
    apart = gain + number * (int(gain.max()) + 1)
    before = np.concatenate(([-1], np.maximum.accumulate(apart)[:-1]))
    found: Bools = apart > before
    return found


def _unbeaten(begun: _Begun) -> Bools:
    """The same for several sums: without those that one of the first MOST_LOOKS has reached in all sums.

    To leave some that are beaten costs less than to find all.
    """
    kept = np.ones(len(begun), dtype=np.bool_)
    starts = np.flatnonzero(np.concatenate(([True], np.diff(begun.state) != 0)))
    for start, end in zip(starts, [*starts[1:], len(begun)], strict=True):
        rows = np.arange(start, end)
        for _look in range(MOST_LOOKS):
            if not len(rows):
                break
            first, rows = rows[0], rows[1:]
            beaten = (begun.gain[rows] <= begun.gain[first]).all(axis=1)
            kept[rows[beaten]] = False
            rows = rows[~beaten]
    return kept
