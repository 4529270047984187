"""The firms of a group, one line each: kept on disk while a batch goes on, so that their number does not matter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import polars as pl

from msme_check.answers import FIRM_ID, FIRM_NAME
from msme_check.assess import Assessed
from msme_check.cohort.totals import BY, banded_tenths, codes, place, score_names


@dataclass(frozen=True)
class Firm:
    """A firm as it was scored. `facts`: places of its sector and size in `totals.codes`; `tenths`: -1 for no band."""

    firm_id: str
    name: str
    facts: tuple[int, ...]
    tenths: tuple[int, ...]
    report: str
    """Where its report is, seen from the file that lists it; empty where it has none."""


def listed(assessed: Assessed) -> pl.DataFrame:
    """What is kept of the firms of a chunk: firm_id, firm_name, facts and tenths as in `Firm`."""
    instrument, frame = assessed.rules.instrument, assessed.values
    facts = [place(frame, instrument, fact) for fact in BY if fact in codes(instrument)]
    scores = [banded_tenths(frame, name) for name in score_names(instrument)]
    lists = (
        pl.Series(name, np.stack(one, axis=1).astype(np.int16)) for name, one in (("facts", facts), ("tenths", scores))
    )
    return frame.table((FIRM_ID, FIRM_NAME)).with_columns(*lists)


@dataclass
class Listing:
    """Firms in the order of the file. `folder` exists, and nothing else is in it."""

    folder: Path
    parts: list[Path] = field(default_factory=list)
    count: int = 0

    def add(self, lines: pl.DataFrame) -> None:
        """Adds the firms of a chunk, as `listed` tells of them."""
        part = self.folder / f"{len(self.parts)}.arrow"
        lines.write_ipc(part)
        self.parts.append(part)
        self.count += len(lines)

    def firms(self, reports: Iterable[str] = ()) -> Iterator[Firm]:
        """All firms; read from the disk again at each call. `reports`: their reports in the same order, or none."""
        files = chain(reports, repeat(""))
        for part in self.parts:
            for firm_id, name, facts, tenths in pl.read_ipc(part.read_bytes()).iter_rows():
                yield Firm(firm_id, name, tuple(facts), tuple(tenths), next(files))
