"""How many firms each direction would serve, from lines of recommendations as a batch writes them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from msme_check.answers import FIRM_ID
from msme_check.model.instrument import Instrument

LINES = (FIRM_ID, "recommendation", "planned")
"""The columns of `recommendations.csv` that are counted."""


def also(instrument: Instrument, direction: str) -> dict[str, tuple[str, ...]]:
    """The recommendations of other directions that lift answers under this one, and the questions of these answers."""
    found = {
        one.id: tuple(name for name in one.lifts if direction in instrument.questions[name].directions)
        for one in instrument.recommendations
        if one.direction != direction
    }
    return {name: questions for name, questions in found.items() if questions}


@dataclass
class Tally:
    """The counts of a group of firms; whoever adds lines adds all those of a firm together.

    `fires`, `planned`: firms by recommendation. `served`, `asked`, `besides`: firms by direction - whose plan has an
    action that follows from it; for which one fires; whose plan has none, but one that lifts an answer under it.
    """

    instrument: Instrument
    firms: int = 0
    fires: Counter[str] = field(default_factory=Counter)
    planned: Counter[str] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    besides: Counter[str] = field(default_factory=Counter)

    def add(self, firms: int, lines: pl.LazyFrame) -> None:
        """Adds some firms and their lines, which have the columns LINES."""
        self.firms += firms
        lines = lines.select(pl.col(FIRM_ID), pl.col(LINES[1]), pl.col(LINES[2]).is_not_null())
        actions = lines.group_by(LINES[1]).agg(pl.len().alias("fires"), pl.col(LINES[2]).sum().alias("planned"))
        found = lines.group_by(FIRM_ID).agg(self._flags).drop(FIRM_ID).sum()
        by_action, by_direction = pl.collect_all([actions, found])
        for name, fires, planned in by_action.iter_rows():
            self.fires[name] += fires
            self.planned[name] += planned
        for name, count in by_direction.row(0, named=True).items():
            kind, direction = name.split(".")
            counter: Counter[str] = getattr(self, kind)
            counter[direction] += count or 0

    @cached_property
    def _flags(self) -> list[pl.Expr]:
        return list(self._conditions())

    def _conditions(self) -> Iterator[pl.Expr]:
        """For each direction whether a firm is counted, over the lines of the firm."""
        action, planned = pl.col(LINES[1]), pl.col(LINES[2])
        for one in self.instrument.directions:
            own = action.is_in([action.id for action in self.instrument.recommendations if action.direction == one.id])
            served = (own & planned).any()
            others = list(also(self.instrument, one.id))
            touched = (action.is_in(others) & planned).any() if others else pl.lit(value=False)
            yield served.alias(f"served.{one.id}")
            yield own.any().alias(f"asked.{one.id}")
            yield (touched & ~served).alias(f"besides.{one.id}")
