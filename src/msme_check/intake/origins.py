"""Where a firm stands: which of the files that were sent, and which row of it, in one number.

The number goes through the whole run as the column `row`. In the first file it is the row itself, and numbers grow
from file to file, so that firms stay in the order in which they were sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from msme_check.i18n import _

_ROWS = 1 << 40
"""More rows than any file has."""

WHOLE = 0
"""The row of a file that is one firm."""


@dataclass(frozen=True)
class Origins:
    """The files of a run, in their order, by the names that messages show."""

    files: tuple[str, ...] = ("",)

    @staticmethod
    def start(file: int) -> int:
        """What is added to the rows of a file to make their numbers."""
        return file * _ROWS

    def file(self, number: int) -> str:
        """The file in which a firm stands."""
        return self.files[number // _ROWS]

    @staticmethod
    def row(number: int) -> int:
        """Its row there, as a spreadsheet counts; WHOLE where the file is one firm."""
        return number % _ROWS

    def columns(self, numbers: pl.Series) -> Sequence[pl.Series]:
        """For each number its file, and its row; null where the file is one firm."""
        files = (numbers // _ROWS).cast(pl.UInt32)
        rows = numbers % _ROWS
        return (
            pl.Series("file", self.files, dtype=pl.String).gather(files),
            rows.set(rows == WHOLE, None).alias("row"),
        )

    def same_id(self, first: int, again: int) -> str:
        """Says where the id of a firm was met before."""
        if self.row(first) == WHOLE:
            return _("{file} has the same id of the firm.").format(file=self.file(first))
        if first // _ROWS == again // _ROWS:
            return _("Row {row} has the same id of the firm.").format(row=self.row(first))
        words = _("Row {row} of {file} has the same id of the firm.")
        return words.format(row=self.row(first), file=self.file(first))
