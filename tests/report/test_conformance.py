"""Every PDF is an archive copy (PDF/A-3a) and accessible (PDF/UA-1) at once: veraPDF finds nothing in it."""

from pathlib import Path

import pytest

from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import files
from report.conftest import Firm
from report.samples import samples
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

REPORTS = ("rice mill", "food factory", "online seller", "long name", "quick")


@pytest.fixture(scope="module")
def assessed(firm: Firm, instrument: Instrument) -> dict[str, Assessment]:
    return samples(firm, instrument)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_breaks_no_rule(
    name: str, assessed: dict[str, Assessment], instrument: Instrument, tmp_path: Path, verapdf: VeraPdf
) -> None:
    path = tmp_path / "report.pdf"
    files.write(assessed[name], instrument, path)
    found = [verapdf.check(path, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
