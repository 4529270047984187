"""Tables as Parquet, for whoever goes on with a program: figures are decimals, counts whole numbers, the rest text.

A run adds its firms some thousand at a time. They wait on disk and become one file at the end, in groups of rows that
do not depend on how they came, so that the same firms give the same bytes.
"""

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from polars import selectors

GROUP_ROWS = 100_000
"""Rows that a reader takes in at once."""


@dataclass
class ParquetTable:
    """A table that is being made. `folder` is for its parts; it is made where it is not there."""

    folder: Path
    parts: list[Path] = field(default_factory=list)

    def add(self, frame: pl.DataFrame | Path) -> None:
        """Adds the rows of a frame, or of a file that `write_part` made; all have the same columns. Raises OSError."""
        self.folder.mkdir(exist_ok=True)
        part = self.folder / f"{len(self.parts)}.arrow"
        if isinstance(frame, Path):
            frame.replace(part)
        else:
            write_part(frame, part)
        self.parts.append(part)

    def write(self, path: Path) -> None:
        """Writes the file; its parts go. Raises OSError."""
        try:
            pl.scan_ipc(self.parts).sink_parquet(path, row_group_size=GROUP_ROWS)
        except pl.exceptions.ComputeError:  # so polars calls a disk that is full in the middle of a row
            raise OSError(errno.EIO, os.strerror(errno.EIO)) from None
        for part in self.parts:
            part.unlink()
        self.folder.rmdir()


def write_part(frame: pl.DataFrame, part: Path) -> None:
    """Writes a frame as a part that waits for the others. Raises OSError."""
    frame.with_columns(selectors.categorical().cast(pl.String)).write_ipc(part, compression="lz4")
