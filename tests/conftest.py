"""What many tests need: the shipped instrument, and a complete firm."""

import csv
from pathlib import Path

import pytest

from msme_check import loading, resources
from msme_check.model.instrument import Instrument

DATA = Path(__file__).parent / "data"

pytest_plugins = ["validators.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option with which golden files are written anew."""
    parser.addoption("--renew", action="store_true", help="write the golden files anew, then read the difference")


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """The instrument that is shipped."""
    return loading.load(resources.questionnaires())


@pytest.fixture(scope="session")
def example_rows() -> list[dict[str, str]]:
    """Forty made-up firms, as rows of a CSV file."""
    with (DATA / "example_firms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
