"""How far a batch is, how fast it goes, and how long it will take: a line that changes on a terminal, else a line now
and then."""

import time
from collections import deque
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from msme_check.batch.settings import Stage
from msme_check.i18n import _, ngettext

EVERY = 30
"""Seconds between two lines where there is no terminal."""

_WINDOW = 60
"""Seconds over which the pace is taken: a run over days has slower and quicker parts."""
_NARROW = 64
"""With fewer columns the numbers have no room beside a bar."""


class Pace:
    """How fast something goes. `now`: seconds of any clock that only goes forward."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: deque[tuple[float, int]] = deque()
        self.done = self.total = 0

    def tell(self, done: int, total: int) -> None:
        """So much is done, of so much; of 0 where that is not known."""
        now = self._now()
        self.done, self.total = done, total
        if not self._known or now - self._known[-1][0] >= 1:
            self._known.append((now, done))
        while len(self._known) > 2 and now - self._known[0][0] > _WINDOW:
            self._known.popleft()

    @property
    def rate(self) -> float | None:
        """So many a second; None before anything is known."""
        if not self._known:
            return None
        start, before = self._known[0]
        seconds = self._now() - start
        return (self.done - before) / seconds if seconds > 0 and self.done > before else None

    @property
    def left(self) -> float | None:
        """So many seconds to the end; None where that is not known."""
        rate = self.rate
        return (self.total - self.done) / rate if rate and self.total else None

    def words(self, stage: Stage, *, short: bool = False) -> str:
        """What is done, how fast and how long still. `short`: for a narrow terminal."""
        if not self.total:
            return ""
        if stage is Stage.READING:
            return _("{percent} %").format(percent=100 * self.done // self.total)
        amount = f"{self.done}/{self.total}" if short else self._counted(stage)
        rate, left = self.rate, self.left
        if rate is None or left is None or self.done >= self.total:
            return amount
        return _("{amount}, {rate}/s, {left} left").format(amount=amount, rate=_figure(rate), left=_span(left))

    def _counted(self, stage: Stage) -> str:
        words = {
            Stage.SCORING: ngettext("{done} of {total} firm", "{done} of {total} firms", self.total),
            Stage.REPORTS: ngettext("{done} of {total} report", "{done} of {total} reports", self.total),
            Stage.COHORT: ngettext("{done} of {total} file", "{done} of {total} files", self.total),
        }
        return words[stage].format(done=self.done, total=self.total)


def _figure(rate: float) -> str:
    return f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"


def _span(seconds: float) -> str:
    """Hours, minutes and seconds, as a clock shows them."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class ProgressLine:
    """A line for each stage on a terminal; where there is none, a plain line every half a minute."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self.console, self._now = console, now
        self._narrow = console.width < _NARROW
        words = TextColumn("{task.fields[words]}", table_column=Column(no_wrap=True))
        columns = [TextColumn("{task.description}"), *([] if self._narrow else [BarColumn(bar_width=20)]), words]
        self._shown = Progress(*columns, console=console, disable=not console.is_terminal)
        self._tasks: dict[Stage, TaskID] = {}
        self._paces: dict[Stage, Pace] = {}
        self._next = now() + EVERY

    def __enter__(self) -> "ProgressLine":
        self._shown.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._shown.stop()

    def tell(self, done: int, total: int, stage: Stage) -> None:
        """So much is done, of so much, at this stage."""
        pace = self._paces.setdefault(stage, Pace(self._now))
        pace.tell(done, total)
        if self.console.is_terminal:
            self._show(stage, pace)
        elif self._now() >= self._next and pace.total:
            self._next = self._now() + EVERY
            self.console.print(f"{_title(stage)}: {pace.words(stage)}", soft_wrap=True)

    def _show(self, stage: Stage, pace: Pace) -> None:
        total, words = pace.total or None, pace.words(stage, short=self._narrow)
        if stage not in self._tasks:
            self._tasks[stage] = self._shown.add_task(_title(stage), total=total, words=words)
        self._shown.update(self._tasks[stage], completed=pace.done, total=total, words=words)


def _title(stage: Stage) -> str:
    titles = {
        Stage.READING: _("Reading"),
        Stage.SCORING: _("Scoring"),
        Stage.REPORTS: _("Reports"),
        Stage.COHORT: _("Group"),
    }
    return titles[stage]
