"""What WeasyPrint would work out again for each report, kept from one report to the next.

All reports of a batch have the same style sheets and mostly the same texts: questions, steps, quotations. So the
styles of their elements, the places where their lines break and the glyphs of each line are mostly the same too.
Kept, they halve the time of a report; what is drawn stays the same to the byte (tests/report/test_typesetting.py).

This replaces inner functions of WeasyPrint while one report is drawn. They are those of version 70: with any other,
`kept` does nothing, and reports are made the slower way.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

import cssselect2
import weasyprint
import weasyprint.css as styling
from weasyprint import document
from weasyprint.css.targets import TargetCollector
from weasyprint.draw import text as drawing
from weasyprint.layout import inline, preferred
from weasyprint.layout import page as page_layout
from weasyprint.text import line_break

KNOWN = "70."
"""The versions whose inner functions these are."""

MOST_LINES = 8_000
"""Lines of text that are kept, of about 2 KB each; twice as many as one instrument has."""

MOST_STYLES = 5_000
"""Styles that are kept; the shipped templates need about 300."""

_ATTRIBUTES = ("style", "lang", "id", "name", "width", "height")
"""The attributes of an element from which WeasyPrint makes style declarations."""

_OF_A_LINE = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning", "font_variant_ligatures",
    "font_variant_position", "font_variant_caps", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
    "direction", "letter_spacing", "word_spacing", "white_space", "word_break", "overflow_wrap", "hyphens",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "tab_size", "text_decoration_line",
)  # fmt: skip
"""The properties on which it depends where a line breaks and which glyphs it has."""

Style = Any
Key = tuple[Any, ...]


@dataclass
class Kept:
    """What one renderer keeps. All its documents have the same style sheets and the same font configuration."""

    styles: dict[Key, list[tuple[str | None, Style]]] = field(default_factory=dict)
    page_sizes: dict[str, Any] = field(default_factory=lambda: {"box": None, "area": None})
    lines: "OrderedDict[Key, tuple[Any, ...]]" = field(default_factory=OrderedDict)
    fonts: dict[str, int] = field(default_factory=dict)
    glyphs: dict[int, dict[int, tuple[int, str | None]]] = field(default_factory=dict)
    """For each font the width of each glyph, and the letters that it stands for."""
    layouts: dict[int, Any] = field(default_factory=dict)
    """A Pango layout for each font: it holds the font, which lines that are drawn again refer to."""

    def line(self, key: Key) -> tuple[Any, ...] | None:
        found = self.lines.get(key)
        if found is not None:
            self.lines.move_to_end(key)
        return found

    def add_line(self, key: Key, line: tuple[Any, ...]) -> None:
        self.lines[key] = line
        if len(self.lines) > MOST_LINES:
            self.lines.popitem(last=False)


@contextlib.contextmanager
def kept(memory: Kept) -> Iterator[None]:
    """Within it, WeasyPrint takes from `memory` what it has worked out before."""
    if not weasyprint.__version__.startswith(KNOWN):
        yield
        return
    if len(memory.styles) > MOST_STYLES:
        memory.styles.clear()
    split, strut = _split_first_line(memory), _strut
    replaced: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
        (document, "get_all_computed_styles", _computed_styles(memory)),
        (inline, "split_first_line", split),
        (preferred, "split_first_line", split),
        (inline, "strut", strut),
        (drawing, "draw_first_line", _draw_first_line(memory)),
        (line_break.Layout, "reactivate", _reactivate),
        (line_break.Layout, "deactivate", _deactivate),
    )
    before = [(place, name, getattr(place, name)) for place, name, _function in replaced]
    for place, name, function in replaced:
        setattr(place, name, function)
    try:
        yield
    finally:
        for place, name, function in before:
            setattr(place, name, function)


class _Page(weasyprint.HTML):  # type: ignore[misc]
    """A page that was parsed as XML, which takes a tenth of the time of parsing HTML."""

    def __init__(self, root: Element, fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def page(source: str, fetcher: Any) -> Any:
    """A page for WeasyPrint. Somebody's own templates may hold what only HTML allows, such as `<br>`."""
    declared = "<!DOCTYPE html>"
    if source.startswith(declared) and "<!ENTITY" not in source:
        with contextlib.suppress(ParseError):
            return _Page(fromstring(source.removeprefix(declared)), fetcher)  # noqa: S314 - it declares nothing
    return weasyprint.HTML(string=source, base_url=None, url_fetcher=fetcher)


# Styles ---------------------------------------------------------------------------------------------------------


def _computed_styles(memory: Kept) -> Callable[..., Any]:
    original = document.get_all_computed_styles

    def computed(  # noqa: PLR0917 - WeasyPrint calls it by position
        html: Any, sheets: Any, hints: bool, fonts: Any, counters: Any, profiles: Any, pages: Any, layers: Any,
        targets: TargetCollector, forms: bool,
    ) -> Any:  # fmt: skip
        """All styles of a document. One that brings a style sheet of its own is computed anew."""
        own = any(one.tag in ("style", "link") for one in html.etree_element.iter())
        if own or hints or forms:
            return original(html, sheets, hints, fonts, counters, profiles, pages, layers, targets, forms)
        for style in html._ua_counter_style():
            for key, value in style.items():
                counters[key] = value
        used = [(sheet, "user agent", None) for sheet in html._ua_stylesheets()]
        used += [(sheet, "user", None) for sheet in sheets]
        return _Styles(html, used, fonts, targets, memory)

    return computed


