"""The cells that could not be used, gathered while columns are read."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from msme_check.cells import Answer, Fact, Fault
from msme_check.frames import NONE, Array, Ints, Small

_FAULTS = tuple(Fault)


def stored_fault(said: Answer | Fact) -> int:
    """The fault of a text as a number; NONE where it has none."""
    return NONE if said.fault is None else _FAULTS.index(said.fault)


@dataclass
class Faults:
    """The cells that could not be used. `rows`: by which number each row is known."""

    rows: Ints
    found: list[tuple[str, Ints, Small]] = field(default_factory=list)

    def of_texts(self, column: str, faults: Small, codes: Array) -> None:
        """Notes the cells whose texts have faults. `faults`: of each text; `codes`: the texts of the rows."""
        if (faults >= 0).any():
            of_rows = faults.take(codes)
            places = np.flatnonzero(of_rows >= 0)
            self.found.append((column, places, of_rows[places]))

    def of_rows(self, column: str, places: Ints, fault: Fault) -> None:
        """Notes the cells in some places, all with one fault."""
        if len(places):
            self.found.append((column, places, np.full(len(places), _FAULTS.index(fault), dtype=np.int8)))

    def table(self, row: str) -> pl.DataFrame:
        """Column `row`, `column` and `fault` of each, in the order of the rows."""
        columns, places, faults = zip(*self.found, strict=True) if self.found else ((), (), ())
        rows = self.rows[np.concatenate([np.empty(0, dtype=np.int64), *places])]
        order = np.argsort(rows, kind="stable")
        numbers = np.repeat(np.arange(len(columns)), [len(some) for some in places])
        said = np.concatenate([np.empty(0, dtype=np.int8), *faults])
        return pl.DataFrame(
            {
                row: rows[order],
                "column": pl.Series(columns, dtype=pl.String).gather(numbers[order]),
                "fault": pl.Series(_FAULTS, dtype=pl.String).gather(said[order]),
            }
        )
