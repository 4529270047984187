"""How much each question weighs for a firm of this profile, in whole numbers.

Effective weight = base weight x the product of the overlay groups' multipliers, the product limited
(framework F.1 line 2 and section E). Multipliers are decimals; each group is multiplied by its own common
denominator, so that all arithmetic is on integers and exact: a stored weight of `scale` is an effective
weight of 1.

Many firms have few kinds of profile, as far as weights go: each kind is worked out once.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from msme_check.conditions import Facts, holds, profile
from msme_check.frames import Array, Bools, Frame, Ints, Kind
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Dimension

PERCENT = np.int16
"""Holds the share of a dimension in percent, and sums of such shares."""


def weight(question: str) -> str:
    """The column of a question's effective weight times `scale`; 0 where the question is not asked."""
    return f"{question}.weight"


@lru_cache(maxsize=8)
def scale(instrument: Instrument) -> int:
    """What an effective weight of 1 is stored as."""
    return instrument.overlays.scale


@lru_cache(maxsize=8)
def most(instrument: Instrument) -> int:
    """What the questions of any one questionnaire weigh together at most, as weights are stored."""
    base = max(sum(question.weight for question in part.questions) for part in instrument.questionnaires)
    return int(base * instrument.overlays.limit * scale(instrument))


@lru_cache(maxsize=64)
def narrow(most: int) -> np.dtype[Any]:
    """The narrowest whole numbers that hold all from -`most` to `most`; half the width is half the time."""
    return np.min_scalar_type(-most)


@dataclass(frozen=True)
class _Multipliers:
    """One overlay group, times its denominator.

    `table`: a row for each question; a column for each code of the field that it goes by, and one for none.
    `exceptions`: the rows of each one's questions, and its multiplier.
    """

    table: Ints
    exceptions: list[tuple[list[int], int]]

    def of(self, codes: Array, held: list[Bools]) -> Ints:
        """(questions, firms): the first exception that holds, else the table. `held`: where each exception holds."""
        found: Ints = self.table[:, codes]
        for (rows, multiplier), here in reversed(list(zip(self.exceptions, held, strict=True))):
            found[np.ix_(np.array(rows, dtype=np.int64), np.flatnonzero(here))] = multiplier
        return found


@lru_cache(maxsize=8)
def _multipliers_by(instrument: Instrument, words: tuple[tuple[str, ...], ...]) -> tuple[_Multipliers, ...]:
    """The overlay groups. `words`: of the field that each goes by, its codes in the order of the frame."""
    place = {name: n for n, name in enumerate(instrument.questions)}
    found = []
    for group, codes in zip(instrument.overlays.groups, words, strict=True):
        denominator = group.denominator
        cells = [[*(group.multipliers.get(name, {}).get(code, 1) for code in codes), 1] for name in place]
        table = np.array([[int(cell * denominator) for cell in row] for row in cells], dtype=np.int64)
        # Sensitivity leaves questions out of an instrument, which its exceptions still name.
        exceptions = [
            ([place[name] for name in one.questions if name in place], int(one.multiplier * denominator))
            for one in group.exceptions
        ]
        found.append(_Multipliers(table, exceptions))
    return tuple(found)


def add_weights(facts: Facts, instrument: Instrument) -> None:
    """Adds the effective weight of every question to the frame (times `scale`), from the profile."""
    frame, groups = facts.frame, instrument.overlays.groups
    codes = [frame[profile(group.by)] for group in groups]
    held = [[holds(exception.when, facts) for exception in group.exceptions] for group in groups]
    some, kinds = _kinds([*codes, *(here for one in held for here in one)], frame.length)
    start = Fraction(instrument.overlays.limit).denominator
    product = np.full((len(instrument.questions), len(some)), start, dtype=np.int64)
    words = tuple(frame.words(profile(group.by)) for group in groups)
    for one, own, excepted in zip(_multipliers_by(instrument, words), codes, held, strict=True):
        product *= one.of(own[some], [here[some] for here in excepted])
    limit = int(instrument.overlays.limit * scale(instrument))
    base = np.array([[question.weight] for question in instrument.questions.values()])
    weights = (np.minimum(product, limit) * base).astype(narrow(most(instrument)))
    for name, row in zip(instrument.questions, np.take(weights, kinds, axis=1), strict=True):
        frame.add(weight(name), row, Kind.COUNT)


def _kinds(columns: list[Array], length: int) -> tuple[Ints, Ints]:
    """A firm of each kind that the columns tell apart, and the kind of each firm."""
    kinds, count = np.zeros(length, dtype=np.int64), 1
    for column in columns:
        low = int(column.min(initial=0))
        width = int(column.max(initial=0)) - low + 1
        kinds = kinds * width + column - low
        seen = np.zeros(count * width, dtype=np.bool_)
        seen[kinds] = True
        kinds, count = (np.cumsum(seen) - 1)[kinds], int(np.count_nonzero(seen))
    some = np.zeros(count if length else 0, dtype=np.int64)
    some[kinds] = np.arange(length)
    return some, kinds


def dimension_weight(frame: Frame, instrument: Instrument, dimension: Dimension) -> Array:
    """A dimension's share in percent, with the shift that the profile asks for."""
    value = np.full(frame.length, dimension.weight, dtype=PERCENT)
    for shift in instrument.overlays.dimension_shifts:
        words = frame.words(profile(shift.by))
        if dimension.id in shift.changes and shift.code in words:
            here = frame[profile(shift.by)] == words.index(shift.code)
            value += here * PERCENT(shift.changes[dimension.id])
    return value
