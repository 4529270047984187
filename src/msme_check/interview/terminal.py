"""The loop of the interview: shows a step, takes what is answered, saves after every answer."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from rich.console import Console

from msme_check import cells
from msme_check.errors import Interrupted
from msme_check.i18n import _
from msme_check.interview import flow, guidance
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.key_screen import KeyScreen
from msme_check.interview.lines import Line
from msme_check.interview.plain import Screen
from msme_check.interview.window import Window, terminal_of
from msme_check.interview.wrapping import wrap
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


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
    plain: bool = False,
    window: Window | None = None,
    options: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """Asks what is still open, saves after every answer, and gives back the response when all was asked.

    `path` (where `save` writes) and `options` (further options with their values, such as a language) are named in
    the command that goes on. `only` and `quick` as None leave what the response says. `consultant`: who asks also says
    of each answer whether its proof was seen.

    It is answered with keys where both ends are a terminal, unless `plain`; `window`: on that one, whatever they are.

    Raises Interrupted where the person stops or the input ends: the answers are saved then.
    """
    interview = flow.start(instrument, response, only=only, quick=quick, consultant=consultant)
    lines = Screen(source, console)
    window = window or (None if plain else terminal_of(source, console.file))
    screen = lines if window is None else KeyScreen(window, console)
    try:
        with screen:
            screen.welcome(interview, cells.plain(str(path)))
            while interview.step is not None:
                turn = _turn(screen, interview)
                before, interview = interview, turn.interview
                if interview.response != before.response:
                    save(interview.response)
                    response = interview.response
                if turn.outcome is Outcome.STOP:
                    raise _stopped(interview, save, path, options, lines)
            if interview.response != response:
                save(interview.response)
        lines.show(guidance.farewell(interview, lines.width))
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal is gone
            lines.show([Line("")])
        raise _stopped(interview, save, path, options, lines) from None
    return interview.response


def _turn(screen: Screen | KeyScreen, interview: Interview) -> flow.Turn:
    """Shows the step and asks until what is typed moves the interview or ends it."""
    screen.step(interview)
    while True:
        text = screen.reply(interview)
        if text is None:
            return flow.ended(interview)
        turn = flow.reply(interview, text)
        screen.tell(turn.message)
        if turn.outcome is Outcome.HELP:
            screen.help(interview)
        elif turn.outcome is not Outcome.REFUSED:
            return turn


def _stopped(
    interview: Interview,
    save: Callable[[Response], None],
    path: Path,
    options: Mapping[str, str],
    lines: Screen,
) -> Interrupted:
    """Saves once more, and says how to go on, in lines that fit a terminal; the command stays whole, to be copied."""
    if not any(interview.has(step) for step in interview.steps):
        return Interrupted(_("Stopped before the first answer; there was nothing to save."))
    save(interview.response)
    answered = sum(interview.has(step) for step in interview.questions)
    message = _("Stopped. Your answers are saved in {file} ({answered} of {count} questions). To go on, type:")
    said = message.format(file=cells.plain(str(path)), answered=answered, count=len(interview.questions))
    if lines.console.is_terminal:
        said = "\n".join(wrap(said, lines.width))
    return Interrupted(f"{said}\n{_command(interview, path, options)}")


def _command(interview: Interview, path: Path, options: Mapping[str, str]) -> str:
    words = ["assess", "--response", str(path), *guidance.typed(options)]
    if interview.only is not None:
        words += ["--only", ",".join(interview.only)]
    if interview.response.quick:
        words.append("--quick")
    if interview.consultant:
        words.append("--consultant")
    return guidance.command_line(*words)
