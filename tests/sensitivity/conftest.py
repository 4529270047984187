"""Firms to study: random ones, from plausible to nasty, and the frames that they are read into."""

import random
from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from msme_check import answers
from msme_check.answers import choices
from msme_check.assess import score, weigh
from msme_check.frames import Frame
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Number
from msme_check.scoring import Scoring
from msme_check.sensitivity.findings import Sensitivity
from msme_check.sensitivity.study import study_drawn
from random_firms import random_row


def rows(instrument: Instrument, count: int, seed: int = 1) -> list[dict[str, str]]:
    """Random firms; the same for the same seed."""
    numbers = random.Random(seed)  # noqa: S311 - no secret
    return [random_row(numbers, instrument) for _ in range(count)]


def good(instrument: Instrument, **cells: str) -> dict[str, str]:
    """A firm that answers every question well, at level 3 where a question has it."""
    row = {"firm_id": "A", "country": "KH", "sector": "retail", "employees": "1", "exports": "none"}
    for name, one in instrument.questions.items():
        match one:
            case Checklist():
                row[name] = " ".join(item.code for item in one.items)
            case Number():
                row[name] = f"{max(one.bands, key=lambda band: band.level).start:g}"
            case _:
                row[name] = "3" if one.type == "ladder" else "yes"
    return row | cells


def read(some: Sequence[Mapping[str, str]], instrument: Instrument) -> Frame:
    """What the pipeline reads of some rows."""
    raw = pl.DataFrame([{name: row.get(name, "") for name in answers.columns(instrument)} for row in some])
    return answers.read(raw, instrument).frame


def scored(some: Sequence[Mapping[str, str]], instrument: Instrument) -> tuple[Frame, Scoring]:
    """The scores of some rows."""
    frame, scoring = read(some, instrument), Scoring(instrument, choices(instrument))
    weigh(frame, scoring)
    score(frame, scoring)
    return frame, scoring


@pytest.fixture(scope="session")
def drawn_findings(instrument: Instrument) -> Sensitivity:
    """What is found on 400 drawn firms."""
    return study_drawn(instrument, 400, lambda done, total: None)
