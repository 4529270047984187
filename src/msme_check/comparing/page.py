"""A comparison as it is shown, in plain words: the same for the terminal, HTML and PDF."""

from dataclasses import dataclass

NOTHING = "-"
"""A cell where there is nothing to say."""


@dataclass(frozen=True)
class Table:
    """Rows under the titles of their columns; the first cell of a row says what the row is.

    `numbers`: the places of columns of numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Block:
    """A part of a section under a heading of its own; each item is one line of a list."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it to show."""
        return not (self.paragraphs or self.items or self.table)


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A whole comparison. `facts`: names and values below the heading; `short`: what is read first, line by line.

    `heading`: whom it is about; `running`: the same, as it stands on top of each page. `date`: of the document.
    """

    language: str
    title: str
    label: str
    heading: str
    running: str
    date: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    short: tuple[str, ...]
    sections: tuple[Section, ...]
    identity: str


def sections(*found: Section) -> tuple[Section, ...]:
    """The sections without blocks that are empty, and without those that then have none."""
    kept = (Section(one.title, tuple(block for block in one.blocks if not block.empty)) for one in found)
    return tuple(one for one in kept if one.blocks)
