"""A batch that was stopped, and tables as Parquet, by the commands that a consultant calls."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from msme_check.errors import Exit
from test_cli import DATA, call

FIRMS = DATA / "example_firms.csv"


def test_a_run_that_came_to_its_end_is_not_done_again(tmp_path: Path) -> None:
    words = ("batch", FIRMS, "-o", tmp_path / "out", "--reports", "none")
    assert call(*words, "--resume").exit_code == Exit.DONE
    before = (tmp_path / "out" / "run.json").stat().st_mtime_ns
    again = call(*words, "--resume")
    assert again.exit_code == Exit.DONE
    assert again.stderr.startswith(
        "This run came to its end before, so nothing was left to do.\n40 firms read: 40 scored"
    )
    assert (tmp_path / "out" / "run.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("words", [("batch", FIRMS), ("demo",)])
def test_resume_and_fresh_are_two_ways(words: tuple[str, ...], tmp_path: Path) -> None:
    done = call(*words, "-o", tmp_path / "out", "--resume", "--fresh")
    assert (done.exit_code, done.stderr) == (
        Exit.USAGE,
        "--resume goes on and --fresh begins anew. Name one of them.\n",
    )
    assert not (tmp_path / "out").exists()


HELD = """
import signal
from faults.tasks import TASKS
from msme_check.batch import run
from msme_check.cli import main
run.preparation = lambda settings, folder: TASKS["held"]
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores it
main()
"""
"""The program, with reports that are held back after the third firm."""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_and_then_resume(tmp_path: Path) -> None:
    words = ("batch", FIRMS, "-o", tmp_path / "out", "--reports", "html")
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "SIGN": str(tmp_path / "never")}
    program = subprocess.Popen(
        [sys.executable, "-c", HELD, *map(str, words)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    while len(list((tmp_path / "out").glob(".msme-check-*/reports/R*.html"))) < 3:
        assert program.poll() is None
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGINT)
    _out, said = program.communicate(timeout=300)
    *before, last = said.splitlines()
    assert program.returncode == Exit.INTERRUPTED and last.startswith("Stopped.")
    assert all(line.startswith("Reports: ") for line in before)  # where it took more than half a minute
    if "are kept" in last:  # a finished one may not be in the journal yet
        assert "An unfinished run of" in call(*words).stderr
    done = call(*words, "--resume")
    assert done.exit_code == Exit.DONE and "40 reports written." in done.stderr
    assert [one.name for one in (tmp_path / "out").iterdir() if one.name.startswith(".")] == []


def test_tables_as_parquet(tmp_path: Path) -> None:
    done = call("batch", FIRMS, "-o", tmp_path / "out", "--reports", "none", "--tables", "parquet")
    assert done.exit_code == Exit.DONE
    path = tmp_path / "out" / "results.parquet"
    assert done.stderr.splitlines()[-1] == f"Results: {path}"
    assert len(pl.read_parquet(path)) == 40 and not path.with_suffix(".csv").exists()
