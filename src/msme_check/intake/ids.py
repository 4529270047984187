"""Ids of firms that a spreadsheet program has changed without a word: 3-1 to a date, 880123456789 to 8.80123E+11.

What they were cannot be told any more, so the person is told.
"""

from collections.abc import Iterator

import polars as pl

from msme_check.answers import FIRM_ID, ROW
from msme_check.i18n import _

_LOOKED_AT = 1000
"""Rows of each part of a file: whoever has such ids has them everywhere."""
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = rf"^(?:\d{{4}}-\d\d-\d\d(?:T00:00:00)?|\d{{1,2}}-(?i:{_MONTH})(?:-\d{{2,4}})?|(?i:{_MONTH})-\d{{2}})$"
_SHORTENED = r"^\d(?:[.,]\d+)?[Ee]\+\d+$"


class ChangedIds:
    """The first row with such an id of each kind, as far as a file was read."""

    def __init__(self) -> None:
        self._dates: int | None = None
        self._shortened: int | None = None

    def look(self, raw: pl.DataFrame) -> None:
        """Looks at the firms of a part of a file."""
        if FIRM_ID in raw.columns:
            ids, rows = raw[FIRM_ID].head(_LOOKED_AT), raw[ROW]
            self._dates = self._dates or _first(ids, rows, _DATE)
            self._shortened = self._shortened or _first(ids, rows, _SHORTENED)

    def notes(self, file: str) -> Iterator[str]:
        """What the person should know."""
        do = _("Give the column the format 'Text', write the ids anew, and save the file again.")
        if self._dates:
            what = _(
                "{file}: Ids of firms are dates, such as in row {row}; a spreadsheet program may have made them so."
            )
            yield f"{what.format(file=file, row=self._dates)} {do}"
        if self._shortened:
            what = _("{file}: Ids of firms were shortened by a spreadsheet program, such as in row {row}.")
            yield f"{what.format(file=file, row=self._shortened)} {do}"


def _first(ids: pl.Series, rows: pl.Series, pattern: str) -> int | None:
    found = ids.str.contains(pattern).fill_null(value=False).arg_true()
    return int(rows[found[0]]) if len(found) else None
