"""A Parquet file as a table. Its columns may have any types; rows are numbered as if it were a spreadsheet."""

import io
from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from msme_check import cells
from msme_check.i18n import _
from msme_check.intake.confined import Confined, DiedError, RefusedError
from msme_check.intake.parquet_texts import NESTED, answer
from msme_check.intake.sources import Original, original, refuse
from msme_check.intake.tables import Known, Progress, Rows

READER = Confined(answer, memory=4 << 30)  # polars asks for far more than it uses


@dataclass(frozen=True)
class ParquetFile:
    """An examined Parquet file; a `Table`."""

    source: Original
    header: tuple[str, ...]
    header_row: int = 1
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file's name as a message may show it."""
        return self.source.shown

    def rows(self, size: int, progress: Progress, closed: Collection[int] = ()) -> Generator[Rows]:
        """The rows, at most `size` at a time. Raises FileError where the file has changed, or is damaged."""
        try:
            with closing(READER.ask("rows", str(self.source.path), size)) as parts:
                for packed in parts:
                    frame = pl.read_ipc(io.BytesIO(packed))
                    if len(frame):
                        yield Rows(frame)
        except (DiedError, RefusedError):
            self.source.check()
            _refuse_damaged(self.source.path)
        self.source.check()
        progress(1, 1)

    def record(self) -> dict[str, Any]:
        """Its name, digest and size."""
        return self.source.record()


def parquet_file(path: Path, known: Known, progress: Progress) -> ParquetFile:
    """Examines a Parquet file. Raises FileError where it cannot be read, or has a known column with lists in it."""
    source = original(path, progress)
    try:
        with closing(READER.ask("columns", str(path))) as parts:
            columns: list[tuple[str, str]] = [column for part in parts for column in part]
    except (DiedError, RefusedError):
        _refuse_damaged(path)
    nested = [cells.plain(name) for name, kind in columns if kind == NESTED and known(name)]
    if nested:
        what = _("These columns hold lists or records, not texts or numbers: {names}.")
        do = _("Write them as text before saving; several codes with spaces between them.")
        refuse(path, what.format(names=", ".join(nested)), do)
    return ParquetFile(source, tuple(name for name, _kind in columns))


def _refuse_damaged(path: Path) -> NoReturn:
    refuse(path, _("This Parquet file is damaged or not whole."), _("Copy or download it again, or save it as CSV."))
