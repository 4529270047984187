"""Many firms: runs a batch with a progress bar, and says at the end what came out."""

import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from msme_check.batch import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Stage
from msme_check.errors import Exit
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument


def batch(instrument: Instrument, folder: Path, settings: BatchSettings) -> Exit:
    """Scores a file of firms. The bar and all words go to stderr."""
    console = Console(stderr=True, highlight=False, emoji=False, markup=False)
    with _Bar(console) as bar:
        summary = run.run(settings, instrument, folder, bar.progress, lambda: datetime.now().astimezone())
    for line in _lines(summary):
        console.print(line, soft_wrap=True)
    return summary.exit_code


class _Bar:
    """A line for each stage on a terminal; nothing where stderr is a file."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
            console=console,
            disable=not sys.stderr.isatty(),
        )
        self.tasks: dict[Stage, TaskID] = {}
        self.titles = {
            Stage.READING: _("Reading"),
            Stage.SCORING: _("Scoring"),
            Stage.REPORTS: _("Reports"),
            Stage.COHORT: _("Group"),
        }

    def __enter__(self) -> "_Bar":
        self.bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.bar.stop()

    def progress(self, done: int, total: int, stage: Stage) -> None:
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(self.titles[stage], total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)


def _lines(summary: BatchSummary) -> list[str]:
    lines = list(summary.notes)
    firms = ngettext(
        "{rows} firm read: {scored} scored, {rejected} rejected.",
        "{rows} firms read: {scored} scored, {rejected} rejected.",
        summary.rows,
    )
    lines.append(firms.format(rows=summary.rows, scored=summary.scored, rejected=summary.rejected))
    if summary.refusals:
        words = _("See {path} for every cell and row that could not be used, and what to do.")
        lines.append(words.format(path=summary.out / run.REJECTED))
    if summary.reports_written or summary.reports_failed:
        words = ngettext("{count} report written.", "{count} reports written.", summary.reports_written)
        lines.append(words.format(count=summary.reports_written))
    if summary.reports_failed:
        words = _("{count} could not be written; reports/index.csv in {path} says why.")
        lines.append(words.format(count=summary.reports_failed, path=summary.out))
    if summary.cohort:
        text = _("On all firms together: {files} in {path}")
        lines.append(text.format(files=", ".join(summary.cohort), path=summary.out))
    lines.append(_("Results: {path}").format(path=summary.out / run.RESULTS))
    return lines
