"""A chunk of firms -> all that it gives to the files of a run. The same on a thread here and on another machine.

Only the order of the chunks, and what firms of several of them show together, is left to whoever puts them in order.
"""

from dataclasses import dataclass, field

import polars as pl

from msme_check.answers import FIRM_ID
from msme_check.batch import tables
from msme_check.batch.columns import Table
from msme_check.batch.lines import Lines
from msme_check.batch.met import Portion
from msme_check.batch.quality_table import FoundLines, found_lines
from msme_check.batch.screening import Screened, Screening
from msme_check.batch.settings import BatchSettings, Cohort
from msme_check.cohort.listing import listed
from msme_check.cohort.totals import Rows, Totals
from msme_check.model.instrument import Instrument
from msme_check.quality.examined import Examined, examine


@dataclass(frozen=True)
class ScoredChunk:
    """What a chunk gives. `rows` were read, `ids` are of the firms that were scored. `refusals` as in `Screened`.

    `totals` and `listed` (`cohort.listing`): for the report on the group; None where it is not wanted. `examined` and
    `found`: for quality control; None where no firm was scored. `screened`: the firms, where they were scored here.
    """

    rows: int
    bad_cells: int
    ids: pl.Series
    refusals: pl.DataFrame
    results: Lines
    recommendations: Lines
    totals: Totals | None = None
    listed: pl.DataFrame | None = None
    examined: Examined | None = None
    found: FoundLines | None = None
    screened: Screened | None = None

    @property
    def scored(self) -> int:
        """How many firms were scored."""
        return len(self.ids)


@dataclass
class Scorer:
    """Scores chunks. `instrument` in the language of the person; `source` in English: in the tables the titles of
    bands are the same in every language."""

    instrument: Instrument
    source: Instrument
    settings: BatchSettings
    _screening: Screening = field(init=False)

    def __post_init__(self) -> None:
        self._screening = Screening(self.instrument, self.settings.strict)

    def screened(self, portion: Portion) -> Screened:
        """The firms of a chunk that are scored, and what is refused."""
        return self._screening.scored(portion)

    def scored(self, portion: Portion) -> ScoredChunk:
        """All that a chunk gives."""
        one = self.screened(portion)
        assessed, cohort = one.assessed, self.settings.cohort
        examined = examine(assessed, self.instrument, one.about) if one.scored else None
        return ScoredChunk(
            rows=one.rows,
            bad_cells=one.bad_cells,
            ids=assessed.values.texts[FIRM_ID],
            refusals=one.refusals,
            results=self._lines(tables.results(assessed, self.source)),
            recommendations=self._lines(tables.recommendations(assessed, self.settings.top)),
            totals=None if cohort is Cohort.NONE else self._totals(one),
            listed=listed(assessed) if cohort is Cohort.FIRMS else None,
            examined=examined,
            found=found_lines(examined.found, portion.chunk.origins) if examined else None,
            screened=one,
        )

    def _lines(self, table: Table) -> Lines:
        wanted = self.settings.tables
        csv = table.csv() if wanted.csv else None
        return Lines(table.header, csv, table.frame() if wanted.parquet else None)

    def _totals(self, one: Screened) -> Totals:
        rows = Rows(one.rows, one.rows - one.scored, one.bad_cells)
        totals = Totals(self.instrument, rows=rows)
        totals.add(one.assessed)
        return totals
