"""A program in a pseudo-terminal: keys go in, and a terminal emulator shows what a person would see."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pyte

LONGEST = 120.0
"""Seconds to wait for what has to come; a busy machine may take a while."""


def _as_a_shell_does() -> None:
    """Gives a program its terminal, and signals that tests in the background of another shell would ignore."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class RealTerminal:
    """Runs a command with a terminal of its own, which Ctrl-C and Ctrl-Z belong to as they do for a person.

    `TERM` and the like may be given; COLUMNS and LINES are those of the window.
    """

    def __init__(self, *command: str, columns: int = 80, rows: int = 24, cwd: Path | None = None, **env: str) -> None:
        self._here, self._there = pty.openpty()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.shown = b""
        self._set_size(columns, rows)
        self.before = self.attributes
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            command,
            stdin=self._there,
            stdout=self._there,
            stderr=self._there,
            cwd=cwd,
            env={**kept, "TERM": "xterm-256color", **env},
            start_new_session=True,
            preexec_fn=_as_a_shell_does,  # noqa: PLW1509 - no threads here
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.process.kill()
        self.process.wait()
        for end in (self._here, self._there):
            os.close(end)

    def press(self, *keys: bytes | str) -> None:
        """Types keys, one after the other, without waiting."""
        for key in keys:
            os.write(self._here, key.encode() if isinstance(key, str) else key)

    def until(self, condition: Callable[[], object], what: object = "") -> None:
        """Shows what comes until a condition holds."""
        end = time.monotonic() + LONGEST
        while not condition():
            assert time.monotonic() < end, (what, self.lines)
            self.look(0.05)

    def sees(self, *texts: str) -> None:
        """Waits until all of these words are on the screen."""
        self.until(lambda: all(text in self.text for text in texts), texts)

    def look(self, seconds: float = 0.2) -> None:
        """Shows what comes within some time."""
        if select.select([self._here], [], [], seconds)[0]:
            content = os.read(self._here, 65536)
            self.shown += content
            self._stream.feed(content)

    def ended(self) -> int:
        """Waits for the end of the program, and gives its exit code. What it still writes is shown."""
        self.until(lambda: self.process.poll() is not None, "the end")
        while select.select([self._here], [], [], 0.1)[0]:
            self.look(0)
        return int(self.process.returncode)

    def resize(self, columns: int, rows: int) -> None:
        """What a person does with the mouse. The terminal tells the program."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to the program alone."""
        self.process.send_signal(number)

    @property
    def attributes(self) -> list[Any]:
        """How the terminal is set."""
        return termios.tcgetattr(self._there)

    @property
    def lines(self) -> list[str]:
        """The rows as they are seen."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """All words that are seen."""
        return " ".join(" ".join(self.lines).split())

    def hang_up(self) -> None:
        """Closes the window: no more keys come, and nothing can be shown."""
        for end in (self._there, self._here):
            os.close(end)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._there, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
