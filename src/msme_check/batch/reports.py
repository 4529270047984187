"""The report of every firm that was scored, drawn by supervised workers, and the index that tells whose is whose."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from msme_check.answers import FIRM_ID
from msme_check.assessments import assessment
from msme_check.batch.drawing import ReportWork
from msme_check.batch.file_names import FileNames
from msme_check.batch.folder import RunFolder
from msme_check.batch.places import INDEX, REPORTS
from msme_check.batch.responses import response
from msme_check.batch.screening import Screened
from msme_check.batch.settings import BatchSettings
from msme_check.batch.workers import Job, Outcome
from msme_check.intake.formulas import guarded

Written = Callable[[int], None]
"""Is told how many reports are finished."""

Drawn = Callable[[Iterator[Job], int], Generator[Outcome]]
"""Draws reports, of which there are so many; tells of each as it comes."""

IN_ONE_FOLDER = 10_000
"""With more files than this, a folder is slow to open and to copy: then they are spread over 256 folders."""

_LINES = 10_000
"""Lines of the index that are made at once."""


@dataclass(frozen=True)
class ReportCounts:
    """How many reports were written, and how many could not be."""

    written: int = 0
    failed: int = 0


def write_reports(
    settings: BatchSettings,
    screened: Iterable[Screened],
    ids: pl.Series,
    out: RunFolder,
    *,
    today: date,
    drawn: Drawn,
    written: Written,
) -> ReportCounts:
    """Writes a report for each firm of `screened` that has none yet, and their index. `ids`: all firms there will be.

    A report that cannot be drawn has no file in the index, but the reason. Raises OSError where the disk takes no more.
    """
    reports = _Reports(ids, FileNames.of(ids, settings.reports.value, IN_ONE_FOLDER), out)
    reports.look_after()
    finished = out.journal.finished
    written(finished.count)
    if finished.count < len(ids):
        with closing(drawn(reports.jobs(screened, today), len(ids) - finished.count)) as outcomes:
            for outcome in outcomes:
                reports.note(outcome)
                written(finished.count)
    reports.write_index()
    return ReportCounts(finished.written, finished.failed)


@dataclass(frozen=True)
class _Reports:
    """The reports of a run by their numbers, which are the places of the firms among those that were scored."""

    ids: pl.Series
    names: FileNames
    out: RunFolder

    def look_after(self) -> None:
        """Makes the folders; a report that the journal has and the disk has not, or not whole, is drawn again."""
        self.out.journal.expect(len(self.ids))
        for folder in self.names.folders():
            (self.out.reports / folder).mkdir(exist_ok=True)
        finished = self.out.journal.finished
        if finished.written:
            for number, firm in enumerate(self.ids):
                if (size := finished.size(number)) is not None and size != _size(self._path(firm)):
                    finished.reopen(number)

    def jobs(self, screened: Iterable[Screened], today: date) -> Iterator[Job]:
        """What is still to be drawn, made one by one as somebody asks."""
        finished, first = self.out.journal.finished, 0
        for one in screened:
            rules = one.assessed.rules
            instrument, quick = rules.instrument, rules.scoring.quick
            for place, text in enumerate(one.raw.iter_rows(named=True)):
                if finished.is_open(first + place):
                    typed = one.assessed.values.row(place)
                    answers = response(instrument, text, typed, today, quick=quick)
                    made = assessment(one.assessed, place, answers)
                    yield Job(str(first + place), ReportWork(made, self._path(typed[FIRM_ID])))
            first += len(one.raw)

    def note(self, outcome: Outcome) -> None:
        """Keeps what became of a job."""
        number = int(outcome.key)
        path = self._path(self.ids[number])
        if outcome.failure is None:
            self.out.journal.write(number, path.stat().st_size)
        else:
            path.unlink(missing_ok=True)
            self.out.journal.fail(number, outcome.failure)

    def write_index(self) -> None:
        """Writes the index, in the order of the firms."""
        (self.out.reports / INDEX).unlink(missing_ok=True)  # of the time before the run was stopped
        for start in range(0, len(self.ids), _LINES):
            firms = self.ids.slice(start, _LINES).to_list()
            problems = self.out.journal.finished.failures(start, len(firms))
            lines = [
                (guarded(firm), "" if problem else self.names.name(firm), problem)
                for firm, problem in zip(firms, problems, strict=True)
            ]
            self.out.append_rows(f"{REPORTS}/{INDEX}", ("firm_id", "file", "problem"), lines)

    def _path(self, firm: str) -> Path:
        return self.out.reports / self.names.name(firm)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
