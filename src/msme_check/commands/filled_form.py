"""A form that was filled in as a PDF -> the response of one firm, read as `batch` reads it."""

from datetime import date
from pathlib import Path

import numpy as np

from msme_check import cells
from msme_check.assess import assess
from msme_check.batch.responses import response
from msme_check.batch.screening import Screening
from msme_check.batch.seen import NEVER
from msme_check.errors import AnswersError
from msme_check.i18n import _
from msme_check.intake.single_firms import single_firm
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response


def read(path: Path, instrument: Instrument, today: date) -> tuple[Response, list[str]]:
    """The response, dated `today`, and a line for each answer that could not be used.

    Raises AnswersError, with all such lines, where the firm cannot be scored.
    """
    chunk = single_firm(path, instrument, lambda _done, _total: None).firm(())
    if chunk is None:
        raise AssertionError("nothing was read before, so nothing is read twice")
    assessed = assess(chunk.raw, instrument, quick=chunk.quick)
    found = Screening(instrument).screen(chunk, assessed, np.full(len(chunk.raw), NEVER))
    file = cells.plain(str(path))
    refused = found.refusals.select("column", "problem", "what_to_do").iter_rows()
    lines = [f"{file}: {column}: {problem} {do}" for column, problem, do in refused]
    if not found.scored:
        raise AnswersError("\n".join(lines))
    text, typed = found.raw.row(0, named=True), found.assessed.values.row(0)
    told = [_("Not used of this form, and counted as not answered:"), *lines] if lines else []
    return response(instrument, text, typed, today, quick=chunk.quick), told
