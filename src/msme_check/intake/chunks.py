"""Some firms of a file, read or not yet: frames of text with the columns of `answers.columns`."""

from dataclasses import dataclass, field, replace
from typing import ClassVar

import polars as pl
import polars.selectors as cs

from msme_check.answers import FIRM_ID, ROW
from msme_check.intake.about import about
from msme_check.intake.headings import Headings
from msme_check.intake.no_firms import with_lone_ids
from msme_check.intake.origins import Origins
from msme_check.intake.plain_lines import PlainLines
from msme_check.intake.refusals import Refusal
from msme_check.intake.shaping import shaped
from msme_check.intake.tables import Broken, Rows


@dataclass(frozen=True)
class Chunk:
    """Some firms. `raw`: texts, some of them Categorical, and `row`, where each stands by `origins`.

    `broken`: row -> why not to trust its cells; TOTAL where it may also be a firm. `cells`: what could not be used and
    is not in `raw` any more. `refused`: firms that are not in `raw`, because nothing of them could be used. `quick`:
    these firms were asked the core questions only. `about`: the interview of each row of `raw`: `row`, and those of the
    String columns `interviewer`, `started` and `ended` that the file has (times as ISO text where they can be read);
    None where it says nothing of interviews.
    """

    raw: pl.DataFrame
    broken: dict[int, Broken] = field(default_factory=dict)
    origins: Origins = field(default_factory=Origins)
    cells: tuple[Refusal, ...] = ()
    refused: tuple[Refusal, ...] = ()
    quick: bool = False
    about: pl.DataFrame | None = None

    def __len__(self) -> int:
        return len(self.raw)

    @property
    def ids(self) -> pl.DataFrame:
        """The columns `firm_id`, where there is one, and `row` of `raw`."""
        return self.raw.select(cs.by_name(FIRM_ID, ROW, require_all=False))

    def read(self) -> "Chunk":
        """These firms, which are read already."""
        return self

    def placed(self, origins: Origins, start: int) -> "Chunk":
        """A chunk of one file as one of the run. `start`: what is added to its rows."""
        if not start:
            return replace(self, origins=origins)
        return replace(
            self,
            raw=self.raw.with_columns(pl.col(ROW) + start),
            broken={row + start: broken for row, broken in self.broken.items()},
            cells=tuple(replace(one, row=one.row + start) for one in self.cells),
            refused=tuple(replace(one, row=one.row + start) for one in self.refused),
            origins=origins,
            about=None if self.about is None else self.about.with_columns(pl.col(ROW) + start),
        )


@dataclass(frozen=True)
class UnreadChunk:
    """Some firms of which only the `ids` were read; the rest is left to whoever scores them.

    `start`: what is added to the rows of the file. `ids` as of the chunk that they become; None where others have them.
    """

    lines: PlainLines
    headings: Headings
    ids: pl.DataFrame | None
    origins: Origins = field(default_factory=Origins)
    start: int = 0
    quick: ClassVar[bool] = False

    def __len__(self) -> int:
        return len(self.lines)

    def read(self) -> Chunk:
        """These firms."""
        return chunk_of(self.lines.read(), self.headings).placed(self.origins, self.start)

    def placed(self, origins: Origins, start: int) -> "UnreadChunk":
        """As `Chunk.placed`."""
        ids = None if self.ids is None else self.ids.with_columns(pl.col(ROW) + start)
        return replace(self, ids=ids, origins=origins, start=start)


Firms = Chunk | UnreadChunk
"""Some firms of a file, read or not."""


def chunk_of(rows: Rows, headings: Headings, *, quick: bool = False) -> Chunk:
    """Rows as firms."""
    broken = with_lone_ids(rows, headings)
    if headings.totals is not None:
        broken = {**broken, **headings.totals.perhaps(rows), **rows.broken}
    return Chunk(shaped(rows.frame, headings), broken, quick=quick, about=about(rows.frame, headings.interview))
