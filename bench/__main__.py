"""Start-up, scoring of many firms, and PDFs, as ratios to what could not be faster.

python -m bench [--firms N] [--reports N]
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from msme_check import answers, loading, resources
from msme_check.assessments import assess_response
from msme_check.batch import run
from msme_check.batch.settings import BatchSettings, ReportFormat
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from random_firms import random_row  # noqa: E402 - the tests' own firms, found by the line above


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def show(what: str, seconds: float, floor: str, floor_seconds: float) -> None:
    """One line of the result."""
    ratio = seconds / floor_seconds
    print(f"{what:<44} {seconds:8.2f} s   {floor:<38} {floor_seconds:8.2f} s   {ratio:6.1f} x")


def write_firms(path: Path, count: int, instrument: Instrument) -> None:
    """A file of random firms; a thousand different ones, repeated under other ids."""
    numbers = random.Random(1)  # noqa: S311 - no secret
    names = [name for name in answers.columns(instrument) if name != answers.EVIDENCE]
    rows = [random_row(numbers, instrument) for _ in range(min(count, 1000))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", restval="")
        writer.writeheader()
        for number in range(count):
            writer.writerow(rows[number % len(rows)] | {answers.FIRM_ID: f"F{number:07}"})


def copy_with_polars(source: Path, target: Path) -> None:
    """The floor: reads all columns as text and writes them again."""
    pl.read_csv(source, infer_schema=False).write_csv(target)


def batch(firms: Path, out: Path, instrument: Instrument, reports: ReportFormat) -> None:
    """Our batch, as the command runs it."""
    settings = BatchSettings(firms, out, reports, top=10)
    run.run(settings, instrument, resources.questionnaires(), lambda *_: None, lambda: datetime.now(UTC))


def start_up() -> None:
    """`--help` against bare Python."""
    program = [sys.executable, "-m", "msme_check", "--help"]
    ours = timed(lambda: subprocess.run(program, check=True, capture_output=True), 5)  # noqa: S603 - ourselves
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5)
    show("msme-check --help", ours, "python -c pass", bare)


def scoring(folder: Path, counts: list[int], instrument: Instrument) -> None:
    """Batches without reports against reading and writing the same file."""
    for count in counts:
        firms = folder / f"firms{count}.csv"
        write_firms(firms, count, instrument)
        ours = timed(lambda f=firms, n=count: batch(f, folder / f"out{n}", instrument, ReportFormat.NONE))  # type: ignore[misc]
        floor = timed(lambda f=firms: copy_with_polars(f, folder / "copy.csv"))  # type: ignore[misc]
        show(f"{count:,} firms scored", ours, "polars reads and writes the file", floor)


def reports(folder: Path, count: int, instrument: Instrument) -> None:
    """PDFs by one worker a core against one warm renderer alone."""
    from msme_check.report import files

    firms = folder / "reports.csv"
    write_firms(firms, count, instrument)
    ours = timed(lambda: batch(firms, folder / "reports", instrument, ReportFormat.PDF))
    row = random_row(random.Random(1), instrument)  # noqa: S311 - no secret
    settings = instrument.settings
    response = Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id="one",
        profile={name: row[name] for name in instrument.profile_field if row.get(name)},
        answers={name: row[name] for name in instrument.questions if row.get(name)},
    )
    assessment = assess_response(response, instrument)
    one = timed(lambda: files.write(assessment, instrument, folder / "one.pdf"), 5)
    show(f"{count} PDFs, {os.cpu_count()} cores", ours, f"{count} x one PDF in one process", one * count)


def main() -> None:
    """Runs all measurements."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--firms", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--reports", type=int, default=100)
    wanted = parser.parse_args()
    instrument = loading.load(resources.questionnaires())
    start_up()
    with tempfile.TemporaryDirectory() as name:
        scoring(Path(name), wanted.firms, instrument)
        reports(Path(name), wanted.reports, instrument)


if __name__ == "__main__":
    main()
