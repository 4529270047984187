"""Work on the next chunks while this one is written: in order, on all cores, and never more than a few ahead."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_order(task: Callable[[Given], Made], given: Iterable[Given]) -> Generator[Made]:
    """What `task` makes of each, in the order given. What goes wrong in one is raised at its place.

    Threads are enough, and share what they read: numpy and polars let go of the interpreter while they count.
    """
    threads = os.cpu_count() or 1
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for one in given:
                waiting.append(pool.submit(task, one))
                if len(waiting) >= threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
