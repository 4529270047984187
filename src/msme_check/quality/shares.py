"""Firms with answers that hardly fit together, or with much that does not apply or is not known."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import polars as pl

from msme_check.batch.figures import figures
from msme_check.counting import SHARE
from msme_check.i18n import _
from msme_check.quality.checks import Check
from msme_check.quality.given import Given
from msme_check.quality.lines import found, worded


def odd_pairs(given: Given) -> Iterator[pl.DataFrame]:
    """Where too many pairs of answers cannot both be true."""
    settings = given.instrument.settings
    least = settings.quality.odd_pairs.pairs_from
    bits = np.zeros(len(given), dtype=np.int64)
    for number, pair in enumerate(settings.consistency_pairs):
        bits |= given.pair(pair.id).astype(np.int64) << number
    counts = np.bitwise_count(bits).astype(np.int64)
    odd = np.flatnonzero(counts >= least)
    if len(odd):
        different, places = np.unique(bits[odd], return_inverse=True)
        texts = [
            " ".join(f"{pair.id}: {pair.text}." for n, pair in enumerate(settings.consistency_pairs) if one >> n & 1)
            for one in different.tolist()
        ]
        yield found(
            Check.ODD_PAIRS, given, odd, pl.lit(pl.Series(texts)).gather(pl.lit(places)), value=counts[odd], limit=least
        )


def not_applicable(given: Given) -> Iterator[pl.DataFrame]:
    """Where too much of a questionnaire that was begun does not apply or is not asked."""
    limit = given.instrument.settings.not_applicable_warning
    template = _("{questionnaire}: {percent} % does not apply or is not asked.")
    yield from _above(Check.NOT_APPLICABLE, given, "na_share", limit, template)


def dont_know(given: Given) -> Iterator[pl.DataFrame]:
    """Where too much of what applies is not known."""
    limit = given.instrument.settings.quality.dont_know.share_above
    template = _('{questionnaire}: of what applies, {percent} % is "I do not know".')
    yield from _above(Check.DONT_KNOW, given, "dk_share", limit, template)


def _above(check: Check, given: Given, name: str, limit: Decimal, template: str) -> Iterator[pl.DataFrame]:
    """A line for each questionnaire whose share is above the limit; the shares are those of `results.csv`."""
    parts = given.instrument.questionnaires
    shares = np.stack([given.share(part.id, name) for part in parts])
    part, firm = np.nonzero(shares > int(limit * SHARE))
    if len(firm):
        share = shares[part, firm]
        percent = (share + SHARE // 200) // (SHARE // 100)
        titles = pl.lit(pl.Series([one.short_title for one in parts])).gather(pl.lit(part))
        what = worded(template, questionnaire=titles, percent=percent)
        value = figures(share, SHARE).cast(pl.String)
        yield found(check, given, firm, what, value=value, limit=f"{limit:.4f}", part=part)
