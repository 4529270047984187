"""The processes that draw reports on a worker of the cluster: supervised as those of one machine are.

A report that never ends can be killed, and what goes wrong in a library takes no worker of the cluster with it. Each
thread of the worker has one process at a time, which stays warm for the next report.
"""

import multiprocessing
from collections import deque
from collections.abc import Generator, Iterator
from threading import Lock, Timer

from msme_check.batch.workers import Job, Outcome, Prepare, supervised

IDLE_SECONDS = 120
"""A process that nobody needed for so long ends; so it does when whoever began the run was killed."""


class Drawer:
    """One process, and its next job. Used by one thread at a time."""

    def __init__(self, prepare: Prepare, seconds: float) -> None:
        self._jobs: deque[Job] = deque()
        self._outcomes: Generator[Outcome] = supervised(prepare, self._next(), workers=1, seconds=seconds)

    def _next(self) -> Iterator[Job]:
        while self._jobs:
            yield self._jobs.popleft()

    def draw(self, job: Job) -> Outcome:
        """Draws a report. Raises as `supervised` does; then this drawer cannot be used any more."""
        self._jobs.append(job)
        return next(self._outcomes)

    def close(self) -> None:
        """Ends the process."""
        self._outcomes.close()


class Drawers:
    """Those of one run on this worker."""

    def __init__(self, prepare: Prepare, seconds: float) -> None:
        self._prepare, self._seconds = prepare, seconds
        self._lock = Lock()
        self._idle: dict[Drawer, Timer] = {}
        self._over = False

    def draw(self, job: Job) -> Outcome:
        """Draws a report with a process that waits, or a new one. Raises as `supervised` does."""
        drawer = self._taken()
        try:
            outcome = drawer.draw(job)
        except BaseException:
            drawer.close()
            raise
        self._keep(drawer)
        return outcome

    def _taken(self) -> Drawer:
        with self._lock:
            if self._idle:
                drawer, timer = self._idle.popitem()
                timer.cancel()
                return drawer
        return Drawer(self._prepare, self._seconds)

    def _keep(self, drawer: Drawer) -> None:
        timer = Timer(IDLE_SECONDS, self._end, [drawer])
        timer.daemon = True
        with self._lock:
            if not self._over:
                self._idle[drawer] = timer
                timer.start()
                return
        drawer.close()

    def _end(self, drawer: Drawer) -> None:
        with self._lock:
            waiting = self._idle.pop(drawer, None)
        if waiting is not None:
            waiting.cancel()
            drawer.close()

    def close(self) -> None:
        """Ends the processes; those that draw end when they have drawn."""
        self._over = True
        for drawer in list(self._idle):
            self._end(drawer)


_of_runs: dict[str, Drawers] = {}
_lock = Lock()


def drawers(token: str, prepare: Prepare, seconds: float) -> Drawers:
    """Those of the run with this token."""
    with _lock:
        if token not in _of_runs:
            _may_have_children()
            _of_runs[token] = Drawers(prepare, seconds)
        return _of_runs[token]


def dismiss(token: str) -> None:
    """Ends those of a run."""
    with _lock:
        over = _of_runs.pop(token, None)
    if over is not None:
        over.close()


def _may_have_children() -> None:
    """Dask's nannies start workers as daemonic processes, which may have no children, so that none is left behind when
    they are killed. Ours end with their parent by themselves (`batch.workers`)."""
    known: dict[str, object] = getattr(multiprocessing.current_process(), "_config", {})
    known.pop("daemon", None)
