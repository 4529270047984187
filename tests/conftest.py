"""What many tests need: the shipped instrument, and a complete firm."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from msme_check import loading, resources
from msme_check.commands import progress
from msme_check.model.instrument import Instrument

DATA = Path(__file__).parent / "data"

# A machine may stand still in the middle of a draw, so no test has a deadline, and none is too slow. With CI set, the
# profile that this one begins with draws the same in each run; --hypothesis-seed=1, 2, ... without it looks for more.
settings.register_profile(
    "tests",
    settings.default,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tests")

pytest_plugins = ["validators.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option with which golden files are written anew."""
    parser.addoption("--renew", action="store_true", help="write the golden files anew, then read the difference")


@pytest.fixture(autouse=True)
def _no_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is held up for half a minute would say how far it is, where a test knows what is said."""
    monkeypatch.setattr(progress, "EVERY", math.inf)


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """The instrument that is shipped."""
    return loading.load(resources.questionnaires())


@pytest.fixture(scope="session")
def example_rows() -> list[dict[str, str]]:
    """Forty made-up firms, as rows of a CSV file."""
    with (DATA / "example_firms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def saved(tmp_path: Path, example_rows: list[dict[str, str]], instrument: Instrument) -> Path:
    """A complete firm in Cambodia as `assess` saves it, with a name that would break a page."""
    row = example_rows[0] | {"country": "KH"}
    several = {"sells_to", *(q.id for q in instrument.questions.values() if q.type == "checklist")}

    def values(names: Any) -> dict[str, Any]:
        return {n: row[n].split() if n in several and row[n] != "na" else row[n] for n in names if row.get(n)}

    settings = instrument.settings
    content = {
        "format": "msme-check response",
        "format_version": 1,
        "instrument": {"id": settings.id, "version": settings.version},
        "firm_id": "F1",
        "firm_name": "Battambang <b>rice</b> & sons",
        "date": "2026-11-24",
        "profile": values(instrument.profile_field),
        "answers": values(instrument.questions),
    }
    path = tmp_path / "response.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
