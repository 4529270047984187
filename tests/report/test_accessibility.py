"""The HTML report in a real browser: on a phone and on a desk, with a keyboard, read aloud, and printed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import files
from msme_check.report.view import build
from report.conftest import Firm, texts
from report.samples import LONG_NAME, LONG_WORD, samples
from validators import poppler
from validators.browser import DESK, PHONE, Browser

NAMES = ("rice mill", "food factory", "online seller", "long name", "long word", "quick")
INDIC = 0x0900
"""From here on, a PDF's text comes out of it damaged: syllables are drawn in another order than they are written."""


@pytest.fixture(scope="module")
def assessed(firm: Firm, instrument: Instrument) -> dict[str, Assessment]:
    return samples(firm, instrument)


@pytest.fixture
def page(assessed: dict[str, Assessment], instrument: Instrument, tmp_path: Path) -> Callable[[str], Path]:
    """The HTML report of a sample firm as a file."""

    def written(name: str) -> Path:
        path = tmp_path / "report.html"
        files.write(assessed[name], instrument, path)
        return path

    return written


def test_the_long_names_are_long() -> None:
    assert (len(LONG_NAME), len(LONG_WORD)) == (200, 200)
    assert " " in LONG_NAME
    assert " " not in LONG_WORD


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", NAMES)
def test_everything_fits_and_can_be_read_by_everybody(
    name: str, width: int, page: Callable[[str], Path], browser: Browser
) -> None:
    found = browser.look(page(name), width)
    assert found.window_width == width
    assert found.faults == []


@pytest.mark.parametrize("name", ["food factory", "quick"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_keyboard_reaches_everything_in_order(
    name: str, width: int, page: Callable[[str], Path], browser: Browser
) -> None:
    assert browser.tab_through(page(name), width).faults == []


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_prints_all_of_it(
    name: str, page: Callable[[str], Path], assessed: dict[str, Assessment], instrument: Instrument, browser: Browser
) -> None:
    source = page(name)
    pdf = browser.print(source, source.with_suffix(".pdf"))
    pages = poppler.pages(pdf)
    assert all(one.is_a4 for one in pages)
    assert [word for one in pages for word in one.cut] == []
    printed = poppler.text(pdf)
    wanted = [text for text in texts(build(assessed[name], instrument)) if all(ord(letter) < INDIC for letter in text)]
    assert len(wanted) > 100
    assert [text for text in wanted if not poppler.holds(printed, text)] == []
