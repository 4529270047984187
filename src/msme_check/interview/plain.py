"""The screen of an interview that is answered line by line: nothing is repainted, so it works everywhere."""

import signal
import sys
from collections.abc import Sequence
from typing import Self, TextIO

from rich.console import Console
from rich.text import Text

from msme_check.i18n import _
from msme_check.interview import guidance, words
from msme_check.interview.lines import LOOKS, WIDEST, Line
from msme_check.interview.state import Interview

_LONGEST = 2000
"""More characters than this in one line are no answer."""


def _let_ctrl_c_through() -> None:
    """Lets Ctrl-C end the wait for a line at once.

    polars, once it is loaded, has the system take up a read again that Ctrl-C interrupted (pola-rs/polars#21739):
    the interview would end only after the next line.
    """
    if sys.platform != "win32":
        signal.siginterrupt(signal.SIGINT, True)


class Screen:
    """Where lines are shown and read. What is shown is plain text: no markup, no emoji codes, no highlighting."""

    def __init__(self, source: TextIO, console: Console) -> None:
        self.source = source
        self.console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass

    @property
    def width(self) -> int:
        """Asked anew for every step, since a window may be resized."""
        return min(self.console.width, WIDEST)

    def show(self, lines: Sequence[Line]) -> None:
        """Prints lines that fit."""
        for line in lines:
            self.console.print(Text(line.text, style=LOOKS[line.tone]), soft_wrap=True)

    def welcome(self, interview: Interview, file: str) -> None:
        """What this is, and where the answers are saved."""
        self.show(guidance.welcome(interview, file, self.width))

    def step(self, interview: Interview) -> None:
        """All that is to be known for an answer."""
        self.show(words.step_lines(interview, self.width))

    def reply(self, interview: Interview) -> str | None:
        """What is typed at the step; None at the end of the input."""
        return self.ask("> " if interview.step is None else words.prompt(interview.step))

    def tell(self, message: str) -> None:
        """A message to the person."""
        self.show(words.message_lines(message, self.width))

    def help(self, interview: Interview) -> None:
        """The help of the step, and the step again."""
        self.show(guidance.help_lines(interview, self.width))
        self.show(words.step_lines(interview, self.width, again=True))

    def ask(self, prompt: str) -> str | None:
        """The next line; None at the end of the input."""
        while True:
            self.console.print(Text(prompt), end="", soft_wrap=True)
            self.console.file.flush()
            _let_ctrl_c_through()
            try:
                text = self._read()
            except UnicodeDecodeError:
                message = _("This could not be read as text. Please type it again.")
                self.show([Line(""), *words.message_lines(message, self.width)])
                continue
            if not text or not self.source.isatty():
                # A terminal shows the typed line with its end; here nobody did.
                self.console.print()
            return text or None

    def _read(self) -> str:
        """One line, cut where it is too long to be an answer; empty at the end of the input."""
        try:
            text = piece = self.source.readline(_LONGEST)
            while len(piece) == _LONGEST and not piece.endswith("\n"):
                piece = self.source.readline(_LONGEST)
        except OSError:  # the terminal is gone
            return ""
        return text
