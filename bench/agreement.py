"""Whether a peer says what we say: a peer that comes to other results has done other work."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

LEFT_OUT = ("planned", "official_size", "official_size_basis", "official_size_check")
"""Columns that no peer fills, or has."""
_KEYS = {"results.csv": ["firm_id"], "recommendations.csv": ["firm_id", "rank"], "rejected.csv": ["row", "column"]}
_FIGURE = r"^\d+\.\d{4}$"


@dataclass(frozen=True)
class Agreement:
    """Of our lines so many are alike in the peer's table; `differing`: the columns in which the others differ."""

    lines: int
    alike: int
    differing: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = f"{self.alike:,} of {self.lines:,} lines alike"
        return f"{words}; others differ in {', '.join(self.differing)}" if self.differing else words


def agreement(ours: Path, peer: Path, *, steps: int = 0) -> Mapping[str, Agreement]:
    """For each table that both wrote with the same columns. `steps`: how far figures may be apart, in 0.0001."""
    return {
        name: _of_table(ours / name, peer / name, keys, steps)
        for name, keys in _KEYS.items()
        if _comparable(ours / name, peer / name)
    }


def _comparable(ours: Path, peer: Path) -> bool:
    mine, theirs = ([name for name in _read(one).columns if name not in LEFT_OUT] for one in (ours, peer))
    return mine == theirs


def _read(table: Path) -> pl.DataFrame:
    return pl.read_csv(table, infer_schema=False)


def _of_table(ours: Path, peer: Path, keys: list[str], steps: int) -> Agreement:
    """Line by line, whatever their order."""
    mine = _read(ours)
    both = mine.join(_read(peer), on=keys, how="left", suffix=" of the peer", coalesce=True)
    compared = [name for name in mine.columns if name not in {*keys, *LEFT_OUT}]
    same = both.select(_alike(name, steps).alias(name) for name in compared)
    there = both.select(pl.any_horizontal(pl.col(f"{name} of the peer").is_not_null() for name in compared)).to_series()
    alike = same.select(pl.all_horizontal(pl.all())).to_series() & there
    differing = tuple(name for name in compared if not (same[name] | ~there).all())
    return Agreement(len(mine), int(alike.sum()), differing)


def _alike(name: str, steps: int) -> pl.Expr:
    one, other = pl.col(name), pl.col(f"{name} of the peer")
    same = one.eq_missing(other)
    if not steps:
        return same
    figures = one.str.contains(_FIGURE) & other.str.contains(_FIGURE)
    apart = (one.cast(pl.Float64, strict=False) - other.cast(pl.Float64, strict=False)).abs()
    return same | (figures & (apart < (steps + 0.5) / 10_000)).fill_null(value=False)
