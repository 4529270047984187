"""Files that are one firm each: response files, reports in PDF, which carry the response they were made from, and forms
that were filled in as a PDF.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from msme_check import answers, carried_over, cells, embedded
from msme_check.answers import ROW
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.intake.chunks import Chunk
from msme_check.intake.filled_forms import filled_form
from msme_check.intake.origins import WHOLE
from msme_check.intake.refusals import Refusal
from msme_check.intake.sources import Original, original, refuse
from msme_check.intake.tables import Progress
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.pdf_fields import PdfField

RESPONSE = "response.json"
"""The column with the whole response, as text. No column of an instrument can have this name."""


@dataclass(frozen=True)
class SingleFirm:
    """An examined file that is one firm. `of_pdf`: it is a report, or a form that was filled in."""

    source: Original
    instrument: Instrument
    of_pdf: bool
    notes: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def record(self) -> dict[str, Any]:
        """What `run.json` holds of the file."""
        return self.source.record()

    def firm(self, read: Collection[str]) -> Chunk | None:
        """The firm. None where the response of a report is also read from its own file, by the digests in `read`.

        Raises FileError where the response cannot be used, or answers no question.
        """
        path = self.source.path
        if self.of_pdf:
            inside = embedded.inside(path)
            if inside.response is None:
                return self._form(inside.fields)
            content = inside.response
            if hashlib.sha256(content).hexdigest() in read and carried_over.is_read(content, path, self.instrument):
                return None
            carried = carried_over.carry_over(content, path, self.instrument)
            found = self._chunk(carried.response, carried.left_out)
        else:
            carried = carried_over.load(path, self.instrument)
            found = self._chunk(carried.response, carried.left_out)
        self.source.check()
        return found

    def _chunk(self, response: Response, left_out: tuple[str, ...]) -> Chunk:
        if not response.answers:
            what = _("No question is answered in this file.")
            do = _("Go on with 'msme-check assess', or leave the file out.")
            raise FileError(cells.plain(str(self.source.path)), what, do)
        row = {**response.cells(), RESPONSE: response.model_dump_json()}
        return Chunk(_raw(row, self.instrument), cells=tuple(self._left_out(left_out)), quick=response.quick)

    def _form(self, fields: Iterable[PdfField]) -> Chunk:
        found = filled_form(self.source.path, fields, self.instrument)
        if not (found.refused or found.row.keys() & self.instrument.questions.keys()):
            what = _("No question is answered in this form.")
            refuse(self.source.path, what, _("Fill it in and save it, or leave the file out."))
        self.source.check()
        return Chunk(_raw(found.row, self.instrument), cells=found.refused, quick=found.quick)

    def _left_out(self, names: tuple[str, ...]) -> Iterator[Refusal]:
        what = _("The questionnaire of today has no place for this answer, or no longer reads it.")
        do = _("Ask the firm again, if the answer matters: 'msme-check assess'.")
        yield from (Refusal(WHOLE, name.strip("'"), what, do) for name in names)


def _raw(row: Mapping[str, str], instrument: Instrument) -> pl.DataFrame:
    """One firm as the rows of a file; with the whole response beside its cells, where `row` has one."""
    names = [*answers.columns(instrument), *(name for name in (RESPONSE,) if name in row)]
    raw = pl.DataFrame([row], schema=dict.fromkeys(names, pl.String), orient="row")
    return raw.with_columns(pl.lit(WHOLE, dtype=pl.Int64).alias(ROW))


def single_firm(path: Path, instrument: Instrument, progress: Progress) -> SingleFirm:
    """Examines a file that is one firm. Raises FileError where it cannot be read."""
    return SingleFirm(original(path, progress), instrument, embedded.is_pdf(path))
