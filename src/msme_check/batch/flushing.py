"""Large tables go to the disk while they grow, beside the work, so that little is left to wait for at the end.

A system keeps what is written in memory for up to half a minute. A million firms are scored in less, and then nothing
would be on the disk when their tables, some 2 GB, take their places. What is on the disk need not be kept in memory, so
other programs keep what they have there, and the next lines are written where the last ones were.
"""

import os
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from msme_check.batch.places import flush

AT_ONCE = 64 << 20
"""Bytes."""


class Flushing:
    """Flushes files of one run, one after the other. What goes wrong is raised by the next call about the same file."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._grown: Counter[Path] = Counter()
        self._begun: dict[Path, Future[None]] = {}

    def grown(self, path: Path, size: int) -> None:
        """So many bytes were added to a file. Raises OSError."""
        self._grown[path] += size
        before = self._begun.get(path)
        if self._grown[path] >= AT_ONCE and (before is None or before.done()):
            if before is not None:
                before.result()
            self._begun[path] = self._pool.submit(_let_go, path)
            self._grown[path] = 0

    def end(self, path: Path) -> None:
        """A file is whole, and now all of it is on the disk. Raises OSError."""
        if path in self._begun:
            self._begun.pop(path).result()
        flush(path)

    def close(self) -> None:
        """The run is over."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _let_go(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
