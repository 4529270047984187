"""Firms with nearly all ladder questions at one level."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from msme_check.batch.figures import figures
from msme_check.frames import NONE, Array, Bools, Ints, Small
from msme_check.i18n import _
from msme_check.quality.checks import Check
from msme_check.quality.given import Given
from msme_check.quality.lines import found, worded

_TEN_THOUSAND = 10_000


def straight_lining(given: Given) -> Iterator[pl.DataFrame]:
    """Where one level has too large a share of the answered ladders, or stands too often in a row.

    What was not answered neither counts nor ends a row.
    """
    rule = given.instrument.settings.quality.straight_lining
    ladders = given.ladders
    counts = _counts(ladders, len(given.instrument.settings.level_points), len(given))
    most, answered = counts.max(axis=0).astype(np.int64), counts.sum(axis=0, dtype=np.int64)
    least = Fraction(rule.share_from)
    share = most * least.denominator >= answered * least.numerator
    runs = _longest_run(ladders, len(given))
    places = np.flatnonzero((answered >= rule.questions_from) & (share | (runs >= rule.run_from)))
    if len(places):
        level = counts[:, places].argmax(axis=0)
        yield _lines(given, places, share[places], (level, most[places], answered[places], runs[places]))


def _lines(given: Given, places: Ints, share: Bools, told: tuple[Ints, Ints, Ints, Ints]) -> pl.DataFrame:
    """The lines about some firms. `share`: whether the share was too large; otherwise it was the row."""
    rule = given.instrument.settings.quality.straight_lining
    level, most, answered, runs = told
    template = _("Ladder questions at level {level}: {most} of {answered} answered. In a row at one level: {run}.")
    what = worded(template, level=level, most=most, answered=answered, run=runs)
    shares = figures((most * _TEN_THOUSAND * 2 + answered) // (2 * answered), _TEN_THOUSAND).cast(pl.String)
    by_share = pl.when(pl.lit(pl.Series(share)))
    value = by_share.then(pl.lit(shares)).otherwise(pl.lit(pl.Series(runs)).cast(pl.String))
    limit = by_share.then(pl.lit(f"{rule.share_from:.4f}")).otherwise(pl.lit(str(rule.run_from)))
    return found(Check.STRAIGHT_LINING, given, places, what, value=value, limit=limit)


def _counts(ladders: list[Small], levels: int, length: int) -> Array:
    """For each level the number of ladders that are at it: (levels, firms)."""
    found = np.zeros((levels, length), dtype=_kind(ladders))
    for ladder in ladders:
        for level in range(levels):
            found[level] += (ladder == level).view(np.uint8)
    return found


def _longest_run(ladders: list[Small], length: int) -> Ints:
    """How many ladders in a row are at one level."""
    last: Small = np.full(length, NONE - 1, dtype=np.int8)  # no answer is like it
    run, longest = (np.zeros(length, dtype=_kind(ladders)) for _unused in range(2))
    for ladder in ladders:
        answered = ladder != NONE
        run *= ((ladder == last) | ~answered).view(np.uint8)
        run += answered.view(np.uint8)
        np.maximum(longest, run, out=longest)
        chosen = -answered.view(np.int8)  # all bits where it was answered: much faster than np.where
        last = (last & ~chosen) | (ladder & chosen)
    return longest.astype(np.int64)


def _kind(ladders: list[Small]) -> type[np.unsignedinteger[Any]]:
    """The smallest kind of number that counts all ladders: numpy goes through more of them at a time."""
    return np.uint8 if len(ladders) <= np.iinfo(np.uint8).max else np.uint16
