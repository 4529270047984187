"""A file of firms -> frames of text with the columns of `answers.columns`, some thousand rows at a time."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import polars.selectors as cs

from msme_check import companions
from msme_check.answers import FIRM_ID, ROW
from msme_check.i18n import _
from msme_check.intake.about import about
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.csv_files import csv_file
from msme_check.intake.headings import Headings, headings
from msme_check.intake.kinds import Kind, kind
from msme_check.intake.origins import Origins
from msme_check.intake.parquet_files import parquet_file
from msme_check.intake.plain_lines import PlainLines
from msme_check.intake.recognition import recognition_of
from msme_check.intake.refusals import Refusal
from msme_check.intake.shaping import shaped, without_tags
from msme_check.intake.tables import Broken, CutOffError, Known, Progress, Rows, Table, place
from msme_check.intake.workbooks import workbook
from msme_check.model.instrument import Instrument


@dataclass(frozen=True)
class Chunk:
    """Some firms. `raw`: texts, some of them Categorical, and `row`, where each stands by `origins`.

    `broken`: row -> why not to trust its cells. `cells`: what could not be used and is not in `raw` any more.
    `refused`: firms that are not in `raw`, because nothing of them could be used. `quick`: these firms were asked the
    core questions only. `about`: the interview of each row of `raw`: `row`, and those of the String columns
    `interviewer`, `started` and `ended` that the file has (times as ISO text where they can be read); None where it
    says nothing of interviews.
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
    """Some firms of which only the ids are read here; the rest is left to whoever scores them.

    `start`: what is added to the rows of the file.
    """

    lines: PlainLines
    headings: Headings
    origins: Origins = field(default_factory=Origins)
    start: int = 0
    quick: ClassVar[bool] = False

    def __len__(self) -> int:
        return len(self.lines)

    def ids(self) -> pl.DataFrame:
        """As of the chunk that they become."""
        place_of = self.headings.places[FIRM_ID]
        return shaped(self.lines.some(place_of), Headings({FIRM_ID: place_of})).with_columns(pl.col(ROW) + self.start)

    def read(self) -> Chunk:
        """These firms."""
        return _chunk(self.lines.read(), self.headings).placed(self.origins, self.start)

    def placed(self, origins: Origins, start: int) -> "UnreadChunk":
        """As `Chunk.placed`."""
        return replace(self, origins=origins, start=start)


Firms = Chunk | UnreadChunk
"""Some firms of a file, read or not."""


@dataclass(frozen=True)
class FirmsFile:
    """An examined file of firms with a header that can be used."""

    table: Table
    headings: Headings

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the file was read."""
        return (*self.table.notes, *self.headings.notes)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The columns that could not be used."""
        return self.headings.refusals

    def record(self) -> dict[str, Any]:
        """What `run.json` holds of the file."""
        return self.table.record()

    def chunks(self, size: int, progress: Progress) -> Generator[Firms]:
        """The rows of the file, `size` at a time. Raises AnswersError where the file has changed.

        Raises CutOffError where the file has no row, or the rest of it cannot be read.
        """
        count = 0
        for rows in self.table.rows(size, progress, self.headings.closed):
            if isinstance(rows, PlainLines) and self._can_wait(rows):
                count += len(rows)
                yield UnreadChunk(rows, self.headings)
                continue
            firms = without_tags(rows.read(), self.table.header_row)
            if len(firms):
                count += len(firms)
                yield from self._chunks(firms)
        if not count:
            what = _("This file has a header, but no row with a firm.")
            raise CutOffError(self.table.file, what, _("Fill in a row for each firm."))

    def _can_wait(self, lines: PlainLines) -> bool:
        """Whether who they are is all that has to be known of these firms here."""
        below = lines.first > self.table.header_row + 1  # there may be tags under a header
        return below and self.headings.form is None and FIRM_ID in self.headings.places

    def _chunks(self, rows: Rows) -> Iterator[Chunk]:
        """The firms of some rows, in their order; those that were asked the core questions only stand apart."""
        for quick, some in _asked(rows, self.headings.form):
            yield replace(_chunk(some, self.headings), quick=quick)


def _chunk(rows: Rows, headings: Headings) -> Chunk:
    return Chunk(shaped(rows.frame, headings), rows.broken, about=about(rows.frame, headings.interview))


def _asked(rows: Rows, form: int | None) -> Iterator[tuple[bool, Rows]]:
    """Rows behind each other that were asked by forms of one kind. `form`: where that stands in each row.

    True: by forms with the core questions only.
    """
    if form is None:
        yield False, rows
        return
    core = rows.frame[place(form)].fill_null("").str.strip_chars_end().str.ends_with(f" {companions.CORE}")
    start = 0
    for length, quick in core.rle().struct.unnest().iter_rows():
        frame = rows.frame.slice(start, length)
        here = set(frame[ROW]) if rows.broken else frozenset[int]()
        yield quick, Rows(frame, {row: why for row, why in rows.broken.items() if row in here})
        start += length


def read_firms(
    path: Path,
    instrument: Instrument,
    encoding: str | None,
    progress: Progress,
    columns_map: ColumnsMap | None = None,
) -> FirmsFile:
    """Examines a file of firms. `encoding` and `columns_map`: what the person said; None: find it out.

    Raises AnswersError, with what it is and what to do, where no firm can be read from it.
    """
    table = read_table(path, instrument, encoding, progress)
    return FirmsFile(table, headings(table.file, table.header, table.header_row, instrument, columns_map))


def read_table(path: Path, instrument: Instrument, encoding: str | None, progress: Progress) -> Table:
    """Examines a file of rows, whatever its columns. Raises FileError where it is none."""
    known = _known(instrument)
    match kind(path):
        case Kind.WORKBOOK:
            return workbook(path, known, progress)
        case Kind.PARQUET:
            return parquet_file(path, known, progress)
        case Kind.TEXT | Kind.SINGLE:  # one firm alone is no table, which is said there
            return csv_file(path, encoding, known, progress)


def _known(instrument: Instrument) -> Known:
    """Tells whether a text of a header is the name of a column."""
    recognition = recognition_of(instrument)
    return lambda name: recognition.meaning(name) is not None
