"""How much each question weighs for a firm of this profile, in whole numbers.

Effective weight = base weight x the product of the overlay groups' multipliers, the product limited
(framework F.1 line 2 and section E). Multipliers are decimals; each group is multiplied by its own common
denominator, so that all arithmetic is on integers and exact. `scale` is the product of these denominators:
a stored weight of `scale` is an effective weight of 1.

Many firms have few kinds of profile, as far as weights go: each kind is worked out once.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np

from msme_check.conditions import Facts, holds, profile
from msme_check.frames import Array, Bools, Frame, Ints, Kind
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Dimension
from msme_check.model.rules import OverlayGroup


def weight(question: str) -> str:
    """The column of a question's effective weight times `scale`; 0 where the question is not asked."""
    return f"{question}.weight"


@lru_cache(maxsize=8)
def _denominators(instrument: Instrument) -> dict[str, int]:
    return {group.id: lcm(*(Fraction(one).denominator for one in _multipliers(group))) for group in _groups(instrument)}


def _groups(instrument: Instrument) -> tuple[OverlayGroup, ...]:
    return instrument.overlays.groups


def _multipliers(group: OverlayGroup) -> list[Decimal]:
    cells = [cell for row in group.multipliers.values() for cell in row.values()]
    return [Decimal(1), *cells, *(exception.multiplier for exception in group.exceptions)]


@lru_cache(maxsize=8)
def scale(instrument: Instrument) -> int:
    """What an effective weight of 1 is stored as."""
    product = Fraction(instrument.overlays.limit).denominator
    for denominator in _denominators(instrument).values():
        product *= denominator
    return product


@dataclass(frozen=True)
class _Multipliers:
    """One overlay group over kinds of firms. `codes`: of the field it goes by; `held`: where each exception holds."""

    group: OverlayGroup
    denominator: int
    words: tuple[str, ...]
    codes: Array
    held: list[Bools]

    def of(self, question: str) -> Ints:
        """The multiplier times its denominator: the first exception that holds, else the table, else 1."""
        cells = self.group.multipliers.get(question, {})
        table = [int(cells.get(word, 1) * self.denominator) for word in self.words]
        value = np.array([*table, self.denominator], dtype=np.int64)[self.codes]
        for exception, here in reversed(list(zip(self.group.exceptions, self.held, strict=True))):
            if question in exception.questions:
                value[here] = int(exception.multiplier * self.denominator)
        return value


def add_weights(facts: Facts, instrument: Instrument) -> None:
    """Adds the effective weight of every question to the frame (times `scale`), from the profile."""
    frame = facts.frame
    groups = [
        _Multipliers(
            group,
            _denominators(instrument)[group.id],
            frame.words(profile(group.by)),
            frame[profile(group.by)],
            [holds(exception.when, facts) for exception in group.exceptions],
        )
        for group in _groups(instrument)
    ]
    firsts, kinds = _kinds([column for one in groups for column in (one.codes, *one.held)], frame.length)
    few = [replace(one, codes=one.codes[firsts], held=[held[firsts] for held in one.held]) for one in groups]
    limit = int(instrument.overlays.limit * scale(instrument))
    for question in instrument.questions.values():
        product = np.full(len(firsts), int(Fraction(instrument.overlays.limit).denominator), dtype=np.int64)
        for one in few:
            product *= one.of(question.id)
        weights = (np.minimum(product, limit) * question.weight).astype(np.int32)  # half the memory of Int64
        frame.add(weight(question.id), np.take(weights, kinds), Kind.COUNT)


def _kinds(columns: list[Array], length: int) -> tuple[Ints, Ints]:
    """The first firm of each kind that the columns tell apart, and the kind of each firm."""
    key = np.zeros(length, dtype=np.int64)
    for column in columns:
        values = column.astype(np.int64)
        low = int(values.min(initial=0))
        key = key * (int(values.max(initial=0)) - low + 1) + values - low
    _values, firsts, kinds = np.unique(key, return_index=True, return_inverse=True)
    return firsts, kinds


def dimension_weight(frame: Frame, instrument: Instrument, dimension: Dimension) -> Ints:
    """A dimension's share in percent, with the shift that the profile asks for."""
    value = np.full(frame.length, dimension.weight, dtype=np.int64)
    for shift in instrument.overlays.dimension_shifts:
        words = frame.words(profile(shift.by))
        if dimension.id in shift.changes and shift.code in words:
            value += shift.changes[dimension.id] * (frame[profile(shift.by)] == words.index(shift.code))
    return value
