"""How much each question weighs for a firm of this profile, in whole numbers.

Effective weight = base weight x the product of the overlay groups' multipliers, the product limited
(framework F.1 line 2 and section E). Multipliers are decimals; each group is multiplied by its own common
denominator, so that all arithmetic is on integers and exact. `scale` is the product of these denominators:
a stored weight of `scale` is an effective weight of 1.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm

import polars as pl

from msme_check.conditions import Columns, expression, profile
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


def weight_columns(instrument: Instrument, columns: Columns) -> list[pl.Expr]:
    """The effective weight of every question, from the profile columns of a frame (Int64, times `scale`)."""
    limit = int(instrument.overlays.limit * scale(instrument))
    exprs = []
    for question in instrument.questions.values():
        product = pl.lit(int(Fraction(instrument.overlays.limit).denominator), dtype=pl.Int64)
        for group in _groups(instrument):
            product = product * _multiplier(question.id, group, _denominators(instrument)[group.id], columns)
        limited = pl.min_horizontal(product, pl.lit(limit, dtype=pl.Int64))
        exprs.append((limited * question.weight).alias(weight(question.id)))
    return exprs


def _multiplier(question: str, group: OverlayGroup, denominator: int, columns: Columns) -> pl.Expr:
    """One group's multiplier times its denominator: the first exception that holds, else the table, else 1."""
    cells = group.multipliers.get(question, {})
    value = pl.lit(denominator, dtype=pl.Int64)
    for code, cell in cells.items():
        here = (pl.col(profile(group.by)) == code).fill_null(value=False)
        value = pl.when(here).then(pl.lit(int(cell * denominator), dtype=pl.Int64)).otherwise(value)
    for exception in reversed(group.exceptions):
        if question in exception.questions:
            holds = expression(exception.when, columns).fill_null(value=False)
            other = pl.lit(int(exception.multiplier * denominator), dtype=pl.Int64)
            value = pl.when(holds).then(other).otherwise(value)
    return value


def dimension_weight(instrument: Instrument, dimension: Dimension) -> pl.Expr:
    """A dimension's share in percent (Int64), with the shift that the profile asks for."""
    value = pl.lit(dimension.weight, dtype=pl.Int64)
    for shift in instrument.overlays.dimension_shifts:
        change = shift.changes.get(dimension.id)
        if change:
            here = (pl.col(profile(shift.by)) == shift.code).fill_null(value=False)
            value = value + pl.when(here).then(pl.lit(change, dtype=pl.Int64)).otherwise(pl.lit(0, dtype=pl.Int64))
    return value