class _Styles(styling.StyleFor):  # type: ignore[misc]
    """The styles of a document's elements, those kept where an element like it was styled before.

    An element is like another where its parent's style, its own declarations and the rules that match it are the
    same; WeasyPrint shares styles by that key within a document, and this does it between documents.
    """

    def __init__(self, html: Any, sheets: Any, fonts: Any, targets: TargetCollector, memory: Kept) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self.initial_page_sizes = memory.page_sizes
        self._memory = memory
        self._sheets = sheets
        self.font_config = fonts
        for wrapper in html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            parent = wrapper.parent.etree_element if wrapper.parent else None
            above = None if parent is None else self._computed_styles[parent, None]
            matches = [(sheet, origin, one) for sheet, origin, _none in sheets for one in sheet.matcher.match(wrapper)]
            own = tuple(element.get(name) for name in _ATTRIBUTES) if element.attrib else ()
            key = (id(above), element.tag == "a", own, *(id(one[3]) for _sheet, _origin, one in matches))
            found = memory.styles.get(key)
            if found is None:
                found = memory.styles[key] = self._new(html, wrapper, parent, matches)
            for kind, style in found:
                self._computed_styles[element, kind] = style
            if anchor := found[0][1]["anchor"]:
                targets.collect_anchor(anchor)

    def set_computed_styles(  # noqa: PLR0917 - as that which it replaces
        self, element: Any, parent: Any, root: Any = None, pseudo_type: str | None = None,
        base_url: str | None = None, target_collector: TargetCollector | None = None,
    ) -> None:  # fmt: skip
        """Pages and their margins are styled while they are laid out: each is like another with the same rules."""
        if not isinstance(element, page_layout.PageType):
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            return
        declared = self._cascaded_styles.get((element, pseudo_type), {})
        above = self._computed_styles[parent, None]
        key = (id(above), pseudo_type, *((name, id(values)) for name, (values, _weight) in declared.items()))
        found = self._memory.styles.get(key)
        if found is None:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            found = self._memory.styles[key] = [(pseudo_type, self._computed_styles[element, pseudo_type])]
        self._computed_styles[element, pseudo_type] = found[0][1]

    def _new(self, html: Any, wrapper: cssselect2.ElementWrapper, parent: Any, matches: list[Any]) -> list[Any]:
        """The styles of an element and of its pseudo-elements: declarations by weight, then computed."""
        element, root = wrapper.etree_element, html.etree_element
        cascaded: dict[str | None, dict[str, Any]] = {None: {}}
        alone = Element(element.tag, element.attrib)
        for specificity, _alone, declarations, url in styling.find_style_attributes(alone, False, html.base_url):
            checked = styling.preprocess_declarations(url, declarations)
            _weigh(cascaded[None], checked, "author", (float("inf"), specificity))
        for sheet, origin, (specificity, _order, kind, (declarations, layer)) in matches:
            place = float("inf") if layer is None else sheet.layers.index(layer)
            _weigh(cascaded.setdefault(kind, {}), declarations, origin, (place, specificity))
        for kind, declared in cascaded.items():
            self._cascaded_styles[element, kind] = declared
            self.set_computed_styles(
                element, parent if kind is None else element, root=root, pseudo_type=kind, base_url=html.base_url
            )
        self._cascaded_styles.clear()
        return [(kind, self._computed_styles[element, kind]) for kind in cascaded]


def _weigh(declared: dict[str, Any], declarations: Any, origin: str, weight: tuple[Any, Any]) -> None:
    """Adds declarations; of two for one property that with the greater weight stays, of equal ones the later."""
    for name, values, importance in declarations:
        full = (styling.declaration_precedence(origin, importance), *weight)
        if name not in declared or declared[name][1] <= full:
            declared[name] = values, full


# Lines of text --------------------------------------------------------------------------------------------------


def _split_first_line(memory: Kept) -> Callable[..., tuple[Any, ...]]:
    original = line_break.split_first_line

    def split(  # noqa: PLR0917 - as that which it replaces
        text: str, style: Style, context: Any, max_width: float | None, justification_spacing: float,
        is_line_start: bool = True, minimum: bool = False,
    ) -> tuple[Any, ...]:  # fmt: skip
        """The first line of a text at a width. It ends at a line end, so what stands after that makes no difference."""
        end = text.find("\n")
        shown = text if end < 0 else text[: end + 2]
        key = (shown, _font(memory, style), max_width, justification_spacing, is_line_start, minimum)
        found = memory.line(key)
        if found is None:
            found = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            memory.add_line(key, found)
        return found

    return split


def _font(memory: Kept, style: Style) -> int:
    """A number for all styles that set lines alike."""
    known: int | None = style.__dict__.get("kept_font")
    if known is None:
        key = str([style[name] for name in _OF_A_LINE])
        known = style.__dict__["kept_font"] = memory.fonts.setdefault(key, len(memory.fonts))
    return known


def _strut(style: Style) -> tuple[float, float]:
    """The height and the baseline of an empty line."""
    known: tuple[float, float] | None = style.__dict__.get("kept_strut")
    if known is None:
        known = style.__dict__["kept_strut"] = line_break.strut(style)
    return known


# Drawing --------------------------------------------------------------------------------------------------------


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


def _draw_first_line(memory: Kept) -> Callable[..., list[Any]]:
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


def _reactivate(layout: Any, style: Style) -> None:
    """Shapes the text of a line again for drawing it; one that was drawn needs no shapes."""
    if not hasattr(layout, "drawn"):
        layout.setup(style)
        layout.set_text(layout.text, justify=True)


def _deactivate(layout: Any) -> None:
    for name in ("layout", "language", "style"):
        layout.__dict__.pop(name, None)
