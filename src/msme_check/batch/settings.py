"""What a batch is asked to do, and what it tells at its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msme_check.errors import Exit
from msme_check.i18n import SOURCE_LANGUAGE
from msme_check.quality.tally import Tally
from msme_check.report.look import SHIPPED, Look

if TYPE_CHECKING:  # it needs polars, of which a worker that draws reports must not carry the weight
    from msme_check.intake.columns_map import ColumnsMap
    from msme_check.own_programmes import OwnProgrammes


class Stage(StrEnum):
    """What a batch is doing. READING counts bytes, SCORING firms, REPORTS reports, COHORT files."""

    READING = "reading"
    SCORING = "scoring"
    REPORTS = "reports"
    COHORT = "cohort"


Progress = Callable[[int, int, Stage], None]
"""Is told how much is done, of how much, at which stage. Until all firms are read, their number is an estimate; 0: not
known yet."""

Clock = Callable[[], datetime]
"""The time, with its zone. Its date is the date of the assessments; `run.json` holds UTC."""


class ReportFormat(StrEnum):
    """What each firm is given."""

    PDF = "pdf"
    HTML = "html"
    NONE = "none"


class Cohort(StrEnum):
    """The report on all firms together: none, with a line for each firm, or for the public.

    Public: no firm is named, and nothing is shown about fewer than five.
    """

    NONE = "none"
    FIRMS = "firms"
    PUBLIC = "public"


class Tables(StrEnum):
    """The kind of the two large tables, results and recommendations."""

    CSV = "csv"
    PARQUET = "parquet"
    BOTH = "both"

    @property
    def csv(self) -> bool:
        """Whether they are written as CSV."""
        return self is not Tables.PARQUET

    @property
    def parquet(self) -> bool:
        """Whether they are written as Parquet."""
        return self is not Tables.CSV


class Unfinished(StrEnum):
    """What is done where the folder holds a run that was stopped: it is refused, goes on, or is discarded."""

    REFUSE = "refuse"
    RESUME = "resume"
    FRESH = "fresh"


@dataclass(frozen=True)
class BatchSettings:
    """`firms`: files and folders that are read; `out` is written. `top`: recommendations a firm (None: all).

    `workers`: None is one a core. `encoding` None: found out. `language` is the reports'. `report_seconds`: how long
    one report may take. `chunk_rows`: how many firms are scored at once, None: as suits who scores; the
    results do not depend on it.
    `look`: of the reports. `with_data`: PDFs carry the response and the assessment as files inside. `columns`: what the
    person says of them. `programmes`: entries of the consultant's own, which reports show.
    """

    firms: tuple[Path, ...]
    out: Path
    reports: ReportFormat = ReportFormat.NONE
    top: int | None = None
    workers: int | None = None
    encoding: str | None = None
    strict: bool = False
    language: str = SOURCE_LANGUAGE
    report_seconds: float = 120
    chunk_rows: int | None = None
    look: Look = SHIPPED
    cohort: Cohort = Cohort.NONE
    with_data: bool = True
    tables: Tables = Tables.CSV
    columns: "ColumnsMap | None" = None
    programmes: "OwnProgrammes | None" = None
    unfinished: Unfinished = Unfinished.REFUSE


@dataclass(frozen=True)
class BatchSummary:
    """`rows` = `scored` + `rejected`. `bad_cells` could not be used; `refusals` are the lines of `rejected.csv`.

    `notes`: what the person should know about how the file was read, and about what was not written. `warnings`: what
    the person has to know before the results are used.
    `cohort`: the files of the report on all firms. `unread`: files that could not be used, and why.
    `quality`: what is worth a second look.
    """

    out: Path
    rows: int
    scored: int
    bad_cells: int
    refusals: int
    reports_written: int
    reports_failed: int
    notes: tuple[str, ...]
    cohort: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    quality: Tally = field(default_factory=Tally)
    warnings: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """Rows that were not scored."""
        return self.rows - self.scored

    @property
    def exit_code(self) -> Exit:
        """ANSWERS: nothing could be scored; OUTPUT: a report is missing; ROWS_REJECTED: `rejected.csv` has lines."""
        if not self.scored:
            return Exit.ANSWERS
        if self.reports_failed:
            return Exit.OUTPUT
        return Exit.ROWS_REJECTED if self.refusals else Exit.DONE
