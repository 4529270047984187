"""Two columns on paper: which questions stand in which, so that both are about as long.

WeasyPrint can find that out by itself, but it tries one length after the other: the form took 15 s instead of 2 s.
A guess from the number of letters is enough, since a wrong one costs some white paper and nothing else.
"""

from collections.abc import Iterator
from math import ceil

from msme_check.forms.fields import Field

Row = tuple[tuple[Field, ...], ...]
"""Columns beside each other; each has fields below each other."""

LETTERS = 52
"""Letters in a line of a column."""

LINE, BOX = 3.4, 5.4
"""Millimetres of a line of text, and of a line that begins with a box."""

PAGE = 240
"""Millimetres; what is longer cannot stay on one page."""

_WIDE = 12
"""A field with more choices than this takes the width of the page."""


def rows(fields: tuple[Field, ...]) -> tuple[Row, ...]:
    """One row with two columns, read one after the other; pairs where that would be longer than a page."""
    heights = [height(field) for field in fields]
    if sum(heights) > 2 * PAGE or any(_is_wide(field) for field in fields):
        return tuple(pairs(fields))
    first = min(range(1, len(fields) + 1), key=lambda count: max(sum(heights[:count]), sum(heights[count:])))
    return ((fields[:first], fields[first:]),)


def pairs(fields: tuple[Field, ...]) -> Iterator[Row]:
    """Two fields a row; one alone where it, or the next, takes the whole width."""
    waiting: list[Field] = []
    for field in fields:
        if waiting and (_is_wide(field) or len(waiting) > 1):
            yield tuple((one,) for one in waiting)
            waiting = []
        if _is_wide(field):
            yield ((field,),)
        else:
            waiting.append(field)
    if waiting:
        yield tuple((one,) for one in waiting)


def height(field: Field) -> float:
    """About how many millimetres a question takes in a column."""
    texts = [text for text in (field.text, field.help) if text]
    boxed = [choice.text for choice in field.choices]
    boxed += [text for text in (*(f"{ground}{' ' * 16}" for ground, _when in field.grounds), field.show) if text]
    lines = sum(ceil(len(text) / LETTERS) for text in texts) + 1
    return 3 + lines * LINE + sum(max(BOX, ceil(len(text) / LETTERS) * LINE + 0.6) for text in boxed) + BOX


def _is_wide(field: Field) -> bool:
    return len(field.choices) > _WIDE
