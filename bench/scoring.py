"""Start-up against bare Python; scoring of many firms against reading and writing the same file."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bench.firms import write_firms
from bench.measure import heading, show, timed
from msme_check import resources
from msme_check.batch import run
from msme_check.batch.settings import BatchSettings, ReportFormat
from msme_check.model.instrument import Instrument


def batch(firms: Path, out: Path, instrument: Instrument, reports: ReportFormat) -> None:
    """Our batch, as the command runs it."""
    settings = BatchSettings((firms,), out, reports, top=10)
    run.run(settings, instrument, resources.questionnaires(), lambda *_: None, lambda: datetime.now(UTC))


def start_up() -> None:
    """`--help` against bare Python."""
    heading("Start-up")
    program = [sys.executable, "-m", "msme_check", "--help"]
    ours = timed(lambda: subprocess.run(program, check=True, capture_output=True), 5)  # noqa: S603 - ourselves
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5)
    show("msme-check --help", ours, "python -c pass", bare)


def scoring(folder: Path, counts: list[int], instrument: Instrument) -> None:
    """Batches without reports."""
    heading("Scoring")
    for count in counts:
        firms = write_firms(folder / f"firms{count}.csv", count, instrument)
        ours = timed(lambda f=firms, n=count: batch(f, folder / f"out{n}", instrument, ReportFormat.NONE))  # type: ignore[misc]
        floor = timed(lambda f=firms: _copy(f, folder / "copy.csv"))  # type: ignore[misc]
        show(f"{count:,} firms scored", ours, "polars reads and writes the file", floor)


def _copy(source: Path, target: Path) -> None:
    """The floor: reads all columns as text and writes them again."""
    pl.read_csv(source, infer_schema=False).write_csv(target)
