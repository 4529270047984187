"""Firms to explain: example firms, and random ones by their seed."""

import random
from collections.abc import Callable, Mapping

import pytest

from msme_check.explaining.firm import Firm, firm_of
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response
from random_firms import random_row

Explained = Callable[..., Firm]


def explained(instrument: Instrument, row: Mapping[str, str], *, quick: bool = False) -> Firm:
    """A row of a file of firms, assessed."""
    settings = instrument.settings
    response = Response(
        instrument=InstrumentRef(id=settings.id, version=settings.version),
        firm_id=row["firm_id"],
        firm_name=row.get("firm_name", ""),
        date="2026-11-20",
        quick=quick,
        profile={name: row[name] for name in instrument.profile_field if row.get(name)},
        answers={name: row[name] for name in instrument.questions if row.get(name)},
        evidence=tuple(row.get("evidence", "").split()),
    )
    return firm_of(response, instrument)


def random_firm(instrument: Instrument, seed: int, *, quick: bool = False) -> Firm:
    """A random firm; the same for the same seed."""
    row = random_row(random.Random(seed), instrument)  # noqa: S311 - no secret
    return explained(instrument, row, quick=quick)


@pytest.fixture(scope="session")
def example(instrument: Instrument, example_rows: list[dict[str, str]]) -> Explained:
    """An example firm, with some of its cells changed."""
    rows = {row["firm_id"]: row for row in example_rows}

    def found(firm_id: str = "R00022", *, quick: bool = False, **cells: str) -> Firm:
        return explained(instrument, {**rows[firm_id], **cells}, quick=quick)

    return found
