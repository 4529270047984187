"""Response files and reports as firms of a batch: each gives what `report` gives for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import Batch, Rows, read, write
from msme_check import resources, response_files
from msme_check.assessments import assess_response
from msme_check.batch.run import REJECTED, RESULTS
from msme_check.batch.settings import ReportFormat
from msme_check.commands import asking
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.embedded import RESPONSE, EmbeddedFile
from msme_check.errors import AnswersError, Exit
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.report.pdf import renderer

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Report</title></head><body><h1>Old</h1></body></html>'
Save = Callable[..., Path]


@pytest.fixture(scope="module")
def responses(instrument: Instrument) -> list[Response]:
    """Some firms of the demo, each of another day; the second was asked the core questions only."""
    found = [one.response for one in assessments(instrument, resources.questionnaires() / FIRMS)[:4]]
    found = [one.model_copy(update={"date": f"2025-03-0{day}"}) for day, one in enumerate(found, 1)]
    core = {name for name, question in instrument.questions.items() if question.core}
    answers = {name: value for name, value in found[1].answers.items() if name in core}
    found[1] = found[1].model_copy(update={"quick": True, "answers": answers, "only": ("finance", "digital")})
    return found


@pytest.fixture
def folder(tmp_path: Path, responses: list[Response]) -> Path:
    """A folder with a response file of each firm."""
    folder = tmp_path / "sent"
    folder.mkdir()
    for one in responses:
        response_files.save(folder / f"{one.firm_id}.json", one)
    return folder


def older_pdf(path: Path, response: Response, change: Callable[[dict[str, Any]], None]) -> Path:
    """A report of another day, whose response was changed before."""
    content = json.loads(response_files.content(response))
    change(content)
    inside = EmbeddedFile(RESPONSE, json.dumps(content).encode(), "", "Source")
    path.write_bytes(renderer().render_html(PAGE, [inside]))
    return path


def test_each_firm_has_the_report_that_it_gets_alone(
    batch: Batch, folder: Path, responses: list[Response], instrument: Instrument, tmp_path: Path
) -> None:
    for chunk_rows in (1, 20_000):
        summary = batch(folder, reports=ReportFormat.HTML, chunk_rows=chunk_rows, workers=1)
        assert (summary.rows, summary.scored, summary.exit_code) == (4, 4, Exit.DONE)
        for one in responses:
            asking.report(instrument, folder / f"{one.firm_id}.json", tmp_path / "alone.html")
            report = tmp_path / "out" / "reports" / f"{one.firm_id}.html"
            assert report.read_bytes() == (tmp_path / "alone.html").read_bytes()


def test_a_quick_estimate_is_scored_as_one_and_stands_behind_the_others(
    batch: Batch, folder: Path, responses: list[Response], instrument: Instrument, tmp_path: Path
) -> None:
    summary = batch(folder)
    assert any("1 response is a quick estimate" in note and responses[1].firm_id in note for note in summary.notes)
    lines = read(tmp_path / "out" / RESULTS)
    order = [*sorted(one.firm_id for one in responses if not one.quick), responses[1].firm_id]
    assert [line["firm_id"] for line in lines] == order
    scores = {line["firm_id"]: line["overall_score"] for line in lines}
    for one in responses:
        score = assess_response(one, instrument).overall.score
        assert scores[one.firm_id] == ("" if score is None else f"{score:.4f}")
    for chunk_rows in (1, 2, 3):
        batch(folder, out=tmp_path / "small", chunk_rows=chunk_rows)
        assert (tmp_path / "small" / RESULTS).read_bytes() == (tmp_path / "out" / RESULTS).read_bytes()


def test_a_report_is_the_firm_that_it_is_about(
    batch: Batch, folder: Path, responses: list[Response], instrument: Instrument, tmp_path: Path
) -> None:
    first, other = responses[0], responses[2]
    pdfs = tmp_path / "reports"
    pdfs.mkdir()
    for one in (first, other):
        asking.report(instrument, folder / f"{one.firm_id}.json", pdfs / f"{one.firm_id}.pdf")
    summary = batch(pdfs, reports=ReportFormat.HTML, workers=1)
    assert (summary.scored, summary.exit_code) == (2, Exit.DONE)
    asking.report(instrument, pdfs / f"{first.firm_id}.pdf", tmp_path / "alone.html")
    report = tmp_path / "out" / "reports" / f"{first.firm_id}.html"
    assert report.read_bytes() == (tmp_path / "alone.html").read_bytes()

    # Beside its response file it is no second firm; where that has changed since, it says the same id twice.
    together = batch((folder, pdfs), out=tmp_path / "together")
    assert (together.rows, together.scored, together.exit_code) == (4, 4, Exit.DONE)
    assert any(note.startswith("2 reports are of response files that were read too") for note in together.notes)
    response_files.save(folder / f"{first.firm_id}.json", first.model_copy(update={"firm_name": "New name"}))
    changed = batch((pdfs, folder), out=tmp_path / "changed")
    assert (changed.rows, changed.scored) == (5, 4)
    (line,) = read(tmp_path / "changed" / REJECTED)
    assert (line["file"], line["row"], line["column"]) == (f"{first.firm_id}.json", "", "firm_id")
    assert line["problem"] == f"{first.firm_id}.pdf has the same id of the firm."


def test_a_report_of_an_earlier_version_is_carried_over_and_says_what_is_lost(
    batch: Batch, responses: list[Response], tmp_path: Path
) -> None:
    def earlier(content: dict[str, Any]) -> None:
        content["instrument"]["version"] = "0.9.0"
        content["answers"] |= {"fin_boat": 3, "fin_records_cashbook": 9}

    path = older_pdf(tmp_path / "old.pdf", responses[0], earlier)
    summary = batch(path)
    assert (summary.scored, summary.bad_cells, summary.exit_code) == (1, 2, Exit.ROWS_REJECTED)
    lines = read(tmp_path / "out" / REJECTED)
    assert {(line["column"], line["scored"], line["row"]) for line in lines} == {
        ("fin_boat", "yes", ""),
        ("fin_records_cashbook", "yes", ""),
    }
    assert batch(path, out=tmp_path / "strict", strict=True).scored == 0


def test_a_response_file_of_a_later_version_does_not_hide_its_report(
    batch: Batch, responses: list[Response], tmp_path: Path
) -> None:
    def later(content: dict[str, Any]) -> None:
        content["instrument"]["version"] = "9.0.0"

    pdf = older_pdf(tmp_path / "old.pdf", responses[0], later)
    content = json.loads(response_files.content(responses[0]))
    later(content)
    (tmp_path / "old.json").write_text(json.dumps(content))
    summary = batch((tmp_path / "old.json", pdf))
    assert (summary.rows, summary.scored) == (2, 1)
    (line,) = read(tmp_path / "out" / REJECTED)
    assert line["file"] == "old.json" and "version 9.0.0" in line["problem"]


BAD = {
    "empty.json": (b"", "it is empty"),
    "other.json": (b'{"name": "package"}', "does not say so in its key 'format'"),
    "cut.json": (b'{"format": "msme-check response", ', "not whole JSON"),
    "brochure.pdf": (b"%PDF-1.7\n%%EOF", "damaged or not whole"),
    "web.pdf": (b"<html></html>", "This is no PDF"),
}


def test_what_cannot_be_used_is_a_refused_firm_with_its_file_and_the_reason(
    batch: Batch, folder: Path, tmp_path: Path, responses: list[Response]
) -> None:
    for name, (content, _said) in BAD.items():
        (folder / name).write_bytes(content)
    unanswered = responses[3].model_copy(update={"answers": {}, "firm_id": "unanswered"})
    response_files.save(folder / "unanswered.json", unanswered)
    for chunk_rows in (1, 20_000):
        summary = batch(folder, chunk_rows=chunk_rows)
        assert (summary.rows, summary.scored, summary.rejected) == (10, 4, 6)
        assert (summary.exit_code, summary.unread) == (Exit.ROWS_REJECTED, ())
        lines = {line["file"]: line for line in read(tmp_path / "out" / REJECTED)}
        for name, said in [
            *((name, said) for name, (_content, said) in BAD.items()),
            ("unanswered.json", "No question"),
        ]:
            line = lines[name]
            assert said in line["problem"] and line["what_to_do"]
            assert (line["row"], line["firm_id"], line["column"], line["scored"]) == ("", "", "", "no")


@pytest.mark.parametrize("name", BAD)
def test_the_only_file_of_a_run_is_refused_at_once(name: str, batch: Batch, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name][0])
    with pytest.raises(AnswersError, match=BAD[name][1]):
        batch(tmp_path / name)
    assert not (tmp_path / "out").exists()


def test_when_all_firms_are_refused_the_reasons_are_written(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    for name, (content, _said) in BAD.items():
        (tmp_path / "sent" / name).write_bytes(content)
    summary = batch(tmp_path / "sent")
    assert (summary.rows, summary.scored, summary.exit_code) == (5, 0, Exit.ANSWERS)
    assert len(read(tmp_path / "out" / REJECTED)) == 5 and read(tmp_path / "out" / RESULTS) == []


def test_tables_and_single_firms_go_together(
    batch: Batch, folder: Path, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    write(folder / "05-more.csv", [{**row, "firm_name": "=1+1"} for row in example_rows[:3]], instrument)
    summary = batch(folder, reports=ReportFormat.HTML, workers=1)
    assert (summary.rows, summary.scored, summary.reports_written) == (7, 7, 7)
    assert [line["firm_name"] for line in read(tmp_path / "out" / RESULTS)].count("'=1+1") == 3
