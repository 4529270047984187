"""A batch of eight firms as a program, and what it writes when nothing goes wrong."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults.programs import Program, contents

FIRMS = 8
HTML = {"reports": "html", "tables": "both"}
PDF = {"reports": "pdf", "cohort": "firms"}


@pytest.fixture(scope="session")
def firms(tmp_path_factory: pytest.TempPathFactory, example_rows: list[dict[str, str]]) -> Path:
    """A file of eight firms, one of them with a cell that cannot be used."""
    path = tmp_path_factory.mktemp("firms") / "firms.csv"
    rows = [dict(row) for row in example_rows[:FIRMS]]
    rows[4]["fin_records_cashbook"] = "9"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def program(tmp_path: Path, firms: Path) -> Program:
    """The batch, with a folder of its own."""
    return Program(tmp_path, firms)


@dataclass(frozen=True)
class Whole:
    """What an uninterrupted run writes, and how long it takes."""

    files: dict[str, bytes]
    seconds: float


def run(folder: Path, firms: Path, wishes: dict[str, str]) -> Whole:
    """Runs the batch once; nothing goes wrong but the cell."""
    start = time.monotonic()
    code, _lines, words = Program(folder, firms).finish(folder / "out", **wishes)
    assert (code, words) == (6, "")
    return Whole(contents(folder / "out"), time.monotonic() - start)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, firms: Path) -> dict[str, bytes]:
    """With HTML reports, and none on the group."""
    return run(tmp_path_factory.mktemp("whole"), firms, {"reports": "html"}).files


@pytest.fixture(scope="session")
def whole_html(tmp_path_factory: pytest.TempPathFactory, firms: Path) -> Whole:
    """With HTML reports, none on the group, and both kinds of tables."""
    return run(tmp_path_factory.mktemp("html"), firms, HTML)


@pytest.fixture(scope="session")
def whole_pdf(tmp_path_factory: pytest.TempPathFactory, firms: Path) -> Whole:
    """With PDFs and the report on the group."""
    return run(tmp_path_factory.mktemp("pdf"), firms, PDF)
