"""Where the ids of firms were met before: the one thing about a firm that the firms above it decide.

It is found out while files are read, in the order of their rows. So all the rest of a chunk can be worked out by
itself, whenever and wherever that is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from msme_check.answers import FIRM_ID, ROW, plain_texts
from msme_check.batch.seen import NEVER, Seen, keys
from msme_check.frames import Ints
from msme_check.intake.chunks import Firms
from msme_check.intake.own_ids import named


@dataclass(frozen=True)
class Portion:
    """A chunk of firms. `met`: for each row the number of the earlier row that has its id, otherwise NEVER."""

    chunk: Firms
    met: Ints


def portions(chunks: Iterable[Firms]) -> Iterator[Portion]:
    """The chunks of a run, which come in its order."""
    seen = Seen()
    for chunk in chunks:
        known = chunk.ids
        assert known is not None  # noqa: S101 - nobody else has them yet
        rows, ids = known[ROW].to_numpy(), plain_texts(known, FIRM_ID)
        own = named(ids)
        met = np.full(len(rows), NEVER, dtype=np.int64)
        met[own] = seen.first(keys(ids.filter(pl.Series(own)).to_frame()), rows[own])
        yield Portion(chunk, met)
