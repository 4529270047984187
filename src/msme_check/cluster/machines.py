"""The machines of a cluster as those who do the work of a batch.

A worker that dies loses nothing but time: the scheduler gives its tasks to others, and each of them can be done again.
What is made by a task that is lost stays in the hidden folder of the run, and goes with it.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count as numbers
from pathlib import Path
from queue import Empty, SimpleQueue
from secrets import token_hex
from typing import Any, NoReturn

from distributed import CancelledError, Client, Future, KilledWorker

from msme_check import resources
from msme_check.batch.ahead import FIRMS_AT_ONCE, Hands
from msme_check.batch.met import Portion
from msme_check.batch.scorer import ScoredChunk, Scorer
from msme_check.batch.settings import BatchSettings
from msme_check.batch.shipping import Shipped
from msme_check.batch.workers import Job, Outcome, Prepare
from msme_check.cluster import remote
from msme_check.cluster.connecting import CONNECT_SECONDS, connected, no_worker, not_installed
from msme_check.cluster.remote import Answer
from msme_check.cluster.sealed import Sealed
from msme_check.cluster.terms import Terms, share_it, versions
from msme_check.errors import Exit, MsmeCheckError, OutputError, UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.processes import Watch
from msme_check.report.look import SHIPPED

LOOK_SECONDS = 1.0
"""How often it is asked whether the scheduler and its workers are there, while nothing is heard."""

WITHOUT_WORKERS = 60.0
"""So many seconds without a worker are waited for one that takes its place."""


@contextmanager
def cluster(address: str, seconds: float = CONNECT_SECONDS) -> Iterator["Cluster"]:
    """The machines of the scheduler at an address. `seconds` and errors as in `connecting.connected`."""
    with connected(address, seconds, seconds) as client:
        machines = Cluster(client, address)
        try:
            yield machines
        finally:
            machines.end()


@dataclass
class Cluster:
    """`Machines` that a scheduler knows. `patience`: see WITHOUT_WORKERS."""

    client: Client
    address: str
    patience: float = WITHOUT_WORKERS
    _terms: Terms | None = None
    _threads: int = 1
    _lost: bool = False
    _watch: Watch = field(default_factory=Watch)
    _looked: float = -LOOK_SECONDS
    _seen: float = 0.0
    _numbers: Iterator[int] = field(default_factory=numbers)

    def begin(self, staging: Path, instrument: Instrument, folder: Path, language: str) -> None:
        """Holds all workers against the terms of a run. Raises UsageError with what the first of them lacks."""
        own = None if folder == resources.questionnaires() else folder.absolute()
        mine = tuple(versions().items())
        self._terms = Terms(staging.absolute(), own, instrument.hash, language, mine, token_hex(16))
        self._terms.offer()
        answers: dict[str, Any] = self.client.run(remote.greet, Sealed(self._terms), on_error="return")
        for worker, sealed in sorted(answers.items()):
            if isinstance(sealed, Exception):
                raise UsageError(not_installed(worker))
            if not self._terms.signed(_made(sealed.open())):
                what = _("Worker {worker} writes in another folder than this machine.").format(worker=worker)
                raise UsageError(f"{what} {share_it()}")

    @contextmanager
    def scoring(self, scorer: Scorer, size: int) -> Iterator[Hands[Portion, ScoredChunk]]:
        """Workers, each of which reads a chunk from the shared folder."""
        plain = replace(scorer.settings, firms=(), out=Path(), look=SHIPPED, columns=None, programmes=None)
        yield _Scoring(self, plain)

    def drawing(self, prepare: Prepare, jobs: Iterator[Job], count: int, *, seconds: float) -> Generator[Outcome]:
        """Workers, each of which draws in processes of its own. Errors as in `supervised`."""
        said: SimpleQueue[Future[Any]] = SimpleQueue()
        drawing: dict[Future[Any], Job] = {}
        try:
            while True:
                while len(drawing) < self.ahead and (job := next(jobs, None)) is not None:
                    work = replace(job.work, path=job.work.path.absolute())
                    future = self.submit(remote.draw, (self.terms, prepare, replace(job, work=work), seconds))
                    drawing[future] = job
                    future.add_done_callback(said.put)
                if not drawing:
                    return
                future = self._next(said)
                job = drawing.pop(future)
                yield self._outcome(future, job)
        finally:
            self.cancel(list(drawing))

    def _next(self, said: "SimpleQueue[Future[Any]]") -> "Future[Any]":
        while True:
            with suppress(Empty):
                return said.get(timeout=LOOK_SECONDS)
            self.look()

    def _outcome(self, future: "Future[Any]", job: Job) -> Outcome:
        try:
            outcome: Outcome = self.heard(future)
        except _Lost:
            return Outcome(job.key, _("the program that draws it stopped"))
        return outcome

    @property
    def terms(self) -> Terms:
        """The terms of the run that has begun."""
        assert self._terms is not None  # noqa: S101 - `begin` comes first
        return self._terms

    @property
    def ahead(self) -> int:
        """So many tasks are with the workers at once: each has one at work, and one that waits for it."""
        self.look()
        return 2 * self._threads

    def look(self) -> None:
        """Looks who is there, once a second. Raises OutputError where nobody is any more."""
        now = self._watch.now()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        try:
            threads = sum(self.client.nthreads().values())
        except (OSError, RuntimeError, CancelledError):
            self.gone()
        if threads:
            self._seen, self._threads = now, threads
        elif now - self._seen > self.patience:
            raise OutputError(no_worker(self.address))

    def gone(self) -> NoReturn:
        """Raises OutputError: the scheduler is not there any more."""
        self._lost = True
        what = _("{address}: The connection to the scheduler was lost.").format(address=self.address)
        raise OutputError(f"{what} {_('Start it again, then its workers.')}")

    def submit(self, task: Any, order: Any) -> "Future[Any]":
        """Gives a task to the scheduler, under a name that says nothing of what it is about."""
        key = f"{task.__name__}-{self.terms.token[:8]}-{next(self._numbers)}"
        return self.client.submit(task, Sealed(order), key=key, pure=False)

    def heard(self, future: "Future[Any]") -> Any:
        """What a task has made, when it is there. Raises what went wrong; _Lost where workers died of it."""
        while True:
            try:
                return _made(future.result(timeout=LOOK_SECONDS).open())
            except TimeoutError:
                self.look()
            except CancelledError:
                self.gone()
            except KilledWorker:
                raise _Lost from None
            except ImportError:
                raise UsageError(not_installed(_("(one that came later)"))) from None

    def cancel(self, futures: "list[Future[Any]]") -> None:
        """These tasks are not wanted any more."""
        if futures and not self._lost:
            with suppress(Exception):  # it may be lost just now
                self.client.cancel(futures, force=True)

    def end(self) -> None:
        """The run is over: what it has started on workers ends."""
        if self._terms is not None and not self._lost:
            with suppress(Exception):  # without a scheduler, it ends by itself
                self.client.run(remote.dismiss, self._terms.token, on_error="ignore")


class _Lost(MsmeCheckError):
    """Several workers died of one task."""


@dataclass(frozen=True)
class _Scoring:
    """Workers who score chunks."""

    cluster: Cluster
    settings: BatchSettings

    @property
    def ahead(self) -> int:
        return self.cluster.ahead

    @property
    def firms_at_once(self) -> int:
        return FIRMS_AT_ONCE

    def submit(self, given: Portion) -> "_Pending":
        terms = self.cluster.terms
        shipped = Shipped.of(given, terms.folder, "lz4")
        return _Pending(self.cluster, self.cluster.submit(remote.score, (terms, self.settings, shipped)), shipped)


@dataclass(frozen=True)
class _Pending:
    """A chunk that is being scored."""

    cluster: Cluster
    future: "Future[Any]"
    shipped: Shipped

    def result(self) -> ScoredChunk:
        try:
            one: ScoredChunk = self.cluster.heard(self.future)
        except _Lost:
            what = _("Several workers died while they scored the same firms.")
            raise OutputError(f"{what} {_('Give them more memory, and run again.')}") from None
        self.shipped.remove()
        return one

    def cancel(self) -> None:
        self.cluster.cancel([self.future])


def _made(answer: Answer[Any]) -> Any:
    """What was made. Raises what went wrong on the worker."""
    if answer.words:
        raise _of_worker(answer)
    if answer.kind:
        if answer.number is not None:
            raise OSError(answer.number, answer.kind)
        what = _("A worker failed ({kind}).").format(kind=answer.kind)
        raise OutputError(f"{what} {_('Please report this line to the developers of msme-check.')}")
    return answer.made


def _of_worker(answer: Answer[Any]) -> MsmeCheckError:
    return UsageError(answer.words) if answer.exit_code is Exit.USAGE else OutputError(answer.words)
