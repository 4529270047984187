"""Within `kept`, WeasyPrint takes from a memory what it has worked out before; `page` is what it is given to draw."""

import contextlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

import cssselect2
import pydyf
import weasyprint
from weasyprint import document, draw, html
from weasyprint.draw import text
from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.layout import absolute, background, block, inline, preferred, table
from weasyprint.layout import page as page_layout
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from msme_check.report.typesetting import (
    backgrounds,
    drawing,
    flow,
    lengths,
    lines,
    memory,
    paragraphs,
    pictures,
    styles,
    writing,
)
from msme_check.report.typesetting.memory import Kept

KNOWN = "70."
KNOWN_PYDYF = "0.13."
"""The versions of WeasyPrint, and of what it writes PDFs with, whose inner functions these are."""


@contextlib.contextmanager
def kept(known: Kept) -> Iterator[None]:
    """Within it, WeasyPrint takes from `known` what it has worked out before."""
    if not (weasyprint.__version__.startswith(KNOWN) and pydyf.__version__.startswith(KNOWN_PYDYF)):
        yield
        return
    if len(known.styles) > memory.MOST_STYLES:
        known.styles.clear()
    split = lines.split_first_line(known)
    replaced: tuple[tuple[Any, str, Any], ...] = (
        (document, "get_all_computed_styles", styles.computed_styles(known)),
        (inline, "split_first_line", split),
        (preferred, "split_first_line", split),
        (inline, "strut", lines.strut),
        (inline, "get_next_linebox", paragraphs.get_next_linebox()),
        *(
            (place, "resolve_percentages", lengths.resolve_percentages)
            for place in (absolute, block, inline, page_layout, table)
        ),
        (background, "layout_box_backgrounds", backgrounds.layout_box_backgrounds),
        (background, "resolve_radii_percentages", lengths.resolve_radii_percentages),
        (Box, "is_in_normal_flow", flow.is_in_normal_flow),
        (ParentBox, "page_values", flow.page_values),
        (inline, "avoid_collisions", flow.avoid_collisions),
        (block, "avoid_collisions", flow.avoid_collisions),
        (block, "collapse_margin", flow.collapse_margin),
        (draw, "draw_text", drawing.draw_text(known)),
        (html, "SVGImage", pictures.picture(known)),
        (Stream, "marked", writing.marked),
        (Stream, "stacked", writing.stacked),
        (pydyf, "_to_bytes", writing.to_bytes),
        (pydyf.Dictionary, "data", property(writing.dictionary)),
        (pydyf.PDF, "page_references", property(writing.page_references)),
        (text, "draw_first_line", drawing.draw_first_line(known)),
        (line_break.Layout, "reactivate", drawing.reactivate),
        (line_break.Layout, "deactivate", drawing.deactivate),
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
