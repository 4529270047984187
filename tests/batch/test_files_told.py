"""What the person is told about several files, on the command line."""

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from batch.conftest import Rows, write
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument


def call(*words: str | Path) -> Any:
    """Runs the program in this process."""
    return CliRunner().invoke(app, ["batch", *map(str, words), "--reports", "none"])


def test_files_that_cannot_be_used_are_told_and_listed(
    tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    firms = write(tmp_path / "firms.csv", example_rows[:2], instrument)
    (tmp_path / "sent").mkdir()
    for number in range(30):
        (tmp_path / "sent" / f"{number:02}.csv").touch()
    done = call(firms, tmp_path / "sent", "-o", tmp_path / "out")
    assert done.exit_code == Exit.ROWS_REJECTED and done.stdout == ""
    lines = done.stderr.splitlines()
    place = lines.index("30 files could not be used, or not to their ends:")
    assert "00.csv: This file is empty. Name a CSV file" in lines[place + 1]
    assert lines[place + 21] == "  ... and 10 more like these."
    assert "2 firms read: 2 scored, 0 rejected." in lines
    assert len((tmp_path / "out" / "rejected.csv").read_text("utf-8-sig").splitlines()) == 31


def test_when_no_file_can_be_used_all_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    done = call(tmp_path / "a.csv", tmp_path / "b.xlsx", "-o", tmp_path / "out")
    assert done.exit_code == Exit.ANSWERS and not (tmp_path / "out").exists()
    first, second = done.stderr.splitlines()
    assert "a.csv: This file is empty" in first and "b.xlsx: This file is not there" in second


def test_a_batch_without_a_file_is_wrong_use(tmp_path: Path) -> None:
    assert call("-o", tmp_path / "out").exit_code == Exit.USAGE
