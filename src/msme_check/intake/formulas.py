"""Cells that a spreadsheet would run as a formula: a guard before them on writing, taken off again on reading.

The guard is an apostrophe. A text that already has apostrophes before such a sign gets one more, so that
reading always gives back what was written.
"""

import re

_STARTS = "=+\\-@\t\r\n＝＋－＠"  # noqa: RUF001 - the full-width forms of the same signs run as well
RISKY = rf"^'*[{_STARTS}]"
"""Matches a text that needs a guard."""
_RISKY = re.compile(RISKY)
_GUARDED = re.compile(rf"'+[{_STARTS}]")


def guarded(text: str) -> str:
    """The text as it may stand in a cell of a file."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """The text of a cell without the guard."""
    return text[1:] if _GUARDED.match(text) else text
