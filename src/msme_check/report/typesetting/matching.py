"""Which rules of the style sheets match an element, kept by where the element stands and what rules can see of it."""

import re
from collections.abc import Iterable
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

from msme_check.report.typesetting import memory
from msme_check.report.typesetting.memory import Kept, Rules

_UNSEEN = frozenset({
    "aria-label", "content", "d", "data-end", "data-firm", "data-label", "data-of", "data-page", "style",
})  # fmt: skip
"""Attributes that no rule of WeasyPrint's own style sheet looks at, and in which like elements differ."""
_ASKS_AHEAD = frozenset({"select", "option", "textarea"})
"""Elements for which WeasyPrint's own style sheet looks at what stands in them or after them."""

_NO_SELECTORS = re.compile(r"""/\*.*?\*/|\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_FURTHER = re.compile(r"\\|\[|:(?:last|only|nth-last|empty|has)\b", re.IGNORECASE)

Matched = tuple[Element, Element | None, Rules]
_numbers = count()


def look_back_only(sheet: str) -> bool:
    """Whether the rules of a style sheet see of an element no more than is kept of it.

    That is its name, its attributes but for `_UNSEEN`, and the same of what stands above it and before it.
    """
    return not _FURTHER.search(_NO_SELECTORS.sub("", sheet))


def matched(root: Any, sheets: list[Any], kept: Kept, *, by_place: bool) -> Iterable[Matched]:
    """Each element of a document in its order, with its parent and the rules that match it."""
    if by_place:
        return _Document(root, sheets, kept).matched
    return (
        (one.etree_element, one.parent.etree_element if one.parent else None, _match(one, sheets))
        for one in root.iter_subtree()
    )


class _Document:
    """The elements of one document. What selects elements is only built where an element is not known."""

    def __init__(self, root: Any, sheets: list[Any], kept: Kept) -> None:
        if len(kept.rules) > memory.MOST_RULES:
            kept.rules.clear()
            kept.sets.clear()
        self._root, self._sheets, self._known, self._sets = root, sheets, kept.rules, kept.sets
        self._wrappers: dict[Element, Any] = {}
        self.matched: list[Matched] = []
        self._add(root.etree_element, None, -1, -1)

    def _add(self, element: Element, parent: Element | None, above: int, before: int) -> int:
        """Adds an element and all within it; returns the place of it. `above`, `before`: that of its neighbours."""
        seen = [one for one in element.items() if one[0] not in _UNSEEN]
        key = (above, before, element.tag, *seen)
        rules = self._known.get(key)
        if rules is None or element.tag in _ASKS_AHEAD:
            rules = self._known[key] = self._shared(_match(self._wrapper(element), self._sheets))
        self.matched.append((element, parent, rules))
        last = -1
        for child in element:
            if isinstance(child.tag, str):
                last = self._add(child, element, rules.place, last)
        return rules.place

    def _shared(self, rules: Rules) -> Rules:
        """The same rules, held once: some hundred sets of them match the elements at thousands of places."""
        first = self._sets.setdefault(rules.key, rules)
        return Rules(rules.place, first.key, first.matches)

    def _wrapper(self, element: Element) -> Any:
        if not self._wrappers:
            self._wrappers = {one.etree_element: one for one in self._root.iter_subtree()}
        return self._wrappers[element]


def _match(wrapper: Any, sheets: list[Any]) -> Rules:
    matches = [(sheet, origin, one) for sheet, origin, _none in sheets for one in sheet.matcher.match(wrapper)]
    return Rules(next(_numbers), tuple(id(one[3]) for _sheet, _origin, one in matches), matches)
