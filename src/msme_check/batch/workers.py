"""Worker processes under supervision: none of them can take a job of another with it, or keep it for ever.

Each worker is a new interpreter that prepares once (loads the instrument, warms the renderer) and then takes
one job after the other. Where a job raises an error, takes too long, or takes its worker down with it, the worker
is replaced, and the job is tried once more in the fresh one. After that the job has failed, with the reason, and
the others go on. When several jobs in a row raise an error twice, the fault is not the worker's: from then on,
until a job succeeds, an error is final at once and the worker is kept.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import Any

from msme_check.errors import Interrupted, MsmeCheckError, OutputError
from msme_check.i18n import _
from msme_check.processes import LISTEN_SECONDS, Watch, ctrl_c_held, end_with_parent, silence

Task = Callable[[Any], None]
Prepare = Callable[[], Task]
"""Makes the task, once in each worker. It goes to another process: a function of a module, or a partial of one."""

START_SECONDS = 120
"""How long a worker may take until it is ready."""

_SAME_FAULT = 3
"""So many jobs in a row that raised an error twice."""

_SPAWN = multiprocessing.get_context("spawn")
_READY, _DONE, _FAILED, _UNABLE, _FULL = "ready", "done", "failed", "unable", "full"


class Unwritable(Exception):
    """Raised by a task where the disk takes no more: no other job could be done either. `number`: the errno."""

    def __init__(self, number: int | None) -> None:
        self.number = number
        super().__init__(number)


@dataclass(frozen=True)
class Job:
    """Something to do. `work` goes to the worker as it is."""

    key: str
    work: Any


@dataclass(frozen=True)
class Outcome:
    """What became of a job: done, or the reason why not."""

    key: str
    failure: str | None = None


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    until: float
    job: Job | None = None
    tries: int = 0
    ready: bool = False


def supervised(prepare: Prepare, jobs: Iterable[Job], *, workers: int, seconds: float) -> Generator[Outcome]:
    """Does all jobs in `workers` processes; yields each outcome as it comes. `seconds`: how long one job may take,
    without what passed while this process stood still too.

    Raises OutputError where no worker can start, OSError where the disk takes no more, Interrupted on Ctrl-C; no
    process is left behind.
    """
    supervisor = _Supervisor(prepare, iter(jobs), seconds)
    try:
        yield from supervisor.run(max(1, workers))
    except KeyboardInterrupt:
        raise Interrupted(_("Stopped. The reports were not finished.")) from None
    finally:
        supervisor.stop()


@dataclass
class _Supervisor:
    prepare: Prepare
    jobs: Iterator[Job]
    seconds: float
    workers: list[_Worker] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)
    failed_starts: int = 0
    raised_in_a_row: int = 0

    def run(self, count: int) -> Iterator[Outcome]:
        for job in self._first(count):
            self._start(job)
        while self.workers:
            for worker in self._heard():
                yield from self._hear(worker)
            yield from self._overdue()

    def _first(self, count: int) -> Iterator[Job]:
        for _place in range(count):
            job = next(self.jobs, None)
            if job is None:
                return
            yield job

    def _start(self, job: Job, tries: int = 1) -> None:
        """A fresh worker, with its first job waiting for it."""
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, self.prepare), daemon=True)
        try:
            with ctrl_c_held():
                process.start()
                self.workers.append(_Worker(process, ours, self.watch.now() + START_SECONDS, job, tries))
        except OSError:
            what = _("No further process could be started for the reports.")
            raise OutputError(f"{what} {_('Close other programs, or run again with fewer --workers.')}") from None
        theirs.close()

    def _heard(self) -> list[_Worker]:
        """The workers that have said something or have died."""
        until = min(worker.until for worker in self.workers)
        signs = {worker.pipe: worker for worker in self.workers}
        found = wait(list(signs), timeout=min(max(0, until - self.watch.now()), LISTEN_SECONDS))
        return [worker for sign, worker in signs.items() if sign in found]

    def _hear(self, worker: _Worker) -> Iterator[Outcome]:
        try:
            word, reason = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._lost(worker, _("the program that draws it stopped"))
            return
        if word == _UNABLE:
            raise OutputError(f"{reason}. {_advice()}")
        if word == _FULL:
            raise OSError(reason, os.strerror(reason or 0))
        if word == _READY:
            worker.ready, self.failed_starts = True, 0
            self._give(worker)
        elif word == _DONE:
            self.raised_in_a_row = 0
            yield self._outcome(worker, None)
            self._next(worker)
        elif worker.tries > 1 or self.raised_in_a_row >= _SAME_FAULT:
            self.raised_in_a_row += 1
            yield self._outcome(worker, reason)
            self._next(worker)
        else:
            yield from self._lost(worker, reason)

    def _outcome(self, worker: _Worker, failure: str | None) -> Outcome:
        assert worker.job is not None  # noqa: S101 - only a worker with a job has an outcome
        return Outcome(worker.job.key, failure)

    def _next(self, worker: _Worker) -> None:
        worker.job, worker.tries = next(self.jobs, None), 1
        if worker.job is None:
            self._dismiss(worker)
        else:
            self._give(worker)

    def _give(self, worker: _Worker) -> None:
        assert worker.job is not None  # noqa: S101 - asked by the callers
        worker.until = self.watch.now() + self.seconds
        with suppress(BrokenPipeError, ConnectionResetError):  # it died: the pipe tells so when it is read
            worker.pipe.send(worker.job.work)

    def _overdue(self) -> Iterator[Outcome]:
        now = self.watch.now()
        for worker in [one for one in self.workers if one.until <= now and not one.pipe.poll()]:
            yield from self._lost(worker, _("it took longer than {n:g} seconds").format(n=self.seconds))

    def _lost(self, worker: _Worker, reason: str) -> Iterator[Outcome]:
        """Replaces a worker that died or hangs. Its job is tried once more; a job that never began is not blamed."""
        self._kill(worker)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts > len(self.workers) + 1:
                what = _("The program that draws the reports stops as soon as it starts.")
                raise OutputError(f"{what} {_advice()}")
        elif worker.tries > 1:
            yield self._outcome(worker, reason)
            worker.job, worker.tries = next(self.jobs, None), 1
        else:
            worker.tries += 1
        if worker.job is not None:
            self._start(worker.job, worker.tries)

    def _dismiss(self, worker: _Worker) -> None:
        """Lets a worker end by itself."""
        with suppress(OSError):
            worker.pipe.send(None)
        worker.process.join(2)
        self._kill(worker)

    def _kill(self, worker: _Worker) -> None:
        """A Ctrl-C may come in between: until the worker has ended, `stop` has to know it."""
        worker.pipe.close()
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(10)
        self.workers.remove(worker)

    def stop(self) -> None:
        """Kills what still runs."""
        for worker in list(self.workers):
            if worker.process.is_alive():
                worker.process.kill()
        for worker in list(self.workers):
            self._kill(worker)


def _work(pipe: Connection, prepare: Prepare) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence()
    Thread(target=end_with_parent, daemon=True).start()
    try:
        task = prepare()
    except Exception as error:  # whatever it is, the person gets one message
        pipe.send((_UNABLE, _reason(error, _("The program that draws the reports could not start"))))
        return
    pipe.send((_READY, None))
    with suppress(EOFError, OSError):  # nobody is waiting any more
        while (work := pipe.recv()) is not None:
            try:
                task(work)
            except Unwritable as error:
                pipe.send((_FULL, error.number))
            except Exception as error:  # the others must go on
                pipe.send((_FAILED, _reason(error, _("the program that draws it failed"))))
            else:
                pipe.send((_DONE, None))


def _advice() -> str:
    return _("'msme-check doctor' tells what is missing; with --reports none the firms are scored without reports.")


def _reason(error: Exception, otherwise: str) -> str:
    """Our own message, or the kind of error: a library's wording may hold a cell's content."""
    return str(error).rstrip(".") if isinstance(error, MsmeCheckError) else f"{otherwise} ({type(error).__name__})"
