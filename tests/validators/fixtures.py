"""The validators as fixtures: each starts once in a worker of pytest, and only where a test asks for it."""

from collections.abc import Iterator

import pytest

from validators import browser as browsers
from validators import verapdf as verapdfs
from validators.browser import Browser
from validators.verapdf import VeraPdf


@pytest.fixture(scope="session")
def verapdf() -> Iterator[VeraPdf]:
    """A running veraPDF."""
    with verapdfs.running() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running headless Chromium."""
    with browsers.running() as found:
        yield found
