"""Rows as they stand in a file -> rows with the columns of `answers.columns`."""

import re

import polars as pl

from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, ROW
from msme_check.intake.boxes import joined
from msme_check.intake.columns_map import explained
from msme_check.intake.formulas import unguarded
from msme_check.intake.headings import Headings
from msme_check.intake.tables import Rows, place

_TAG = re.compile(r"#\s*[A-Za-z]")


def shaped(frame: pl.DataFrame, headings: Headings) -> pl.DataFrame:
    """The rows of a table, by columns; each cell as it was written, several boxes as one text."""
    whole = {name: number for name, number in headings.places.items() if name not in headings.boxes}
    columns = [pl.col(place(number)).alias(name) for name, number in whole.items()]
    columns += [joined(boxes, headings.places.get(name)).alias(name) for name, boxes in headings.boxes.items()]
    if headings.rows_are_ids:
        columns.append(pl.format("{}{}", pl.lit(headings.rows_are_ids), ROW).alias(FIRM_ID))
    raw = frame.select(*columns, ROW)
    if headings.instead:
        completed = [_completed(raw, *pair) for pair in headings.instead.items()]
        raw = raw.with_columns(completed).drop(headings.instead.values())
    texts = [_unguarded(name) for name in (FIRM_ID, FIRM_NAME) if name in raw.columns]
    if EVIDENCE in raw.columns:
        texts.append(pl.col(EVIDENCE).str.replace_all("[,;|]", " "))
    said = [
        explained(raw[name], values, several=name in headings.several).alias(name)
        for name, values in headings.values.items()
        if name in raw.columns
    ]
    raw = raw.with_columns(texts)
    return raw.with_columns(said) if said else raw


def _completed(raw: pl.DataFrame, name: str, beside: str) -> pl.Expr:
    """A column, with what stands beside it where it is empty."""
    if name not in raw.columns:
        return pl.col(beside).alias(name)
    empty = pl.col(name).fill_null("").str.strip_chars() == ""
    return pl.when(empty).then(pl.col(beside)).otherwise(pl.col(name)).alias(name)


def without_tags(rows: Rows, header_row: int) -> Rows:
    """The rows without a second header of HXL tags, such as `#sector`, right under the first."""
    if not len(rows.frame) or rows.frame[ROW][0] != header_row + 1:
        return rows
    first = [text for name, text in rows.frame.row(0, named=True).items() if text and name != ROW]
    if not first or not all(_TAG.match(text) for text in first):
        return rows
    return Rows(rows.frame.slice(1), {row: why for row, why in rows.broken.items() if row != header_row + 1})


def _unguarded(name: str) -> pl.Expr:
    """A column without the guards of texts that a spreadsheet would run; nearly none has one."""
    text = pl.col(name)
    bare = text.map_elements(unguarded, return_dtype=pl.String, skip_nulls=True)
    return pl.when(text.str.starts_with("'")).then(bare).otherwise(text).alias(name)
