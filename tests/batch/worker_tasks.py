"""What the workers of the tests do: real functions that go wrong in real ways, each in its own process."""

import errno
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msme_check.batch.workers import Unwritable
from msme_check.errors import OutputError


@dataclass(frozen=True)
class Order:
    """`do` is the name of a method of `Tasks`; `path` is where it leaves a sign."""

    do: str
    path: Path


def prepare() -> Callable[[Order], None]:
    """A task that does what it is told."""

    def obey(order: Order) -> None:
        with order.path.open("a") as file:
            file.write(f"{os.getpid()}\n")
        {"work": _work, "fail": _fail, "refuse": _refuse, "die": _die, "hang": _hang, "die once": _die_once,
         "fail once": _fail_once, "print": _print, "full": _full, "await": _await}[order.do](order.path)  # fmt: skip

    return obey


def _work(path: Path) -> None:
    pass


def _print(path: Path) -> None:
    print("a library's own words")


def _fail(path: Path) -> None:
    raise ValueError("secret cell content")


def _refuse(path: Path) -> None:
    raise OutputError("The disk is full.")


def _full(path: Path) -> None:
    raise Unwritable(errno.ENOSPC)


def _die(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang(path: Path) -> None:
    while True:
        time.sleep(60)


def _await(path: Path) -> None:
    while not path.with_name("go").exists():
        time.sleep(0.05)


def _first_time(path: Path) -> bool:
    return len(path.read_text().split()) == 1


def _die_once(path: Path) -> None:
    if _first_time(path):
        _die(path)


def _fail_once(path: Path) -> None:
    if _first_time(path):
        _fail(path)


def unable() -> Callable[[Any], None]:
    """A worker that cannot start."""
    raise ImportError("libpango")


def dead() -> Callable[[Any], None]:
    """A worker that dies while it starts."""
    os._exit(3)


def drawing_marks() -> Callable[[Any], None]:
    """Stands for the program that draws reports: writes the firm's name and overall score."""

    def draw(work: Any) -> None:
        if "hopeless" in work.assessment.firm_name:
            raise ValueError("cannot be drawn")
        work.path.write_text(f"{work.assessment.firm_name} {work.assessment.overall.score}", encoding="utf-8")

    return draw


def drawing_dates() -> Callable[[Any], None]:
    """As `drawing_marks`, with the date of the assessment."""
    mark = drawing_marks()

    def draw(work: Any) -> None:
        mark(work)
        with work.path.open("a", encoding="utf-8") as file:
            file.write(f" {work.assessment.date}")

    return draw


def drawing_for_ever() -> Callable[[Any], None]:
    """Draws, and never ends."""

    def draw(work: Any) -> None:
        work.path.write_text("x")
        _hang(work.path)

    return draw
