"""Charts as they were drawn: of like charts the second is written as the first was."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.images import SVGImage

from msme_check.report.typesetting.memory import Kept, Key

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
        if known is None:
            start, states = len(stream.stream), len(stream._resources["ExtGState"])
            self._image().draw(stream, width, height, style)
            written = tuple(stream.stream[start:])
            if len(stream._resources["ExtGState"]) == states and all(type(one) is bytes for one in written):
                self._memory.add_chart(key, written)
            return
        stream.push_state()
        stream.stream += known[1:-1]
        stream.pop_state()
