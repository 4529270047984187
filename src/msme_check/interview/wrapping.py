"""Lines that fit a terminal, with a hanging indent. Width is what a terminal draws, not the number of characters.

Khmer, Lao, Burmese and Thai are written without spaces: a line breaks at spaces and at zero-width spaces (U+200B),
and where neither comes in time between two written clusters, so that no vowel is torn from its consonant.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

from rich.cells import cell_len

_SPACES = re.compile(r"([ \t\n]+|\u200b)")
_STACKING = "\u17d2\u1039\u200d"
"""Khmer coeng, Burmese virama and the zero-width joiner: the next consonant belongs to the one before."""

_LEADING_VOWELS = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"
"""Thai and Lao vowels that are written before their consonant."""

_TRAILING_VOWELS = "\u0e33\u0eb3"
"""Thai and Lao am: letters by category, but bound to the consonant before."""

_NARROWEST = 8
_KEPT = "\ue000"
"""Stands for a space at which no line breaks. No text that is shown has this character (`cells.plain`)."""


def wrap(text: str, width: int, first: str = "", rest: str = "", whole: Collection[str] = ()) -> list[str]:
    """`text` in lines of at most `width` cells; the first begins with `first`, the others with `rest`.

    `whole`: texts in it that are copied, such as paths. No line ends within one; one without room makes a longer line.
    """
    room = max(_NARROWEST, width - max(cell_len(first), cell_len(rest)))
    lines, line, gap = [], "", ""
    copied = sorted(filter(None, whole), key=len, reverse=True)
    for one in copied:
        text = text.replace(one, one.replace(" ", _KEPT))
    kept = [one.replace(" ", _KEPT) for one in copied]
    parts = _SPACES.split(text.strip(" \t\r\n"))
    for part, space in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if cell_len(line + gap + part) <= room:
            line += gap + part
        else:
            lines += [line] if line else []
            *full, line = [part] if any(one in part for one in kept) else cut(part, room)
            lines += full
        gap = "" if not space or space == "\u200b" else " "
    lines.append(line)
    if kept:
        lines = [one.replace(_KEPT, " ") for one in lines]
    return [first + lines[0], *(rest + one for one in lines[1:])]


def pack(parts: Sequence[str], width: int, gap: str = "  ") -> list[str]:
    """Parts side by side in lines of at most `width` cells; a part is divided only where it is wider than a line."""
    lines, line = [], ""
    for part in parts:
        longer = line + gap + part if line else part
        if cell_len(longer) <= width:
            line = longer
        else:
            lines += [line] if line else []
            *full, line = wrap(part, width)
            lines += full
    return [*lines, line] if line else lines


def cut(word: str, room: int) -> list[str]:
    """A word in pieces of at most `room` cells, cut between clusters."""
    pieces = [""]
    for cluster in clusters(word):
        if pieces[-1] and cell_len(pieces[-1] + cluster) > room:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def clusters(word: str) -> list[str]:
    """The written clusters of a word: each a letter with all that is bound to it."""
    found: list[str] = []
    for character in word:
        if found and (_joins(character) or found[-1][-1] in _STACKING + _LEADING_VOWELS):
            found[-1] += character
        else:
            found.append(character)
    return found


def _joins(character: str) -> bool:
    """Whether a character belongs to the one before."""
    marks = unicodedata.category(character).startswith("M") or character in _TRAILING_VOWELS
    return marks or character in "\u200b\u200c\u200d"
