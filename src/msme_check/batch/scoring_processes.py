"""Processes of this machine that score chunks of a large file.

Threads wait for each other's turn with the interpreter, which their many short steps ask for all the time; processes
do not. They take a second to start and pass the rows on through files, so a small file is scored by threads.
"""

import multiprocessing
import pickle
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from msme_check import i18n, resources
from msme_check.batch.ahead import Hands
from msme_check.batch.met import Portion
from msme_check.batch.scorer import ScoredChunk, Scorer
from msme_check.batch.shipping import Shipped, put_down
from msme_check.processes import ctrl_c_held, end_with_parent, keep_memory, silence

_FIRMS_AT_ONCE = 40_000
"""As many take 7 % less time for a million firms than half of them; 60,000 take no less, and 0.8 GiB instead of 0.6 for
each process."""


@dataclass(frozen=True)
class _Pending:
    """A chunk in another process. Where that process was lost, the chunk is scored in this one."""

    portion: Portion
    shipped: Shipped
    future: "Future[ScoredChunk] | None"
    scorer: Scorer

    def result(self) -> ScoredChunk:
        try:
            return self.future.result() if self.future else self.scorer.scored(self.portion)
        except BrokenProcessPool:
            return self.scorer.scored(self.portion)
        finally:
            self.shipped.remove()

    def cancel(self) -> None:
        if self.future is not None:
            self.future.cancel()


@dataclass(frozen=True)
class _Processes:
    scorer: Scorer
    pool: ProcessPoolExecutor
    folder: Path
    ahead: int
    firms_at_once: int = _FIRMS_AT_ONCE

    def submit(self, given: Portion) -> _Pending:
        shipped = Shipped.of(given, self.folder, "uncompressed")
        future = None
        with suppress(BrokenProcessPool), ctrl_c_held():
            future = self.pool.submit(_scored, shipped)
        return _Pending(given, shipped, future, self.scorer)


@contextmanager
def processes(scorer: Scorer, folder: Path, count: int) -> Iterator[Hands[Portion, ScoredChunk]]:
    """So many processes that score as `scorer` does. `folder`: where rows and tables wait; it exists."""
    # In a file, because a process that starts is waited for until it has read all that it is given directly.
    kept = folder / "scorer"
    kept.write_bytes(pickle.dumps(scorer))
    pool = ProcessPoolExecutor(
        count,
        multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(kept, folder, scorer.settings.language),
    )
    try:
        yield _Processes(scorer, pool, folder, count + 1)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_scorer: Scorer
_folder: Path


def _begin(kept: Path, folder: Path, language: str) -> None:
    """The life of a process begins: Ctrl-C goes to its parent, and it speaks the language of the run."""
    global _scorer, _folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence()
    keep_memory()
    Thread(target=end_with_parent, daemon=True).start()
    i18n.activate(i18n.catalogue(language, resources.questionnaires() / "locales"))
    _scorer, _folder = pickle.loads(kept.read_bytes()), folder  # noqa: S301 - written by the process that started us


def _scored(shipped: Shipped) -> ScoredChunk:
    return put_down(_scorer.scored(shipped.unpacked()), _folder)
