"""Runs batches over rows, and reads what they wrote."""

import csv
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from msme_check import answers, resources
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Stage
from msme_check.model.instrument import Instrument

Row = Mapping[str, str]
Rows = list[dict[str, str]]
Batch = Callable[..., BatchSummary]
START = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


def write(path: Path, rows: Iterable[Row], instrument: Instrument) -> Path:
    """A file of firms with all columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, answers.columns(instrument), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> Rows:
    """The lines of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by a second each time somebody looks."""
    times = (START + timedelta(seconds=n) for n in range(10**6))
    return lambda: next(times)


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts, also where the tests run in the background of a shell, which lets programs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def batch(tmp_path: Path, instrument: Instrument) -> Batch:
    """Runs a batch over rows, or over a file; into `tmp_path/out` if nothing else is said."""

    def done(
        firms: Path | tuple[Path, ...] | Iterable[Row],
        out: Path | None = None,
        progress: Callable[[int, int, Stage], None] = lambda done, total, stage: None,
        **wishes: Any,
    ) -> BatchSummary:
        paths = _paths(firms) or (write(tmp_path / "firms.csv", cast("Iterable[Row]", firms), instrument),)
        prepare = wishes.pop("prepare", None)
        settings = BatchSettings(paths, out or tmp_path / "out", **wishes)
        return run(settings, instrument, resources.questionnaires(), progress, ticking(), prepare=prepare)

    return done


def _paths(firms: Path | tuple[Path, ...] | Iterable[Row]) -> tuple[Path, ...]:
    if isinstance(firms, Path):
        return (firms,)
    return firms if isinstance(firms, tuple) else ()
