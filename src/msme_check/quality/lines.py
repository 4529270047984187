"""Findings as frames of one shape: a line each."""

from string import Formatter

import numpy as np
import polars as pl

from msme_check.frames import Ints
from msme_check.i18n import _
from msme_check.intake.origins import WHOLE, Origins
from msme_check.quality.checks import NUMBERS, Check
from msme_check.quality.given import Given

PLACE, CHECK, PART, FIRM_ID, INTERVIEWER = "place", "check", "part", "firm_id", "interviewer"
WHAT, VALUE, LIMIT = "what", "value", "limit"

SCHEMA = {
    PLACE: pl.Int64,
    CHECK: pl.UInt8,
    PART: pl.UInt8,
    FIRM_ID: pl.String,
    INTERVIEWER: pl.String,
    WHAT: pl.String,
    VALUE: pl.String,
    LIMIT: pl.String,
}
"""`place`: where the firm stands (`Given.places`). `check`: see NUMBERS. `part`: the order among the findings of one
check about one firm."""

ORDER = [PLACE, CHECK, PART]

Column = pl.Expr | pl.Series | Ints | str | int | None
"""A value for each line, or one for all. All columns of a line are worked out at once: polars takes as long to plan ten
small steps as to go through twenty thousand firms."""


Who = tuple[Column, Column]
"""The id of the firm, and the interviewer."""


def lines(
    check: Check, places: Column, who: Who, what: Column, *, value: Column, limit: Column, part: Column = 0
) -> pl.DataFrame:
    """The lines of one check, one for each place."""
    columns = map(_column, (places, NUMBERS[check], part, *who, what, value, limit))
    return pl.select([one.cast(kind).alias(name) for one, (name, kind) in zip(columns, SCHEMA.items(), strict=True)])


def found(
    check: Check, given: Given, places: Ints, what: Column, *, value: Column, limit: Column, part: Column = 0
) -> pl.DataFrame:
    """The lines of one check about some firms of a chunk; `places`: which of them, the other columns are of these."""
    firm_id, interviewer = (pl.lit(texts).gather(pl.lit(places)) for texts in (given.firm_ids, given.interviewers))
    return lines(check, given.places[places], (firm_id, interviewer), what, value=value, limit=limit, part=part)


def worded(template: str, /, **columns: Column) -> pl.Expr:
    """A sentence for each line: `template` with a column in the place of each `{name}`."""
    parts: list[pl.Expr] = []
    for text, name, _spec, _conversion in Formatter().parse(template):
        parts.append(pl.lit(text))
        if name:
            parts.append(_column(columns[name]).cast(pl.String))
    return pl.concat_str(parts)


def named(origins: Origins, places: pl.Series) -> pl.Expr:
    """Where a firm stands, in words for a sentence."""
    file, row = origins.columns(places)
    in_row = worded(_("row {row} of {file}"), row=row.fill_null(WHOLE), file=file)
    return pl.when(pl.lit(row.is_null())).then(pl.lit(file)).otherwise(in_row)


def _column(values: Column) -> pl.Expr:
    if isinstance(values, pl.Expr):
        return values
    return pl.lit(pl.Series(values) if isinstance(values, np.ndarray) else values)
