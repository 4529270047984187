"""Plain lines: what reports, explanations and comparisons say in a terminal or a .txt file."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.text import Text

WIDEST = 100
"""Longer lines are hard to read, however wide the window."""


@dataclass(frozen=True)
class Line:
    """A text with what stands before its first line, in colour where `accent` names one.

    Its further lines hang under its first letter.
    """

    text: str = ""
    before: str = ""
    strong: bool = False
    accent: str = ""


def wrapped(line: Line, width: int) -> list[str]:
    """The line in a window of `width`."""
    room = max(8, width - len(line.before))
    parts = Text(line.text).wrap(Console(file=StringIO(), width=room), room, overflow="fold")
    texts = [part.plain.rstrip() for part in parts] or [""]
    hanging = " " * len(line.before)
    return [(line.before if place == 0 else hanging) + text for place, text in enumerate(texts)]


def heading(text: str) -> Iterator[Line]:
    """A title, with an empty line above it."""
    yield Line()
    yield Line(text, strong=True)
