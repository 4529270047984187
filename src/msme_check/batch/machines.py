"""Whose work it is to score the chunks of a run and to draw its reports: this machine, or others."""

import os
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from msme_check.batch.ahead import Hands, threads
from msme_check.batch.met import Portion
from msme_check.batch.scorer import ScoredChunk, Scorer
from msme_check.batch.scoring_processes import processes
from msme_check.batch.workers import Job, Outcome, Prepare, supervised
from msme_check.model.instrument import Instrument


class Machines(Protocol):
    """Who does the work. What is written does not depend on it, to the byte."""

    def begin(self, staging: Path, instrument: Instrument, folder: Path, language: str) -> None:
        """A run begins. `staging`: its hidden folder; `instrument`, and where it was loaded from.

        Raises UsageError or OutputError where it cannot be done.
        """

    def scoring(self, scorer: Scorer, size: int) -> AbstractContextManager[Hands[Portion, ScoredChunk]]:
        """Those who score chunks as `scorer` does. `size`: bytes of the files."""

    def drawing(self, prepare: Prepare, jobs: Iterator[Job], count: int, *, seconds: float) -> Generator[Outcome]:
        """Draws `count` reports; yields each outcome as it comes. `prepare`, `seconds` and errors as in `supervised`.

        A job is tried twice, and is not asked for before somebody can begin with it soon.
        """


PROCESSES_FROM = 50_000_000
"""Bytes of the files, some 70,000 firms, from which processes are quicker than threads (docs/scale.md)."""


@dataclass
class ThisMachine:
    """Threads score, or processes where there is much to do; processes draw. `workers`: so many processes draw; None:
    one a core."""

    workers: int | None = None
    processes_from: int = PROCESSES_FROM
    _staging: Path | None = None

    def begin(self, staging: Path, instrument: Instrument, folder: Path, language: str) -> None:
        """Rows and tables wait in `staging` for processes that score."""
        self._staging = staging

    def scoring(self, scorer: Scorer, size: int) -> AbstractContextManager[Hands[Portion, ScoredChunk]]:
        """Threads of this process, or other processes. Raises OSError."""
        cores = os.cpu_count() or 1
        if cores == 1 or size < self.processes_from or self._staging is None:
            return threads(scorer.scored)
        folder = self._staging / "scoring"
        folder.mkdir()
        return processes(scorer, folder, cores)

    def drawing(self, prepare: Prepare, jobs: Iterator[Job], count: int, *, seconds: float) -> Generator[Outcome]:
        """Processes of this machine."""
        return supervised(prepare, jobs, workers=min(self.workers or os.cpu_count() or 1, count), seconds=seconds)
