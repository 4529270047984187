"""The lines of a ladder where they stand alone: no text may point at a line that is not shown (R39)."""

from msme_check.i18n import _
from msme_check.model.questions import Ladder


def alone(ladder: Ladder, level: int) -> str:
    """One line of a ladder, together with the lines it builds on."""
    descriptor = ladder.levels[level]
    if not descriptor.builds_on:
        return descriptor.text
    return _("{below}. Also: {line}").format(below=alone(ladder, level - 1), line=descriptor.text)
