"""Exact numbers as people read them in an explanation: with decimals, because parts must be seen to add up."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from msme_check.i18n import _

SCORE_PLACES = 4
"""A gate holds a score 0.0001 below the next band, and that is to be seen."""


def score(value: Fraction, limits: tuple[int, ...] = ()) -> str:
    """A score with up to four decimals; never rounded up to a limit that it does not reach."""
    rounded = _quantized(value, SCORE_PLACES, ROUND_HALF_UP)
    if any(value < limit <= rounded for limit in limits):
        rounded = _quantized(value, SCORE_PLACES, ROUND_FLOOR)
    return _trimmed(rounded)


def number(value: Fraction, places: int = 2) -> str:
    """A number with up to two decimals; one that is too small for them is not shown as nothing."""
    rounded = _quantized(value, places, ROUND_HALF_UP)
    if value and not rounded:
        return _("less than {n}").format(n=Decimal(1).scaleb(-places))
    return _trimmed(rounded)


def percent(share: Fraction) -> str:
    """A share from 0 to 1 in percent, with a decimal."""
    return _("{n}%").format(n=number(share * 100, 1))


def _quantized(value: Fraction, places: int, rounding: str) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal(1).scaleb(-places), rounding)


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
