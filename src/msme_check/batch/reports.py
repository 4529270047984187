"""The report of every firm that was scored, drawn by supervised workers, and the index that tells whose is whose."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msme_check.answers import FIRM_ID
from msme_check.assessments import assessment
from msme_check.batch.drawing import ReportWork
from msme_check.batch.file_names import file_names
from msme_check.batch.folder import INDEX, RunFolder
from msme_check.batch.responses import response
from msme_check.batch.screening import Screened
from msme_check.batch.settings import BatchSettings
from msme_check.batch.workers import Job, Prepare, supervised
from msme_check.intake.formulas import guarded

Written = Callable[[int], None]
"""Is told how many reports are finished."""


@dataclass(frozen=True)
class ReportCounts:
    """How many reports were written, and how many could not be."""

    written: int = 0
    failed: int = 0


def write_reports(
    settings: BatchSettings,
    screened: Iterable[Screened],
    ids: list[str],
    out: RunFolder,
    *,
    today: date,
    prepare: Prepare,
    written: Written,
) -> ReportCounts:
    """Writes a report for each firm of `screened`, and their index. `ids`: all firms there will be.

    A report that cannot be drawn has no file in the index, but the reason.
    """
    names = {firm: f"{name}.{settings.reports.value}" for firm, name in file_names(ids).items()}
    folder = out.reports
    failures: dict[str, str] = {}
    done = 0
    workers = min(settings.workers or os.cpu_count() or 1, len(ids))
    jobs = _jobs(screened, names, folder, today)
    with closing(supervised(prepare, jobs, workers=workers, seconds=settings.report_seconds)) as outcomes:
        for outcome in outcomes:
            done += 1
            written(done)
            if outcome.failure is not None:
                failures[outcome.key] = outcome.failure
                (folder / names[outcome.key]).unlink(missing_ok=True)
    _write_index(out, ids, names, failures)
    return ReportCounts(len(ids) - len(failures), len(failures))


def _jobs(screened: Iterable[Screened], names: dict[str, str], folder: Path, today: date) -> Iterator[Job]:
    for one in screened:
        instrument = one.assessed.rules.instrument
        cells = one.raw.iter_rows(named=True)
        for place, text in enumerate(cells):
            typed = one.assessed.values.row(place)
            answers = response(instrument, text, typed, today)
            firm = typed[FIRM_ID]
            yield Job(firm, ReportWork(assessment(one.assessed, place, answers), folder / names[firm]))


def _write_index(out: RunFolder, ids: list[str], names: dict[str, str], failures: dict[str, str]) -> None:
    lines = [(guarded(firm), "" if firm in failures else names[firm], failures.get(firm, "")) for firm in ids]
    out.append_rows(f"reports/{INDEX}", ("firm_id", "file", "problem"), lines)
