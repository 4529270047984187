"""Rows of a table that hold no firm: the names of the columns once more, or an id and nothing else.

Sheets that were put together have their headers in the middle; a list of columns has the texts of the questions under
their ids; a sheet that was made ready has ids for more firms than came. To take such a row for a firm would name each
of its cells as a bad one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from msme_check import cells
from msme_check.answers import FIRM_ID, FIRM_NAME, ROW
from msme_check.frames import Bools
from msme_check.intake.headings import Headings
from msme_check.intake.recognition import recognition_of
from msme_check.intake.tables import Broken, Rows, place
from msme_check.model.instrument import Instrument, ProfileField


@dataclass
class NoFirms:
    """Finds in one table the rows that name the columns again. `first`: the number of the row under the header.

    Only the column of the first fact that every firm has to have is looked at where no row holds its name.
    """

    instrument: Instrument
    header: Sequence[str]
    headings: Headings
    first: int

    def without(self, rows: Rows) -> tuple[Rows, tuple[int, ...]]:
        """The rows without these, and the numbers of these."""
        frame = rows.frame
        again = [at for at in self.perhaps(frame) if all(self._names(frame, at, one) for one in self._facts)]
        if not again:
            return rows, ()
        numbers = tuple(frame[ROW].gather(again))
        kept = np.ones(len(frame), dtype=np.bool_)
        kept[again] = False
        broken = {row: why for row, why in rows.broken.items() if row not in numbers}
        return Rows(frame.filter(pl.Series(kept)), broken), numbers

    def perhaps(self, frame: pl.DataFrame) -> list[int]:
        """The rows with what is likely to be a name of the first fact; in the row under the header, any text.

        `frame` needs the column of that fact only.
        """
        if not self._facts or not len(frame):
            return []
        fact = self._facts[0]
        at = self.headings.places[fact.id]
        texts = frame[place(at)].cast(pl.String)
        found = list(texts.is_in([self.header[at], fact.id, fact.text]).arg_true())
        under = frame[ROW][0] == self.first and 0 not in found
        return [0, *found] if under else found

    @cached_property
    def _facts(self) -> list[ProfileField]:
        return [one for one in self.instrument.profile if self.headings.places.get(one.id) in self.headings.facts]

    def _names(self, frame: pl.DataFrame, at: int, fact: ProfileField) -> bool:
        """Whether a cell names the column of a fact. Codes are told first, so that no catalogue is opened for them."""
        text = frame[place(self.headings.places[fact.id])][at] or ""
        if not text.strip() or cells.fact(fact, text).value is not None:
            return False
        found = recognition_of(self.instrument).meaning(text)
        return found is not None and (found.column, found.code) == (fact.id, "")


def with_lone_ids(rows: Rows, headings: Headings) -> dict[int, Broken]:
    """Row -> why its cells cannot be trusted, also of rows in which no fact and no answer stands."""
    frame = rows.frame
    known = {at for name, at in headings.places.items() if name not in {FIRM_ID, FIRM_NAME}}
    known |= {at for boxes in headings.boxes.values() for at in boxes.places.values()}
    blank = np.full(len(frame), bool(headings.facts))
    for at in (*headings.facts, *known):  # the first column is filled nearly everywhere
        if not blank.any():
            return rows.broken
        blank &= _blank(frame[place(at)])
    return {**dict.fromkeys(frame[ROW].filter(pl.Series(blank)), Broken.ID_ALONE), **rows.broken}


def _blank(texts: pl.Series) -> Bools:
    found: Bools = (texts.cast(pl.String).fill_null("").str.strip_chars() == "").to_numpy()
    return found
