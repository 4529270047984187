"""Which rows of a file of firms are scored, and everything in them that could not be used.

A row is rejected when its cells cannot be trusted, when its id is missing or repeats an earlier row's, when a
fact is missing without which no firm can be scored, or (strict) when any of its cells is bad. Otherwise a bad
cell counts as missing and the row is scored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, ROW
from msme_check.assess import Assessed
from msme_check.cells import Fault
from msme_check.conditions import profile
from msme_check.i18n import _
from msme_check.intake.firms import Chunk
from msme_check.intake.refusals import Refusal, fault_words, letters_lost, lost_letters, missing_field
from msme_check.intake.tables import broken_words
from msme_check.model.instrument import Instrument
from msme_check.planning import Plans

Words = tuple[str, str]
"""What is wrong, what to do."""


@dataclass(frozen=True)
class Screened:
    """`assessed`: the firms that are scored. `raw`: their rows. `refusals`: in the order of the rows."""

    assessed: Assessed
    raw: pl.DataFrame
    refusals: tuple[Refusal, ...]
    rows: int
    bad_cells: int

    @property
    def scored(self) -> int:
        """How many firms are scored."""
        return len(self.raw)


@dataclass
class Screening:
    """Goes through the chunks of one file; remembers the ids that it has met."""

    instrument: Instrument
    strict: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    words: dict[tuple[str, str], Words] = field(default_factory=dict)

    def screen(self, chunk: Chunk, assessed: Assessed) -> Screened:
        """The firms of a chunk that are scored, and what is refused."""
        frame = assessed.frame
        ids = dict(zip(frame[ROW].to_list(), frame[FIRM_ID].to_list(), strict=True))
        cells = [one for one in self._cells(chunk, assessed, ids) if one.row not in chunk.broken]
        rejecting = [*self._rows(chunk, ids), *self._required(chunk, frame, ids, cells)]
        rejected = {one.row for one in rejecting}
        rejected |= {one.row for one in cells if self.strict or self._is_required(one.column)}
        refusals = [replace(one, scored=one.row not in rejected) for one in (*rejecting, *cells)]
        keep = ~frame[ROW].is_in(list(rejected))
        return Screened(
            assessed=_only(assessed, keep),
            raw=chunk.raw.filter(keep),
            refusals=tuple(sorted(refusals, key=lambda one: one.row)),
            rows=len(frame),
            bad_cells=len(cells),
        )

    def _is_required(self, column: str) -> bool:
        fact = self.instrument.profile_field.get(column)
        return fact is not None and fact.required

    def _rows(self, chunk: Chunk, ids: dict[int, str]) -> Iterator[Refusal]:
        """Rows without an id of their own, and rows whose cells cannot be trusted."""
        for row, broken in chunk.broken.items():
            yield Refusal(row, ids[row], "", None, *broken_words(broken))
        for row, firm in ids.items():
            if not firm:
                what = _("This row has no id of the firm.")
                do = _("Give every firm an id of its own, such as a number.")
                yield Refusal(row, "", FIRM_ID, None, what, do)
            elif firm in self.seen:
                what = _("Row {row} has the same id of the firm.").format(row=self.seen[firm])
                do = _("Remove this row if it is the same firm; give it another id if not.")
                yield Refusal(row, firm, FIRM_ID, None, what, do)
            else:
                self.seen[firm] = row

    def _required(
        self, chunk: Chunk, frame: pl.DataFrame, ids: dict[int, str], cells: list[Refusal]
    ) -> Iterator[Refusal]:
        """Facts that are missing without which no firm can be scored."""
        bad = {(one.row, one.column) for one in cells}
        for fact in self.instrument.profile:
            if fact.required:
                for row in frame.filter(pl.col(profile(fact.id)).is_null())[ROW]:
                    if (row, fact.id) not in bad and row not in chunk.broken:
                        yield Refusal(row, ids[row], fact.id, None, *missing_field(fact))

    def _cells(self, chunk: Chunk, assessed: Assessed, ids: dict[int, str]) -> Iterator[Refusal]:
        """Cells that hold something which could not be used."""
        for column in (FIRM_ID, FIRM_NAME):
            if column in chunk.raw.columns:
                suspect = chunk.raw.filter(pl.col(column).str.contains("[?\ufffd]"))
                for row, text in suspect.select(ROW, column).iter_rows():
                    if letters_lost(text):
                        yield Refusal(row, ids[row], column, None, *lost_letters())
        for row, column, fault in assessed.faults.select(ROW, "column", "fault").iter_rows():
            yield Refusal(row, ids[row], column, None, *self._words(column, fault))
        if EVIDENCE in chunk.raw.columns:
            yield from self._evidence(chunk, ids)

    def _words(self, column: str, fault: str) -> Words:
        key = (column, fault)
        if key not in self.words:
            self.words[key] = fault_words(self.instrument, column, Fault(fault))
        return self.words[key]

    def _evidence(self, chunk: Chunk, ids: dict[int, str]) -> Iterator[Refusal]:
        known = self.instrument.questions.keys()
        different = chunk.raw[EVIDENCE].unique()
        bad = [text for text in different if text and not known >= set(text.split())]
        if bad:
            what = _("A word in this cell is not the id of a question; the others were used.")
            do = _("Write the ids of the questions whose proof could be shown, with spaces between them.")
            for row in chunk.raw.filter(pl.col(EVIDENCE).is_in(bad))[ROW]:
                yield Refusal(row, ids[row], EVIDENCE, None, what, do)


def _only(assessed: Assessed, keep: pl.Series) -> Assessed:
    """The assessed firms of the rows to keep."""
    if keep.all():
        return assessed
    mask, plans = keep.to_numpy(), assessed.plans
    kept = Plans(plans.order[mask], plans.horizon[mask], plans.moved[mask])
    return replace(assessed, frame=assessed.frame.filter(keep), plans=kept)
