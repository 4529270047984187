"""Stored whole numbers -> text with four decimals, by integer arithmetic alone."""

import polars as pl

from msme_check.scoring import COMPARED, UNIT, compared

_STEPS = 10_000
"""Four decimals."""


def score_text(score: pl.Expr) -> pl.Expr:
    """A score or gain as text: rounded to 1e-9 as wherever scores are compared, then half up to four decimals."""
    return decimal_text(compared(score), UNIT // COMPARED)


def decimal_text(stored: pl.Expr, unit: int) -> pl.Expr:
    """A stored whole number, of which `unit` are 1, as text with four decimals, half up; null stays null."""
    step = unit // _STEPS
    rounded = (stored.cast(pl.Int64) + step // 2) // step
    size = rounded.abs()
    sign = pl.when(rounded < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    decimals = (size % _STEPS).cast(pl.String).str.zfill(4)
    return pl.concat_str([sign, (size // _STEPS).cast(pl.String), pl.lit("."), decimals])
