"""The lines of a ladder where they stand alone: no text may point at a line that is not shown (R39)."""

from collections.abc import Callable

from msme_check.i18n import N_, _
from msme_check.model.questions import Ladder

_TOGETHER = N_("{below}. Also: {line}")
_ABOVE = N_("All of the above, and: {line}")
_NAMED = N_("all of line {n}, and: {text}")


def alone(ladder: Ladder, level: int, say: Callable[[str], str] = _) -> str:
    """One line of a ladder, with the lines it builds on. `say`: the program's texts in the language of the ladder."""
    descriptor = ladder.levels[level]
    if not descriptor.builds_on:
        return descriptor.text
    return say(_TOGETHER).format(below=alone(ladder, level - 1, say), line=descriptor.text)


def above(line: str, say: Callable[[str], str] = _) -> str:
    """A line that builds on others, where all lines of its ladder are shown in their order."""
    return say(_ABOVE).format(line=line)


def named(level: int, line: str, say: Callable[[str], str] = _) -> str:
    """A line that builds on others, where each line stands behind its level."""
    return say(_NAMED).format(n=level - 1, text=line)
