"""A whole batch: a file of firms in, a folder of tables and reports out.

    results.csv           a line for each firm that was scored
    recommendations.csv   a line for each recommendation that fires, best first
    rejected.csv          every row and cell that could not be used, why, and what to do
    reports/              a report for each firm, and index.csv, which tells whose is whose
    cohort.pdf, .html, .xlsx   the report on all firms together
    run.json              which program, instrument and file, when, and how many

The tables are UTF-8 with a byte order mark, because without it Excel shows names in Khmer, Lao, Burmese, Thai or
Vietnamese as rubbish; lines end with LF alone, which Excel takes as well as CRLF, and which leaves no stray
character in the last column for the tools of programmers. All files take their places at the end, or none does.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check import loading
from msme_check.answers import FIRM_ID, ROW
from msme_check.assess import assess
from msme_check.batch import tables
from msme_check.batch.drawing import preparation
from msme_check.batch.folder import RUN, RunFolder, run_folder
from msme_check.batch.group import Group
from msme_check.batch.record import Stopwatch, record
from msme_check.batch.reports import ReportCounts, write_reports
from msme_check.batch.screening import Screened, Screening, header_refusals
from msme_check.batch.settings import BatchSettings, BatchSummary, Clock, Cohort, Progress, ReportFormat, Stage
from msme_check.batch.tables import safe
from msme_check.batch.workers import Prepare
from msme_check.cohort import files as cohort
from msme_check.cohort.files import Written
from msme_check.errors import Interrupted
from msme_check.i18n import _
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.model.instrument import Instrument

RESULTS, RECOMMENDATIONS, REJECTED = "results.csv", "recommendations.csv", "rejected.csv"


def run(
    settings: BatchSettings,
    instrument: Instrument,
    folder: Path,
    progress: Progress,
    clock: Clock,
    *,
    prepare: Prepare | None = None,
) -> BatchSummary:
    """Scores all firms of a file. `folder`: where `instrument` was loaded from; workers load it from there too.

    `prepare` makes the task that draws a report, where it is not the usual one.
    Raises AnswersError where the file cannot be read, UsageError or OutputError where the folder cannot be
    written, Interrupted on Ctrl-C. Nothing is left behind then.
    """
    try:
        with run_folder(settings.out) as out:
            group = Group(settings.cohort, instrument, out, settings.look.paper)
            batch = _Batch(settings, instrument, folder, progress, Stopwatch(clock), out, group)
            return batch.run(prepare or preparation(settings, folder))
    except (KeyboardInterrupt, Interrupted):
        raise Interrupted(_("Stopped. Nothing was written.")) from None


@dataclass
class _Batch:
    settings: BatchSettings
    instrument: Instrument
    folder: Path
    progress: Progress
    watch: Stopwatch
    out: RunFolder
    group: Group
    rows: int = 0
    scored: int = 0
    bad_cells: int = 0
    refusals: int = 0
    ids: list[str] = field(default_factory=list)
    """The firms that get a report."""
    only: Screened | None = None
    """The firms, where one chunk holds them all: then they need not be scored again for their reports."""

    def run(self, prepare: Prepare) -> BatchSummary:
        reading = _at(Stage.READING, self.progress)
        firms = read_firms(self.settings.firms, self.instrument, self.settings.encoding, reading)
        self.watch.lap(Stage.READING)
        self._write_tables(firms)
        self.watch.lap(Stage.SCORING)
        reports = self._write_reports(firms, prepare)
        self.watch.lap(Stage.REPORTS)
        written = self._write_cohort()
        counts = {
            "rows": {"in": self.rows, "scored": self.scored, "rejected": self.rows - self.scored},
            "cells_refused": self.bad_cells,
            "reports": {"written": reports.written, "failed": reports.failed},
            "cohort": list(written.names),
        }
        self.out.append(RUN, record(self.settings, self.instrument, firms, self.watch, counts))
        self.out.commit()
        return BatchSummary(
            out=self.settings.out,
            rows=self.rows,
            scored=self.scored,
            bad_cells=self.bad_cells,
            refusals=self.refusals,
            reports_written=reports.written,
            reports_failed=reports.failed,
            notes=(*firms.notes, *written.notes),
            cohort=written.names,
        )

    def _screened(self, firms: FirmsFile, progress: Progress) -> Iterator[Screened]:
        """The firms of the file, chunk by chunk."""
        screening = Screening(self.instrument, self.settings.strict)
        with closing(firms.chunks(self.settings.chunk_rows, _at(Stage.SCORING, progress))) as chunks:
            for chunk in chunks:
                yield screening.screen(chunk, assess(chunk.raw, self.instrument))

    def _write_tables(self, firms: FirmsFile) -> None:
        source = loading.load(self.folder)  # in English: the titles of bands are the same in every language
        self._write_refusals(header_refusals(firms.headings.refusals))
        for number, one in enumerate(self._screened(firms, self.progress)):
            self.out.append_frame(RESULTS, tables.results(one.assessed, source))
            self.out.append_frame(RECOMMENDATIONS, tables.recommendations(one.assessed, self.settings.top))
            self._write_refusals(one.refusals)
            self.group.add(one)
            self.rows += one.rows
            self.bad_cells += one.bad_cells
            self.scored += one.scored
            if self.settings.reports is not ReportFormat.NONE:
                self.ids += one.assessed.values.texts[FIRM_ID].to_list()
            self.only = one if number == 0 else None

    def _write_refusals(self, refusals: pl.DataFrame) -> None:
        self.refusals += len(refusals)
        words = pl.when(pl.col("scored")).then(pl.lit("yes")).when(~pl.col("scored")).then(pl.lit("no"))
        self.out.append_frame(
            REJECTED,
            refusals.select(
                ROW, safe(refusals[FIRM_ID]), safe(refusals["column"]), words.alias("scored"), "problem", "what_to_do"
            ),
        )

    def _write_reports(self, firms: FirmsFile, prepare: Prepare) -> ReportCounts:
        if not self.ids:
            return ReportCounts()

        def quietly(done: int, total: int, stage: Stage) -> None:
            """Scoring again is part of the reports."""

        def written(done: int) -> None:
            self.progress(done, len(self.ids), Stage.REPORTS)

        again = [self.only] if self.only else self._screened(firms, quietly)
        today = self.watch.started.date()
        written(0)
        return write_reports(self.settings, again, self.ids, self.out, today=today, prepare=prepare, written=written)

    def _write_cohort(self) -> Written:
        if self.settings.cohort is Cohort.NONE:
            return Written(())
        self.progress(0, len(cohort.NAMES), Stage.COHORT)
        written = self.group.write(self.watch.started.date())
        self.progress(len(cohort.NAMES), len(cohort.NAMES), Stage.COHORT)
        self.watch.lap(Stage.COHORT)
        return written


def _at(stage: Stage, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(done, total, stage)
