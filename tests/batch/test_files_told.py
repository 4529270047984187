"""What the person is told about several files, on the command line."""

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from rich.console import Console
from typer.testing import CliRunner

from batch.conftest import Rows, write
from intake.test_numbering import from_one, ladders
from interview.real_terminal import RealTerminal
from msme_check.cli import app
from msme_check.commands.printing import print_notes
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.report.lines import Line


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


@pytest.mark.parametrize("columns", [80, 40])
def test_on_a_terminal_lines_end_between_words_and_paths_stay_whole(
    tmp_path: Path, example_rows: Rows, instrument: Instrument, columns: int
) -> None:
    (tmp_path / "my firms").mkdir()
    (tmp_path / "my firms" / "bad.csv").touch()
    path = write(tmp_path / "my firms" / "north.csv", [example_rows[0] | {"fin_records_cashbook": "9"}], instrument)
    path.write_text(path.read_text("utf-8").replace("evidence", "zzz_one", 1), "utf-8")
    words = ("batch", "my firms", "-o", "my firms/out", "--reports", "none")
    command = [sys.executable, "-m", "msme_check", *words]
    with RealTerminal(*command, columns=columns, rows=70, cwd=tmp_path) as terminal:
        assert terminal.ended() == Exit.ROWS_REJECTED
        piped = call(tmp_path / "my firms", "-o", tmp_path / "my firms" / "out").stderr.splitlines()
        _progress, _sign, written = terminal.shown.decode().rpartition("\x1b")
        assert {*written.split("\r\n")[1:]} <= {*terminal.lines, ""}  # none is longer than the window
    told = " ".join(terminal.text.split())
    for line in piped:
        assert " ".join(line.replace(f"{tmp_path}/", "").split()) in told
    for file in ("rejected.csv", "results.csv"):
        assert any(f"my firms/out/{file}" in line for line in terminal.lines)
    assert "1 column is not known" in told and any(len(line) > 80 for line in piped)


def test_a_path_that_is_longer_than_the_window_is_written_as_one(
    tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    firms = write(tmp_path / "firms.csv", example_rows[:1], instrument)
    out = tmp_path / "a folder with a name that is long" / ("x" * 60)
    out.parent.mkdir()
    command = [sys.executable, "-m", "msme_check", "batch", str(firms), "-o", str(out), "--reports", "none"]
    with RealTerminal(*command, columns=40, rows=60) as terminal:
        assert terminal.ended() == Exit.DONE
    assert f"\r\n  {out}/results.csv\r\n" in terminal.shown.decode()


def test_answers_that_are_numbered_from_1_are_warned_of(
    tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    rows = from_one(example_rows, ladders(instrument))
    write(tmp_path / "firms.csv", rows, instrument)
    with xlsxwriter.Workbook(tmp_path / "firms.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, [float(cell) if cell.isdecimal() else cell for cell in line])
    for name in ("firms.csv", "firms.xlsx"):
        out = tmp_path / f"out of {name}"
        lines = call(tmp_path / name, "-o", out).stderr.splitlines()
        (warning,) = (line for line in lines if "from 1 to 5" in line)
        assert warning.startswith(f"{name}: Answers in ") and "fin_records_cashbook, " in warning
        assert "take 1 from each answer" in warning
        assert lines.index(warning) == lines.index("40 firms read: 40 scored, 0 rejected.") + 1
        assert json.loads((out / "run.json").read_text("utf-8"))["warnings"] == [warning]
        assert warning in call(tmp_path / name, "-o", out, "--resume").stderr.splitlines()
    for words in (["directions"], ["instrument", "sensitivity", "--responses"]):
        told = CliRunner().invoke(app, [*words, str(tmp_path / "firms.csv")]).stderr.splitlines()
        assert any("from 1 to 5" in line for line in told)


def test_levels_are_not_warned_of(tmp_path: Path, example_rows: Rows, instrument: Instrument) -> None:
    firms = write(tmp_path / "firms.csv", example_rows, instrument)
    assert "from 1 to 5" not in call(firms, "-o", tmp_path / "out").stderr
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["warnings"] == []


def test_a_strong_note_is_bold_on_a_terminal_alone() -> None:
    shown, piped = StringIO(), StringIO()
    notes = [Line("one two three four", "  ", strong=True)]
    print_notes(notes, Console(file=shown, force_terminal=True, width=14, color_system="standard"))
    print_notes(notes, Console(file=piped, width=14))
    assert shown.getvalue() == "\x1b[1m  one two\x1b[0m\n\x1b[1m    three four\x1b[0m\n"
    assert piped.getvalue() == "  one two three four\n"
