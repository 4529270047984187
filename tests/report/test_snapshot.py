"""Everything that the reports of very different firms say, against what they said when somebody last read it.

Where a change is meant, `pytest tests/report/test_snapshot.py --renew` writes the files anew; read the difference.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.view import build
from report.conftest import Firm
from report.samples import samples

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def sampled(firm: Firm, instrument: Instrument) -> dict[str, Assessment]:
    return samples(firm, instrument)


@pytest.fixture
def same(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """same(name, text): the text is that of the golden file; with `--renew` it becomes it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--renew"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")

    return compare


@pytest.mark.parametrize("name", ["rice mill", "food factory", "online seller", "quick"])
def test_a_report_says_what_it_said(
    name: str, sampled: dict[str, Assessment], instrument: Instrument, same: Callable[[str, str], None]
) -> None:
    view = asdict(build(sampled[name], instrument))
    same(f"view-{name.replace(' ', '-')}.json", json.dumps(view, ensure_ascii=False, indent=1) + "\n")
