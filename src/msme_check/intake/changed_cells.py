"""Cells that another program has changed without a word, so that they say something else now.

A spreadsheet program makes a date of the id 3-1, and 8.80123E+11 of 880123456789. R writes NA for an empty cell, which
is here the word for "does not apply". What it was cannot be told any more, so the person is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from msme_check.answers import FIRM_ID, ROW
from msme_check.i18n import _

_LOOKED_AT = 1000
"""The first rows of a file: whoever has such cells has them everywhere."""
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = rf"^(?:\d{{4}}-\d\d-\d\d(?:T00:00:00)?|\d{{1,2}}-(?i:{_MONTH})(?:-\d{{2,4}})?|(?i:{_MONTH})-\d{{2}})$"
_SHORTENED = r"^\d(?:[.,]\d+)?[Ee]\+\d+$"
_NOTHING = "NA"


@dataclass
class ChangedCells:
    """The first row with such a cell of each kind, as far as a file was read; 0 where there is none.

    `facts`: the columns that have no word for "does not apply". `left`: so many rows are still to be looked at.
    """

    facts: Sequence[str]
    dates: int = field(default=0, init=False)
    shortened: int = field(default=0, init=False)
    nothing: int = field(default=0, init=False)
    left: int = field(default=_LOOKED_AT, init=False)

    def look(self, raw: pl.DataFrame) -> None:
        """Looks at the firms of the next part of a file."""
        if not self.left:
            return
        start = raw.head(self.left)
        self.left -= len(start)
        rows = start[ROW]
        if FIRM_ID in start.columns:
            ids = start[FIRM_ID].cast(pl.String)
            self.dates = self.dates or _first(ids.str.contains(_DATE), rows)
            self.shortened = self.shortened or _first(ids.str.contains(_SHORTENED), rows)
        found = (_first(start[name].cast(pl.String) == _NOTHING, rows) for name in self.facts if name in start.columns)
        self.nothing = self.nothing or min(filter(None, found), default=0)

    def notes(self, file: str) -> Iterator[str]:
        """What the person should know."""
        do = _("Give the column the format 'Text', write the ids anew, and save the file again.")
        if self.dates:
            what = _(
                "{file}: Ids of firms are dates, such as in row {row}; a spreadsheet program may have made them so."
            )
            yield f"{what.format(file=file, row=self.dates)} {do}"
        if self.shortened:
            what = _("{file}: Ids of firms were shortened by a spreadsheet program, such as in row {row}.")
            yield f"{what.format(file=file, row=self.shortened)} {do}"
        if self.nothing:
            what = _(
                "{file}: Facts are NA, such as in row {row}. If that is R's sign for an empty cell: with a question it "
                "is read as 'does not apply' where that is allowed. Let R write empty cells (na = ''), and run again."
            )
            yield what.format(file=file, row=self.nothing)


def _first(here: pl.Series, rows: pl.Series) -> int:
    found = here.fill_null(value=False).arg_true()
    return int(rows[found[0]]) if len(found) else 0
