"""The reports of a batch: a file for each firm, an index, and what happens when one cannot be drawn."""

import os
import signal
import threading
from pathlib import Path

import pytest

from batch import worker_tasks
from batch.conftest import Batch, Rows, read
from msme_check.batch.run import RESULTS
from msme_check.batch.settings import ReportFormat
from msme_check.errors import Exit, Interrupted, OutputError

HTML = ReportFormat.HTML


def index(out: Path) -> dict[str, tuple[str, str]]:
    return {row["firm_id"]: (row["file"], row["problem"]) for row in read(out / "reports" / "index.csv")}


@pytest.mark.parametrize("chunk_rows", [2, 20_000])
def test_each_firm_has_its_report_and_the_index_names_it(
    chunk_rows: int, batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    rows = [dict(row) for row in example_rows[:5]]
    rows[1]["firm_id"], rows[3]["firm_id"] = "../up", "=2"
    summary = batch(rows, reports=HTML, prepare=worker_tasks.drawing_marks, chunk_rows=chunk_rows, workers=2)
    assert (summary.reports_written, summary.reports_failed, summary.exit_code) == (5, 0, Exit.DONE)
    out = tmp_path / "out"
    found = index(out)
    assert len(found) == 5 and "'=2" in found and found["R00001"] == ("R00001.html", "")
    for row in read(out / RESULTS):
        text = (out / "reports" / found[row["firm_id"]][0]).read_text("utf-8")
        assert text.startswith(row["firm_name"])
    assert len(list((out / "reports").iterdir())) == 6
    assert sorted(one.name for one in tmp_path.iterdir()) == ["firms.csv", "out"]


def test_a_report_that_cannot_be_drawn_is_listed_with_the_reason(
    batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    rows = [dict(row) for row in example_rows[:3]]
    rows[1]["firm_name"] = "hopeless"
    summary = batch(rows, reports=HTML, prepare=worker_tasks.drawing_marks)
    assert (summary.reports_written, summary.reports_failed, summary.exit_code) == (2, 1, Exit.OUTPUT)
    assert index(tmp_path / "out")[rows[1]["firm_id"]] == ("", "the program that draws it failed (ValueError)")
    assert len(read(tmp_path / "out" / RESULTS)) == 3


def test_reports_of_the_run_before_go_and_other_files_stay(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    reports = tmp_path / "out" / "reports"
    batch(example_rows[:3], reports=HTML, prepare=worker_tasks.drawing_marks)
    (reports / "mine.txt").write_text("mine")
    batch(example_rows[1:2], reports=HTML, prepare=worker_tasks.drawing_marks)
    assert sorted(one.name for one in reports.iterdir()) == ["R00002.html", "index.csv", "mine.txt"]
    batch(example_rows[:1])
    assert [one.name for one in reports.iterdir()] == ["mine.txt"]
    (reports / "mine.txt").unlink()
    batch(example_rows[:1], reports=HTML, prepare=worker_tasks.drawing_marks)
    batch(example_rows[:1])
    assert not reports.exists()


def test_reports_that_cannot_start_leave_nothing_behind(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="msme-check doctor"):
        batch(example_rows[:2], reports=HTML, prepare=worker_tasks.unable)
    assert not (tmp_path / "out").exists()


def test_ctrl_c_while_reports_are_drawn(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    over = threading.Event()

    def interrupt() -> None:
        while not list(tmp_path.glob("out/.msme-check-*/reports/*.html")):
            if over.wait(0.05):
                return
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=interrupt)
    pressing.start()
    with pytest.raises(Interrupted, match="Nothing was written"):
        batch(example_rows[:3], reports=HTML, prepare=worker_tasks.drawing_for_ever, report_seconds=600)
    over.set()
    pressing.join()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [ReportFormat.PDF, ReportFormat.HTML])
def test_real_reports_from_end_to_end(kind: ReportFormat, batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    summary = batch(example_rows[:3], reports=kind)
    assert (summary.reports_written, summary.reports_failed) == (3, 0)
    for firm, (name, problem) in index(tmp_path / "out").items():
        report = tmp_path / "out" / "reports" / name
        assert not problem and name == f"{firm}.{kind.value}" and report.stat().st_size > 10_000
        assert report.read_bytes().startswith(b"%PDF" if kind is ReportFormat.PDF else b"<!")
