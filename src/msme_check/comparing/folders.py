"""The folder of a batch, read back: its table of results, and which questions it was scored by."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from msme_check import cells
from msme_check.batch.places import RUN
from msme_check.batch.run import RESULTS
from msme_check.errors import FileError
from msme_check.i18n import _

PARQUET = f"{Path(RESULTS).stem}.parquet"
FIRM_ID = "firm_id"

_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ScoredBy(_Read):
    """The instrument of a batch."""

    id: str
    version: str
    hash: str


class _Run(_Read):
    instrument: ScoredBy
    finished: str = ""


@dataclass(frozen=True)
class BatchFolder:
    """A batch that came to its end. `table` has a row for each firm that was scored, all columns as text or figures.

    `scored_by` and `date` are from its `run.json`; None and empty where there is none to read.
    """

    folder: str
    table: pl.LazyFrame
    columns: tuple[str, ...]
    scored_by: ScoredBy | None
    date: str

    def collected(self, wanted: dict[str, pl.Expr]) -> pl.DataFrame:
        """Some columns, made of those of the table. Raises AnswersError where the table cannot be read."""
        try:
            return self.table.select(expression.alias(name) for name, expression in wanted.items()).collect()
        except _UNREADABLE:
            _damaged(self.folder)


def read(folder: Path) -> BatchFolder:
    """The batch in a folder. Raises AnswersError where there is no table of results, or none that can be read."""
    shown = cells.plain(str(folder))
    try:
        if (folder / PARQUET).is_file():
            table = pl.scan_parquet(folder / PARQUET)
        elif (folder / RESULTS).is_file():
            table = pl.scan_csv(folder / RESULTS, infer_schema=False)
        else:
            what = _("There is neither {csv} nor {parquet} in this folder.").format(csv=RESULTS, parquet=PARQUET)
            raise FileError(shown, what, _("Name the folder that 'msme-check batch' wrote."))
        columns = tuple(table.collect_schema().names())
    except _UNREADABLE:
        _damaged(shown)
    if FIRM_ID not in columns:
        _damaged(shown)
    run = _run(folder / RUN)
    return BatchFolder(shown, table, columns, run.instrument if run else None, run.finished[:10] if run else "")


def _run(path: Path) -> _Run | None:
    try:
        return _Run.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None


def _damaged(folder: str) -> NoReturn:
    what = _("The table of results in this folder cannot be read.")
    raise FileError(folder, what, _("Write it again with 'msme-check batch'.")) from None
