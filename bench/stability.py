"""How sure the bands are: of one firm, and of many beside their scores."""

from pathlib import Path

import polars as pl

from bench.firms import write_firms
from bench.measure import Cost, cost, heading
from msme_check.assess import Assessed, assess
from msme_check.model.instrument import Instrument
from msme_check.stability import redraws

ONE, MANY = 0.2, 60
"""Seconds that one firm and ten thousand may take."""


def stability(folder: Path, count: int, instrument: Instrument) -> None:
    """The first firm, with the redraws of the instrument; another one; and `count` firms."""
    heading("How sure bands are")
    raw = pl.read_csv(write_firms(folder / "sure.csv", count, instrument), infer_schema=False)
    redraws.cache_clear()
    for what, rows in (("the first firm", raw[:1]), ("another firm", raw[1:2])):
        _show(what, _stability(assess(rows, instrument)), f"may take {ONE} s")
    found: list[Assessed] = []
    scored = cost(lambda: found.append(assess(raw, instrument)))
    _show(
        f"{count:,} firms", _stability(found[0]), f"may take {MANY * count / 10_000:g} s; scores {scored.cpu:.1f} s CPU"
    )


def _stability(assessed: Assessed) -> Cost:
    return cost(lambda: assessed.stability)


def _show(what: str, one: Cost, beside: str) -> None:
    print(f"  {what:<40} {one.wall:9.3f} s   {one.cpu:9.3f} s CPU   {beside}", flush=True)
