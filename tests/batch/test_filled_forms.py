"""Forms that were filled in and saved give the same results as the same answers in a file of firms."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from batch.conftest import Batch, Rows, read, write
from batch.test_run import changed, results
from forms.filling import FILLERS, Marks, marks_of, save, with_pypdf, with_pypdf_added
from msme_check.batch.run import REJECTED, RESULTS
from msme_check.batch.settings import ReportFormat
from msme_check.cli import app
from msme_check.embedded import inside
from msme_check.errors import Exit
from msme_check.forms import pdf_form
from msme_check.model.instrument import Instrument

FIRMS = 30


@pytest.fixture(scope="module")
def form(instrument: Instrument) -> bytes:
    return pdf_form.render(instrument)


def test_thirty_firms_are_the_same_as_in_a_file(
    batch: Batch, form: bytes, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    """By turns filled in by four programs."""
    folder = tmp_path / "sent"
    folder.mkdir()
    fillers = list(FILLERS.values())
    for number, firm in enumerate(example_rows[:FIRMS]):
        fill = fillers[number % len(fillers)]
        save(folder / f"{number:02}.pdf", fill(form, marks_of(firm, instrument)))
    batch(folder)
    batch(write(tmp_path / "firms.csv", example_rows[:FIRMS], instrument), out=tmp_path / "table")
    assert len(results(tmp_path / "out")) == FIRMS
    assert results(tmp_path / "out") == results(tmp_path / "table")


def test_all_that_is_wrong_is_named_by_file_and_field(
    batch: Batch, form: bytes, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    firm = changed(example_rows[0], employees="three", fin_banking_turnover="much", ops_supply_ontime="400")
    wrong = marks_of(firm, instrument)
    wrong.ticked |= {"fin_security_assets/none", "fin_security_assets/land_title", "grn_rules_permits/dk"}
    wrong.ticked.add("grn_rules_permits/operating")
    save(folder / "wrong.pdf", with_pypdf(form, wrong))
    without = marks_of(changed(example_rows[1], firm_id=""), instrument)
    save(folder / "Sok mill.pdf", with_pypdf_added(form, without))
    save(folder / "blank.pdf", form)
    summary = batch(folder)
    assert summary.exit_code is Exit.ROWS_REJECTED
    assert [line["firm_id"] for line in read(tmp_path / "out" / RESULTS)] == ["Sok mill"]
    lines = read(tmp_path / "out" / REJECTED)
    assert [line["problem"] for line in lines if line["file"] == "blank.pdf"] == [
        "No question is answered in this form."
    ]
    named = {line["column"]: line["problem"] for line in lines if line["file"] == "wrong.pdf"}
    assert named.keys() >= {"employees", "fin_banking_turnover", "ops_supply_ontime", "fin_security_assets"}
    assert named["employees"] == "This is not a whole number."
    assert named["fin_banking_turnover"] == "This is not a number."
    assert named["fin_security_assets"] == "'none' stands beside other codes."


def test_core_forms_are_quick_estimates_also_in_their_reports(
    batch: Batch, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    core = pdf_form.render(instrument, core=True)
    path = save(tmp_path / "core.pdf", with_pypdf(core, marks_of(example_rows[2], instrument)))
    summary = batch((path,), reports=ReportFormat.PDF)
    assert summary.notes == (
        "1 response is a quick estimate from the core questions; its scores are rougher: core.pdf",
    )
    (report,) = (tmp_path / "out" / "reports").rglob("*.pdf")
    found = inside(report).response
    assert found is not None and b'"quick": true' in found


def call(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, re.sub(r"\s+", " ", result.output)


def test_a_report_of_one_form(form: bytes, tmp_path: Path, example_rows: Rows, instrument: Instrument) -> None:
    marks = marks_of(example_rows[4], instrument)
    marks.ticked.discard("fin_banking_turnover/dk")
    marks.written["fin_banking_turnover"] = "much"
    path = save(tmp_path / "form.pdf", with_pypdf(form, marks))
    code, said = call("report", path, "-o", tmp_path / "report.txt")
    assert code == Exit.DONE
    assert "Not used of this form" in said and "fin_banking_turnover: This is not a number." in said
    assert example_rows[4]["firm_name"] in (tmp_path / "report.txt").read_text("utf-8")


def test_no_report_of_a_form_without_what_is_needed(form: bytes, tmp_path: Path) -> None:
    path = save(tmp_path / "form.pdf", with_pypdf(form, Marks(chosen={"fin_records_cashbook": "2", "country": "KH"})))
    code, said = call("report", path, "-o", tmp_path / "report.txt")
    assert code == Exit.ANSWERS
    assert "sector: " in said and "employees: " in said
    code, said = call("explain", path)
    assert code == Exit.ANSWERS
    assert "This PDF is a form with fields to fill in, and no report. Make a report of it first" in said
