"""Interviews that were too short, or ended before they began; and what the texts of times mean."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from msme_check.frames import Bools, Ints
from msme_check.i18n import _
from msme_check.quality.checks import Check
from msme_check.quality.given import Given
from msme_check.quality.lines import found, worded

_USUAL = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$"
_OTHERWISE = r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$"
_TO_SECONDS = 19
"""The length of a date and a time of the day."""
_MINUTE = 60


@dataclass(frozen=True)
class Moments:
    """Times as seconds: since 1970 by UTC where they are `zoned`, otherwise by the clock on the wall.

    `known`: it could be read. `unread`: something stands there that is no time.
    """

    seconds: Ints
    zoned: Bools
    known: Bools
    unread: Bools


def moments(texts: pl.Series) -> Moments:
    """What texts such as 2026-11-24T09:30:00+07:00 mean; fractions of a second are cut off."""
    if texts.null_count() == len(texts):
        never = np.zeros(len(texts), dtype=np.bool_)
        return Moments(np.zeros(len(texts), dtype=np.int64), never, never, never)
    clock = pl.col("text").str.head(_TO_SECONDS).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms", strict=False)
    zone, seconds = pl.col("zone"), pl.col("seconds")
    read = pl.DataFrame({"text": _usual(texts)}).lazy()
    read = read.with_columns(clock=clock, zone=pl.col("text").str.slice(_TO_SECONDS).str.replace(r"^\.\d+", ""))
    read = read.with_columns(seconds=pl.col("clock").dt.epoch("s") - _shift(zone))
    known = seconds.is_not_null()
    found = read.select(seconds.fill_null(0), zoned=zone != "", known=known, unread=~known & (pl.col("text") != ""))
    return Moments(*(column.to_numpy() for column in found.collect()))


def _shift(zone: pl.Expr) -> pl.Expr:
    """By how many seconds the clocks of a zone are before UTC."""
    hours, minutes = (zone.str.slice(start, 2).cast(pl.Int64, strict=False) for start in (1, 4))
    shift = (hours * _MINUTE + minutes) * _MINUTE
    return pl.when(zone.is_in(["", "Z"])).then(0).when(zone.str.starts_with("-")).then(-shift).otherwise(shift)


def _usual(texts: pl.Series) -> pl.Series:
    """The texts without space around them, and times in the usual form where they were written in another."""
    text = pl.col("text").fill_null("").str.strip_chars()
    read = pl.DataFrame({"text": texts}).select(text, other=~text.str.contains(_USUAL) & (text != ""))
    texts, other = read
    if not other.any():
        return texts
    parts = texts.filter(other).str.extract_groups(_OTHERWISE).struct.unnest()
    day, minute, second, zone = (parts[name] for name in parts.columns)
    digits = zone.str.replace(":", "")
    hours = digits.str.slice(1, 2) + ":" + digits.str.slice(3).str.pad_end(2, "0")
    shown = pl.select(
        pl.when(zone.is_null()).then(pl.lit("")).when(zone == "Z").then(zone).otherwise(zone.str.head(1) + hours)
    ).to_series()
    written = day + "T" + minute + second.fill_null(":00") + shown
    return texts.scatter(other.arg_true(), written.fill_null("?"))


@dataclass(frozen=True)
class Visits:
    """When the interviews of a chunk took place. `unread`: their times could not be used."""

    start: Ints
    seconds: Ints
    """How long they took."""
    zoned: Bools
    known: Bools
    unread: int


def visits(started: pl.Series, ended: pl.Series) -> Visits:
    """The interviews of a chunk. Two times are compared where both have a zone, or neither."""
    begin, end = moments(started), moments(ended)
    both = begin.known & end.known
    comparable = begin.zoned == end.zoned
    unread = begin.unread | end.unread | (both & ~comparable)
    return Visits(
        start=begin.seconds,
        seconds=end.seconds - begin.seconds,
        zoned=begin.zoned,
        known=both & comparable,
        unread=int(unread.sum()),
    )


def too_short(given: Given, taken: Visits) -> Iterator[pl.DataFrame]:
    """Where the questions cannot have been read in the time."""
    rule = given.instrument.settings.quality.too_short
    least = given.said * rule.seconds_a_question
    short = np.flatnonzero(taken.known & (taken.seconds >= 0) & (taken.seconds < least))
    if len(short):
        seconds = taken.seconds[short]
        template = _("The interview took {minutes} min {seconds} s for {said} questions.")
        what = worded(template, minutes=seconds // _MINUTE, seconds=seconds % _MINUTE, said=given.said[short])
        yield found(Check.TOO_SHORT, given, short, what, value=seconds, limit=least[short])


def ends_before_start(given: Given, taken: Visits) -> Iterator[pl.DataFrame]:
    """Where the end is before the start."""
    wrong = np.flatnonzero(taken.known & (taken.seconds < 0))
    if len(wrong):
        seconds = taken.seconds[wrong]
        what = worded(_("The interview ends {minutes} min before it starts."), minutes=-(seconds // _MINUTE))
        yield found(Check.ENDS_BEFORE_START, given, wrong, what, value=seconds, limit=0)
