"""Many firms: runs a batch, shows how far it is, and says at the end what came out."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

from rich.console import Console

from msme_check.batch import run
from msme_check.batch.machines import Machines, ThisMachine
from msme_check.batch.settings import BatchSettings, BatchSummary
from msme_check.commands.printing import print_notes
from msme_check.commands.progress import ProgressLine
from msme_check.errors import Exit, UsageError
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.report.lines import Line

_MOST = 20
"""Lines of one kind."""


def batch(instrument: Instrument, folder: Path, settings: BatchSettings, scheduler: str | None = None) -> Exit:
    """Scores a file of firms. All words go to stderr. `scheduler`: of a cluster; None: this machine does the work."""
    console = Console(stderr=True, highlight=False, emoji=False, markup=False)
    with _machines(settings, scheduler) as machines, ProgressLine(console) as progress:
        summary = run.run(settings, instrument, folder, progress.tell, _now, machines=machines)
    lines = [_line(text, strong=text in summary.warnings) for text in _lines(summary, settings)]
    print_notes(lines, console, [str(path) for path in (summary.out, *settings.firms)])
    return summary.exit_code


def _now() -> datetime:
    return datetime.now().astimezone()


def _machines(settings: BatchSettings, scheduler: str | None) -> AbstractContextManager[Machines]:
    if scheduler is None:
        return nullcontext(ThisMachine(settings.workers))
    if settings.workers is not None:
        what = _("--workers is for this machine alone, and --scheduler leaves the work to others.")
        raise UsageError(f"{what} {_('Name one of them.')}")
    from msme_check.cluster.connecting import require

    require()
    from msme_check.cluster.machines import cluster  # it needs Dask

    return cluster(scheduler)


def _first(lines: Sequence[str]) -> list[str]:
    """The first of many lines; a folder of hundreds of files must not push the result off the screen."""
    left = len(lines) - _MOST
    if left <= 0:
        return list(lines)
    more = ngettext("... and {n} more like these.", "... and {n} more like these.", left)
    return [*lines[:_MOST], more.format(n=left)]


def _line(text: str, *, strong: bool) -> Line:
    told = text.lstrip(" ")
    return Line(told, " " * (len(text) - len(told)), strong=strong)


def _lines(summary: BatchSummary, settings: BatchSettings) -> list[str]:
    lines = _first(summary.notes)
    if summary.unread:
        words = ngettext(
            "{n} file could not be used, or not to its end:",
            "{n} files could not be used, or not to their ends:",
            len(summary.unread),
        )
        lines += [words.format(n=len(summary.unread)), *(f"  {one}" for one in _first(summary.unread))]
    firms = ngettext(
        "{rows} firm read: {scored} scored, {rejected} rejected.",
        "{rows} firms read: {scored} scored, {rejected} rejected.",
        summary.rows,
    )
    lines.append(firms.format(rows=summary.rows, scored=summary.scored, rejected=summary.rejected))
    lines += _first(summary.warnings)
    if summary.refusals:
        words = _("See {path} for every cell and row that could not be used, and what to do.")
        lines.append(words.format(path=summary.out / run.REJECTED))
    lines += summary.quality.lines(summary.scored, summary.out / run.QUALITY)
    if summary.reports_written or summary.reports_failed:
        words = ngettext("{count} report written.", "{count} reports written.", summary.reports_written)
        lines.append(words.format(count=summary.reports_written))
    if summary.reports_failed:
        words = _("{count} could not be written; reports/index.csv in {path} says why.")
        lines.append(words.format(count=summary.reports_failed, path=summary.out))
    if summary.cohort:
        text = _("On all firms together: {files} in {path}")
        lines.append(text.format(files=", ".join(summary.cohort), path=summary.out))
    results = summary.out / run.RESULTS
    if not settings.tables.csv:
        results = results.with_suffix(".parquet")
    lines.append(_("Results: {path}").format(path=results))
    return lines
