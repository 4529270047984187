"""Files of any kind -> the assessment of each firm in them, as `batch` comes to it; and where assessments differ."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.responses import response
from msme_check.batch.screening import Screening
from msme_check.batch.seen import NEVER
from msme_check.intake.chunks import Chunk
from msme_check.intake.inputs import Inputs, read_inputs
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument

TODAY = date(2026, 11, 24)


def of_files(instrument: Instrument, *paths: Path) -> list[Assessment]:
    """The firms of files and folders. Every cell must have been used, and nothing be left to say about them."""
    inputs = read_inputs(paths, instrument, None, lambda done, size: None)
    found = of_inputs(inputs, instrument)
    assert inputs.notes == ()
    return found


def of_inputs(inputs: Inputs, instrument: Instrument) -> list[Assessment]:
    """The firms of files that were opened. Every column and cell must have been used."""
    found = [
        one for chunk in inputs.chunks(1000, lambda done, size: None) for one in of_chunk(chunk.read(), instrument)
    ]
    assert (inputs.headers(), inputs.unused()) == ([], [])
    return found


def of_chunk(chunk: Chunk, instrument: Instrument) -> Iterator[Assessment]:
    """The firms of some rows."""
    assessed = assess(chunk.raw, instrument, quick=chunk.quick)
    screened = Screening(instrument).screen(chunk, assessed, np.full(len(chunk.raw), NEVER))
    assert screened.refusals.rows() == []
    for place, text in enumerate(screened.raw.iter_rows(named=True)):
        typed = screened.assessed.values.row(place)
        answers = response(instrument, text, typed, TODAY, quick=chunk.quick)
        yield assessment(screened.assessed, place, answers)


def differences(some: Sequence[Assessment], others: Sequence[Assessment]) -> list[str]:
    """Where the assessments of two lists of the same firms differ: of which firm, in what, and how.

    Nothing of an assessment is left out. The firm's id and the date are told to each way of answering, so they are the
    same too; and which program, form or person asked is not part of an assessment.
    """
    pairs = zip(some, others, strict=True)
    return [line for one, other in pairs for line in _differences(one.model_dump(), other.model_dump(), one.firm_id)]


def _differences(one: object, other: object, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for place, parts in enumerate(zip(one, other, strict=True)):
            yield from _differences(*parts, f"{path}.{place}")
    elif one != other or type(one) is not type(other):
        yield f"{path}: {one!r} != {other!r}"
