"""What was written for a line when it was drawn: written again, without shaping its text anew."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text import line_break

from msme_check.report.typesetting.memory import Kept, Style


@dataclass
class _Drawn:
    """A line as it was drawn: the fonts it uses with the glyphs of each, and what was written after its place."""

    fonts: list["_FontOfLine"] = field(default_factory=list)
    written: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    def again(self, stream: Any) -> None:
        for one in self.fonts:
            font = stream._fonts.get(one.key) or stream.add_font(one.pango_font)[0]
            for glyph in one.glyphs:
                if glyph not in font.widths:
                    width, text = one.special.get(glyph) or one.known[glyph]
                    font.widths[glyph] = width
                    if text is not None:
                        font.to_unicode.setdefault(glyph, text)
        for name, values in self.written:
            getattr(stream, name)(*values)


class _FontOfLine:
    """A font of the document, with the glyphs of one line alone."""

    def __init__(self, font: Any, pango_font: Any, key: int) -> None:
        self._font, self.pango_font, self.key = font, pango_font, key
        self.widths: dict[int, int] = {}
        self.to_unicode: dict[int, str] = {}
        self.unknown = False
        self.glyphs: tuple[int, ...] = ()
        self.known: dict[int, tuple[int, str | None]] = {}
        self.special: dict[int, tuple[int, str | None]] = {}

    def settle(self, memory: Kept) -> None:
        """Keeps of each glyph what all lines have in common with it once, and here only what differs."""
        self.glyphs = tuple(self.widths)
        self.known = memory.glyphs.setdefault(self.key, {})
        for glyph, width in self.widths.items():
            pair = (width, self.to_unicode.get(glyph))
            if self.known.setdefault(glyph, pair) != pair:
                self.special[glyph] = pair
        del self.widths, self.to_unicode, self._font

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """A letter that no font has. What stands for it differs from document to document."""
        self.unknown = True
        return codepoint


class _Recorder:
    """Takes what is drawn of a line in place of the page."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.drawn = _Drawn()

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        key = next(key for key, one in self._stream._fonts.items() if one is font)
        mine = _FontOfLine(font, pango_font, key)
        self.drawn.fonts.append(mine)
        return mine, size

    def set_text_matrix(self, *_place: float) -> None:
        """The place is the one thing in which the same line differs."""

    def set_font_size(self, font: str, size: float) -> None:
        self.drawn.written.append(("set_font_size", (font, size)))

    def set_text_rise(self, rise: float) -> None:
        self.drawn.written.append(("set_text_rise", (rise,)))

    def show_text(self, text: str) -> None:
        self.drawn.written.append(("show_text", (text,)))


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
            if emojis or any(font.unknown for font in recorder.drawn.fonts):
                return original(stream, textbox, text_overflow, block_ellipsis, matrix)  # type: ignore[no-any-return]
            for font in recorder.drawn.fonts:
                memory.layouts.setdefault(font.key, layout.layout)
                font.settle(memory)
            layout.drawn = recorder.drawn
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
