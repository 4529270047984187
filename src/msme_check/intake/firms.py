"""A CSV file of firms -> frames of text with the columns of `answers.columns`, some thousand rows at a time."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from msme_check import answers
from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME, ROW
from msme_check.i18n import _
from msme_check.intake.formulas import unguarded
from msme_check.intake.headings import Headings, headings, plain
from msme_check.intake.sheets import Broken, Row, opened
from msme_check.intake.sources import Progress, Source, examine, refuse
from msme_check.model.instrument import Instrument

_BETWEEN = str.maketrans(",;|", "   ")


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file. `raw`: text, and `row`. `broken`: row -> why its cells cannot be trusted."""

    raw: pl.DataFrame
    broken: dict[int, Broken] = field(default_factory=dict)


@dataclass(frozen=True)
class FirmsFile:
    """An examined file of firms with a header that can be used."""

    source: Source
    headings: Headings
    separator: str
    instrument: Instrument

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the file was read."""
        encoding, notes = self.source.encoding, []
        if encoding.damaged:
            text = _("{file}: Some letters of this UTF-8 file are damaged; they are marked in the list of bad cells.")
            notes.append(text.format(file=self.source.shown))
        elif encoding.assumed:
            text = _(
                "{file}: The file does not say how its letters are stored; {name} was assumed. "
                "If names look wrong, say which with --encoding, or save the file as 'CSV UTF-8'."
            )
            notes.append(text.format(file=self.source.shown, name=_encoding_title(encoding.name)))
        return (*notes, *self.headings.notes)

    def chunks(self, size: int, progress: Progress) -> Generator[Chunk]:
        """The rows of the file, `size` at a time. Raises AnswersError where the file has none, or has changed."""
        count = 0
        try:
            with opened(self.source, _known(self.instrument), progress) as sheet:
                while rows := list(islice(sheet.rows, size)):
                    count += len(rows)
                    yield self._chunk(rows)
        except OSError:
            what = _("Reading stopped in the middle of this file.")
            refuse(self.source.path, what, _("Check that the disk is connected."))
        if not self.source.unchanged():
            refuse(self.source.path, _("The file was changed while it was read."), _("Close it elsewhere, run again."))
        if not count:
            what = _("This file has a header, but no row with a firm.")
            refuse(self.source.path, what, _("Fill in a row for each firm."))

    def _chunk(self, rows: list[Row]) -> Chunk:
        cells = list(zip(*(row.cells for row in rows), strict=True))
        columns = {name: list(cells[place]) for name, place in self.headings.places.items()}
        for name in (FIRM_ID, FIRM_NAME):
            if name in columns:
                columns[name] = [unguarded(text) for text in columns[name]]
        if EVIDENCE in columns:
            columns[EVIDENCE] = [text.translate(_BETWEEN) for text in columns[EVIDENCE]]
        raw = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        raw = raw.with_columns(pl.Series(ROW, [row.number for row in rows], dtype=pl.Int64))
        return Chunk(raw, {row.number: row.broken for row in rows if row.broken})


def read_firms(path: Path, instrument: Instrument, encoding: str | None, progress: Progress) -> FirmsFile:
    """Examines a file of firms. `encoding`: what the person said; None: find it out.

    Raises AnswersError, with what it is and what to do, where no firm can be read from it.
    """
    source = examine(path, encoding, progress)
    with opened(source, _known(instrument), lambda done, size: None) as sheet:
        found = headings(source.shown, sheet.header, sheet.header_row, instrument)
        return FirmsFile(source, found, sheet.separator, instrument)


def _known(instrument: Instrument) -> Callable[[str], bool]:
    """Tells whether a text of a header is the name of a column."""
    names = frozenset(answers.columns(instrument))
    return lambda name: plain(name) in names


def _encoding_title(name: str) -> str:
    titles = {"cp874": _("Thai (cp874)"), "cp1258": _("Vietnamese (cp1258)"), "cp1252": _("Western European (cp1252)")}
    return titles.get(name, name)
