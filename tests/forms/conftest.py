"""The forms, made once."""

import pytest

from msme_check.forms import paper_form, pdf_form
from msme_check.model.instrument import Instrument


@pytest.fixture(scope="session")
def pdf(instrument: Instrument) -> bytes:
    """The form to fill in on a screen, with every question."""
    return pdf_form.render(instrument)


@pytest.fixture(scope="session")
def core_pdf(instrument: Instrument) -> bytes:
    """The same with the core questions alone."""
    return pdf_form.render(instrument, core=True)


@pytest.fixture(scope="session")
def paper(instrument: Instrument) -> bytes:
    """The form for a pen, with every question."""
    return paper_form.render(instrument)
