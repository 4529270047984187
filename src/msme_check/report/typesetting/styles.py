"""Styles of elements, kept where an element like it was styled before, in this report or in another one."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.css as styling
from weasyprint import document
from weasyprint.css.targets import TargetCollector
from weasyprint.layout import page as page_layout

from msme_check.report.typesetting import matching
from msme_check.report.typesetting.memory import Kept

_ATTRIBUTES = ("style", "lang", "id", "name", "width", "height")
"""The attributes of an element from which WeasyPrint makes style declarations."""


def computed_styles(memory: Kept) -> Callable[..., Any]:
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
        return _Styles(html, used, fonts, targets, memory, by_place=tuple(sheets) == memory.sheets)

    return computed


class _Styles(styling.StyleFor):  # type: ignore[misc]
    """The styles of a document's elements, those kept where an element like it was styled before.

    An element is like another where its parent's style, its own declarations and the rules that match it are the
    same; WeasyPrint shares styles by that key within a document, and this does it between documents.
    """

    def __init__(
        self, html: Any, sheets: Any, fonts: Any, targets: TargetCollector, memory: Kept, *, by_place: bool
    ) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self.initial_page_sizes = memory.page_sizes
        self._memory = memory
        self._sheets = sheets
        self.font_config = fonts
        known, computed = memory.styles, self._computed_styles
        for element, parent, rules in matching.matched(html.wrapper_element, sheets, memory, by_place=by_place):
            above = None if parent is None else computed[parent, None]
            own = tuple(element.get(name) for name in _ATTRIBUTES) if element.attrib else ()
            key = (id(above), element.tag == "a", own, rules.key)
            found = known.get(key)
            if found is None:
                found = known[key] = self._new(html, element, parent, rules.matches)
            for kind, style in found:
                computed[element, kind] = style
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

    def _new(self, html: Any, element: Element, parent: Any, matches: list[Any]) -> list[Any]:
        """The styles of an element and of its pseudo-elements: declarations by weight, then computed."""
        root = html.etree_element
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
