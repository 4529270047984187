"""`quality.csv` and the summary of a whole batch."""

import csv
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import read, ticking
from msme_check import answers, resources
from msme_check.batch.run import QUALITY, run
from msme_check.batch.settings import BatchSettings, BatchSummary, Unfinished
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.quality.checks import NUMBERS, Check
from msme_check.quality.findings import COLUMNS
from quality.conftest import firm
from random_firms import random_row

Batch = Callable[..., BatchSummary]
NAMES = ("Bounmy", "Chanthy", "=Dara")


def write(path: Path, rows: list[dict[str, str]], instrument: Instrument) -> Path:
    """A file of firms with columns about the interviews."""
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [*answers.columns(instrument), "interviewer", "start", "end"]
        writer = csv.DictWriter(file, names, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def nasty(instrument: Instrument) -> list[dict[str, str]]:
    """Firms of every finding, some of them rejected."""
    numbers = random.Random(11)  # noqa: S311 - no secret
    rows = [random_row(numbers, instrument) | {"firm_id": f"R{n}"} for n in range(150)]
    rows += [{**rows[n], "firm_id": f"Again {n}"} for n in range(0, 150, 9)]
    rows += [firm(instrument, 1, firm_id=f"Alike {n}", fin_records_cashbook=str(n % 5)) for n in range(8)]
    numbers.shuffle(rows)
    for n, row in enumerate(rows):
        row["interviewer"] = "Alike" if row["firm_id"].startswith("Alike") else NAMES[n % 3]
        hour, minute, length = 7 + n // 60 % 12, n % 60, numbers.choice((-5, 1, 25, 40))
        row["start"] = f"2026-11-{10 + n % 9}T{hour:02}:{minute:02}:00+07:00"
        row["end"] = f"2026-11-{10 + n % 9}T{hour + (minute + length) // 60:02}:{(minute + length) % 60:02}:30.5+07:00"
    rows[5]["country"] = ""
    rows[6]["end"] = "later"
    return rows


@pytest.fixture
def batch(tmp_path: Path, instrument: Instrument) -> Batch:
    """Runs a batch over a file; into `tmp_path/out` if nothing else is said."""

    def done(firms: Path, out: Path | None = None, **wishes: Any) -> BatchSummary:
        settings = BatchSettings((firms,), out or tmp_path / "out", **wishes)
        return run(settings, instrument, resources.questionnaires(), lambda *said: None, ticking())

    return done


@pytest.fixture
def nasty_file(tmp_path: Path, instrument: Instrument) -> Path:
    return write(tmp_path / "nasty.csv", nasty(instrument), instrument)


def test_every_check_finds_something_and_the_bytes_do_not_depend_on_chunks(
    nasty_file: Path, batch: Batch, tmp_path: Path
) -> None:
    tables, tallies = [], []
    for chunk_rows in (7, 20_000):
        summary = batch(nasty_file, out=tmp_path / str(chunk_rows), chunk_rows=chunk_rows)
        tables.append((tmp_path / str(chunk_rows) / QUALITY).read_bytes())
        tallies.append(summary.quality)
    assert tables[0] == tables[1] and tallies[0] == tallies[1]
    assert tables[0].startswith(b"\xef\xbb\xbf") and b"\r" not in tables[0]
    lines = read(tmp_path / "7" / QUALITY)
    assert {line["check"] for line in lines} == {check.value for check in Check}
    order = [(int(line["row"]), NUMBERS[Check(line["check"])]) for line in lines]
    assert order == sorted(order)


def test_whatever_firms_and_interviewers_are_called_the_bytes_do_not_depend_on_chunks(
    instrument: Instrument, batch: Batch, tmp_path: Path
) -> None:
    """Lines that are known at the end are put between others, which are CSV already."""
    names = ['=1+1, "{n}"', "{n}\u00a0=2", "'{n}'", '"{n}', "រោងម៉ាស៊ីន {n};", "-{n}", "null {n}"]
    rows = nasty(instrument)
    for n, row in enumerate(rows):
        row["firm_id"] = names[n % len(names)].format(n=n)
        if row.get("interviewer"):
            row["interviewer"] = f'@{row["interviewer"]}, "A"\n'
    path = write(tmp_path / "names.csv", rows, instrument)
    tables = []
    for chunk_rows in (5, 20_000):
        batch(path, out=tmp_path / str(chunk_rows), chunk_rows=chunk_rows)
        tables.append((tmp_path / str(chunk_rows) / QUALITY).read_bytes())
    assert tables[0] == tables[1]
    assert '\'=1+1, "0"' in {line["firm_id"] for line in read(tmp_path / "5" / QUALITY)}


def test_the_tally_counts_firms_and_not_lines(nasty_file: Path, batch: Batch, tmp_path: Path) -> None:
    tally = batch(nasty_file).quality
    lines = read(tmp_path / "out" / QUALITY)
    for check in Check:
        assert tally.checks[check] == len({line["row"] for line in lines if line["check"] == check})
    assert tally.checks[Check.DONT_KNOW] < sum(line["check"] == Check.DONT_KNOW for line in lines)
    assert tally.firms == len({line["row"] for line in lines if line["check"] != Check.INTERVIEWER_ALIKE})
    assert tally.unread_times == 1
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["quality"] == tally.record()


def test_what_was_found_is_remembered_when_a_finished_run_is_resumed(
    nasty_file: Path, batch: Batch, tmp_path: Path
) -> None:
    first = batch(nasty_file)
    again = batch(nasty_file, unfinished=Unfinished.RESUME)
    assert again.quality == first.quality


def test_nothing_is_rejected_by_it(nasty_file: Path, batch: Batch) -> None:
    summary = batch(nasty_file)
    assert (summary.rows, summary.rejected) == (175, 1)


def test_rejected_rows_are_not_looked_at(nasty_file: Path, batch: Batch, tmp_path: Path) -> None:
    batch(nasty_file)
    assert "7" not in {line["row"] for line in read(tmp_path / "out" / QUALITY)}


def test_names_that_a_spreadsheet_would_run_are_guarded(nasty_file: Path, batch: Batch, tmp_path: Path) -> None:
    batch(nasty_file)
    names = {line["interviewer"] for line in read(tmp_path / "out" / QUALITY)}
    assert names == {"Bounmy", "Chanthy", "'=Dara", "Alike"}


def test_without_findings_there_is_a_header(instrument: Instrument, batch: Batch, tmp_path: Path) -> None:
    summary = batch(write(tmp_path / "firms.csv", [firm(instrument, number) for number in range(3)], instrument))
    assert (tmp_path / "out" / QUALITY).read_text("utf-8-sig") == ",".join(COLUMNS) + "\n"
    assert list(summary.quality.lines(3, tmp_path)) == []


def test_findings_alone_leave_the_exit_code_at_done(instrument: Instrument, batch: Batch, tmp_path: Path) -> None:
    rows = [firm(instrument, 1), firm(instrument, 1, firm_id="X")]
    summary = batch(write(tmp_path / "firms.csv", rows, instrument))
    assert summary.exit_code == Exit.DONE and summary.quality.checks[Check.SAME_ANSWERS] == 1


def test_the_summary_says_what_is_worth_a_second_look(nasty_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "msme_check", "batch", str(nasty_file), "-o", str(out), "--reports", "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line]
    start = next(n for n, line in enumerate(lines) if line.startswith("Worth a second look"))
    tally = json.loads((out / "run.json").read_text("utf-8"))["quality"]
    assert lines[start] == f"Worth a second look before reports go out: {tally['firms']} of 174 firms."
    assert lines[start + 2] == f"  All answers the same as an earlier firm's: {tally['checks']['same_answers']} firms"
    assert "  All firms of one interviewer are alike: 1 interviewer" in lines
    assert f"All were scored. See {out / QUALITY} for each of them, why, and what to do." in lines
    assert "Interviews whose times cannot be read, so that their length was not checked: 1" in lines
