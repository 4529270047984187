"""A comparison in the terminal: lines, no tables, so that it fits a narrow window."""

from collections.abc import Iterator

from msme_check.comparing.page import NOTHING, Block, Page, Table
from msme_check.i18n import _
from msme_check.report.lines import Line


def lines(page: Page) -> Iterator[Line]:
    """The whole page."""
    yield Line(page.heading, strong=True)
    yield Line(" - ".join(_("{name}: {value}").format(name=name, value=value) for name, value in page.facts))
    yield from (Line(note, "! ") for note in page.notes)
    if page.short:
        yield Line()
        yield from (Line(text, "- ") for text in page.short)
    for section in page.sections:
        yield Line()
        yield Line(section.title, strong=True)
        for place, block in enumerate(section.blocks):
            if place and block.title:
                yield Line()
            yield from _block(block)
    yield Line()
    yield Line(page.identity)


def _block(block: Block) -> Iterator[Line]:
    if block.title:
        yield Line(block.title)
    yield from (Line(text) for text in block.paragraphs)
    if block.table is not None:
        yield from _table(block.table)
    yield from (Line(text, "- ") for text in block.items)


def _table(table: Table) -> Iterator[Line]:
    """Each row as its first cell, and the others with the titles of their columns; without those that hold nothing."""
    text = _("{name}: {value}")
    for first, *others in table.rows:
        named = zip(table.columns[1:], others, strict=True)
        cells = [text.format(name=name, value=cell) for name, cell in named if cell != NOTHING]
        yield Line(first, "- ")
        if cells:
            yield Line("; ".join(cells), "  ")
