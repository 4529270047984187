"""Numbers as they are shown: whole, rounded half up, and never over a limit that was not reached."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from msme_check.i18n import _


def whole(value: Decimal, limits: Iterable[int | Decimal] = ()) -> str:
    """A number rounded half up. It is rounded down where it would otherwise seem to reach one of `limits`.

    So the number and the band beside it always agree: 44.9999 under a limit of 45 is shown as 44.
    """
    rounded = value.quantize(Decimal(1), ROUND_HALF_UP)
    if any(value < limit <= rounded for limit in limits):
        rounded = value.quantize(Decimal(1), ROUND_FLOOR)
    return str(int(rounded))


def percent(share: Decimal, limits: Iterable[Decimal] = ()) -> str:
    """A share from 0 to 1 in percent; "100%" only where it is the whole."""
    return _("{n}%").format(n=whole(share * 100, (100, *(limit * 100 for limit in limits))))


def drawn(value: Decimal) -> float:
    """A score as a chart draws it."""
    return round(float(value), 1)
