"""What is asked about a Parquet file in a process of its own (`confined`): its columns, and its rows as texts.

Polars reads a damaged file without harm, but what it prints then is not for the person; and a small file can claim
any number of values.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from msme_check.intake.confined import RefusedError

DAMAGED = "damaged"
"""The reason to refuse."""

NESTED = "nested"
"""What is said of a column with several values in a cell."""

ROW = "row"
_EXACT = 1e15
"""Whole numbers below this are written without a point."""
_ZEROS = r"\.0+($|[^0-9])"
_FIRST = 2
"""The row under the header, in a spreadsheet."""
_TOGETHER = 20_000
"""At most so many rows are in memory."""


def answer(what: str, path: str, *more: Any) -> Iterator[Any]:
    """`columns`: name and kind of each (NESTED or not). `rows`, with a number: frames of at most so many, as bytes.

    In the frames columns are named by their places, and rows by a spreadsheet's count. Blank rows are left out.
    """
    try:
        scan = pl.scan_parquet(Path(path), glob=False)
        schema = scan.collect_schema()
        if what == "columns":
            yield [(name, NESTED if kind.is_nested() or kind == pl.Object else "") for name, kind in schema.items()]
            return
        size, count = min(more[0], _TOGETHER), scan.select(pl.len()).collect().item()
        for start in range(0, count, size):  # polars' own batches keep the whole file in memory
            batch = scan.slice(start, size).collect()
            yield _packed(_texts(batch, schema), start + _FIRST)
    except (PolarsError, OSError):
        raise RefusedError(DAMAGED) from None


def _texts(batch: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    columns = [_text(pl.col(name), kind).alias(str(place)) for place, (name, kind) in enumerate(schema.items())]
    return batch.select(columns).fill_null("")


def _packed(frame: pl.DataFrame, first: int) -> bytes:
    """The rows that are not blank."""
    filled = pl.any_horizontal(pl.all().str.strip_chars() != "") if frame.width else pl.lit(value=False)
    numbered = frame.select(pl.all(), pl.int_range(first, pl.len() + first, dtype=pl.Int64).alias(ROW))
    packed = io.BytesIO()
    numbered.filter(frame.select(filled).to_series()).write_ipc(packed)
    return packed.getvalue()


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """The text that a spreadsheet program would write for a value."""
    if kind.is_nested() or kind == pl.Object:
        return pl.lit("")
    if kind.is_float():
        whole = (column == column.round(0)) & (column.abs() < _EXACT)
        number = pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String))
        text = number.otherwise(column.fill_nan(None).cast(pl.String))
    elif kind.is_decimal():
        text = column.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_chars_end(".")
    elif kind.is_temporal():
        text = column.dt.to_string("iso:strict").str.replace(_ZEROS, "$1")
    elif kind == pl.Boolean:
        text = pl.when(column).then(pl.lit("TRUE")).when(~column).then(pl.lit("FALSE"))
    elif kind == pl.Binary:
        text = column.map_elements(lambda value: value.decode("utf-8", "replace"), return_dtype=pl.String)
    else:
        text = column.cast(pl.String)
    return text
