"""Interviews of one interviewer that overlap: the next began before the one before it had ended.

They may stand anywhere in the files, so they wait on disk until all are there; then they are sorted, some
interviewers at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check.frames import Ints
from msme_check.i18n import _
from msme_check.intake.origins import Origins
from msme_check.quality.checks import Check
from msme_check.quality.examined import Examined
from msme_check.quality.interviewers import NOBODY
from msme_check.quality.lines import lines, named, worded
from msme_check.quality.times import Visits

AT_ONCE = 2_000_000
"""Interviews that are sorted at once, in some 300 MB."""

_BY = ["who", "zoned"]
_MINUTE = 60


@dataclass
class Overlaps:
    """Keeps when each interviewer was where. `folder` exists, and nothing else in it begins with `visits`."""

    folder: Path
    parts: list[Path] = field(default_factory=list)
    count: int = 0

    def add(self, some: Examined, who: Ints, taken: Visits) -> None:
        """Adds the interviews of a chunk. `who`: the number of each interviewer, or NOBODY."""
        kept = (who != NOBODY) & taken.known & (taken.seconds >= 0)
        if kept.any():
            part = self.folder / f"visits-{len(self.parts)}.arrow"
            pl.DataFrame(
                {
                    "who": pl.Series(who[kept], dtype=pl.UInt32),
                    "zoned": taken.zoned[kept],
                    "start": taken.start[kept],
                    "end": taken.start[kept] + taken.seconds[kept],
                    "place": some.places[kept],
                    "firm_id": some.firm_ids.filter(pl.Series(kept)),
                }
            ).write_ipc(part)
            self.parts.append(part)
            self.count += int(kept.sum())

    def found(self, origins: Origins, names: list[str]) -> Iterator[pl.DataFrame]:
        """The lines about interviews that overlap an earlier one, in no order. `names`: of interviewers by number."""
        groups = 1 + self.count // AT_ONCE
        for group in range(groups):
            taken = [self._read(part, _TIMES).filter(pl.col("who") % groups == group) for part in self.parts]
            overlapping = _overlapping(pl.concat(taken)) if taken else pl.DataFrame()
            if len(overlapping):
                ids = [self._read(part, _WHOSE).join(overlapping, on="place") for part in self.parts]
                told = pl.concat(ids)
                yield _lines(told, origins, names)

    @staticmethod
    def _read(part: Path, columns: list[str]) -> pl.DataFrame:
        return pl.read_ipc(part.read_bytes(), columns=columns)


def _lines(told: pl.DataFrame, origins: Origins, names: list[str]) -> pl.DataFrame:
    template = _("This interview began {minutes} min before the same interviewer's in {where} had ended.")
    minutes = (told["seconds"] + _MINUTE - 1) // _MINUTE
    what = worded(template, minutes=minutes, where=named(origins, told["other"]))
    who = told["firm_id"], pl.lit(pl.Series(names)).gather(pl.lit(told["who"]))
    return lines(Check.OVERLAP, told["place"], who, what, value=told["seconds"], limit=0)


_WHOSE = ["who", "place", "firm_id"]
_TIMES = ["who", "zoned", "start", "end", "place"]


def _overlapping(taken: pl.DataFrame) -> pl.DataFrame:
    """place, other, seconds: of each interview that began before one that had begun earlier was over.

    `other`: the one that was over last. Clocks with and without a zone are not compared.
    """
    taken = taken.sort([*_BY, "start", "place"])
    before = pl.col("end").cum_max().shift(1)
    longest = (pl.col("end") > before).fill_null(value=True)
    taken = taken.with_columns(
        until=before.over(_BY),
        other=pl.when(longest).then("place").forward_fill().shift(1).over(_BY),
    )
    overlapping = taken.filter(pl.col("start") < pl.col("until"))
    seconds = pl.min_horizontal("until", "end") - pl.col("start")
    return overlapping.select("place", "other", seconds.alias("seconds"))
