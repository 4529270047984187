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
    """Finds such rows in one table. `first`: the number of the row under the header.

    One column is looked at, that of the first fact that every firm has to have; the others only where it is empty or
    stands for its own name.
    """

    instrument: Instrument
    header: Sequence[str]
    headings: Headings
    first: int

    def without(self, rows: Rows) -> tuple[Rows, tuple[int, ...]]:
        """The rows without those that name the columns again, and the numbers of these.

        Rows with an id and nothing else are marked as broken.
        """
        frame = rows.frame
        if not self._facts or not len(frame):
            return rows, ()
        texts = frame[self._place(self._facts[0])]
        again = [at for at in self._perhaps(frame, texts) if all(self._names(frame, at, one) for one in self._facts)]
        alone = self._alone(frame, texts)
        broken = {**dict.fromkeys(alone, Broken.ID_ALONE), **rows.broken} if alone else rows.broken
        if not again:
            return Rows(frame, broken), ()
        numbers = tuple(frame[ROW].gather(again))
        kept = np.ones(len(frame), dtype=np.bool_)
        kept[again] = False
        broken = {row: why for row, why in broken.items() if row not in numbers}
        return Rows(frame.filter(pl.Series(kept)), broken), numbers

    @cached_property
    def _facts(self) -> list[ProfileField]:
        return [one for one in self.instrument.profile if one.required and one.id in self.headings.places]

    def _place(self, fact: ProfileField) -> str:
        return place(self.headings.places[fact.id])

    def _perhaps(self, frame: pl.DataFrame, texts: pl.Series) -> list[int]:
        """The rows with what is likely to be a name of the first fact; in the row under the header, any text."""
        fact = self._facts[0]
        names = [self.header[self.headings.places[fact.id]], fact.id, fact.text]
        found = list(texts.is_in(names).arg_true())
        under = frame[ROW][0] == self.first and 0 not in found
        return [0, *found] if under else found

    def _names(self, frame: pl.DataFrame, at: int, fact: ProfileField) -> bool:
        """Whether a cell names the column of a fact. Codes are told first, so that no catalogue is opened for them."""
        text = frame[self._place(fact)][at] or ""
        if not text.strip() or cells.fact(fact, text).value is not None:
            return False
        found = recognition_of(self.instrument).meaning(text)
        return found is not None and (found.column, found.code) == (fact.id, "")

    def _alone(self, frame: pl.DataFrame, texts: pl.Series) -> list[int]:
        """The numbers of rows in which no fact and no answer stands."""
        if not texts.null_count() and not (texts == "").any():
            return []
        known = {at for name, at in self.headings.places.items() if name not in {FIRM_ID, FIRM_NAME}}
        known |= {at for boxes in self.headings.boxes.values() for at in boxes.places.values()}
        blank = _blank(texts)
        for at in known:
            if not blank.any():
                return []
            blank &= _blank(frame[place(at)])
        return list(frame[ROW].filter(pl.Series(blank)))


def _blank(texts: pl.Series) -> Bools:
    found: Bools = (texts.fill_null("").str.strip_chars() == "").to_numpy()
    return found
