"""A file of firms -> frames of text with the columns of `answers.columns`, some thousand rows at a time."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check import answers
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, ROW
from msme_check.errors import AnswersError
from msme_check.i18n import _
from msme_check.intake.csv_files import csv_file
from msme_check.intake.formulas import unguarded
from msme_check.intake.headings import Headings, headings, plain
from msme_check.intake.tables import Broken, Progress, Rows, Table, place
from msme_check.model.instrument import Instrument


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file. `raw`: text, and `row`. `broken`: row -> why its cells cannot be trusted."""

    raw: pl.DataFrame
    broken: dict[int, Broken] = field(default_factory=dict)


@dataclass(frozen=True)
class FirmsFile:
    """An examined file of firms with a header that can be used."""

    table: Table
    headings: Headings

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the file was read."""
        return (*self.table.notes, *self.headings.notes)

    def chunks(self, size: int, progress: Progress) -> Generator[Chunk]:
        """The rows of the file, `size` at a time. Raises AnswersError where the file has none, or has changed."""
        count = 0
        for rows in self.table.rows(size, progress):
            count += len(rows.frame)
            yield self._chunk(rows)
        if not count:
            what = _("This file has a header, but no row with a firm.")
            raise AnswersError(f"{self.table.file}: {what} {_('Fill in a row for each firm.')}")

    def _chunk(self, rows: Rows) -> Chunk:
        raw = rows.frame.select(
            *(pl.col(place(number)).alias(name) for name, number in self.headings.places.items()), ROW
        )
        texts = [_unguarded(name) for name in (FIRM_ID, FIRM_NAME) if name in raw.columns]
        if EVIDENCE in raw.columns:
            texts.append(pl.col(EVIDENCE).str.replace_all("[,;|]", " "))
        return Chunk(raw.with_columns(texts), rows.broken)


def read_firms(path: Path, instrument: Instrument, encoding: str | None, progress: Progress) -> FirmsFile:
    """Examines a file of firms. `encoding`: what the person said; None: find it out.

    Raises AnswersError, with what it is and what to do, where no firm can be read from it.
    """
    table = csv_file(path, encoding, _known(instrument), progress)
    return FirmsFile(table, headings(table.file, table.header, table.header_row, instrument))


def _known(instrument: Instrument) -> Callable[[str], bool]:
    """Tells whether a text of a header is the name of a column."""
    names = frozenset(answers.columns(instrument))
    return lambda name: plain(name) in names


def _unguarded(name: str) -> pl.Expr:
    """A column without the guards of texts that a spreadsheet would run; nearly none has one."""
    text = pl.col(name)
    bare = text.map_elements(unguarded, return_dtype=pl.String, skip_nulls=True)
    return pl.when(text.str.starts_with("'")).then(bare).otherwise(text).alias(name)
