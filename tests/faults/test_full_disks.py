"""A disk that is full in the middle: one message, exit code 5, and with more room it goes on to the same bytes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.conftest import HTML, PDF, Whole
from faults.programs import Program, contents

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and small disks of Linux")

RESUME = {"unfinished": "resume"}


def test_a_worker_that_can_write_no_more_stops_the_run(
    program: Program, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    code, _lines, words = program.finish(out, reports="html", task="little_room")
    assert code == 5 and words.count("\n") == 1
    assert words.startswith(f"{out}: It could not be written.") and " of 8 reports are kept." in words
    code, _lines, words = program.finish(out, reports="html", **RESUME)
    assert (code, words) == (6, "")
    assert contents(out) == whole


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, the size of which can be set."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not resized(folder, 8, "size={}k"):
        pytest.skip("no disk can be made here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def resized(folder: Path, kilobytes: int, options: str = "remount,size={}k") -> bool:
    """Whether the disk could be made this large."""
    mount = ["mount", "-t", "tmpfs", "-o", options.format(kilobytes), "tmpfs", str(folder)]
    try:
        return subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_disk_that_is_full_at_each_stage(
    kind: str, program: Program, small: Path, whole_html: Whole, whole_pdf: Whole
) -> None:
    whole, wishes = (whole_html, HTML) if kind == "html" else (whole_pdf, PDF)
    said = set()
    for kilobytes in (24, 200, 500) if kind == "html" else (1000,):
        assert resized(small, kilobytes)
        code, _lines, words = program.finish(small / "out", **wishes, **RESUME)
        assert code == 5 and words.count("\n") == 1, words
        assert words.startswith(str(small / "out"))
        said.add("reports are kept" in words)
    assert said == ({True, False} if kind == "html" else {True})
    assert resized(small, 100_000)
    code, _lines, words = program.finish(small / "out", **wishes, **RESUME)
    assert (code, words) == (6, "")
    assert contents(small / "out") == whole.files
