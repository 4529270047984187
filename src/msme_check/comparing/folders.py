"""The folder of a batch, read back: its table of results, and which questions it was scored by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from msme_check import cells
from msme_check.batch.places import RUN
from msme_check.batch.run import RECOMMENDATIONS, RESULTS
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


class _Settings(_Read):
    top: int | None = None


class _Run(_Read):
    instrument: ScoredBy
    finished: str = ""
    settings: _Settings = _Settings()


@dataclass(frozen=True)
class BatchFolder:
    """A batch that came to its end. `table` has a row for each firm that was scored, all columns as text or figures.

    `scored_by`, `date` and `top` are from its `run.json`; None and empty where there is none to read. `top`: so many
    recommendations of each firm were kept; None: all.
    """

    folder: str
    table: pl.LazyFrame
    columns: tuple[str, ...]
    scored_by: ScoredBy | None
    date: str
    path: Path = Path()
    top: int | None = None

    def collected(self, wanted: dict[str, pl.Expr]) -> pl.DataFrame:
        """Some columns, made of those of the table. Raises AnswersError where the table cannot be read."""
        try:
            return self.table.select(expression.alias(name) for name, expression in wanted.items()).collect()
        except _UNREADABLE:
            _damaged(self.folder)

    def count(self) -> int:
        """How many firms were scored. Raises AnswersError where the table cannot be read."""
        return int(self.collected({"firms": pl.len()}).item())

    def lines(self, columns: Sequence[str]) -> pl.DataFrame:
        """Columns of the table of recommendations, as text. Raises AnswersError where there is none to read."""
        parquet = (self.path / RECOMMENDATIONS).with_suffix(".parquet")
        try:
            if parquet.is_file():
                table = pl.scan_parquet(parquet)
            else:
                table = pl.scan_csv(self.path / RECOMMENDATIONS, infer_schema=False)
            return table.select(columns).collect()
        except _UNREADABLE:
            _damaged(self.folder, _("The table of recommendations in this folder cannot be read."))


def is_batch(path: Path) -> bool:
    """Whether this is the folder of a batch, by the two tables in it."""
    tables = (Path(RESULTS), Path(RECOMMENDATIONS))
    return all(any((path / one.with_suffix(kind)).is_file() for kind in (".csv", ".parquet")) for one in tables)


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
    scored_by, date, top = (run.instrument, run.finished[:10], run.settings.top) if run else (None, "", None)
    return BatchFolder(shown, table, columns, scored_by, date, folder, top)


def _run(path: Path) -> _Run | None:
    try:
        return _Run.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None


def _damaged(folder: str, what: str | None = None) -> NoReturn:
    what = what or _("The table of results in this folder cannot be read.")
    raise FileError(folder, what, _("Write it again with 'msme-check batch'.")) from None
