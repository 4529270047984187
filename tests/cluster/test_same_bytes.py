"""What the machines of a cluster write is what one machine writes, to the byte."""

import subprocess
import sys
from typing import Any

import pytest

from batch import worker_tasks
from cluster.conftest import LOUD, RESUME, Firms, Processes, Told
from faults import tasks
from faults.programs import contents
from msme_check.batch.settings import Cohort, ReportFormat, Stage, Tables
from msme_check.errors import Interrupted, OutputError


def test_all_files_of_a_run(shared: Processes, firms: Firms) -> None:
    here = firms.run("here")
    with shared.connected() as machines:
        there = firms.run("there", machines, chunk_rows=7)
    assert contents(firms.folder / "there") == contents(firms.folder / "here")
    assert (there.rows, there.scored, there.bad_cells, there.reports_written) == (20, 19, 1, 19)
    assert there.notes == here.notes and there.quality == here.quality
    assert {"results.parquet", "cohort.pdf", "reports/R00001.html"} <= contents(firms.folder / "there").keys()


def test_pdf_reports(shared: Processes, firms: Firms) -> None:
    lines = firms.path.read_text("utf-8").splitlines(keepends=True)
    firms.path.write_text("".join(lines[:4]), "utf-8")
    firms.run("here", reports=ReportFormat.PDF)
    with shared.connected() as machines:
        firms.run("there", machines, reports=ReportFormat.PDF, chunk_rows=2)
    assert contents(firms.folder / "there") == contents(firms.folder / "here")


def test_a_run_goes_on_here_or_there(shared: Processes, firms: Firms) -> None:
    """Stopped on the cluster, and again on this machine, it ends on the cluster as if nothing had happened."""
    quick: dict[str, Any] = {"prepare": worker_tasks.drawing_dates, "cohort": Cohort.NONE}

    def stop(count: int) -> Told:
        def told(done: int, total: int, stage: Stage) -> None:
            if stage is Stage.REPORTS and done == count:
                raise KeyboardInterrupt

        return told

    firms.run("here", **quick)
    with shared.connected() as machines:
        with pytest.raises(Interrupted, match="3 of 19 reports are kept") as raised:
            firms.run("there", machines, stop(3), **quick)
        assert raised.value.exit_code == 130
        with pytest.raises(Interrupted, match="6 of 19 reports are kept"):
            firms.run("there", None, stop(6), **quick, **RESUME)
        counts: list[int] = []
        told = lambda done, total, stage: counts.append(done) if total == 19 else None  # noqa: E731
        firms.run("there", machines, told, **quick, **RESUME)
    assert 6 in counts
    assert contents(firms.folder / "there") == contents(firms.folder / "here")


@pytest.mark.skipif(sys.platform == "win32", reason="the tasks need limits of POSIX")
def test_reports_that_fail_or_never_end_are_listed_with_the_same_reasons(shared: Processes, firms: Firms) -> None:
    """And the logs of the cluster hold nothing of the firms."""
    reasons = {}
    small: dict[str, Any] = {"cohort": Cohort.NONE, "tables": Tables.CSV}
    with shared.connected() as machines:
        for place in (None, machines):
            name = "there" if place else "here"
            summary = firms.run(name, place, prepare=worker_tasks.drawing_dates, cohort=Cohort.NONE)
            assert (summary.reports_written, summary.reports_failed) == (18, 1)
            reasons[name] = (firms.folder / name / "reports" / "index.csv").read_bytes()
        summary = firms.run("hanging", machines, prepare=tasks.TASKS["hanging"], report_seconds=5, **small)
    assert reasons["here"] == reasons["there"]
    assert b"the program that draws it failed (ValueError)" in reasons["there"]
    assert (summary.reports_written, summary.reports_failed) == (18, 1)
    assert b"it took longer than 5 seconds" in (firms.folder / "hanging" / "reports" / "index.csv").read_bytes()
    assert LOUD in shared.log
    assert not [word for word in (b"hopeless", b"R00001", b"R00006") if word in shared.log]


def test_what_a_worker_lacks_to_draw_is_named_with_the_worker(shared: Processes, firms: Firms) -> None:
    with shared.connected() as machines, pytest.raises(OutputError) as raised:
        firms.run("there", machines, prepare=worker_tasks.unable)
    assert str(raised.value).startswith("Worker tcp://127.0.0.1:")
    assert "could not start (ImportError). 'msme-check doctor' tells what is missing" in str(raised.value)
    assert not (firms.folder / "there").exists()


def test_dask_is_loaded_only_where_it_is_asked_for() -> None:
    program = (
        "import sys\nfrom msme_check.cli import app\n"
        "try:\n    app(['batch', 'not there.csv', '-o', 'nowhere'])\nexcept SystemExit as end:\n"
        "    assert end.code == 4 and 'msme_check.batch.run' in sys.modules\n"
        "sys.exit(bool({'dask', 'distributed'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
