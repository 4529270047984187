"""How long a person waits in the interview: for the first question, and for the next one after each key.

The program runs in a pseudo-terminal as it does for a person, and saves to the disk after every answer. Floors of the
same run: bare Python that starts, and a program of a few lines that gives back each key over the same kind of terminal.
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil

from bench.measure import heading, show, timed
from msme_check import response_files, whole_files
from msme_check.interview import flow, offers
from msme_check.interview.offers import Kind
from msme_check.interview.steps import REVIEW
from msme_check.model.instrument import Instrument

FIRST = "Name of the business?"
PAINTED = b"\x1b[?2026l"
"""What ends each picture."""

STARTS, KEYS = 5, 200
WIDTH, HEIGHT = 80, 24
SAVED = 6_000
"""Bytes of a whole response."""

LONGEST = 30.0
"""Seconds after which nothing comes any more."""

ECHO = f"""
import os, sys, tty
tty.setraw(0)
os.write(1, {PAINTED!r})
while (key := os.read(0, 1)) != b"q":
    os.write(1, key + {PAINTED!r})
"""


class Terminal:
    """A program in a pseudo-terminal of a usual size."""

    def __init__(self, *command: object) -> None:
        self._here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self.began = time.perf_counter()
        environment = {**os.environ, "TERM": "xterm-256color"}
        self._process = subprocess.Popen(  # noqa: S603 - the bench itself
            list(map(str, command)), stdin=there, stdout=there, stderr=there, env=environment, start_new_session=True
        )
        os.close(there)

    def type(self, text: str) -> None:
        """Types, and takes what is painted until nothing comes for a while."""
        os.write(self._here, text.encode())
        self.settle()

    def press(self, keys: bytes) -> float:
        """Seconds from the keys to the end of the picture that follows them."""
        start = time.perf_counter()
        os.write(self._here, keys)
        self.until_painted()
        return time.perf_counter() - start

    def until_painted(self) -> str:
        """What is shown up to the end of a picture."""
        shown = b""
        while not shown.endswith(PAINTED):
            if not select.select([self._here], [], [], LONGEST)[0]:
                raise SystemExit(f"Nothing was painted:\n{shown[-2000:]!r}")
            shown += os.read(self._here, 65536)
        return shown.decode(errors="replace")

    def settle(self) -> None:
        """Takes what is still painted, until nothing comes for a while."""
        while select.select([self._here], [], [], 0.05)[0]:
            os.read(self._here, 65536)

    def cpu(self) -> float:
        """The CPU seconds of the program so far."""
        return sum(psutil.Process(self._process.pid).cpu_times()[:2])

    def end(self) -> None:
        """Ends the program."""
        self._process.kill()
        self._process.wait()
        os.close(self._here)


def interview(folder: Path, instrument: Instrument) -> None:
    """Prints both waits, each with its floor."""
    heading("Interview in a terminal, 80 x 24")
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), STARTS)
    starts = list(_starts(folder))
    show("first question after the command", min(wall for wall, _cpu in starts), "python -c pass", bare)
    show("its CPU", min(cpu for _wall, cpu in starts), "python -c pass, on the clock", bare)
    echoed, saved, waited = (sorted(found) for found in (_echoed(), _saved(folder), _answered(folder, instrument)))
    for what, of in (("median", 0.5), ("95 of 100", 0.95), ("longest", 1.0)):
        ours, save, floor = (found[min(len(found) - 1, int(of * len(found)))] for found in (waited, saved, echoed))
        show(f"next question of {len(waited)}: {what}", ours, "a program that gives back the key", floor)
        show("", ours, "the file saved to the disk, alone", save)


def _starts(folder: Path) -> Iterator[tuple[float, float]]:
    for place in range(STARTS):
        terminal = Terminal(sys.executable, "-m", "msme_check", "assess", "--response", folder / f"first{place}.json")
        shown = ""
        while FIRST not in shown:
            shown += terminal.until_painted()
        yield time.perf_counter() - terminal.began, terminal.cpu()
        terminal.end()


def _echoed() -> Iterator[float]:
    terminal = Terminal(sys.executable, "-c", ECHO)
    terminal.until_painted()
    for _ in range(KEYS):
        time.sleep(0.02)  # as a person does, so that the program has gone to sleep
        yield terminal.press(b"x")
    terminal.end()


def _saved(folder: Path) -> Iterator[float]:
    """What a save of a whole response takes: nothing is shown before the disk has the answer."""
    target, content = folder / "saved.json", b"x" * SAVED
    for _ in range(KEYS):
        time.sleep(0.02)
        yield timed(lambda: whole_files.write(target, content))


def _answered(folder: Path, instrument: Instrument) -> Iterator[float]:
    """The wait after each Enter of a whole interview."""
    terminal = Terminal(sys.executable, "-m", "msme_check", "assess", "--response", folder / "whole.json")
    terminal.until_painted()
    step = flow.start(instrument, response_files.blank(instrument, today=date.today()))  # noqa: DTZ011 - any day
    while step.step is not None and step.at != REVIEW:
        line = _line(offers.offered(step, step.step), step.at)
        terminal.type(line)
        yield terminal.press(b"\r")
        step = flow.reply(step, line).interview
    terminal.end()


def _line(offered: offers.Offered, at: str) -> str:
    """What is typed before Enter."""
    match offered.kind:
        case Kind.TEXT:
            return "Sok Rice Mill"
        case Kind.FIGURE:
            return "2015" if at == "years" else "3"
        case _ if at.startswith("/"):
            return "1"
        case _:
            return offered.choices[min(2, len(offered.choices) - 1)].typed
