"""In which order recommendations stand (framework F.6, rulings R18, R34): best first, each after what it needs.

Over numpy arrays of all firms at once, because each place depends on those before it; R recommendations in the order of
the instrument.
"""

from functools import lru_cache, reduce
from graphlib import TopologicalSorter

import numpy as np
import numpy.typing as npt

from msme_check.frames import NONE, Array, Bools, Frame, Ints
from msme_check.model.instrument import Instrument
from msme_check.model.rules import LONGEST_CHAIN, MOST_RECOMMENDATIONS

Places = npt.NDArray[np.int16]
_PLACES = np.int16
"""Holds the place of a recommendation in the instrument, or -1."""


def stacked(frame: Frame, instrument: Instrument, suffix: str) -> Array:
    """(R, firms): one kind of column of all recommendations."""
    return np.stack([frame[f"{one.id}.{suffix}"] for one in instrument.recommendations])


@lru_cache(maxsize=8)
def needs_of(instrument: Instrument) -> tuple[tuple[int, tuple[int, ...]], ...]:
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


def order(frame: Frame, instrument: Instrument, fires: Bools) -> Places:
    """(firms, R) places of what fires, best first, -1 where there is no more.

    R18: again and again the best of those whose firing prerequisites stand already.
    """
    count = len(fires)
    none = -1 - np.arange(count)[:, np.newaxis]
    best_last = np.sort(np.ascontiguousarray(np.where(fires, keys(frame, instrument), none).T), axis=1)
    ranked = _STEP - 1 - _last_digit(best_last)[:, ::-1]  # the place of each is in its key
    ranks = np.empty_like(ranked)
    np.put_along_axis(ranks, ranked, np.arange(count, dtype=_PLACES)[np.newaxis], axis=1)
    turns = np.sort(np.ascontiguousarray(_turns(ranks.T.astype(np.int64), fires, instrument).T), axis=1)
    found = _last_digit(turns)
    found[np.arange(count) >= fires.sum(axis=0)[:, np.newaxis]] = NONE
    return found


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
    for one, needs in reversed(needs_of(instrument)):
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
    for one, needs in reversed(needs_of(instrument)):
        length[one] = 1 + max(length.get(need, 1) for need in needs)
    return max(length.values(), default=1)
