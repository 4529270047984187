"""A file of firms -> frames of text with the columns of `answers.columns`, some thousand rows at a time."""

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from msme_check import cells, companions
from msme_check.answers import FIRM_ID, ROW
from msme_check.errors import FileError
from msme_check.i18n import _, ngettext
from msme_check.intake.about import is_time
from msme_check.intake.changed_cells import ChangedCells
from msme_check.intake.chunks import Chunk, Firms, UnreadChunk, chunk_of
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.csv_files import csv_file
from msme_check.intake.headings import Headings, headings
from msme_check.intake.kinds import Kind, kind
from msme_check.intake.no_firms import NoFirms
from msme_check.intake.numbering import Numbering, numbered_lines
from msme_check.intake.parquet_files import parquet_file
from msme_check.intake.plain_lines import PlainLines
from msme_check.intake.recognition import recognition_of
from msme_check.intake.refusals import Refusal
from msme_check.intake.shaping import shaped, without_tags
from msme_check.intake.tables import CutOffError, Known, Progress, Rows, Table, place
from msme_check.intake.workbooks import Workbook, workbook
from msme_check.model.instrument import Instrument

_LISTED = 5
_FEW = 20


@dataclass(frozen=True)
class FirmsFile:
    """An examined file of firms with a header that can be used.

    `again`: the rows that named the columns again, `changed` and `numbering`: what was seen of cells; as far as it was
    read.
    """

    table: Table
    headings: Headings
    instrument: Instrument
    changed: ChangedCells = field(compare=False)
    numbering: Numbering = field(compare=False)
    again: list[int] = field(default_factory=list, compare=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the file was read."""
        return (*self.table.notes, *self.headings.notes, *self._again(), *self.changed.notes(self.table.file))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person has to know before the results are used."""
        return tuple(self.numbering.warnings(self.table.file))

    def _again(self) -> Iterator[str]:
        if self.again:
            what = ngettext(
                "{file}: Row {rows} names the columns again, so it is no firm and was passed over.",
                "{file}: Rows {rows} name the columns again, so they are no firms and were passed over.",
                len(self.again),
            )
            rows = ", ".join(map(str, self.again[:_LISTED]))
            yield what.format(file=self.table.file, rows=f"{rows}, ..." if len(self.again) > _LISTED else rows)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The columns that could not be used."""
        return self.headings.refusals

    def shown(self, name: str) -> str:
        """How messages name these firms' file, which is called `name`: with the sheet, where several are read."""
        sheet = _within(self.table)
        return f"{name} ({cells.plain(sheet)})" if sheet else name

    def record(self) -> dict[str, Any]:
        """What `run.json` holds of the file."""
        return self.table.record()

    def chunks(self, size: int, progress: Progress) -> Generator[Firms]:
        """The rows of the file, `size` at a time. Raises AnswersError where the file has changed.

        Raises CutOffError where the file has no row, or the rest of it cannot be read.
        """
        count = 0
        self.again.clear()
        for chunk in self._chunks(size, progress):
            count += len(chunk)
            if isinstance(chunk, Chunk):
                self.changed.look(chunk.raw)
                self.numbering.look(chunk)
            yield chunk
        if not count:
            what = _("This file has a header, but no row with a firm.")
            raise CutOffError(self.table.file, what, _("Fill in a row for each firm."))

    def _chunks(self, size: int, progress: Progress) -> Iterator[Firms]:
        no_firms = NoFirms(self.instrument, self.table.header, self.headings, self.table.header_row + 1)
        for rows in self.table.rows(size, progress, self.headings.closed):
            if isinstance(rows, PlainLines) and (ids := self._ids(rows, no_firms)) is not None:
                yield UnreadChunk(rows, self.headings, ids)
                continue
            firms, again = no_firms.without(without_tags(rows.read(), self.table.header_row))
            self.again.extend(again)
            for quick, some in _asked(firms, self.headings.form):
                if len(some):
                    yield chunk_of(some, self.headings, quick=quick)

    def _ids(self, lines: PlainLines, no_firms: NoFirms) -> pl.DataFrame | None:
        """The ids of firms of which no more has to be known here; None where all has to be read."""
        below = lines.first > self.table.header_row + 1  # right under a header there may be tags
        at = self.headings.places.get(FIRM_ID)
        if not below or self.changed.left or at is None or self.headings.form is not None:
            return None
        seen = lines.some({at, *self.headings.facts[:1]})
        return None if no_firms.perhaps(seen) else shaped(seen, Headings({FIRM_ID: at}))


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
    return _file(table, instrument, columns_map)


def read_sheets(
    path: Path,
    instrument: Instrument,
    encoding: str | None,
    progress: Progress,
    columns_map: ColumnsMap | None = None,
) -> tuple[FirmsFile, ...]:
    """The firms of a file as `read_firms` gives them; of a workbook those of all sheets that have the columns.

    Raises AnswersError where no firm can be read from the best of them.
    """
    first = read_firms(path, instrument, encoding, progress, columns_map)
    if not isinstance(first.table, Workbook):
        return (first,)
    sheets = first.table.read_with(one for one in first.table.beside if _has_columns(one, instrument, columns_map))
    return tuple(_file(one, instrument, columns_map) for one in sheets)


def _file(table: Table, instrument: Instrument, columns_map: ColumnsMap | None) -> FirmsFile:
    changed, numbering = ChangedCells([one.id for one in instrument.profile]), Numbering(numbered_lines(instrument))
    return FirmsFile(table, _headings(table, instrument, columns_map), instrument, changed, numbering)


def _has_columns(table: Table, instrument: Instrument, columns_map: ColumnsMap | None) -> bool:
    with suppress(FileError):
        _headings(table, instrument, columns_map)
        return True
    return False


def _headings(table: Table, instrument: Instrument, columns_map: ColumnsMap | None) -> Headings:
    return headings(
        table.file,
        table.header,
        table.header_row,
        instrument,
        columns_map,
        within=_within(table),
        times=lambda number: _holds_times(table, number),
    )


def _holds_times(table: Table, number: int) -> bool:
    """Whether the first rows of a table have a time in a column, and nothing else."""
    with closing(table.rows(_FEW, lambda done, size: None)) as parts:
        first = next(parts, None)
    return first is not None and all(is_time(text or "") for text in first.read().frame[place(number)])


def _within(table: Table) -> str:
    """The sheet, where several of a workbook are read."""
    return table.sheet if isinstance(table, Workbook) and table.together else ""


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
