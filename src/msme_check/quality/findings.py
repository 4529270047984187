"""All checks over a batch: chunk by chunk, and at the end what two firms or an interviewer show.

The lines about single firms (`Examined.found`) are left to whoever writes them down, as these come; here they are
counted. In memory are 24 bytes a firm (`SameAnswers`) and the counts of each interviewer.
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check.answers import FIRM_ID, ROW
from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.quality.checks import NUMBERS, Check, what_to_do
from msme_check.quality.examined import Examined
from msme_check.quality.interviewers import Interviewers
from msme_check.quality.lines import CHECK, INTERVIEWER, LIMIT, ORDER, PLACE, SCHEMA, VALUE, WHAT
from msme_check.quality.overlaps import Overlaps
from msme_check.quality.same_answers import SameAnswers
from msme_check.quality.tally import Tally

FILE, WHAT_TO_DO = "file", "what_to_do"
FREE_TEXTS = (FILE, FIRM_ID, INTERVIEWER)
"""The columns with what people wrote. They need the guard that keeps a spreadsheet from running them."""

COLUMNS = (FILE, ROW, FIRM_ID, INTERVIEWER, CHECK, WHAT, VALUE, LIMIT, WHAT_TO_DO)


@dataclass
class Findings:
    """Goes through the firms of a batch. `folder` exists, and is left to these files."""

    instrument: Instrument
    folder: Path
    origins: Origins
    _counts: dict[Check, int] = field(default_factory=lambda: dict.fromkeys(Check, 0))
    _firms: int = 0
    _unread_times: int = 0

    def __post_init__(self) -> None:
        self._interviewers = Interviewers(self.instrument)
        self._overlaps = Overlaps(self.folder)
        self._same = SameAnswers(self.folder, self.instrument.settings.quality.same_answers.questions_from)

    @property
    def tally(self) -> Tally:
        """How much was found. Known when all lines were counted."""
        return Tally(self._firms, self._counts, self._unread_times, self._interviewers.too_many)

    def add(self, some: Examined) -> None:
        """Adds firms that are scored, in their order."""
        who = self._interviewers.add(some)
        self._same.add(some.same)
        if some.taken is not None:
            self._overlaps.add(some, who, some.taken)
        self._unread_times += some.unread_times

    def late(self) -> pl.DataFrame:
        """The lines that are known when all firms were added, in order: as those of `Examined.found`."""
        found = [pl.DataFrame(schema=SCHEMA), *self._same.found(self.origins)]
        if not self._interviewers.too_many:
            found += [*self._overlaps.found(self.origins, self._interviewers.names), *self._interviewers.alike()]
        return pl.concat(found).sort(ORDER)

    def count(self, lines: pl.DataFrame) -> None:
        """Counts the firms of some lines (`place`, `check`); all lines about a firm come at once."""
        about_firms = lines.filter(lines[CHECK] != NUMBERS[Check.INTERVIEWER_ALIKE])
        self._firms += about_firms[PLACE].n_unique()
        counts = dict(lines.group_by(CHECK).agg(pl.col(PLACE).n_unique()).iter_rows())
        for check, number in NUMBERS.items():
            self._counts[check] += counts.get(number, 0)


def told(lines: pl.DataFrame, origins: Origins) -> pl.DataFrame:
    """Lines as a person reads them, with the columns of `quality.csv`."""
    file, row = origins.columns(lines[PLACE])
    checks = lines[CHECK]
    return lines.with_columns(
        pl.col(FIRM_ID, INTERVIEWER).fill_null(""),
        file.alias(FILE),
        row.alias(ROW),
        pl.Series(CHECK, [check.value for check in Check]).gather(checks),
        pl.Series(WHAT_TO_DO, [what_to_do(check) for check in Check]).gather(checks),
    ).select(COLUMNS)
