"""Processes of this machine that score chunks of a large file.

Threads wait for each other's turn with the interpreter, which their many short steps ask for all the time; processes
do not. They take a second to start, so a small file is scored by threads.

What they are asked and what they answer waits in files; through pipes go the names of these alone. Whoever reads from a
pipe waits for all of a message, also when the process was killed that has written half of it: as others could go on
writing, nobody tells the reader that no more will come. A name is written at once or not at all.
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
from secrets import token_hex
from threading import Thread
from typing import Any

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
class Pending:
    """A chunk in another process. Where that process was lost, the chunk is scored in this one."""

    portion: Portion
    shipped: Shipped
    future: "Future[Path] | None"
    scorer: Scorer

    def result(self) -> ScoredChunk:
        try:
            return self.scorer.scored(self.portion) if self.future is None else _taken(self.future.result())
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

    def submit(self, given: Portion) -> Pending:
        shipped = Shipped.of(given, self.folder, "uncompressed")
        future = None
        with suppress(BrokenProcessPool), ctrl_c_held():
            future = self.pool.submit(_scored, _put(shipped, self.folder))
        return Pending(given, shipped, future, self.scorer)


@contextmanager
def processes(scorer: Scorer, folder: Path, count: int) -> Iterator[Hands[Portion, ScoredChunk]]:
    """So many processes that score as `scorer` does. `folder`: where rows and tables wait; it exists."""
    kept = _put(scorer, folder)
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


def _scored(asked: Path) -> Path:
    shipped: Shipped = _taken(asked)
    return _put(put_down(_scorer.scored(shipped.unpacked()), _folder), _folder)


def _put(one: Any, folder: Path) -> Path:
    path = folder / token_hex(8)
    path.write_bytes(pickle.dumps(one))
    return path


def _taken(path: Path) -> Any:
    """What waits in a file, which goes. It was written by this run, in its own folder."""
    one = pickle.loads(path.read_bytes())  # noqa: S301
    path.unlink()
    return one
