"""Which rows of a file of firms are scored, and everything in them that could not be used.

A row is rejected when its cells cannot be trusted, when its id is missing or repeats an earlier row's, when a
fact is missing without which no firm can be scored, or (strict) when any of its cells is bad. Otherwise a bad
cell counts as missing and the row is scored.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, ROW
from msme_check.assess import Assessed, assess
from msme_check.batch.met import Portion
from msme_check.batch.seen import NEVER
from msme_check.cells import Fault, is_error
from msme_check.conditions import profile
from msme_check.frames import NO_NUMBER, Array, Bools, Ints
from msme_check.i18n import _
from msme_check.intake.chunks import Chunk
from msme_check.intake.own_ids import nameless
from msme_check.intake.refusals import (
    LOST,
    Refusal,
    error_words,
    fault_words,
    letters_lost,
    lost_letters,
    missing_field,
    zawgyi_words,
)
from msme_check.intake.tables import Broken, broken_words
from msme_check.model.instrument import Instrument
from msme_check.zawgyi import SUSPECT, is_zawgyi

Words = tuple[str, str]
"""What is wrong, what to do."""

SCHEMA = {ROW: pl.Int64, "column": pl.String, "problem": pl.String, "what_to_do": pl.String}


@dataclass(frozen=True)
class Screened:
    """`assessed`: the firms that are scored. `raw`: their rows.

    `refusals`: a line for each row and cell that could not be used, in the order of the rows, with the columns of
    SCHEMA and `firm_id`, `scored` (whether the firm was scored all the same).
    """

    assessed: Assessed
    raw: pl.DataFrame
    refusals: pl.DataFrame
    rows: int
    bad_cells: int
    about: pl.DataFrame | None = None
    """The interviews of these rows and of those that are not scored, as in `Chunk`."""

    @property
    def scored(self) -> int:
        """How many firms are scored."""
        return len(self.raw)


@dataclass
class Screening:
    """Screens the chunks of a run, each by itself and in any order."""

    instrument: Instrument
    strict: bool = False
    words: dict[tuple[str, str], Words] = field(default_factory=dict)

    def scored(self, portion: Portion) -> Screened:
        """The firms of a chunk, scored."""
        chunk = portion.chunk.read()
        return self.screen(chunk, assess(chunk.raw, self.instrument, quick=chunk.quick), portion.met)

    def screen(self, chunk: Chunk, assessed: Assessed, met: Ints) -> Screened:
        """The firms of a chunk that are scored, and what is refused. `met`: where their ids were met before (`met`)."""
        frame = assessed.values
        rows = frame[ROW]
        why = self._broken(chunk, assessed)
        broken = np.isin(rows, list(why))
        cells = pl.concat([_refused(chunk.cells), *self._cells(chunk, assessed)])
        if why:
            cells = cells.filter(~cells[ROW].is_in(list(why)))
        whole = pl.concat([_none(), *self._rows(chunk, assessed, met, why), *self._required(assessed, cells, broken)])
        required = [fact.id for fact in self.instrument.profile if fact.required]
        rejecting = cells if self.strict else cells.filter(cells["column"].is_in(required))
        keep = ~np.isin(rows, pl.concat([whole[ROW], rejecting[ROW]]).to_numpy())
        refusals = pl.concat([whole, cells]).sort(ROW, maintain_order=True)
        places = np.searchsorted(rows, refusals[ROW].to_numpy())
        refusals = refusals.with_columns(
            frame.texts[FIRM_ID].gather(places).alias(FIRM_ID), pl.Series("scored", keep[places], dtype=pl.Boolean)
        )
        everything = bool(keep.all())
        screened = Screened(
            assessed=assessed if everything else assessed.filter(keep),
            raw=chunk.raw if everything else chunk.raw.filter(pl.Series(keep)),
            refusals=refusals,
            rows=len(frame),
            bad_cells=len(cells),
            about=chunk.about,
        )
        return _with_lost(screened, chunk.refused) if chunk.refused else screened

    def _broken(self, chunk: Chunk, assessed: Assessed) -> dict[int, Broken]:
        """Row -> why its cells cannot be trusted. What seemed to be a total is a firm where it states what it is."""
        if Broken.TOTAL not in chunk.broken.values():
            return chunk.broken
        frame = assessed.values
        facts = [frame[profile(one.id)] for one in self.instrument.profile if one.required and one.type == "choice"]
        firms = {*frame[ROW][np.logical_or.reduce([fact >= 0 for fact in facts])].tolist()}
        return {row: why for row, why in chunk.broken.items() if why is not Broken.TOTAL or row not in firms}

    def _rows(self, chunk: Chunk, assessed: Assessed, met: Ints, broken: dict[int, Broken]) -> Iterator[pl.DataFrame]:
        """Rows without an id of their own, and rows whose cells cannot be trusted."""
        if broken:
            yield _lines((row, "", broken_words(why)) for row, why in broken.items())
        rows, ids = assessed.values[ROW], assessed.values.texts[FIRM_ID]
        firms = ~np.isin(rows, [row for row, why in broken.items() if why is Broken.TOTAL])
        for without, words in nameless(ids):
            yield from _same(rows[without & firms], FIRM_ID, words)
        again = np.flatnonzero((met != NEVER) & firms)
        if not len(again):
            return
        do = _("Remove this row if it is the same firm; give it another id if not.")
        said = chunk.origins.same_id
        yield _lines((rows[place], FIRM_ID, (said(met[place], rows[place]), do)) for place in again)

    def _required(self, assessed: Assessed, cells: pl.DataFrame, broken: Bools) -> Iterator[pl.DataFrame]:
        """Facts that are missing without which no firm can be scored."""
        frame = assessed.values
        for fact in self.instrument.profile:
            if fact.required:
                column = frame[profile(fact.id)]
                absent = (column == NO_NUMBER if fact.type in {"number", "year"} else column < 0) & ~broken
                bad = cells.filter(cells["column"] == fact.id)[ROW].to_numpy()
                yield from _same(frame[ROW][absent & ~np.isin(frame[ROW], bad)], fact.id, missing_field(fact))

    def _cells(self, chunk: Chunk, assessed: Assessed) -> Iterator[pl.DataFrame]:
        """Cells that hold something which could not be used."""
        for column, spoilt in ((FIRM_ID, _SPOILT), (FIRM_NAME, (*_SPOILT, (is_error, error_words)))):
            if column in chunk.raw.columns:
                perhaps = chunk.raw.select(ROW, column).filter(pl.col(column).str.contains(_PERHAPS_SPOILT))
                if len(perhaps):
                    yield from _spoilt(perhaps, column, spoilt)
        if len(assessed.faults):
            yield self._faults(assessed.faults)
        if EVIDENCE in chunk.raw.columns:
            yield from _same(self._evidence(chunk), EVIDENCE, _evidence_words())

    def _faults(self, faults: pl.DataFrame) -> pl.DataFrame:
        kinds = faults.select("column", "fault").unique(maintain_order=True)
        words = [self._words(column, fault) for column, fault in kinds.iter_rows()]
        named = kinds.with_columns(
            pl.Series("problem", [what for what, _do in words], dtype=pl.String),
            pl.Series("what_to_do", [do for _what, do in words], dtype=pl.String),
        )
        return faults.join(named, on=["column", "fault"], how="left", maintain_order="left").select(*SCHEMA)

    def _words(self, column: str, fault: str) -> Words:
        key = (column, fault)
        if key not in self.words:
            self.words[key] = fault_words(self.instrument, column, Fault(fault))
        return self.words[key]

    def _evidence(self, chunk: Chunk) -> Ints:
        known = self.instrument.questions.keys()
        different = chunk.raw[EVIDENCE].unique()
        bad = [text for text in different if text and not known >= set(text.split())]
        found: Ints = chunk.raw.filter(pl.col(EVIDENCE).is_in(bad))[ROW].to_numpy()
        return found


_PERHAPS_SPOILT = rf"{LOST}|{SUSPECT}|^#|^Err:"
"""One look at all names finds the few that are worth more."""

_SPOILT = ((letters_lost, lost_letters), (is_zawgyi, zawgyi_words))
"""What may have become of a text, and the words for it. Of an id an error leaves nothing (`own_ids`)."""


def _spoilt(
    texts: pl.DataFrame, column: str, kinds: Iterable[tuple[Callable[[str], bool], Callable[[], Words]]]
) -> Iterator[pl.DataFrame]:
    """Of a column of free text the cells whose letters are lost, or that hold an error of a spreadsheet."""
    said = texts[column].to_list()
    for spoilt, words in kinds:
        rows = texts[ROW].filter(pl.Series([spoilt(text) for text in said], dtype=pl.Boolean))
        yield from _same(rows.to_numpy(), column, words())


def _evidence_words() -> Words:
    what = _("A word in this cell is not the id of a question; the others were used.")
    return what, _("Write the ids of the questions whose proof could be shown, with spaces between them.")


def refusals_without_firm(found: Iterable[Refusal]) -> pl.DataFrame:
    """What is refused of a header, or a whole file, with the columns of `Screened.refusals`."""
    return _refused(found).with_columns(pl.lit("").alias(FIRM_ID), pl.lit(None, dtype=pl.Boolean).alias("scored"))


def _with_lost(screened: Screened, lost: tuple[Refusal, ...]) -> Screened:
    """With firms that were lost before anything could be assessed."""
    lines = _refused(lost).with_columns(pl.lit("").alias(FIRM_ID), pl.lit(value=False).alias("scored"))
    both = pl.concat([screened.refusals, lines]).sort(ROW, maintain_order=True)
    return replace(screened, refusals=both, rows=screened.rows + len(lost))


def _refused(found: Iterable[Refusal]) -> pl.DataFrame:
    return _lines((one.row, one.column, (one.what, one.do)) for one in found)


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=SCHEMA)


def _lines(lines: Iterable[tuple[int, str, Words]]) -> pl.DataFrame:
    return pl.DataFrame([(int(row), column, *words) for row, column, words in lines], schema=SCHEMA, orient="row")


def _same(rows: Array, column: str, words: Words) -> Iterator[pl.DataFrame]:
    """Lines that say the same of several rows, if there are any: an empty frame takes as long to plan as a full one."""
    if len(rows):
        texts = dict(zip(("column", "problem", "what_to_do"), (column, *words), strict=True))
        yield pl.DataFrame({ROW: rows}, schema={ROW: pl.Int64}).with_columns(
            pl.lit(text, dtype=pl.String).alias(name) for name, text in texts.items()
        )
