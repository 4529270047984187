"""Charts as they were drawn: of like charts the second is written as the first was."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.images import SVGImage

from msme_check.report.typesetting.memory import Chart, Kept, Key

_NAMED = re.compile(rb"/(\S+)")
_SVG = "{http://www.w3.org/2000/svg}"
_NAMES = frozenset({"viewBox", "width", "height", "preserveAspectRatio", "class", "role", "aria-label"})
_SHAPE = frozenset({"d", "fill"})
_COLOUR = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke")


def picture(memory: Kept) -> Callable[..., Any]:
    """What WeasyPrint calls for a picture in SVG. Charts of filled paths are kept, others are drawn anew."""

    def made(element: Element, base_url: Any, fetcher: Any, context: Any) -> Any:
        key = _key(element)
        return SVGImage(element, base_url, fetcher, context) if key is None else _Chart(memory, key, element)

    return made


def _key(element: Element) -> Key | None:
    """What a chart looks like, if it is one: filled paths, and nothing that looks elsewhere."""
    if element.attrib.keys() - _NAMES:
        return None
    shapes = []
    for one in element:
        if one.tag == f"{_SVG}path" and len(one) == 0 and one.attrib.keys() == _SHAPE and "(" not in one.attrib["fill"]:
            shapes.append((one.attrib["d"], one.attrib["fill"]))
        elif one.tag != f"{_SVG}title" or one.attrib:
            return None
    return tuple(element.get(name) for name in ("viewBox", "width", "height", "preserveAspectRatio")), *shapes


class _Chart:
    """A chart in the place of WeasyPrint's picture, which is only made where the chart is not known."""

    def __init__(self, memory: Kept, key: Key, element: Element) -> None:
        self._memory, self._key, self._element = memory, key, element

    def _image(self) -> SVGImage:
        return SVGImage(self._element, None, None, None)

    def get_intrinsic_size(self, resolution: Any, font_size: float) -> Any:
        key = (*self._key[0], font_size)
        known = self._memory.chart_sizes.get(key)
        if known is None:
            known = self._memory.chart_sizes[key] = self._image().get_intrinsic_size(resolution, font_size)
        return known

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        key = (self._key, width, height, *(getattr(stream, name) for name in _COLOUR))
        known = self._memory.chart(key)
        if known is not None and stream._resources["ExtGState"].keys() >= known.opacities:
            stream.push_state()
            stream.stream.append(known.written)
            stream.pop_state()
            return
        start = len(stream.stream)
        self._image().draw(stream, width, height, style)
        if drawn := _drawn(stream.stream[start:]):
            self._memory.add_chart(key, drawn)


def _drawn(written: list[Any]) -> Chart | None:
    """What was written of a chart, if it is all of it and names nothing in the document but opacities."""
    if written[:1] != [b"q"] or written[-1] != b"Q":
        return None
    content = b"\n".join(written[1:-1])
    named = {name.decode() for name in _NAMED.findall(content)}
    return Chart(content, frozenset(named)) if all(name[0] in "aA" for name in named) else None
