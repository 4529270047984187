"""Lines of the tables of a run, as they wait to be written."""

import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class Lines:
    """The lines of a table: as CSV under their header, in parts, and as a frame for Parquet; None where they are not
    wanted so. A path: they wait there (a frame as `parquet.write_part` leaves it)."""

    header: bytes
    csv: list[bytes] | Path | None
    frame: pl.DataFrame | Path | None = None


def csv_of(frame: pl.DataFrame) -> tuple[bytes, list[bytes]]:
    """A frame as CSV: its header, and its lines."""
    header, lines = io.BytesIO(), io.BytesIO()
    frame.clear().write_csv(header)
    frame.write_csv(lines, include_header=False)
    return header.getvalue(), [lines.getvalue()]
