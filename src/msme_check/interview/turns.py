"""What a typed line does: the commands, and the turn of an interview that comes of one."""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from msme_check.interview.state import Interview


class Command(StrEnum):
    """What can be typed instead of an answer."""

    BACK = "b"
    SKIP = "s"
    NOT_APPLICABLE = "n"
    DONT_KNOW = "d"
    MAP = "m"
    HELP = "?"
    QUIT = "q"


_WORDS = {
    "back": Command.BACK,
    "skip": Command.SKIP,
    "na": Command.NOT_APPLICABLE,
    "dk": Command.DONT_KNOW,
    "map": Command.MAP,
    "help": Command.HELP,
    "quit": Command.QUIT,
}


def command(text: str, *, letters_only: bool) -> Command | None:
    """The command that a text is; None where it is an answer."""
    word = unicodedata.normalize("NFKC", text).casefold()
    if word in set(Command):
        return Command(word)
    # A business may be called "Help" or "Back"; no business has one letter for a name.
    return None if letters_only else _WORDS.get(word)


class Outcome(StrEnum):
    """What the terminal does next."""

    MOVED = "moved"
    REFUSED = "refused"
    HELP = "help"
    STOP = "stop"


@dataclass(frozen=True)
class Turn:
    """What a typed line did: the state after it, and a message for the person."""

    interview: Interview
    outcome: Outcome
    message: str = ""


def moved(interview: Interview, message: str = "") -> Turn:
    """The interview goes on."""
    return Turn(interview, Outcome.MOVED, message)


def refused(interview: Interview, message: str) -> Turn:
    """The same step is asked again; `message` says what can be typed."""
    return Turn(interview, Outcome.REFUSED, message)


def to(interview: Interview, at: str) -> Turn:
    """The interview goes to a step."""
    return moved(replace(interview, at=at))
