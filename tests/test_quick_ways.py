"""The core questions alone: an interview with `--quick` and forms with `--core` come to the same quick check."""

import random
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import polars as pl
import pytest

from forms import exports
from forms.filling import marks_of, save, with_qpdf
from forms.phones import Phone, said_on_a_phone
from msme_check.answers import ROW
from msme_check.assessments import assess_response
from msme_check.commands import mapping
from msme_check.companions import INSTRUMENT_VERSION
from msme_check.forms import pdf_form, xlsform
from msme_check.intake import columns_map
from msme_check.intake.chunks import Chunk
from msme_check.intake.firms import read_firms
from msme_check.intake.inputs import Inputs, read_inputs
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from random_firms import random_row
from validators import odk
from validators.odk import Submission
from ways import files, interviews
from ways.askable import askable
from ways.assessed import differences, of_chunk, of_inputs

FIRMS = 8
ENGLISH = "English (en)"
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Quick:
    """Firms that are asked the core questions, and what is concluded of them."""

    rows: Rows
    expected: list[Assessment]


@pytest.fixture(scope="module")
def quick(instrument: Instrument, example_rows: Rows) -> Quick:
    rng = random.Random(8)  # noqa: S311 - firms, not secrets
    said = [*example_rows[: FIRMS // 2], *(random_row(rng, instrument) for _ in range(FIRMS // 2))]
    later = [one.id for one in instrument.questions.values() if not one.core]
    rows = [askable({**row, **dict.fromkeys(later, "")}, instrument) for row in said]
    raw = pl.DataFrame(rows).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
    return Quick(rows, list(of_chunk(Chunk(raw, quick=True), instrument)))


def opened(instrument: Instrument, path: Path) -> Inputs:
    return read_inputs((path,), instrument, None, lambda done, size: None)


def sent(rows: Rows, instrument: Instrument, *, core: bool) -> list[Submission]:
    phone = Phone.of(odk.converted(xlsform.content(instrument, core=core)).xform)
    return [phone.filled(said_on_a_phone(row, instrument)) for row in rows]


def test_it_shows_actions_and_no_bands(quick: Quick, instrument: Instrument) -> None:
    assert all(one.quick and one.next_band is None for one in quick.expected)
    assert sum(bool(one.recommendations) for one in quick.expected) > FIRMS / 2


def test_interviews(quick: Quick, instrument: Instrument) -> None:
    for row, by, expected in zip(quick.rows, cycle(interviews.BY), quick.expected, strict=False):
        lines, keys = interviews.script(row, instrument, by, quick=True)
        said = interviews.by_lines(row, instrument, lines, quick=True)
        assert differences([assess_response(said, instrument)], [expected]) == []
        said = interviews.by_keys(row, instrument, keys, quick=True)
        assert differences([assess_response(said, instrument)], [expected]) == []


def test_saved_files_and_forms_in_a_pdf(quick: Quick, instrument: Instrument, tmp_path: Path) -> None:
    saved = opened(instrument, files.saved(tmp_path / "saved", quick.rows, instrument, quick=True))
    assert differences(of_inputs(saved, instrument), quick.expected) == []
    blank = pdf_form.render(instrument, core=True)
    (tmp_path / "forms").mkdir()
    for number, row in enumerate(quick.rows):
        save(tmp_path / "forms" / f"{number}.pdf", with_qpdf(blank, marks_of(row, instrument)))
    forms = opened(instrument, tmp_path / "forms")
    assert differences(of_inputs(forms, instrument), quick.expected) == []


@pytest.mark.parametrize("labels", [False, True], ids=["names", "labels"])
def test_phones(labels: bool, quick: Quick, instrument: Instrument, tmp_path: Path) -> None:
    form, path = xlsform.content(instrument, core=True), tmp_path / "export.csv"
    text = exports.kobo(form, sent(quick.rows, instrument, core=True), ENGLISH, labels=labels, groups=labels)
    path.write_text(text, encoding="utf-8", newline="")
    inputs = opened(instrument, path)
    assert differences(of_inputs(inputs, instrument), quick.expected) == []
    assert f"{FIRMS} responses are quick estimates from the core questions" in inputs.notes[-1]
    list(mapping.columns(instrument, path, tmp_path / "map.yaml", None, print))
    known = columns_map.load(tmp_path / "map.yaml", instrument)
    mapped = read_inputs((path,), instrument, None, lambda done, size: None, known)
    assert differences(of_inputs(mapped, instrument), quick.expected) == []


def test_phones_of_which_some_had_the_whole_form(quick: Quick, instrument: Instrument, tmp_path: Path) -> None:
    """As when a project went on with the other form: row by row what was asked, in their order."""
    some, path = quick.rows[:4], tmp_path / "export.csv"
    submissions = sent(some, instrument, core=False)
    core = sent(some[1:3], instrument, core=True)
    for one, other in zip(submissions[1:3], core, strict=True):
        one.values[INSTRUMENT_VERSION] = other.values[INSTRUMENT_VERSION]
    text = exports.odk(xlsform.content(instrument), submissions, groups=True)
    path.write_text(text, encoding="utf-8", newline="")
    for size in (1, 2, 1000):
        firms = read_firms(path, instrument, None, lambda done, of: None)
        chunks = [one.read() for one in firms.chunks(size, lambda done, of: None)]
        asked = [(firm, chunk.quick) for chunk in chunks for firm in chunk.raw["firm_id"]]
        assert asked == [(row["firm_id"], 0 < place < 3) for place, row in enumerate(some)]
        assert [len(chunk.raw) for chunk in chunks if chunk.about is not None] == [len(one.raw) for one in chunks]
    inputs = opened(instrument, path)
    assert [one.quick for one in of_inputs(inputs, instrument)] == [False, True, True, False]
    assert "2 responses are quick estimates from the core questions" in inputs.notes[-1]
    path.write_text(f"{text.rstrip()},one cell too many\r\n", encoding="utf-8", newline="")
    chunks = [one.read() for one in opened(instrument, path).chunks(1000, lambda done, size: None)]
    assert [list(chunk.broken) for chunk in chunks] == [[], [], [5]]
