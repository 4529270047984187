"""Work on the next chunks while this one is written: in order, on all cores, and never more than a few ahead."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)


class Pending(Protocol[Made_co]):
    """What is being worked on."""

    def result(self) -> Made_co:
        """What was made, when it is there. Raises what went wrong."""

    def cancel(self) -> object:
        """It is not wanted any more."""


FIRMS_AT_ONCE = 20_000
"""Firms in a piece of work. For fewer, to begin each step costs more than the step; more take memory, 10 KB each."""


class Hands(Protocol[Given_contra, Made_co]):
    """Whoever does the work. `ahead`: so many pieces of it are handed over before the first must be done.

    `firms_at_once`: so many firms in a piece of work suit them best; what they make does not depend on it.
    """

    @property
    def ahead(self) -> int:
        """So many."""

    @property
    def firms_at_once(self) -> int:
        """So many."""

    def submit(self, given: Given_contra) -> Pending[Made_co]:
        """Hands over a piece of work."""


@dataclass(frozen=True)
class _Threads(Generic[Given, Made]):
    task: Callable[[Given], Made]
    pool: ThreadPoolExecutor
    ahead: int
    firms_at_once: int = FIRMS_AT_ONCE

    def submit(self, given: Given) -> Pending[Made]:
        return self.pool.submit(copy_context().run, self.task, given)  # with the language of this thread


@contextmanager
def threads(task: Callable[[Given], Made]) -> Iterator[Hands[Given, Made]]:
    """Threads of this process, which share what they read: numpy and polars let go of the interpreter to count."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        yield _Threads(task, pool, cores)


def in_order(hands: Hands[Given, Made], given: Iterable[Given]) -> Generator[Made]:
    """What `hands` make of each, in the order given. What goes wrong in one is raised at its place."""
    waiting: deque[Pending[Made]] = deque()
    try:
        for one in given:
            waiting.append(hands.submit(one))
            if len(waiting) >= hands.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for pending in waiting:
            pending.cancel()
