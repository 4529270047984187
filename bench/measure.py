"""Time and CPU of a piece of work, and how a line of the bench is printed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and seconds of CPU of everything that took part."""

    wall: float
    cpu: float

    def each(self, count: int) -> "Cost":
        """The mean of `count` pieces."""
        return Cost(self.wall / count, self.cpu / count)


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def cost(work: Callable[[], object], cpu: Callable[[], float] = time.process_time) -> Cost:
    """What one run takes. `cpu`: reads the CPU seconds used so far; without it, those of this process."""
    start, used = time.perf_counter(), cpu()
    work()
    return Cost(time.perf_counter() - start, cpu() - used)


def cpu_seconds(processes: Callable[[], list[psutil.Process]]) -> float:
    """The CPU that processes have used so far, and their children that have ended."""
    while True:
        try:
            return sum(sum(one.cpu_times()[:4]) for one in processes())
        except psutil.NoSuchProcess:  # one ended while it was asked: now its parent has its seconds
            continue


def heading(text: str) -> None:
    """Begins a group of lines."""
    print(f"\n{text}")


def show(what: str, seconds: float, floor: str, floor_seconds: float) -> None:
    """One line: ours, what it is compared with, and the ratio."""
    ratio = seconds / floor_seconds
    print(f"  {what:<40} {seconds:9.3f} s   {floor:<44} {floor_seconds:9.3f} s   {ratio:6.2f} x", flush=True)
