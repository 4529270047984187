"""One firm, every way of answering: the same answers give the same assessment, however they came in."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

from forms import exports
from forms.filling import FILLERS, marks_of, save
from forms.office import saved_again
from forms.phones import Phone, said_on_a_phone
from forms.workbook_filling import Form
from msme_check import assessments
from msme_check.forms import pdf_form, xlsform, xlsx
from msme_check.intake.firms import Chunk
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from random_firms import random_row
from validators import odk
from validators.odk import Submission
from ways import assessed, files, interviews
from ways.askable import Row, askable

RANDOM = 20
ENGLISH = "English (en)"

Rows = list[dict[str, str]]
Script = tuple[list[str], list[bytes]]


@pytest.fixture(scope="module")
def firms(instrument: Instrument, example_rows: Rows) -> Rows:
    """The example firms, and random ones with gaps, answers that do not fit, and proof of what is asked."""
    rng = random.Random(6)  # noqa: S311 - firms, not secrets
    return [askable(row, instrument) for row in (*example_rows, *(random_row(rng, instrument) for _ in range(RANDOM)))]


@pytest.fixture(scope="module")
def expected(instrument: Instrument, firms: Rows) -> list[Assessment]:
    """What is concluded of their answers before anything is written or typed."""
    raw = pl.DataFrame(firms).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"))
    return list(assessed.of_chunk(Chunk(raw), instrument))


@pytest.fixture(scope="module")
def scripts(instrument: Instrument, firms: Rows) -> list[Script]:
    """What they type in an interview, by turns with arrows and with digits."""
    return [interviews.script(row, instrument, by) for row, by in zip(firms, _turns("arrows", "digits"), strict=False)]


def _turns(*names: str) -> Iterator[str]:
    while True:
        yield from names


def test_the_firms_are_many_and_different(firms: Rows, expected: list[Assessment], instrument: Instrument) -> None:
    """Or else the other tests would show little."""
    assert len({tuple(row[name] for name in instrument.questions) for row in firms}) == len(firms) == 40 + RANDOM
    given = {cell for row in firms for name, cell in row.items() if name in instrument.questions}
    assert {"", "dk", "na", "none", "partly", "0", "4"} <= given
    assert sum(bool(row["evidence"]) for row in firms) > RANDOM / 3
    assert {one.overall.band for one in expected} >= {band.id for band in instrument.settings.bands[:3]}


def test_keys(instrument: Instrument, firms: Rows, expected: list[Assessment], scripts: list[Script]) -> None:
    said = [interviews.by_keys(row, instrument, keys) for row, (_, keys) in zip(firms, scripts, strict=True)]
    found = [assessments.assess_response(one, instrument) for one in said]
    assert assessed.differences(found, expected) == []


def test_lines(instrument: Instrument, firms: Rows, expected: list[Assessment], scripts: list[Script]) -> None:
    said = [interviews.by_lines(row, instrument, lines) for row, (lines, _) in zip(firms, scripts, strict=True)]
    found = [assessments.assess_response(one, instrument) for one in said]
    assert assessed.differences(found, expected) == []


@pytest.mark.parametrize("write", [files.by_code, files.by_label, files.saved], ids=["codes", "labels", "saved"])
def test_files(
    write: Callable[[Path, Sequence[Row], Instrument], Path],
    instrument: Instrument,
    firms: Rows,
    expected: list[Assessment],
    tmp_path: Path,
) -> None:
    assert (
        assessed.differences(assessed.of_files(instrument, write(tmp_path / "firms", firms, instrument)), expected)
        == []
    )
