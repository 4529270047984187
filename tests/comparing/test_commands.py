"""`compare` as a person meets it: what is read, what is said, what is written, which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from comparing.conftest import Days
from msme_check import response_files
from msme_check.assessments import assess_response
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.report import files
from report.test_brand import png, written
from validators import poppler
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

LONG = "Golden Rice Mill and Transport Company of the Eastern Province " * 4


def call(*words: str | Path, columns: int = 80) -> Any:
    """Runs the program in this process."""
    return CliRunner(env={"COLUMNS": str(columns)}).invoke(app, [str(word) for word in words])


@pytest.fixture
def before(tmp_path: Path, day: Days) -> Path:
    path = tmp_path / "before.json"
    response_files.save(path, day(name="Golden Rice"))
    return path


@pytest.fixture
def after(tmp_path: Path, day: Days) -> Path:
    """A year later: an action done, more people, an answer gone."""
    path = tmp_path / "after.json"
    cells = {
        "fin_records_cashbook": "3", "fin_records_receipts": "3", "employees": "12", "ops_process_planning": "",
        "fin_banking_account": "0",
    }  # fmt: skip
    response_files.save(path, day(date="2027-11-20", name="Golden Rice", **cells))
    return path


def pdf_of(path: Path, instrument: Instrument, **update: object) -> Path:
    """The report of a response file."""
    response = response_files.load(path, instrument)
    to = path.with_suffix(".pdf")
    files.write(assess_response(response, instrument).model_copy(update=update), instrument, to)
    return to


def test_it_is_told_in_the_terminal(before: Path, after: Path) -> None:
    done = call("compare", before, after)
    assert done.exit_code == Exit.DONE, done.output
    assert done.stderr == ""
    text = " ".join(done.stdout.split())
    for part in (
        "Golden Rice Then: 2026-11-20 - Today: 2027-11-20 - Questions: mekong_msme 1.0.0",
        "Done: 1 - Write down every day's money in and out (In the first 3 months).",
        "level 0 -> 3, aim 3",
        "No longer in force: G2, Nothing is written down",
        "Higher than then: Finance access (2)",
        "Lower than then: Finance access (1)",
        "Other differences: Operational excellence (1)",
        "Then: 8; Today: 12",
    ):
        assert part in text, part


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_window(columns: int, before: Path, after: Path) -> None:
    done = call("compare", before, after, columns=columns)
    assert max(len(line) for line in done.stdout.splitlines()) <= columns


def test_nothing_changed(before: Path) -> None:
    done = call("compare", before, before)
    assert "Nothing changed: the same answers, the same profile, the same questions, the same scores." in " ".join(
        done.stdout.split()
    )


def test_a_report_and_a_response_file_say_the_same(before: Path, after: Path, instrument: Instrument) -> None:
    assert (
        call("compare", pdf_of(before, instrument), pdf_of(after, instrument)).stdout
        == call("compare", before, after).stdout
    )


def test_json_adds_up(before: Path, after: Path, tmp_path: Path) -> None:
    done = call("compare", before, after, "--json")
    found = json.loads(done.stdout)
    assert (found["format"], found["kind"]) == ("msme-check comparison", "firm")
    for one in found["scores"]:
        if one["difference"] is not None:
            assert round(sum(part["points"] for part in one["parts"]), 4) == one["difference"]
            assert round(one["after"] - one["before"], 4) == one["difference"]
    out = tmp_path / "changes.json"
    assert call("compare", before, after, "-o", out).stderr == f"Written: {out}\n"
    assert out.read_text("utf-8") == done.stdout


def test_what_a_person_must_know_first(before: Path, after: Path, tmp_path: Path, instrument: Instrument) -> None:
    other = tmp_path / "other.json"
    response = response_files.load(before, instrument)
    response_files.save(other, response.model_copy(update={"firm_id": "R2", "quick": True}))
    text = " ".join(call("compare", after, other).stdout.split())
    assert "! The two files have different firm ids, R00014 and R2." in text
    assert "! The first file is of a later day than the second." in text
    assert "! One of the two is a quick estimate" in text
    later = pdf_of(after, instrument, instrument_hash="0" * 64)
    text = " ".join(call("compare", before, later).stdout.split())
    assert "! The second file is of other questions than those of today" in text


def test_what_changed_in_the_questions(before: Path, after: Path, instrument: Instrument, later_folder: Path) -> None:
    pdf = pdf_of(before, instrument)
    done = call("compare", pdf, pdf, "--instrument", later_folder)
    assert done.exit_code == Exit.DONE, done.output
    text = " ".join(done.stdout.split())
    assert "Version 1.0.0 -> 1.1.0." in text
    assert "Another share of the questionnaire (2)" in text
    assert "(fin_records): 22% -> 27%" in text
    assert "the answers change nothing" in text


@pytest.mark.parametrize("name", ["nowhere.json", "empty.json"])
def test_files_that_cannot_be_compared(name: str, before: Path, tmp_path: Path, instrument: Instrument) -> None:
    response = response_files.load(before, instrument)
    response_files.save(tmp_path / "empty.json", response.model_copy(update={"answers": {}}))
    done = call("compare", before, tmp_path / name)
    assert done.exit_code == Exit.ANSWERS
    assert done.stderr.startswith(str(tmp_path / name))
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_cannot_be_written(before: Path, tmp_path: Path) -> None:
    done = call("compare", before, before, "-o", tmp_path / "changes.doc")
    assert done.exit_code == Exit.USAGE
    assert done.stderr.endswith("A comparison is one of .pdf, .html, .json. Give the file one of these endings.\n")
    done = call("compare", before, before, "-o", tmp_path / "nowhere" / "changes.json")
    assert done.exit_code == Exit.OUTPUT


@pytest.fixture
def long_names(before: Path, after: Path, instrument: Instrument) -> tuple[Path, Path]:
    for path in (before, after):
        response = response_files.load(path, instrument)
        response_files.save(path, response.model_copy(update={"firm_name": LONG}))
    return before, after


def test_the_pdf_is_for_archives_and_for_everybody(
    long_names: tuple[Path, Path], tmp_path: Path, verapdf: VeraPdf, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "changes.pdf"
    assert call("compare", *long_names, "-o", out).exit_code == Exit.DONE
    assert caplog.messages == []
    found = [verapdf.check(out, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
    pages = poppler.pages(out)
    assert all(one.is_a4 for one in pages)
    assert [word for one in pages for word in one.cut] == []
    assert poppler.holds(poppler.text(out), "No longer in force: G2, Nothing is written down")
    again = tmp_path / "again.pdf"
    call("compare", *long_names, "-o", again)
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_fits_and_can_be_read_by_everybody(
    width: int, long_names: tuple[Path, Path], tmp_path: Path, browser: Browser
) -> None:
    out = tmp_path / "changes.html"
    assert call("compare", *long_names, "-o", out).exit_code == Exit.DONE
    found = browser.look(out, width)
    assert found.window_width == width
    assert found.faults == []
    assert browser.tab_through(out, width).faults == []
    assert "default-src 'none'" in out.read_text("utf-8")


def test_it_carries_the_brand_and_is_printed_on_either_paper(
    before: Path, after: Path, tmp_path: Path, verapdf: VeraPdf
) -> None:
    png(tmp_path)
    words = 'name: Bureau\nlogo: logo.png\nfooter: All yours\nclosing: [See you]\ncolours: {accent: "#0b5d1e"}'
    branded = ["--brand", written(tmp_path, words)]
    for paper, width in (("a4", 595), ("letter", 612)):
        pdf = tmp_path / f"{paper}.pdf"
        done = call("compare", before, after, "-o", pdf, *branded, "--paper", paper)
        assert done.exit_code == Exit.DONE, done.output
        pages = PdfReader(pdf).pages
        assert int(pages[0].mediabox.width) == width
        assert "Bureau" in pages[0].extract_text() and len(pages[0].images) == 1
        assert all("All yours" in page.extract_text() for page in pages)
        assert "See you" in pages[-1].extract_text()
        assert [str(one) for kind in (PDF_A, PDF_UA) if not (one := verapdf.check(pdf, kind)).conforms] == []
    page = tmp_path / "branded.html"
    assert call("compare", before, after, "-o", page, *branded).exit_code == Exit.DONE
    text = page.read_text("utf-8")
    assert text.count("data:image/png;base64,") == 1 and "#0b5d1e" in text
    plain = tmp_path / "plain.html"
    assert call("compare", before, after, "-o", plain).exit_code == Exit.DONE
    assert "Bureau" not in plain.read_text("utf-8")


def test_a_brand_that_cannot_be_read_leaves_no_file(before: Path, after: Path, tmp_path: Path) -> None:
    done = call("compare", before, after, "-o", tmp_path / "new.pdf", "--brand", written(tmp_path, "nme: Bureau"))
    assert done.exit_code == Exit.USAGE and "brand.yaml:1:" in done.output
    assert not (tmp_path / "new.pdf").exists()
