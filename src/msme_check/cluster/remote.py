"""What a worker of the cluster does. Whatever goes wrong in it comes back as an answer, never as an error of Dask:
Dask would write into its logs what the work was about.
"""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from msme_check.batch.scorer import ScoredChunk, Scorer
from msme_check.batch.settings import BatchSettings
from msme_check.batch.shipping import Shipped, put_down
from msme_check.batch.workers import Job, Outcome, Prepare
from msme_check.cluster.drawers import drawers
from msme_check.cluster.sealed import Sealed
from msme_check.cluster.terms import Terms
from msme_check.errors import Exit, MsmeCheckError, OutputError
from msme_check.i18n import _

Made = TypeVar("Made")


@dataclass(frozen=True)
class Answer(Generic[Made]):
    """What was made; or what went wrong: `words` with the `exit_code` of our own error, `number` of the system's,
    or the `kind` of any other."""

    made: Made | None = None
    words: str = ""
    exit_code: Exit = Exit.OUTPUT
    number: int | None = None
    kind: str = ""


def _name() -> str:
    """What messages call the worker that does this task: its address."""
    from distributed import get_worker

    return str(get_worker().address)


def greet(sealed: Sealed[Terms], dask_worker: Any = None) -> Sealed[Answer[str]]:
    """Holds this machine against the terms of a run; the name of the file that shows it (`Terms.check`).

    It is no task: Dask hands in the worker, because of the name of the argument.
    """
    terms = sealed.open()
    return _answer(terms, lambda: terms.check(str(dask_worker.address)))


def score(sealed: Sealed[tuple[Terms, BatchSettings, Shipped]]) -> Sealed[Answer[ScoredChunk]]:
    """Scores a portion. Its large tables wait in the shared folder."""
    terms, settings, shipped = sealed.open()

    def scored() -> ScoredChunk:
        _agreed(terms)
        return put_down(_scorer(terms, settings).scored(shipped.unpacked()), terms.folder)

    return _answer(terms, scored)


def draw(sealed: Sealed[tuple[Terms, Prepare, Job, float]]) -> Sealed[Answer[Outcome]]:
    """Draws a report."""
    terms, prepare, job, seconds = sealed.open()

    def drawn() -> Outcome:
        _agreed(terms)
        try:
            return drawers(terms.token, prepare, seconds).draw(job)
        except OutputError as error:  # what is missing there is no matter of this machine
            raise OutputError(_("Worker {worker}: {error}").format(worker=_name(), error=error)) from None

    return _answer(terms, drawn)


def dismiss(token: str) -> None:
    """A run is over: its processes on this machine end."""
    from msme_check.cluster import drawers as all_of_them

    all_of_them.dismiss(token)


def _answer(terms: Terms, work: Callable[[], Made]) -> Sealed[Answer[Made]]:
    """What `work` makes, in the language of the run, which is not that of whatever else runs here."""

    def done() -> Answer[Made]:
        terms.speak()
        try:
            return Answer(work())
        except MsmeCheckError as error:
            return Answer(words=str(error), exit_code=error.exit_code)
        except OSError as error:
            return Answer(number=error.errno, kind=type(error).__name__)
        except Exception as error:  # its text may hold what is in a cell
            return Answer(kind=type(error).__name__)

    return Sealed(copy_context().run(done))


@lru_cache(maxsize=16)
def _agreed(terms: Terms) -> None:
    """A worker that came later has not been greeted. Raises UsageError."""
    (terms.folder / terms.check(_name())).unlink(missing_ok=True)


@lru_cache(maxsize=4)
def _scorer(terms: Terms, settings: BatchSettings) -> Scorer:
    return Scorer(*terms.instruments(), settings)
