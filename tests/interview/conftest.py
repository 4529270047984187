"""The shipped instrument, and a response whose profile is complete."""

from datetime import date

import pytest

from msme_check import loading, resources, response_files
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

PROFILE = {
    "country": "TH",
    "sector": "manufacturing",
    "subsector": "garment_workshop",
    "employees": 12,
    "registered": "local",
    "exports": "direct",
    "imports": "true",
    "sells_to": ("companies", "export"),
    "years": 2015,
    "seeks_finance": "yes",
    "goal": "sell_abroad",
    "consent": "yes",
}


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return loading.load(resources.questionnaires())


@pytest.fixture
def blank(instrument: Instrument) -> Response:
    return response_files.blank(instrument, today=date(2026, 11, 24))


@pytest.fixture
def profiled(blank: Response) -> Response:
    """A garment workshop of 12 people: every question is asked but one or two."""
    return blank.model_copy(update={"firm_name": "Lotus Sewing", "profile": PROFILE})
