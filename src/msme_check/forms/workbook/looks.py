"""How the sheets of the workbook look, and how high a line must be for its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

_LETTERS = 1.15
"""Letters of our small print in a column that is said to be one letter wide; rather too few, as fonts differ."""
LINE = 14.0
"""Points of a line of text."""
TALLEST = 400.0
"""Spreadsheet programs draw no higher row than 409 points."""
_NOT_IN_A_NAME, _LONGEST_NAME = re.compile(r"[\[\]:*?/\\']"), 31
_DARK, _PALE, _NEEDED, _GREY, _STRANGE, _DEEP = "#0f4c5c", "#eff3f4", "#f6dfc4", "#6b7780", "#f8d0cb", "#8c1d12"


@dataclass(frozen=True)
class Looks:
    """The formats of a workbook."""

    title: Format
    subtitle: Format
    heading: Format
    """A part of the questionnaires, in white."""
    plain: Format
    indented: Format
    strong: Format
    small: Format
    column: Format
    """The title of a column."""
    needed: Format
    """The title of a column that must be filled in."""
    hint: Format
    needed_hint: Format
    name: Format
    """An id, in small print."""
    tiny: Format
    """The same, between a question and its answer."""
    cell: Format
    """Cells to type into."""
    box: Format
    """Cells to tick."""
    text: Format
    """Cells to type into, in which a number stays as it was typed: 007."""
    answer: Format
    """A cell with a border, to type or write into."""
    answer_text: Format
    missing: Format
    """A cell that must not be empty."""
    strange: Format
    """A cell that holds no answer."""

    @classmethod
    def of(cls, book: Workbook) -> "Looks":
        """All formats, made in a book."""

        def look(**more: Any) -> Format:
            return book.add_format({"valign": "top", "font_size": 10, **more})

        edge = {"border": 1, "border_color": "#b5cad1", "text_wrap": True}
        box = {"border": 1, "border_color": _GREY, "text_wrap": True}
        return cls(
            title=look(bold=True, font_size=16, font_color=_DARK),
            subtitle=look(bold=True, font_size=12, font_color=_DARK, valign="bottom"),
            heading=look(bold=True, font_size=11, font_color="#ffffff", bg_color=_DARK, valign="vcenter"),
            plain=look(text_wrap=True),
            indented=look(text_wrap=True, align="left", indent=2),
            strong=look(bold=True, text_wrap=True),
            small=look(text_wrap=True, font_color=_GREY, font_size=9),
            column=look(bold=True, bg_color=_PALE, **edge),
            needed=look(bold=True, bg_color=_NEEDED, **edge),
            hint=look(bg_color=_PALE, font_size=9, **edge),
            needed_hint=look(bg_color=_NEEDED, font_size=9, **edge),
            name=look(font_size=7, font_color=_GREY, bg_color=_PALE, **{**edge, "text_wrap": False}),
            tiny=look(font_size=6, font_color=_GREY, text_wrap=True),
            cell=look(),
            box=look(align="center"),
            text=look(num_format="@"),
            answer=look(**box),
            answer_text=look(num_format="@", **box),
            missing=book.add_format({"bg_color": _NEEDED}),
            strange=book.add_format({"bg_color": _STRANGE, "font_color": _DEEP}),
        )


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of `width` letters."""
    return sum(max(1, ceil(len(part) / (width * _LETTERS))) for part in text.split("\n"))


def height(texts: Sequence[tuple[str, float]], line: float = LINE) -> float:
    """The height of a row with these texts in cells of these widths."""
    return min(TALLEST, 4 + line * max(lines(text, width) for text, width in texts))


def sheet_name(text: str) -> str:
    """A name that every program takes for a sheet."""
    return _NOT_IN_A_NAME.sub(" ", text)[:_LONGEST_NAME]
