"""A batch that is killed at any moment, with all its processes, goes on and ends with the same bytes."""

import random
import sys
import time
from pathlib import Path

import psutil
import pytest

from faults.conftest import HTML, PDF, Whole
from faults.programs import Program, contents, drawers, kill, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a group of processes")

RESUME = {"unfinished": "resume"}


def killed(program: Program, out: Path, seconds: float, **wishes: str) -> None:
    """Lets it run for so long, and kills it."""
    running = program.start(out, **wishes)
    time.sleep(seconds)
    kill(running)


@pytest.mark.parametrize("seed", range(2))
def test_killed_once_at_a_random_moment_it_goes_on_to_the_same_bytes(
    seed: int, program: Program, tmp_path: Path, whole_html: Whole
) -> None:
    rng = random.Random(seed)  # noqa: S311 - moments, not secrets
    for number in range(5):
        out = tmp_path / f"out {number}"
        killed(program, out, rng.uniform(0.1, 1) * whole_html.seconds, **HTML)
        code, _lines, words = program.finish(out, **HTML, **RESUME)
        assert (code, words) == (6, "")
        assert contents(out) == whole_html.files


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_killed_again_and_again_it_goes_on_to_the_same_bytes(
    kind: str, program: Program, tmp_path: Path, whole_html: Whole, whole_pdf: Whole
) -> None:
    """With PDFs, the report on the group is there too."""
    rng = random.Random(kind)  # noqa: S311 - moments, not secrets
    whole, wishes = (whole_html, HTML) if kind == "html" else (whole_pdf, PDF)
    assert {f"reports/R00001.{kind}", *(("cohort.pdf", "cohort.xlsx") if kind == "pdf" else ())} <= whole.files.keys()
    for _time in range(5):
        killed(program, tmp_path / "out", rng.uniform(0.2, 1) * whole.seconds, **wishes, **RESUME)
    code, _lines, words = program.finish(tmp_path / "out", **wishes, **RESUME)
    assert (code, words) == (6, "")
    assert contents(tmp_path / "out") == whole.files


def test_reports_that_were_finished_are_not_drawn_again(
    program: Program, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    running = program.start(out, reports="html", task="held")
    until(running, "reports 3 8")
    kill(running)
    (staging,) = out.glob(".msme-check-*")
    before = {path.name: path.stat().st_mtime_ns for path in staging.glob("reports/R*.html")}
    assert len(before) == 3
    assert not list(out.glob("*.csv"))
    code, lines, words = program.finish(out, reports="html", **RESUME)
    assert (code, words) == (6, "")
    (first, *_others) = [line for line in lines if line.startswith("reports")]
    assert first == "reports 3 8"
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("reports/R*.html")}
    assert before.items() <= after.items()
    assert contents(out) == whole


def test_without_a_word_about_it_an_unfinished_run_is_named_and_left_alone(program: Program, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = program.start(out, reports="html", task="held")
    until(running, "reports 3 8")
    kill(running)
    before = contents(out)
    code, lines, words = program.finish(out, reports="html")
    assert code == 2 and lines == []
    assert "An unfinished run of 2026-11-24 is here" in words and "--resume" in words and "--fresh" in words
    left = {name: content for name, content in contents(out).items() if not name.endswith(".lock")}
    assert left == {name: content for name, content in before.items() if not name.endswith(".lock")}


def test_when_only_the_batch_itself_is_killed_its_workers_end_even_in_a_report_that_never_ends(
    program: Program, tmp_path: Path
) -> None:
    running = program.start(tmp_path / "out", reports="html", task="hanging", report_seconds=600)
    until(running, "reports 7 8")
    found = drawers(running)
    assert found
    running.kill()
    running.communicate(timeout=120)
    _gone, alive = psutil.wait_procs(found, timeout=120)
    assert alive == []
