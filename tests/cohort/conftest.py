"""Groups of firms that were really scored, and the views of them."""

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from batch.conftest import ticking
from msme_check import answers, resources
from msme_check.assess import assess
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, Cohort
from msme_check.cohort import files
from msme_check.cohort.totals import Totals
from msme_check.cohort.view import CohortView, build
from msme_check.model.instrument import Instrument
from random_firms import random_row

Row = Mapping[str, str]
Written = Callable[..., Path]
TODAY = date(2026, 11, 24)


def total(rows: Sequence[Row], instrument: Instrument, chunk: int = 10_000) -> Totals:
    """The totals of rows that are all scored, `chunk` at a time."""
    names = answers.columns(instrument)
    totals = Totals(instrument)
    totals.rows.read = len(rows)
    for start in range(0, max(len(rows), 1), chunk):
        part = rows[start : start + chunk]
        raw = pl.DataFrame(
            {name: [row.get(name, "") for row in part] for name in names}, schema=dict.fromkeys(names, pl.String)
        )
        totals.add(assess(raw, instrument))
    return totals


def view_of(totals: Totals, instrument: Instrument, *, public: bool = False) -> CohortView:
    """The view without a list of firms."""
    return build(totals, instrument, None, today=TODAY, public=public)


@pytest.fixture(scope="session")
def random_rows(instrument: Instrument) -> list[dict[str, str]]:
    """Three hundred firms, some of them nasty."""
    numbers = random.Random(7)  # noqa: S311 - no secret
    return [random_row(numbers, instrument) | {"firm_id": f"T{n}"} for n in range(300)]


@pytest.fixture(scope="session")
def example_totals(instrument: Instrument, example_rows: list[dict[str, str]]) -> Totals:
    return total(example_rows, instrument)


def write_rows(path: Path, rows: Iterable[Row], instrument: Instrument) -> Path:
    """A file of firms with all columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, answers.columns(instrument), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def written(tmp_path: Path, instrument: Instrument) -> Written:
    """Scores rows without reports and returns the folder with the three files."""

    def done(rows: list[Row], name: str = "out", **wishes: object) -> Path:
        path = write_rows(tmp_path / "firms.csv", rows, instrument)
        settings = BatchSettings((path,), tmp_path / name, **{"cohort": Cohort.FIRMS, **wishes})  # type: ignore[arg-type]
        summary = run(settings, instrument, resources.questionnaires(), lambda *_: None, ticking())
        assert summary.cohort == files.NAMES
        return tmp_path / name

    return done


def walk(value: Any, found: Callable[[Any], None]) -> None:
    """Shows every part of a view to `found`."""
    found(value)
    if isinstance(value, tuple):
        for one in value:
            walk(one, found)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            walk(getattr(value, name), found)
