"""What was written for a line when it was drawn: written again, without shaping its text anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.draw import text as drawing
from weasyprint.text import line_break

from msme_check.report.typesetting.memory import Kept, Style

_Written = tuple[tuple[str, float] | None, bytes]
"""A font and its size, or what is written as it is."""


@dataclass(frozen=True)
class _Glyphs:
    """The glyphs of a line in one font. `common`: of each glyph of the font what nearly all lines say of it."""

    key: int
    pango_font: Any
    glyphs: tuple[int, ...]
    common: dict[int, tuple[int, str | None]]
    special: dict[int, tuple[int, str | None]]

    def add_to(self, stream: Any) -> None:
        """Adds them to those that the document's font needs."""
        font = stream._fonts.get(self.key) or stream.add_font(self.pango_font)[0]
        for glyph in self.glyphs:
            if glyph not in font.widths:
                width, text = self.special.get(glyph) or self.common[glyph]
                font.widths[glyph] = width
                if text is not None:
                    font.to_unicode.setdefault(glyph, text)


@dataclass(frozen=True)
class _Drawn:
    """A line as it was drawn: its glyphs font by font, and what was written after its place."""

    glyphs: list[_Glyphs]
    written: list[_Written]

    def again(self, stream: Any) -> None:
        for one in self.glyphs:
            one.add_to(stream)
        for size, written in self.written:
            if size:
                stream.set_font_size(*size)
            else:
                stream.stream.append(written)


class _FontOfLine:
    """Stands for a font of the document while a line is drawn, and learns the glyphs of this line alone."""

    def __init__(self, font: Any, pango_font: Any, key: int) -> None:
        self.__dict__.update(vars(font))
        self.pango_font, self.key = pango_font, key
        self.widths: dict[int, int] = {}
        self.to_unicode: dict[int, str] = {}
        self.unknown = False

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """A letter that no font has. What stands for it differs from document to document."""
        self.unknown = True
        return codepoint

    def settled(self, memory: Kept) -> _Glyphs:
        """What all lines have in common of a glyph is kept once; with the line only what differs."""
        common = memory.glyphs.setdefault(self.key, {})
        special = {}
        for glyph, width in self.widths.items():
            pair = (width, self.to_unicode.get(glyph))
            if common.setdefault(glyph, pair) != pair:
                special[glyph] = pair
        return _Glyphs(self.key, self.pango_font, tuple(self.widths), common, special)


class _Recorder:
    """Takes what is drawn of a line in place of the page."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.fonts: list[_FontOfLine] = []
        self.written: list[_Written] = []

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        key = next(key for key, one in self._stream._fonts.items() if one is font)
        mine = _FontOfLine(font, pango_font, key)
        self.fonts.append(mine)
        return mine, size

    def set_text_matrix(self, *_place: float) -> None:
        """The place is the one thing in which the same line differs."""

    def set_font_size(self, font: str, size: float) -> None:
        self.written.append(((font, size), b""))

    def set_text_rise(self, rise: float) -> None:
        self._take("set_text_rise", rise)

    def show_text(self, text: str) -> None:
        self._take("show_text", text)

    def _take(self, name: str, value: Any) -> None:
        taken = pydyf.Stream()
        getattr(taken, name)(value)
        self.written.append((None, taken.stream[0]))


def draw_text(memory: Kept) -> Callable[..., None]:
    original = drawing.draw_text

    def draw(stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str = "none") -> None:
        """Draws a text box; a line that was drawn before, without anything on it or under it, is written again."""
        style = textbox.style
        drawn: _Drawn | None = getattr(textbox.pango_layout, "drawn", None)
        if drawn is None or text_overflow == "ellipsis" or block_ellipsis != "none" or not _plain(style):
            original(stream, textbox, offset_x, text_overflow, block_ellipsis)
            return
        stream.set_color(style["color"])
        stream.begin_text()
        stream.set_text_matrix(1, 0, 0, -1, textbox.position_x, textbox.position_y + textbox.baseline)
        drawn.again(stream)
        stream.end_text()

    return draw


def _plain(style: Style) -> bool:
    """Whether a text is seen, and no line goes over, under or through it."""
    known: bool | None = style.__dict__.get("kept_plain")
    if known is None:
        known = style.__dict__["kept_plain"] = (
            style["visibility"] == "visible" and style["text_decoration_line"] == "none"
        )
    return known


def draw_first_line(memory: Kept) -> Callable[..., list[Any]]:
    original = drawing.draw_first_line

    def draw(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> list[Any]:
        """Draws a line; the second time it writes what the first one wrote."""
        layout = textbox.pango_layout
        if text_overflow == "ellipsis" or block_ellipsis != "none" or not textbox.text.strip():
            textbox.pango_layout = _copy(layout, textbox.style)
            return original(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
        if not hasattr(layout, "drawn"):
            recorder = _Recorder(stream)
            emojis = original(recorder, textbox, text_overflow, block_ellipsis, matrix)
            if emojis or any(font.unknown for font in recorder.fonts):
                return original(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
            for font in recorder.fonts:
                memory.layouts.setdefault(font.key, layout.layout)
            layout.drawn = _Drawn([font.settled(memory) for font in recorder.fonts], recorder.written)
        stream.set_text_matrix(*matrix.values)
        layout.drawn.again(stream)
        return []

    return draw


def _copy(layout: Any, style: Style) -> Any:
    """A layout that may be changed without changing the kept one."""
    copy = line_break.Layout(style, layout.justification_spacing, layout.max_width)
    copy.set_text(layout.text, justify=True)
    return copy


def reactivate(layout: Any, style: Style) -> None:
    """Shapes the text of a line again for drawing it; one that was drawn needs no shapes."""
    if not hasattr(layout, "drawn"):
        layout.setup(style)
        layout.set_text(layout.text, justify=True)


def deactivate(layout: Any) -> None:
    for name in ("layout", "language", "style"):
        layout.__dict__.pop(name, None)
