"""All checks over a batch: chunk by chunk, and at the end one table in the order of the files and their rows.

What a chunk shows waits on disk, because what two firms or an interviewer show is known at the end and takes its
place among it. In memory are 24 bytes a firm (`SameAnswers`) and the counts of each interviewer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check.answers import FIRM_ID, ROW
from msme_check.assess import Assessed
from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.quality.checks import NUMBERS, Check, what_to_do
from msme_check.quality.given import Given
from msme_check.quality.interviewers import Interviewers
from msme_check.quality.lines import CHECK, INTERVIEWER, LIMIT, ORDER, PLACE, SCHEMA, VALUE, WHAT
from msme_check.quality.overlaps import Overlaps
from msme_check.quality.same_answers import SameAnswers
from msme_check.quality.shares import dont_know, not_applicable, odd_pairs
from msme_check.quality.straight_lining import straight_lining
from msme_check.quality.tally import Tally
from msme_check.quality.times import ends_before_start, too_short, visits

STARTED, ENDED = "started", "ended"
"""What may be known about an interview, as texts, beside the INTERVIEWER."""

FILE, WHAT_TO_DO = "file", "what_to_do"
FREE_TEXTS = (FILE, FIRM_ID, INTERVIEWER)
"""The columns with what people wrote. They need the guard that keeps a spreadsheet from running them."""

COLUMNS = (FILE, ROW, FIRM_ID, INTERVIEWER, CHECK, WHAT, VALUE, LIMIT, WHAT_TO_DO)

_OF_ONE_FIRM = (straight_lining, odd_pairs, not_applicable, dont_know)


@dataclass
class Findings:
    """Goes through the firms of a batch. `folder` exists, and is left to these files."""

    instrument: Instrument
    """In the language of the person who reads the findings."""
    folder: Path
    origins: Origins
    _counts: dict[Check, int] = field(default_factory=lambda: dict.fromkeys(Check, 0))
    _firms: int = 0
    _unread_times: int = 0
    _parts: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._interviewers = Interviewers(self.instrument)
        self._overlaps = Overlaps(self.folder)
        self._same = SameAnswers(self.folder, self.instrument.settings.quality.same_answers.questions_from)

    @property
    def tally(self) -> Tally:
        """How much was found. Known when all of `table` was gone through."""
        return Tally(self._firms, self._counts, self._unread_times, self._interviewers.too_many)

    def add(self, assessed: Assessed, about: pl.DataFrame | None) -> None:
        """Adds firms that are scored. `about`: row, and interviewer, started, ended where they are known."""
        if not len(assessed):
            return
        about = _of(assessed, about)
        given = Given(assessed, self.instrument, about[INTERVIEWER])
        who, taken = self._interviewers.add(given), visits(about[STARTED], about[ENDED])
        self._same.add(given)
        self._overlaps.add(given, who, taken)
        self._unread_times += taken.unread
        found = [one for check in _OF_ONE_FIRM for one in check(given)]
        if taken.known.any():
            found += [*too_short(given, taken), *ends_before_start(given, taken)]
        if found:
            part = self.folder / f"findings-{len(self._parts)}.arrow"
            pl.concat(found).sort(ORDER).write_ipc(part)
            self._parts.append(part)

    def table(self) -> Iterator[pl.DataFrame]:
        """The lines of `quality.csv`, in parts; at least one, which may be empty. To be gone through once."""
        late = self._late()
        for path in self._parts:
            part = pl.read_ipc(path.read_bytes())
            before = late[PLACE] <= part[PLACE][-1]
            yield self._told(pl.concat([part, late.filter(before)]).sort(ORDER))
            late = late.filter(~before)
        yield self._told(late)

    def _late(self) -> pl.DataFrame:
        """What is known at the end, in order."""
        found = [pl.DataFrame(schema=SCHEMA), *self._same.found(self.origins)]
        if not self._interviewers.too_many:
            found += [*self._overlaps.found(self.origins, self._interviewers.names), *self._interviewers.alike()]
        return pl.concat(found).sort(ORDER)

    def _told(self, part: pl.DataFrame) -> pl.DataFrame:
        """Counts the firms of a part, and puts its lines as a person reads them."""
        about_firms = part.filter(part[CHECK] != NUMBERS[Check.INTERVIEWER_ALIKE])
        self._firms += about_firms[PLACE].n_unique()
        counts = dict(part.group_by(CHECK).agg(pl.col(PLACE).n_unique()).iter_rows())
        for check, number in NUMBERS.items():
            self._counts[check] += counts.get(number, 0)
        file, row = self.origins.columns(part[PLACE])
        checks = part[CHECK]
        told = part.with_columns(
            pl.col(FIRM_ID, INTERVIEWER).fill_null(""),
            file.alias(FILE),
            row.alias(ROW),
            pl.Series(CHECK, [check.value for check in Check]).gather(checks),
            pl.Series(WHAT_TO_DO, [what_to_do(check) for check in Check]).gather(checks),
        )
        return told.select(COLUMNS)


def _of(assessed: Assessed, about: pl.DataFrame | None) -> pl.DataFrame:
    """What is known about the interview of each firm, in order; null or empty where nothing is."""
    firms = pl.DataFrame({ROW: assessed.values[ROW]})
    if about is not None and not about[ROW].equals(firms[ROW]):
        about = firms.join(about, on=ROW, how="left", maintain_order="left")
    known = firms if about is None else about
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(firms))
    names = (INTERVIEWER, STARTED, ENDED)
    return pl.DataFrame({name: known[name] if name in known.columns else nothing for name in names})
