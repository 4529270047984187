"""How much of the questionnaires was answered: counted weights, coverage, shares.

Shares are stored in units of 1e-9 (`SHARE`). Rulings R3, R5, R26-R28.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from operator import or_

import numpy as np

from msme_check.conditions import NO_ANSWER_FITS, STATES, state
from msme_check.frames import Array, Bools, Frame, Ints, Kind
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.weights import most, narrow, weight

SHARE = 10**9
"""A share of 1 as it is stored."""

COUNTED = "counted"
"""Suffix of the weight that counts in a score: of what was answered or not known."""

APPLICABLE = "applicable"
"""Suffix of the weight that could count: also of what is missing."""

_ANSWERED = (STATES[State.ANSWERED], STATES[State.DONT_KNOW])


class Sums:
    """Weights of some firms, added up question by question.

    `counted`, `applicable`: of what counts, and of what could count. `unknown`: of what was not known. `shown`: of what
    could be proven. `outside`: what does not apply or was not asked, by the base weights. `taken`: anything counts.
    """

    def __init__(self, length: int, instrument: Instrument) -> None:
        self.counted, self.applicable, self.unknown, self.shown, self.outside = (
            np.zeros(length, dtype=narrow(most(instrument))) for _ in range(5)
        )
        self.taken = np.zeros(length, dtype=np.bool_)

    def add(self, other: "Sums") -> None:
        """Adds those of other questions."""
        self.counted += other.counted
        self.applicable += other.applicable
        self.unknown += other.unknown
        self.shown += other.shown
        self.outside += other.outside
        self.taken |= other.taken


def among(states: Array, wanted: Iterable[int]) -> Bools:
    """Where a question is in one of some states."""
    return reduce(or_, (states == one for one in wanted))


def share(part: Ints, whole: Ints | int) -> Ints:
    """A share in units of 1e-9, rounded half up; 0 of nothing is 0."""
    found: Ints = (part * SHARE + (whole >> 1)) // np.maximum(whole, 1)
    return found


def add_counting(frame: Frame, instrument: Instrument, questions: Iterable[Question], within: Iterable[str]) -> Sums:
    """Adds the weights that count and that could count, for every question; gives the sums of those `within`."""
    found, within = Sums(frame.length, instrument), frozenset(within)
    for one in questions:
        here, weighs = frame[state(one.id)], frame[weight(one.id)]
        answered, outside = among(here, _ANSWERED), among(here, NO_ANSWER_FITS)
        counted = frame.add(f"{one.id}.{COUNTED}", weighs * answered, Kind.COUNT)
        applicable = frame.add(f"{one.id}.{APPLICABLE}", weighs * ~outside, Kind.COUNT)
        if one.id in within:
            found.counted += counted
            found.applicable += applicable
            found.unknown += counted * (here == STATES[State.DONT_KNOW])
            found.shown += counted * frame[f"{one.id}.evidence"]
            found.outside += outside * found.outside.dtype.type(one.weight)
            found.taken |= answered
    return found


def add_coverage(frame: Frame, name: str, sums: Sums, base: int, band_coverage: Fraction) -> None:
    """Adds for one questionnaire `.applicable .unknown .shown` weights, `.taken .enough`, and the shares.

    `base`: the base weights of its questions, added up.
    """
    counted, applicable, unknown, shown, outside = (
        array.astype(np.int64) for array in (sums.counted, sums.applicable, sums.unknown, sums.shown, sums.outside)
    )
    frame.add(f"{name}.unknown", unknown, Kind.COUNT)
    frame.add(f"{name}.applicable", applicable, Kind.COUNT)
    frame.add(f"{name}.shown", shown, Kind.COUNT)
    frame.add(f"{name}.taken", sums.taken, Kind.FLAG)
    enough = counted * band_coverage.denominator >= applicable * band_coverage.numerator
    frame.add(f"{name}.enough", (applicable > 0) & enough, Kind.FLAG)
    frame.add(f"{name}.coverage", share(counted, applicable), Kind.COUNT)
    frame.add(f"{name}.dk_share", share(unknown, applicable), Kind.COUNT)
    frame.add(f"{name}.na_share", share(outside, base), Kind.COUNT)
