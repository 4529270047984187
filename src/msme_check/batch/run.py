"""A whole batch: a file of firms in, a folder of tables and reports out.

    results.csv           a line for each firm that was scored; or results.parquet, or both
    recommendations.csv   a line for each recommendation that fires, best first; or .parquet, or both
    rejected.csv          every row and cell that could not be used, why, and what to do
    quality.csv           what is worth a second look before reports go out; every firm in it was scored
    reports/              a report for each firm, and index.csv, which tells whose is whose
    cohort.pdf, .html, .xlsx   the report on all firms together
    run.json              which program, instrument and file, when, and how many

The tables are UTF-8 with a byte order mark, because without it Excel shows names in Khmer, Lao, Burmese, Thai or
Vietnamese as rubbish; lines end with LF alone, which Excel takes as well as CRLF, and which leaves no stray
character in the last column for the tools of programmers. All files take their places at the end, or none does.

A run that was stopped goes on where its reports ended (`folder`, `journal`). Its tables are made anew: they are the
same again, and take seconds where the reports take hours.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from msme_check import loading
from msme_check.answers import FIRM_ID, ROW
from msme_check.batch.ahead import Hands, in_order, threads
from msme_check.batch.drawing import preparation
from msme_check.batch.folder import RunFolder, run_folder
from msme_check.batch.group import Group
from msme_check.batch.lines import Lines
from msme_check.batch.machines import Machines, ThisMachine
from msme_check.batch.met import Portion, portions
from msme_check.batch.parquet import ParquetTable
from msme_check.batch.places import RUN
from msme_check.batch.quality_table import QualityTable
from msme_check.batch.record import Stopwatch, counts, finished_before, identity, record
from msme_check.batch.reports import ReportCounts, write_reports
from msme_check.batch.scorer import ScoredChunk, Scorer
from msme_check.batch.screening import Screened, refusals_without_firm
from msme_check.batch.settings import (
    BatchSettings,
    BatchSummary,
    Clock,
    Cohort,
    Progress,
    ReportFormat,
    Stage,
    Unfinished,
)
from msme_check.batch.tables import safe
from msme_check.batch.workers import Prepare
from msme_check.cohort import files as cohort
from msme_check.cohort.files import Written
from msme_check.intake.chunks import Firms
from msme_check.intake.inputs import Inputs, read_inputs
from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.quality.findings import Findings

RESULTS, RECOMMENDATIONS, REJECTED = "results.csv", "recommendations.csv", "rejected.csv"
QUALITY = "quality.csv"


def run(
    settings: BatchSettings,
    instrument: Instrument,
    folder: Path,
    progress: Progress,
    clock: Clock,
    *,
    prepare: Prepare | None = None,
    machines: Machines | None = None,
) -> BatchSummary:
    """Scores all firms of a file. `folder`: where `instrument` was loaded from; workers load it from there too.

    `prepare` makes the task that draws a report, where it is not the usual one. `machines` do the work; None: this one.
    Raises AnswersError where the file cannot be read, UsageError or OutputError where the folder cannot be
    written or holds an unfinished run, Interrupted on Ctrl-C. Then finished reports are kept for the same run with
    `unfinished` RESUME, and nothing else is left behind.
    """
    with run_folder(settings.out, settings.unfinished) as out:
        here = ThisMachine(settings.workers)
        batch = _Batch(settings, instrument, folder, progress, Stopwatch(clock), out, machines or here)
        return batch.run(prepare or preparation(settings, folder))


@dataclass
class _Batch:
    settings: BatchSettings
    instrument: Instrument
    folder: Path
    progress: Progress
    watch: Stopwatch
    out: RunFolder
    machines: Machines
    group: Group = field(init=False)
    quality: Findings = field(init=False)
    findings: QualityTable = field(init=False)
    rows: int = 0
    scored: int = 0
    bad_cells: int = 0
    refusals: int = 0
    parquet: dict[str, ParquetTable] = field(default_factory=dict)
    ids: list[pl.Series] = field(default_factory=list)
    """The firms that get a report."""
    only: Screened | None = None
    """The firms, where one chunk holds them all: then they need not be scored again for their reports."""

    def run(self, prepare: Prepare) -> BatchSummary:
        settings, reading = self.settings, _at(Stage.READING, self.progress)
        firms = read_inputs(settings.firms, self.instrument, settings.encoding, reading, settings.columns)
        self.watch.lap(Stage.READING)
        this = identity(settings, self.instrument, firms)
        if settings.unfinished is Unfinished.RESUME and self.out.left is None:
            before = finished_before(settings.out / RUN, this, settings.out, _unread(firms))
            if before is not None:
                return before
        self.watch.started = self.out.begin(this, self.watch.started)
        self.group = Group(settings.cohort, self.instrument, self.out, settings.look)
        kept = self.out.folder("findings")
        self.quality = Findings(self.instrument, kept, firms.origins)
        self.findings = QualityTable(kept, self.quality, firms.origins)
        self.machines.begin(self.out.staging, self.instrument, self.folder, settings.language)
        source = loading.load(self.folder)  # in English
        scorer = Scorer(self.instrument, source, settings)
        self._write_tables(firms, scorer)
        self.watch.lap(Stage.SCORING)
        reports = self._write_reports(firms, scorer, prepare)
        self.watch.lap(Stage.REPORTS)
        summary = self._summary(firms, reports, self._write_cohort())
        self.out.write(RUN, record(this, self.watch, counts(summary)))
        self.out.commit()
        return summary

    def _summary(self, firms: Inputs, reports: ReportCounts, written: Written) -> BatchSummary:
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
            unread=_unread(firms),
            quality=self.quality.tally,
            warnings=firms.warnings,
        )

    def _screened(self, firms: Inputs, scorer: Scorer) -> Iterator[Screened]:
        """The firms of the file, chunk by chunk, for their reports."""
        with (
            threads(scorer.screened) as hands,
            closing(firms.chunks(self._at_once(hands), lambda done, total: None)) as chunks,
            closing(in_order(hands, portions(chunks))) as done,
        ):
            yield from done

    def _scored(self, firms: Inputs, scorer: Scorer, read: "_Read") -> Iterator[ScoredChunk]:
        """What the firms of the file give, chunk by chunk. `read` is told how much of it was read."""
        with (
            self.machines.scoring(scorer, firms.size) as hands,
            closing(firms.chunks(self._at_once(hands), read.tell)) as chunks,
            closing(in_order(hands, portions(read.counted(chunks)))) as done,
        ):
            yield from done

    def _at_once(self, hands: Hands[Portion, Any]) -> int:
        return self.settings.chunk_rows or hands.firms_at_once

    def _write_tables(self, firms: Inputs, scorer: Scorer) -> None:
        self._write_refusals(refusals_without_firm(firms.headers()), firms.origins)
        read = _Read()
        self.progress(0, 0, Stage.SCORING)
        for number, one in enumerate(self._scored(firms, scorer, read)):
            self._write_lines(RESULTS, one.results)
            self._write_lines(RECOMMENDATIONS, one.recommendations)
            self._write_refusals(one.refusals, firms.origins)
            self.group.add(one)
            if one.examined is not None and one.found is not None:
                self.quality.add(one.examined)
                self.findings.add(one.found)
            self.rows += one.rows
            self.bad_cells += one.bad_cells
            self.scored += one.scored
            if self.settings.reports is not ReportFormat.NONE:
                self.ids.append(one.ids)
            self.only = one.screened if number == 0 else None
            self.progress(self.rows, read.all_of(self.rows), Stage.SCORING)
        self.progress(self.rows, self.rows, Stage.SCORING)
        self._write_refusals(refusals_without_firm(firms.unused()), firms.origins)
        for header, lines in self.findings.parts():
            self.out.append_lines(QUALITY, header, lines)
        for name, table in self.parquet.items():
            table.write(self.out.staging / name)

    def _write_lines(self, name: str, lines: Lines) -> None:
        """Adds lines to one of the two large tables, which `name` names as CSV."""
        if lines.csv is not None:
            self.out.append_lines(name, lines.header, lines.csv)
        if lines.frame is not None:
            other = f"{Path(name).stem}.parquet"
            self.parquet.setdefault(other, ParquetTable(self.out.staging / f"parts of {other}")).add(lines.frame)

    def _write_refusals(self, refusals: pl.DataFrame, origins: Origins) -> None:
        self.refusals += len(refusals)
        file, row = origins.columns(refusals[ROW])
        words = pl.when(pl.col("scored")).then(pl.lit("yes")).when(~pl.col("scored")).then(pl.lit("no"))
        self.out.append_frame(
            REJECTED,
            refusals.select(
                safe(file),
                row,
                safe(refusals[FIRM_ID]),
                safe(refusals["column"]),
                words.alias("scored"),
                "problem",
                "what_to_do",
            ),
        )

    def _write_reports(self, firms: Inputs, scorer: Scorer, prepare: Prepare) -> ReportCounts:
        ids = pl.concat([pl.Series(dtype=pl.String), *self.ids])
        if not len(ids):
            return ReportCounts()

        def written(done: int) -> None:
            self.progress(done, len(ids), Stage.REPORTS)

        again = [self.only] if self.only else self._screened(firms, scorer)
        drawn = partial(self.machines.drawing, prepare, seconds=self.settings.report_seconds)
        today = self.watch.started.date()
        return write_reports(self.settings, again, ids, self.out, today=today, drawn=drawn, written=written)

    def _write_cohort(self) -> Written:
        if self.settings.cohort is Cohort.NONE:
            return Written(())
        self.progress(0, len(cohort.NAMES), Stage.COHORT)
        written = self.group.write(self.watch.started.date())
        self.progress(len(cohort.NAMES), len(cohort.NAMES), Stage.COHORT)
        self.watch.lap(Stage.COHORT)
        return written


def _unread(firms: Inputs) -> tuple[str, ...]:
    return tuple(str(error) for error in firms.unread.values())


@dataclass
class _Read:
    """How much of the files was read: bytes and rows, some chunks before these are scored."""

    done: int = 0
    total: int = 0
    rows: int = 0

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def counted(self, chunks: Iterable[Firms]) -> Iterator[Firms]:
        for chunk in chunks:
            self.rows += len(chunk)
            yield chunk

    def all_of(self, scored: int) -> int:
        """How many rows there will be: an estimate, never less than are `scored`; 0 where nothing is known."""
        return max(scored, self.rows * self.total // self.done) if self.done else 0


def _at(stage: Stage, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(done, total, stage)
