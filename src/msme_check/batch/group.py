"""The report on all firms of a batch: what is counted while it goes on, and the files that are written at its end."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from msme_check.batch.folder import RunFolder
from msme_check.batch.places import ENCODING, INDEX, REPORTS
from msme_check.batch.scorer import ScoredChunk
from msme_check.batch.settings import Cohort
from msme_check.cohort import files
from msme_check.cohort.files import Written
from msme_check.cohort.listing import Listing
from msme_check.cohort.totals import Totals
from msme_check.model.instrument import Instrument
from msme_check.report.look import SHIPPED, Look

_LISTED = "listed"


@dataclass
class Group:
    """Counts the firms chunk by chunk. `kind` NONE: counts nothing, and there is nothing to write."""

    kind: Cohort
    instrument: Instrument
    out: RunFolder
    look: Look = SHIPPED
    """Of the reports on firms."""
    totals: Totals = field(init=False)
    listing: Listing | None = None
    untried: bool = False
    """Whether somebody's own templates have drawn nothing yet."""

    def __post_init__(self) -> None:
        self.totals = Totals(self.instrument)
        self.look = self.look.for_group()
        self.untried = self.look.templates is not None and self.kind is not Cohort.NONE
        if self.kind is Cohort.FIRMS:
            folder = self.out.staging / _LISTED
            folder.mkdir()
            self.listing = Listing(folder)

    def add(self, one: ScoredChunk) -> None:
        """Adds the firms of a chunk that are scored, and what became of the others.

        The first ones try somebody's own templates, before hours go into the reports on firms. Raises UsageError where
        these fail.
        """
        if one.totals is not None:
            self.totals.merge(one.totals)
        if self.listing is not None and one.listed is not None:
            self.listing.add(one.listed)
        if self.untried and self.totals.firms:
            self.untried = False
            files.try_templates(self.totals, self.listing, self.instrument, self.look)

    def write(self, today: date) -> Written:
        """Writes the files, after the reports of the firms: a firm whose report failed has no link."""
        return files.write(
            self.totals,
            self.listing,
            self.instrument,
            self.out.staging,
            today=today,
            reports=self._reports,
            look=self.look,
        )

    def _reports(self) -> Iterator[str]:
        """Where the reports are, in the order of the firms, which is that of the index."""
        index = self.out.staging / REPORTS / INDEX
        if index.exists():
            with index.open(encoding=ENCODING, newline="") as file:
                for row in csv.DictReader(file):
                    yield f"{REPORTS}/{row['file']}" if row["file"] else ""
