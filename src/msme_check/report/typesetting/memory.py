"""What one renderer keeps from report to report, and where that has an end."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MOST_LINES = 16_000
"""Lines of text that are kept, of about 2 KB each. One instrument has some 4,000; every firm has lists of its own."""

MOST_STYLES = 5_000
"""Styles that are kept; the shipped templates need about 300."""

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
