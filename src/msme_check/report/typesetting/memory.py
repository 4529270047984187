"""What one renderer keeps from report to report, and where that has an end."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, TypeVar

MOST_LINES = 16_000
"""Lines of text that are kept, of about 2 KB each. One instrument has some 4,000; every firm has lists of its own."""

MOST_STYLES = 5_000
"""Styles that are kept; the shipped templates need about 300."""

MOST_CHARTS = 1_000
"""Charts that are kept, of about 1 KB each."""

MOST_RULES = 20_000
"""Places of elements for which the matching rules are kept."""

Style = Any
Key = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that match an element.

    `place`: a number for all elements that stand alike; `key`: the same for all elements that they match.
    """

    place: int
    key: Key
    matches: list[Any]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is written for a chart. `opacities`: the names of those that it needs to find in the document."""

    written: bytes
    opacities: frozenset[str]


@dataclass
class Kept:
    """What one renderer keeps. All its documents have the same style sheets and the same font configuration."""

    sheets: tuple[Any, ...] = ()
    """The style sheets with which the rules for an element may be kept by its place; see `matching`."""
    rules: dict[Key, Rules] = field(default_factory=dict)
    sets: dict[Key, Rules] = field(default_factory=dict)
    """For each set of rules the first element that they matched."""
    styles: dict[Key, list[tuple[str | None, Style]]] = field(default_factory=dict)
    page_sizes: dict[str, Any] = field(default_factory=lambda: {"box": None, "area": None})
    lines: "OrderedDict[Key, tuple[Any, ...]]" = field(default_factory=OrderedDict)
    fonts: dict[str, int] = field(default_factory=dict)
    glyphs: dict[int, dict[int, tuple[int, str | None]]] = field(default_factory=dict)
    """For each font the width of each glyph, and the letters that it stands for."""
    layouts: dict[int, Any] = field(default_factory=dict)
    """A Pango layout for each font: it holds the font, which lines that are drawn again refer to."""

    charts: "OrderedDict[Key, Chart]" = field(default_factory=OrderedDict)
    chart_sizes: dict[Key, Any] = field(default_factory=dict)

    def line(self, key: Key) -> tuple[Any, ...] | None:
        return _used(self.lines, key)

    def add_line(self, key: Key, line: tuple[Any, ...]) -> None:
        _add(self.lines, key, line, MOST_LINES)

    def chart(self, key: Key) -> Chart | None:
        return _used(self.charts, key)

    def add_chart(self, key: Key, chart: Chart) -> None:
        _add(self.charts, key, chart, MOST_CHARTS)


def _used(known: "OrderedDict[Key, T]", key: Key) -> T | None:
    found = known.get(key)
    if found is not None:
        known.move_to_end(key)
    return found


def _add(known: "OrderedDict[Key, T]", key: Key, value: T, most: int) -> None:
    """Keeps a value, and in its place gives up the one that was longest not used."""
    known[key] = value
    if len(known) > most:
        known.popitem(last=False)
