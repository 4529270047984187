"""The report on a group as a batch writes it: beside all else, and whatever happens to the reports of firms."""

import json
import re
from pathlib import Path

import pypdf
import pytest

from batch import worker_tasks
from batch.conftest import ticking
from cohort.conftest import write_rows
from msme_check import resources
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Cohort, ReportFormat, Stage
from msme_check.cohort import files
from msme_check.errors import Exit, OutputError
from msme_check.model.instrument import Instrument
from msme_check.report import pdf

Rows = list[dict[str, str]]


class Batches:
    """Runs batches into one folder."""

    def __init__(self, folder: Path, instrument: Instrument) -> None:
        self.folder, self.instrument, self.out = folder, instrument, folder / "out"
        self.stages: list[tuple[int, int, Stage]] = []

    def run(self, rows: Rows, **wishes: object) -> BatchSummary:
        prepare = wishes.pop("prepare", None)
        path = write_rows(self.folder / "firms.csv", rows, self.instrument)
        settings = BatchSettings((path,), self.out, **{"cohort": Cohort.FIRMS, **wishes})  # type: ignore[arg-type]
        heard = lambda *told: self.stages.append(told)  # noqa: E731
        return run(settings, self.instrument, resources.questionnaires(), heard, ticking(), prepare=prepare)  # type: ignore[arg-type]

    def record(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.out / "run.json").read_text("utf-8"))
        return found


@pytest.fixture
def batches(tmp_path: Path, instrument: Instrument) -> Batches:
    return Batches(tmp_path, instrument)


@pytest.mark.parametrize("chunk_rows", [2, 20_000])
def test_names_lead_to_the_reports_and_failed_ones_lead_nowhere(
    chunk_rows: int, batches: Batches, example_rows: Rows
) -> None:
    rows = [dict(row) for row in example_rows[:5]]
    rows[1]["firm_name"], rows[3]["firm_id"] = "hopeless", "../up"
    summary = batches.run(
        rows, reports=ReportFormat.HTML, prepare=worker_tasks.drawing_marks, chunk_rows=chunk_rows, workers=1
    )
    assert (summary.reports_failed, summary.exit_code, summary.cohort) == (1, Exit.OUTPUT, files.NAMES)
    page = (batches.out / files.HTML).read_text("utf-8")
    links = dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', page))
    assert len(links) == 4 and links["reports/R00001.html"] == rows[0]["firm_name"] and "hopeless" in page
    for link, name in links.items():
        assert (batches.out / link).read_text("utf-8").startswith(name)
    actions = [
        a.get_object()["/A"] for p in pypdf.PdfReader(batches.out / files.PDF).pages for a in p.get("/Annots", [])
    ]
    assert {one["/URI"] for one in actions} == set(links)


def test_rejected_rows_are_counted_and_nothing_else_changes(batches: Batches, example_rows: Rows) -> None:
    rows = [*example_rows[:4], dict(example_rows[4], country=""), dict(example_rows[5], fin_records_cashbook="x")]
    summary = batches.run(rows)
    assert (summary.scored, summary.exit_code) == (5, Exit.ROWS_REJECTED)
    page = (batches.out / files.HTML).read_text("utf-8")
    for title, count in (("Rows in the file", 6), ("Rows rejected", 1), ("Firms scored", 5)):
        assert f'<th scope="row">{title}</th><td class="number">{count}</td>' in page
    assert re.search(r'Cells that could not be used[^<]*</th><td class="number">1</td>', page)


def test_the_record_tells_of_it(batches: Batches, example_rows: Rows) -> None:
    batches.run(example_rows[:2], cohort=Cohort.PUBLIC)
    record = batches.record()
    assert record["cohort"] == list(files.NAMES) and "cohort" in record["seconds"]  # type: ignore[operator]
    assert record["settings"]["cohort"] == "public"  # type: ignore[index]
    assert batches.stages[-1] == (3, 3, Stage.COHORT)


def test_files_of_the_run_before_go(batches: Batches, example_rows: Rows) -> None:
    batches.run(example_rows[:2])
    assert {one.name for one in batches.out.iterdir()} > set(files.NAMES)
    assert batches.run(example_rows[:2], cohort=Cohort.NONE).cohort == ()
    assert {one.name for one in batches.out.iterdir()} == {
        "results.csv", "recommendations.csv", "rejected.csv", "quality.csv", "run.json",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OutputError("Pango is missing."), "Pango is missing."),
        (ValueError("=SECRET"), "the program that draws it failed"),
    ],
)
def test_without_a_pdf_the_others_are_there(
    error: Exception, reason: str, batches: Batches, example_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_look: object) -> None:
        raise error

    batches.run(example_rows[:2])
    monkeypatch.setattr(pdf, "renderer", missing)
    summary = batches.run(example_rows[:2])
    assert summary.cohort == (files.HTML, files.WORKBOOK) and summary.exit_code == Exit.DONE
    assert summary.notes[-1].startswith(f"cohort.pdf was not written: {reason}") and "SECRET" not in summary.notes[-1]
    assert not (batches.out / files.PDF).exists() and (batches.out / files.HTML).exists()
