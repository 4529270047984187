"""Lines as an interview shows them: texts that fit a width, each with what it is, for its look."""

from dataclasses import dataclass
from enum import StrEnum

from msme_check.interview.wrapping import wrap


class Tone(StrEnum):
    """What a line is, for its look."""

    PLAIN = "plain"
    TITLE = "title"
    PROGRESS = "progress"
    QUESTION = "question"
    HINT = "hint"
    MESSAGE = "message"
    CHOSEN = "chosen"


LOOKS = {
    Tone.PLAIN: "",
    Tone.TITLE: "bold",
    Tone.PROGRESS: "cyan",
    Tone.QUESTION: "bold",
    Tone.HINT: "dim",
    Tone.MESSAGE: "yellow",
    Tone.CHOSEN: "bold",
}
"""How each tone looks, as rich has it."""

WIDEST = 100
"""Cells; longer lines are hard to read, however wide the window."""


@dataclass(frozen=True)
class Line:
    """One line as it is shown; it fits the width it was made for."""

    text: str
    tone: Tone = Tone.PLAIN


def wrapped(text: str, width: int, tone: Tone = Tone.PLAIN, first: str = "", rest: str = "") -> list[Line]:
    """A text in lines of at most `width`; none where it is empty."""
    return [Line(line, tone) for line in wrap(text, width, first, rest)] if text else []


def numbered(typed: str, text: str, width: int, tone: Tone = Tone.PLAIN) -> list[Line]:
    """A line to choose by what stands before it; its further lines hang under its first letter."""
    first = f"  {typed}  " if len(typed) < 2 else f" {typed}  "
    return wrapped(text, width, tone, first, " " * len(first))


def paragraphs(width: int, *texts: tuple[str, str, Tone]) -> list[Line]:
    """Each text with what stands before its first line; its other lines hang under its first letter."""
    return [line for before, text, tone in texts for line in wrapped(text, width, tone, before, " " * len(before))]
