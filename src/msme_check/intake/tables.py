"""What every kind of file becomes: a header, and under it rows of text, numbered as a spreadsheet numbers them."""

from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Protocol, TypeVar

import polars as pl

from msme_check.answers import ROW
from msme_check.errors import FileError
from msme_check.i18n import _

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

Known = Callable[[str], bool]
"""Tells whether a text of a header is the name of a column."""


class CutOffError(FileError):
    """The rest of a file cannot be read, however often one tries. What was read of it before stands."""


class Broken(StrEnum):
    """Why the cells of a row cannot be trusted, or hold no firm."""

    TOO_MANY = "too_many"
    JOINED = "joined"
    ID_ALONE = "id_alone"
    TOTAL = "total"


@dataclass(frozen=True)
class Rows:
    """Some rows of a table. `frame`: a column of texts for each place of the header, and the Int64 column `row`.

    Texts are String; those of closed columns may be Categorical (`vocabulary.kind`). The columns are named by their
    place from 0 (`place`). Blank rows are left out, but counted in `row`.
    `broken`: row -> why its cells cannot be trusted.
    """

    frame: pl.DataFrame
    broken: dict[int, Broken] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)

    def read(self) -> "Rows":
        """These rows, which are read already."""
        return self


class SomeRows(Protocol):
    """Some rows of a table, whose cells may be read later."""

    def __len__(self) -> int:
        """How many rows."""

    def read(self) -> Rows:
        """Their cells."""


class Table(Protocol):
    """An examined file, or a sheet of one. `notes`: what the person should know about how it was read."""

    @property
    def file(self) -> str:
        """The file's name as a message may show it, with the sheet where it has several."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names in the header as they stand there."""

    @property
    def header_row(self) -> int:
        """The number of the header's row."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the file was read."""

    def rows(self, size: int, progress: Progress, closed: Collection[int] = ()) -> Generator[SomeRows]:
        """The rows under the header, at most `size` at a time.

        `closed`: the places of columns in which few different texts are likely, so that each may be kept once.
        Raises AnswersError where the file has changed; CutOffError where the rest of it cannot be read.
        """

    def record(self) -> dict[str, Any]:
        """What `run.json` holds of the file."""


def place(number: int) -> str:
    """The column of a place of the header, in the frame of `Rows`."""
    return str(number)


def frame(cells: list[list[str]], numbers: list[int], width: int) -> pl.DataFrame:
    """The frame of `Rows` from lists of `width` cells each."""
    columns = list(zip(*cells, strict=True)) if cells else [()] * width
    series = [pl.Series(place(number), column, dtype=pl.String) for number, column in enumerate(columns)]
    return pl.DataFrame([*series, pl.Series(ROW, numbers, dtype=pl.Int64)])


def taken(source: Iterator[T], size: int) -> tuple[list[T], CutOffError | None]:
    """The next `size` of what there is; fewer at its end, with the reason where that comes too early.

    So what stands before the place from which a file cannot be read is used, whatever the size.
    """
    found: list[T] = []
    try:
        found.extend(islice(source, size))
    except CutOffError as error:
        return found, error
    return found, None


def broken_words(broken: Broken) -> tuple[str, str]:
    """What is wrong with a row whose cells cannot be trusted, and what to do."""
    if broken is Broken.JOINED:
        return (
            _("A quotation mark in this row is not closed, so the rows below it were read as one cell and lost."),
            _("Remove the quotation mark, or close it, and run again."),
        )
    if broken is Broken.ID_ALONE:
        return (
            _("No fact and no answer stands in this row, so there is nothing to score."),
            _("Fill it in, or remove the row if no such firm was asked."),
        )
    if broken is Broken.TOTAL:
        return (
            _("This row seems to be a total of the rows above it, not a firm."),
            _("Remove it, or let it stand: no firm is lost. If it is a firm, fill in what every firm has to state."),
        )
    return (
        _("This row has more cells than the header, so its answers stand under the wrong questions."),
        _("A text with a separator in it, such as a name with a comma, needs quotation marks around it."),
    )
