"""One firm, every way of answering: the same answers give the same assessment, however they came in."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import polars as pl
import pytest

from forms import exports
from forms.filling import FILLERS, marks_of, save
from forms.office import saved_again
from forms.phones import Phone, said_on_a_phone
from forms.workbook_filling import Form
from msme_check import answers
from msme_check.answers import EVIDENCE
from msme_check.assessments import assess_response
from msme_check.forms import pdf_form, xlsform, xlsx
from msme_check.intake import workbooks
from msme_check.intake.chunks import Chunk
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from random_firms import random_row
from validators import odk
from validators.odk import Submission
from ways import files, interviews
from ways.askable import Row, askable
from ways.assessed import differences, of_chunk, of_files

RANDOM = 20
"""Firms beside the forty examples."""

PORTIONS = 6
"""Ways that are slow are spread over so many tests each, for the processes that run tests."""

ENGLISH = "English (en)"

Write = Callable[[Path, Sequence[Row], Instrument], Path]


@dataclass(frozen=True)
class Firms:
    """Firms as they can be asked, and what is concluded of their answers before anything is written or typed."""

    rows: list[dict[str, str]]
    expected: list[Assessment]

    def slow(self, portion: int) -> "Firms":
        """Some of those that also take the ways which need about a second a firm: the even ones, in portions."""
        some = slice(2 * portion, None, 2 * PORTIONS)
        return Firms(self.rows[some], self.expected[some])


@pytest.fixture(scope="module", autouse=True)
def readers_end() -> Iterator[None]:
    """The process that reads workbooks ends with the tests of this module."""
    yield
    workbooks.READER.close()


@pytest.fixture(scope="module")
def firms(instrument: Instrument, example_rows: list[dict[str, str]]) -> Firms:
    """The example firms, which get something to show, and random ones with gaps and answers that do not fit."""
    rng = random.Random(6)  # noqa: S311 - firms, not secrets
    said = [{**row, EVIDENCE: " ".join(rng.sample(list(instrument.questions), 30))} for row in example_rows]
    said += [random_row(rng, instrument) for _ in range(RANDOM)]
    rows = [askable(row, instrument) for row in said]
    raw = pl.DataFrame(rows).with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(answers.ROW))
    return Firms(rows, list(of_chunk(Chunk(raw), instrument)))


def test_the_firms_are_many_and_different(firms: Firms, instrument: Instrument) -> None:
    """Or else the other tests would show little."""
    assert len({tuple(row[name] for name in instrument.questions) for row in firms.rows}) == 40 + RANDOM
    said = {cell for row in firms.rows for name, cell in row.items() if name in instrument.questions}
    assert {"", "dk", "na", "none", "yes", "partly", "no", "0", "4"} <= said
    assert sum(bool(row[EVIDENCE]) for row in firms.rows) > 40
    assert len({one.overall.band for one in firms.expected}) > 3
    assert sum(len(firms.slow(portion).rows) for portion in range(PORTIONS)) == (40 + RANDOM) / 2
    assert len({document.mark for one in firms.expected for document in one.documents}) == 4


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_an_interview_with_keys_and_one_with_lines(portion: int, firms: Firms, instrument: Instrument) -> None:
    some = firms.slow(portion)
    scripts = [interviews.script(row, instrument, by) for row, by in zip(some.rows, cycle(interviews.BY), strict=False)]
    for row, (lines, keys), expected in zip(some.rows, scripts, some.expected, strict=True):
        by_keys = interviews.by_keys(row, instrument, keys)
        assert differences([assess_response(by_keys, instrument)], [expected]) == []
        by_lines = interviews.by_lines(row, instrument, lines)
        assert differences([assess_response(by_lines, instrument)], [expected]) == []


@pytest.mark.parametrize("write", [files.by_code, files.by_label, files.saved], ids=["codes", "labels", "saved"])
def test_files(write: Write, instrument: Instrument, firms: Firms, tmp_path: Path) -> None:
    path = write(tmp_path / "firms", firms.rows, instrument)
    assert differences(of_files(instrument, path), firms.expected) == []


def test_the_workbook(instrument: Instrument, firms: Firms, tmp_path: Path) -> None:
    assert differences(of_files(instrument, _workbook(tmp_path, firms, instrument)), firms.expected) == []


def test_the_workbook_saved_as_ods(instrument: Instrument, firms: Firms, tmp_path: Path) -> None:
    path = saved_again(_workbook(tmp_path, firms, instrument), tmp_path / "again", "ods")
    assert differences(of_files(instrument, path), firms.expected) == []


def _workbook(folder: Path, firms: Firms, instrument: Instrument) -> Path:
    blank, filled = folder / "blank.xlsx", folder / "firms.xlsx"
    xlsx.write(instrument, blank, core=False, only=None)
    form = Form(blank, instrument)
    form.fill(firms.rows)
    return form.save(filled)


@dataclass(frozen=True)
class Sent:
    """What a form on phones has sent."""

    form: bytes
    submissions: Sequence[Submission]

    def kobo(self, *, labels: bool) -> str:
        return exports.kobo(self.form, self.submissions, ENGLISH, labels=labels, groups=labels)

    def odk(self) -> str:
        return exports.odk(self.form, self.submissions, groups=True)


@pytest.fixture(scope="module")
def sent(instrument: Instrument, firms: Firms) -> Sent:
    form = xlsform.content(instrument)
    phone = Phone.of(odk.converted(form).xform)
    submissions = [phone.filled(said_on_a_phone(row, instrument)) for row in firms.rows]
    assert [one.refused for one in submissions] == [{}] * len(firms.rows)
    return Sent(form, submissions)


@pytest.mark.parametrize(
    "exported",
    [lambda sent: sent.kobo(labels=True), lambda sent: sent.kobo(labels=False), Sent.odk],
    ids=["kobo labels", "kobo names", "odk"],
)
def test_phones(
    exported: Callable[[Sent], str], sent: Sent, instrument: Instrument, firms: Firms, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(exported(sent), encoding="utf-8", newline="")
    assert differences(of_files(instrument, path), firms.expected) == []


@pytest.fixture(scope="module")
def blank_pdf(instrument: Instrument) -> bytes:
    return pdf_form.render(instrument)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_the_form_in_a_pdf(
    portion: int, blank_pdf: bytes, instrument: Instrument, firms: Firms, tmp_path: Path
) -> None:
    """By turns filled in with clicks and keys in a reader, and by a program that writes the objects of the file."""
    some = firms.slow(portion)
    for number, (row, program) in enumerate(zip(some.rows, cycle(("pdfium", "qpdf")), strict=False)):
        save(tmp_path / f"{number:02}.pdf", FILLERS[program](blank_pdf, marks_of(row, instrument)))
    assert differences(of_files(instrument, tmp_path), some.expected) == []
