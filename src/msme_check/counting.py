"""How much of the questionnaires was answered: counted weights, coverage, shares.

Shares are stored in units of 1e-9 (`SHARE`). Rulings R3, R5, R26-R28.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from operator import or_

import numpy as np

from msme_check.conditions import NO_ANSWER_FITS, STATES, state
from msme_check.frames import Array, Bools, Frame, Ints, Kind, total
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.weights import weight

SHARE = 10**9
"""A share of 1 as it is stored."""

COUNTED = "counted"
"""Suffix of the weight that counts in a score: of what was answered or not known."""

APPLICABLE = "applicable"
"""Suffix of the weight that could count: also of what is missing."""

_ANSWERED = (STATES[State.ANSWERED], STATES[State.DONT_KNOW])


def sum_of(frame: Frame, questions: Iterable[Question], suffix: str) -> Ints:
    """The sum of one kind of weight over some questions."""
    return total((frame[f"{question.id}.{suffix}"] for question in questions), frame.length)


def among(states: Array, wanted: Iterable[int]) -> Bools:
    """Where a question is in one of some states."""
    return reduce(or_, (states == one for one in wanted))


def share(part: Ints, whole: Ints) -> Ints:
    """A share in units of 1e-9, rounded half up; 0 of nothing is 0."""
    return np.where(whole > 0, (2 * part * SHARE + whole) // np.maximum(2 * whole, 1), 0)


def add_counting(frame: Frame, instrument: Instrument) -> None:
    """Adds the weights that count and that could count, for every question."""
    for name in instrument.questions:
        here, weighs = frame[state(name)], frame[weight(name)]
        frame.add(f"{name}.{COUNTED}", weighs * among(here, _ANSWERED), Kind.COUNT)
        frame.add(f"{name}.{APPLICABLE}", weighs * ~among(here, NO_ANSWER_FITS), Kind.COUNT)


def add_coverage(frame: Frame, name: str, questions: list[Question], band_coverage: Fraction) -> None:
    """Adds for one questionnaire `.applicable .unknown .shown` weights, `.taken .enough`, and the shares."""

    def where(holds: Callable[[str], Bools]) -> Ints:
        return total((frame[f"{one.id}.{COUNTED}"] * holds(one.id) for one in questions), frame.length)

    applicable, counted = sum_of(frame, questions, APPLICABLE), sum_of(frame, questions, COUNTED)
    unknown = frame.add(f"{name}.unknown", where(lambda one: frame[state(one)] == STATES[State.DONT_KNOW]), Kind.COUNT)
    frame.add(f"{name}.applicable", applicable, Kind.COUNT)
    frame.add(f"{name}.shown", where(lambda one: frame[f"{one}.evidence"]), Kind.COUNT)
    taken = reduce(or_, (among(frame[state(one.id)], _ANSWERED) for one in questions))
    frame.add(f"{name}.taken", taken, Kind.FLAG)
    enough = counted * band_coverage.denominator >= applicable * band_coverage.numerator
    frame.add(f"{name}.enough", (applicable > 0) & enough, Kind.FLAG)
    frame.add(f"{name}.coverage", share(counted, applicable), Kind.COUNT)
    frame.add(f"{name}.dk_share", share(unknown, applicable), Kind.COUNT)
    base = np.full(frame.length, sum(question.weight for question in questions), dtype=np.int64)
    outside = total((among(frame[state(one.id)], NO_ANSWER_FITS) * one.weight for one in questions), frame.length)
    frame.add(f"{name}.na_share", share(outside, base), Kind.COUNT)
