"""Where the lines of a text break, kept by text, width and what a style says about lines."""

import math
from collections.abc import Callable
from typing import Any

from weasyprint.text import line_break

from msme_check.report.typesetting.memory import Kept, Style

_OF_A_LINE = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
    "direction", "letter_spacing", "word_spacing", "white_space", "word_break", "overflow_wrap", "hyphens",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "tab_size", "text_decoration_line",
)  # fmt: skip
"""The properties on which it depends where a line breaks and which glyphs it has."""

_PANGO_UNITS = 1024
_LETTERS = 4
"""`ratio` in WeasyPrint's `split_first_line`."""


def split_first_line(memory: Kept) -> Callable[..., tuple[Any, ...]]:
    original = line_break.split_first_line

    def split(  # noqa: PLR0917 - as that which it replaces
        text: str, style: Style, context: Any, max_width: float | None, justification_spacing: float,
        is_line_start: bool = True, minimum: bool = False,
    ) -> tuple[Any, ...]:  # fmt: skip
        """The first line of a text at a width. It ends at a line end, so what stands after that makes no difference."""
        end = text.find("\n")
        shown = text if end < 0 else text[: end + 2]
        font = _font(memory, style)
        key = (shown, font, _room(max_width, style), justification_spacing, is_line_start, minimum)
        found = memory.line(key)
        if found is None:
            found = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            memory.add_line(key, found)
        return found

    return split


def _room(width: float | None, style: Style) -> object:
    """What is the same for all widths at which a text breaks alike.

    Pango measures lines in whole 1/1024 of a pixel, and WeasyPrint looks at no more letters than may fit; widths that
    agree in both differ by what arithmetic on floating-point numbers leaves.
    """
    size: float = style["font_size"]
    if width is None or width == math.inf or not size or style["letter_spacing"] != "normal":
        return width
    return int(width * _PANGO_UNITS), int(width / size * _LETTERS), size * _LETTERS > width


def _font(memory: Kept, style: Style) -> int:
    """A number for all styles that set lines alike."""
    known: int | None = style.__dict__.get("kept_font")
    if known is None:
        key = str([style[name] for name in _OF_A_LINE])
        known = style.__dict__["kept_font"] = memory.fonts.setdefault(key, len(memory.fonts))
    return known


def strut(style: Style) -> tuple[float, float]:
    """The height and the baseline of an empty line."""
    known: tuple[float, float] | None = style.__dict__.get("kept_strut")
    if known is None:
        known = style.__dict__["kept_strut"] = line_break.strut(style)
    return known
