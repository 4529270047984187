"""Workers that die or hang, Ctrl-C, and two batches in one folder: only time is lost."""

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from batch.conftest import read
from faults.programs import Program, contents, drawers, until
from msme_check.batch.folder import run_folder
from msme_check.batch.settings import Unfinished
from msme_check.errors import UsageError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    program: Program, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    running = program.start(tmp_path / "out", reports="html", task="held")
    until(running, "reports 3 8")
    drawers(running)[0].kill()
    program.go_on()
    _lines, words = running.communicate(timeout=300)
    assert (running.returncode, words) == (6, "")
    assert contents(tmp_path / "out") == whole


def test_a_process_that_is_killed_while_it_scores_or_answers_loses_nothing(program: Program, tmp_path: Path) -> None:
    """With the group, so that it has much to answer. Who waits for half an answer for ever is ended by the limit."""
    wishes = {"reports": "none", "cohort": "firms", "chunk_rows": 1}
    code, _lines, words = program.finish(tmp_path / "whole", **wishes)
    assert (code, words) == (6, "")
    rng = random.Random(5)  # noqa: S311 - moments, not secrets
    for number in range(3):
        running = program.start(tmp_path / f"{number}", processes=True, **wishes)
        assert running.stdout is not None
        next(line for line in running.stdout if line.startswith("scoring 1 "))
        time.sleep(rng.uniform(0, 0.15))
        for one in drawers(running)[:1]:
            one.kill()
        _said, words = running.communicate(timeout=300)
        assert (running.returncode, words) == (6, "")
        assert contents(tmp_path / f"{number}") == contents(tmp_path / "whole")


def test_a_report_that_hangs_once_is_drawn_in_the_end(
    program: Program, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    code, _lines, words = program.finish(tmp_path / "out", reports="html", task="hanging_once", report_seconds=4)
    assert (tmp_path / "sign").exists()
    assert (code, words) == (6, "")
    assert contents(tmp_path / "out") == whole


def test_a_report_that_always_hangs_is_listed_with_the_reason_and_the_others_are_there(
    program: Program, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    code, _lines, words = program.finish(out, reports="html", task="hanging", report_seconds=3)
    assert (code, words) == (5, "")
    index = {row["firm_id"]: (row["file"], row["problem"]) for row in read(out / "reports" / "index.csv")}
    assert index.pop("R00003") == ("", "it took longer than 3 seconds")
    found = contents(out)
    assert all(found[f"reports/{file}"] == whole[f"reports/{file}"] for file, _problem in index.values())
    assert "reports/R00003.html" not in found


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(program: Program, tmp_path: Path, whole: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    running = program.start(out, reports="html", task="held")
    until(running, "reports 3 8")
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the whole group
    _progress, words = running.communicate(timeout=300)
    assert running.returncode == 130
    assert words == "Stopped. 3 of 8 reports are kept. The same command with --resume goes on from there.\n"
    assert not list(out.glob(".*.lock"))
    code, _lines, words = program.finish(out, reports="html", unfinished="resume")
    assert (code, words) == (6, "")
    assert contents(out) == whole


def test_two_batches_at_once_do_not_share_a_folder(program: Program, tmp_path: Path, whole: dict[str, bytes]) -> None:
    first = program.start(tmp_path / "out", reports="html", task="held")
    until(first, "reports 3 8")
    for way in Unfinished:
        with pytest.raises(UsageError, match="Another msme-check"), run_folder(tmp_path / "out", way):
            pytest.fail("it was let in")
    program.go_on()
    _lines, words = first.communicate(timeout=300)
    assert (first.returncode, words) == (6, "")
    assert contents(tmp_path / "out") == whole
