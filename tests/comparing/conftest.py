"""Firms to compare: two files of one firm, also by two versions of the instrument."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from msme_check import loading, resources
from msme_check.assessments import assess_response
from msme_check.comparing import earlier
from msme_check.comparing.saved import Saved
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response
from random_firms import random_row
from report.conftest import firm

__all__ = ["firm"]

Days = Callable[..., Response]
"""day("R00014", date="...", employees="20") -> the response of an example firm with some of its cells changed"""

CHANGED = {
    "instrument.yaml": [("version: 1.0.0", "version: 1.1.0")],
    "finance.yaml": [("    weight: 22\n", "    weight: 27\n"), ("    weight: 15\n", "    weight: 10\n")],
}
"""What makes the instrument of a later year: two dimensions have another share."""


def response(row: dict[str, str], instrument: Instrument, date: str = "2026-11-20", *, quick: bool = False) -> Response:
    """A row of a file of firms as a response."""
    settings = instrument.settings
    return Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id=row["firm_id"],
        firm_name=row.get("firm_name", ""),
        date=date,
        quick=quick,
        profile={name: row[name] for name in instrument.profile_field if row.get(name)},
        answers={name: row[name] for name in instrument.questions if row.get(name)},
    )


def random_response(instrument: Instrument, seed: int) -> Response:
    """A random firm by its seed."""
    return response(random_row(random.Random(seed), instrument), instrument)  # noqa: S311 - no secret


def saved(one: Response) -> Saved:
    """A response file."""
    return Saved("response.json", one, one.instrument.version)


def reported(one: Response, instrument: Instrument) -> Saved:
    """A report's PDF, made by an instrument."""
    return Saved("report.pdf", one, one.instrument.version, earlier.as_reported(assess_response(one, instrument)))


@pytest.fixture(scope="session")
def day(instrument: Instrument, example_rows: list[dict[str, str]]) -> Days:
    """The response of an example firm on one day, with some of its cells changed."""
    rows = {row["firm_id"]: row for row in example_rows}

    def found(
        firm_id: str = "R00014", date: str = "2026-11-20", *, name: str = "Firm", quick: bool = False, **cells: str
    ) -> Response:
        return response({**rows[firm_id], "firm_name": name, **cells}, instrument, date, quick=quick)

    return found


def changed_folder(folder: Path, edits: dict[str, list[tuple[str, str]]]) -> Path:
    """A copy of the shipped instrument, in which each text of `edits` stands in the place of another."""
    shutil.copytree(resources.questionnaires(), folder)
    for name, pairs in edits.items():
        file = folder / name
        text = file.read_text("utf-8") if file.exists() else ""
        for before, after in pairs:
            assert before in text, before
            text = text.replace(before, after)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def later_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instrument of a later year."""
    return changed_folder(tmp_path_factory.mktemp("later") / "questionnaires", CHANGED)


@pytest.fixture(scope="session")
def later(later_folder: Path) -> Instrument:
    return loading.load(later_folder)
