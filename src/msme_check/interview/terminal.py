"""The loop of the interview: shows lines, reads what is typed, saves after every answer."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from msme_check import cells
from msme_check.errors import Interrupted
from msme_check.i18n import _
from msme_check.interview import flow, guidance, words
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.lines import Line, Tone
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

_LOOKS = {
    Tone.PLAIN: "",
    Tone.TITLE: "bold",
    Tone.PROGRESS: "cyan",
    Tone.QUESTION: "bold",
    Tone.HINT: "dim",
    Tone.MESSAGE: "yellow",
}
_WIDEST = 100
"""Longer lines are hard to read, however wide the window."""

_LONGEST = 2000
"""More characters than this in one line are no answer."""


def run(
    instrument: Instrument,
    response: Response,
    save: Callable[[Response], None],
    *,
    path: Path,
    source: TextIO,
    console: Console,
    only: Sequence[str] | None = None,
    quick: bool | None = None,
    consultant: bool = False,
    options: Sequence[str] = (),
) -> Response:
    """Asks what is still open, saves after every answer, and gives back the response when all was asked.

    `path` (where `save` writes) and `options` (further words of the command line, such as a language) are named in
    the command that goes on. `only` and `quick` as None leave what the response says. `consultant`: who asks also says
    of each answer whether its proof was seen.

    Raises Interrupted where the person stops or the input ends: the answers are saved then.
    """
    screen = Screen(source, console)
    interview = flow.start(instrument, response, only=only, quick=quick, consultant=consultant)
    try:
        screen.show(guidance.welcome(interview, cells.plain(str(path)), screen.width))
        while interview.step is not None:
            turn = _turn(screen, interview)
            before, interview = interview, turn.interview
            if interview.response != before.response:
                save(interview.response)
                response = interview.response
            if turn.outcome is Outcome.STOP:
                raise _stopped(interview, save, path, options)
        if interview.response != response:
            save(interview.response)
        screen.show(guidance.farewell(interview, screen.width))
    except KeyboardInterrupt:
        screen.show([Line("")])
        raise _stopped(interview, save, path, options) from None
    return interview.response


def _turn(screen: "Screen", interview: Interview) -> flow.Turn:
    """Shows the step and asks until what is typed moves the interview or ends it."""
    step = interview.step
    assert step is not None  # noqa: S101 - asked by the caller
    screen.show(words.step_lines(interview, screen.width))
    while True:
        text = screen.ask(words.prompt(step))
        if text is None:
            return flow.ended(interview)
        turn = flow.reply(interview, text)
        screen.show(words.message_lines(turn.message, screen.width))
        if turn.outcome is Outcome.HELP:
            screen.show(guidance.help_lines(interview, screen.width))
            screen.show(words.step_lines(interview, screen.width, again=True))
        elif turn.outcome is not Outcome.REFUSED:
            return turn


def _stopped(interview: Interview, save: Callable[[Response], None], path: Path, options: Sequence[str]) -> Interrupted:
    """Saves once more, and says how to go on."""
    if not any(interview.has(step) for step in interview.steps):
        return Interrupted(_("Stopped before the first answer; there was nothing to save."))
    save(interview.response)
    answered = sum(interview.has(step) for step in interview.questions)
    message = _(
        "Stopped. Your answers are saved in {file} ({answered} of {count} questions). To go on, type:\n{command}"
    )
    return Interrupted(
        message.format(
            file=cells.plain(str(path)),
            answered=answered,
            count=len(interview.questions),
            command=_command(interview, path, options),
        )
    )


def _command(interview: Interview, path: Path, options: Sequence[str]) -> str:
    words = ["assess", "--response", str(path), *options]
    if interview.only is not None:
        words += ["--only", ",".join(interview.only)]
    if interview.response.quick:
        words.append("--quick")
    if interview.consultant:
        words.append("--consultant")
    return guidance.command_line(*words)


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

    @property
    def width(self) -> int:
        """Asked anew for every step, since a window may be resized."""
        return min(self.console.width, _WIDEST)

    def show(self, lines: Sequence[Line]) -> None:
        """Prints lines that fit."""
        for line in lines:
            self.console.print(Text(line.text, style=_LOOKS[line.tone]), soft_wrap=True)

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
