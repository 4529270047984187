"""Answers that were numbered from 1 to 5, where files have levels from 0 to 4.

The 5 alone is seen to be wrong; from 1 to 4 every answer is taken for one that is a level higher. One 5 may be a slip,
but whoever numbers lines so does it in all columns. So those are counted that hold 5 and never 0.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from msme_check.answers import ROW
from msme_check.cells import plain, whole
from msme_check.frames import Ints
from msme_check.i18n import _, ngettext
from msme_check.intake.chunks import Chunk
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder

_LOOKED_AT = 1000
"""The first rows of a file: whoever numbers so does it everywhere."""

_COLUMNS, _TIMES = 3, 10
"""In so many columns, and so often together, 5 is no slip."""

_PART = 3, 4
"""So much of the columns with a 5 have no 0. Where one interviewer of several numbers so, firms of the others have 0:
among ten of 54 made-up firms, 44 of 64 questions have one on average, among twenty 58."""

_NAMED = 3


@dataclass
class Numbering:
    """What stands in the first rows of a file. `lines`: question -> so many lines it has.

    `left`: so many rows are still to be looked at, all of them below the row `last`. `counts`: for each question how
    often there are 0, the number above all levels, and higher ones.
    """

    lines: Mapping[str, int]
    left: int = field(default=_LOOKED_AT, init=False)
    last: int = field(default=0, init=False)
    counts: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.counts = np.zeros((len(self.lines), 3), dtype=np.int16)  # small, since there may be thousands of files

    def look(self, chunk: Chunk) -> None:
        """Looks at the firms of the next part of a file. Rows that were seen when it was read before change nothing."""
        if not self.left:
            return
        start = chunk.raw.filter(pl.col(ROW) > self.last).head(self.left)
        if not len(start):
            return
        self.left -= len(start)
        self.last = start[ROW][-1]
        if chunk.broken:
            start = start.filter(~pl.col(ROW).is_in(list(chunk.broken)))
        here = {*start.columns}
        for place, (name, lines) in enumerate(self.lines.items()):
            if name in here:
                for text, times in Counter(start[name].to_list()).items():
                    number = whole(plain(text or ""))
                    if number is not None and (number == 0 or number >= lines):
                        self.counts[place, 0 if number == 0 else 1 if number == lines else 2] += times

    @property
    def from_one(self) -> tuple[str, ...]:
        """The questions whose answers look as if they were numbered from 1; none where that may be slips.

        A higher number as often as the one above all levels is of another scale, such as one to 10.
        """
        zeros, above, higher = self.counts.T
        with_it = above > higher
        never_0 = with_it & (zeros == 0)
        part, of = _PART
        few = never_0.sum() < _COLUMNS or above[never_0].sum() < _TIMES
        if few or of * never_0.sum() < part * with_it.sum():
            return ()
        return tuple(name for name, found in zip(self.lines, never_0, strict=True) if found)

    def warnings(self, file: str) -> Iterator[str]:
        """What the person has to know before the results are used."""
        if columns := self.from_one:
            what = ngettext(
                "{file}: Answers in {n} column, {names}, look as if they were numbered from 1 to 5.",
                "{file}: Answers in {n} columns, such as {names}, look as if they were numbered from 1 to 5.",
                len(columns),
            )
            names = ", ".join(columns[:_NAMED])
            meaning = _(
                "They hold 5 and never 0, and levels go from 0 to 4. If they were, scores are too high: take 1 from "
                "each answer of such a form, in all of its columns, and run again."
            )
            yield f"{what.format(file=file, n=len(columns), names=names)} {meaning}"


@lru_cache(maxsize=8)
def numbered_lines(instrument: Instrument) -> Mapping[str, int]:
    """The questions that are answered by the number of a line, and how many lines each has."""
    return {one.id: len(one.levels) for one in instrument.questions.values() if isinstance(one, Ladder)}
