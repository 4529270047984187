"""The official size of a firm: what the law of each country calls micro, small and medium, cell by cell.

Money is given as the law gives it; `Criterion.unit` and `Conversion` make whole units of the local currency of it.
"""

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from msme_check.model.conditions import Condition
from msme_check.model.text import Id, Labelled, Strict, Text


def _currency(value: str) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise ValueError("this is no currency: write three capital letters, such as THB")
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise ValueError("this is no address of a page: it begins with https:// or http://")
    return value


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("this is no day: write it such as 2026-11-28") from None


Currency = Annotated[str, AfterValidator(_currency)]
Address = Annotated[str, AfterValidator(_address)]
Day = Annotated[date, BeforeValidator(_day)]
Standing = Literal["verified", "related", "derived", "recalled"]
"""How well a limit is known: read in a text about the act itself; read in a text about another act; not written, but
following from a limit that was read; recalled, and in no text that was read. Only the first needs no second look."""


class LegalSource(Strict):
    """A text that was read: of which act and article it speaks, where it is, and the day on which it was read."""

    id: Id
    act: str
    article: str | None = None
    address: Address
    read: Day


class Conversion(Strict):
    """So many units of the local currency are counted as one of the currency in which the law gives its limits."""

    currency: Currency
    rate: int = Field(ge=1)


class Criterion(Labelled):
    """A figure that the law asks for, and the number field of the profile that holds it.

    `unit`: its limits are given in so many of it, such as 1000000. `currency`: None for a number of people.
    """

    field: Id
    unit: int = Field(1, ge=1)
    currency: Currency | None = None


class Cell(Strict):
    """The upper end of one size for one figure: `up_to` it (included), or `below` it."""

    up_to: Annotated[Decimal, Field(ge=0)] | None = None
    below: Annotated[Decimal, Field(gt=0)] | None = None
    standing: Standing
    source: Id | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.up_to is None) == (self.below is None):
            raise ValueError("a limit is either 'up_to' or 'below'")
        return self

    @property
    def end(self) -> Decimal:
        """The number that is given, whether it is included or not."""
        return self.below or Decimal(0) if self.up_to is None else self.up_to


class Together(Strict):
    """How the sizes of several figures become one: the highest or the smallest of those that are known."""

    highest: "tuple[Id | Together, ...]" = ()
    smallest: "tuple[Id | Together, ...]" = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.highest) == bool(self.smallest):
            raise ValueError("sizes go together as 'highest' or as 'smallest'")
        return self

    @property
    def parts(self) -> "tuple[Id | Together, ...]":
        return self.highest or self.smallest

    @property
    def criteria(self) -> tuple[Id, ...]:
        """Every criterion that is named, in order."""
        return tuple(name for part in self.parts for name in (part.criteria if isinstance(part, Together) else (part,)))


Firms = dict[Id, tuple[str, ...]]
"""Choices of profile fields; firms that have one of the choices of each."""


class Row(Labelled):
    """The limits of one sector of the law. Of several rows that take a firm, the first counts.

    `cells`: size -> criterion -> limit. Where a size is left out, the law does not have it.
    """

    firms: tuple[Firms, ...] = Field(min_length=1)
    cells: dict[Id, dict[Id, Cell]] = Field(min_length=1)

    @property
    def criteria(self) -> tuple[Id, ...]:
        """The criteria of this row, in the order in which they first stand."""
        return tuple(dict.fromkeys(name for cells in self.cells.values() for name in cells))


class SizeNote(Strict):
    """Something to know about the official size; `when`: of which firms (all if not given).

    `ask_office`: it makes the size one to check with the office.
    """

    text: Text
    when: Condition | None = None
    ask_office: bool = False


class SizeDefinition(Strict):
    """The size test of one country. `act`: as a person would look it up; `rule`: how its figures go together.

    `currency_name`: the local currency as people there call it, which is the unit of the money that they are asked for.
    """

    id: Id
    country: str
    currency: Currency
    currency_name: Text
    act: str
    rule: Text
    sources: tuple[LegalSource, ...]
    conversion: Conversion | None = None
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    size_is: Together
    rows: tuple[Row, ...] = Field(min_length=1)
    notes: tuple[SizeNote, ...] = ()

    @cached_property
    def criterion(self) -> dict[str, Criterion]:
        return {one.id: one for one in self.criteria}

    @cached_property
    def row(self) -> dict[str, Row]:
        return {one.id: one for one in self.rows}

    @cached_property
    def source(self) -> dict[str, LegalSource]:
        return {one.id: one for one in self.sources}

    def exactly(self, criterion: Criterion, limit: Decimal) -> Decimal:
        """A limit in units of the local currency, or in people."""
        rate = 1
        if self.conversion is not None and criterion.currency == self.conversion.currency:
            rate = self.conversion.rate
        return limit * criterion.unit * rate

    def last(self, criterion: Criterion, cell: Cell) -> int:
        """The highest whole number that lies in a cell."""
        return int(self.exactly(criterion, cell.end)) - (cell.up_to is None)
