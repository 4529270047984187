"""In which order recommendations stand (framework F.6, rulings R18, R34): best first, each after what it needs.

Over numpy arrays of all firms at once, because each place depends on those before it; R recommendations in the order of
the instrument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from graphlib import TopologicalSorter

import numpy as np
import numpy.typing as npt

from msme_check.frames import Array, Bools, Frame, Ints
from msme_check.model.instrument import Instrument
from msme_check.model.rules import MOST_RECOMMENDATIONS

Places = npt.NDArray[np.int16]
_PLACES = np.int16
"""Holds the place of a recommendation in the instrument, or -1."""


def stacked(frame: Frame, instrument: Instrument, suffix: str) -> Array:
    """(R, firms): one kind of column of all recommendations; not for writing."""
    return frame.stacked(f"{one.id}.{suffix}" for one in instrument.recommendations)


@lru_cache(maxsize=8)
def needs_of(instrument: Instrument) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The places of the recommendations that need others, with the places of those; each after those that need it."""
    place = {one.id: n for n, one in enumerate(instrument.recommendations)}
    needs = {place[one.id]: tuple(place[need] for need in one.needs) for one in instrument.recommendations}
    needing = TopologicalSorter({one: found for one, found in needs.items() if found})
    return tuple((one, needs[one]) for one in reversed(list(needing.static_order())) if needs[one])


def keys(frame: Frame, instrument: Instrument) -> Ints:
    """(R, firms) the greater the better: the first lifter, gate lifters, value, then the order of the instrument.

    Never below 1. The last digit is R for the first recommendation of the instrument, 1 for the last.
    """
    leading = stacked(frame, instrument, "leads") * np.int8(2) + stacked(frame, instrument, "lifts_gate")
    found: Ints = np.clip(stacked(frame, instrument, "value"), -_MOST, _MOST)
    found += leading * np.int64(4 * _MOST)
    found += _MOST
    found *= _STEP
    found += np.arange(len(found), 0, -1)[:, np.newaxis]
    return found


_MOST = 10**15
"""More than any value of an action."""

_STEP = 1 << MOST_RECOMMENDATIONS.bit_length()
"""More than there may be recommendations."""


@dataclass(frozen=True)
class Ranking:
    """R18 for many firms: again and again the best of those whose firing prerequisites stand already.

    `turns`: (R, firms) numbers that rise in the order of the ranking, the last digit of each its place; all bits where
    a recommendation does not fire, so that it comes last. Of the others none has the first bit.
    """

    turns: Array

    def order(self) -> Places:
        """(firms, R) places of what fires, best first, -1 where there is no more."""
        return self._sorted(self.turns)

    def before(self, wanted: Bools) -> Places:
        """The same with those that are `wanted` (R, firms) before all others."""
        first_bit = self.turns.dtype.type(1 << self.turns.itemsize * 8 - 1)
        return self._sorted(self.turns | ~wanted * first_bit)

    def first(self, places: Iterable[int]) -> Places:
        """(firms,) of some recommendations the one that stands first, -1 where none fires."""
        return self._last_digit(reduce(np.minimum, (self.turns[place] for place in places)))

    def _sorted(self, turns: Array) -> Places:
        by_firm = np.ascontiguousarray(turns.T)
        by_firm.sort(axis=1)
        return self._last_digit(by_firm)

    def _last_digit(self, turns: Array) -> Places:
        places = turns.astype(_PLACES)
        places += _PLACES(1)
        places &= _PLACES((1 << len(self.turns).bit_length()) - 1)  # all bits and 1 make 0
        places -= _PLACES(1)
        return places


def ranking(frame: Frame, instrument: Instrument, fires: Bools) -> Ranking:
    """Of what fires (R, firms).

    One that needs nothing has its turn by its own rank. One that ranks before what it needs has it straight after
    that, and before what ranks behind it: its number begins with the digits of what it needs, as far as those rank
    behind it, and then has its own. The rank counts from 1, so that what is needed comes first.
    """
    count, links = len(fires), _longest(instrument)
    place, rank = count.bit_length(), int(fires.sum(axis=0, dtype=np.int16).max(initial=0)).bit_length()
    # Numbers of 32 bits are sorted in half the time; they do where at most 63 fire and no row is longer than four.
    kind = np.uint32 if place + rank * links < 32 else np.uint64
    shifts = np.array([place + rank * digit for digit in reversed(range(links))], dtype=kind)
    turns = _by_rank(frame, instrument, fires, np.arange(1, count + 1, dtype=kind) << shifts[0])
    turns |= np.arange(count, dtype=kind)[:, np.newaxis]
    for one, needs in reversed(needs_of(instrument)):
        latest = reduce(np.maximum, (turns[need] * fires[need] for need in needs))
        waiting = np.flatnonzero(latest > turns[one])  # elsewhere it has its turn by its own rank
        own = turns[one, waiting] >> shifts[0]
        digits = latest[waiting] >> shifts[:-1, np.newaxis] & kind((1 << rank) - 1)
        behind = digits > own
        kept = (digits * behind << shifts[:-1, np.newaxis]).sum(axis=0, dtype=kind)
        turns[one, waiting] = kept + (own << shifts[behind.sum(axis=0)]) + kind(one)
    return Ranking(turns)


def _by_rank(frame: Frame, instrument: Instrument, fires: Bools, numbers: Array) -> Array:
    """(R, firms) the first of R `numbers` for the best of what fires, whatever it needs; all bits where it does not."""
    count, firms = fires.shape
    found = keys(frame, instrument)
    found *= fires
    best_last = np.ascontiguousarray(found.T)
    best_last.sort(axis=1)
    # The last digits are turned into the cells of these recommendations, in place as there are many. What does not fire
    # has 0 for a key, and so its cell is in a row behind those of all recommendations.
    cells = best_last
    cells &= _STEP - 1
    cells *= -firms
    cells += np.arange(count * firms, (count + 1) * firms)[:, np.newaxis]
    given = np.full((count + 1) * firms, np.iinfo(numbers.dtype).max, dtype=numbers.dtype)
    given[cells.reshape(-1)] = np.tile(numbers[::-1], firms)
    return given.reshape(count + 1, firms)[:-1]


@lru_cache(maxsize=8)
def _longest(instrument: Instrument) -> int:
    """How many recommendations stand in the longest row in which each needs the next."""
    length: dict[int, int] = {}
    for one, needs in reversed(needs_of(instrument)):
        length[one] = 1 + max(length.get(need, 1) for need in needs)
    return max(length.values(), default=1)
