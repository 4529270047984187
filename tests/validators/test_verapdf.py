"""The validator of PDFs finds what is wrong, and keeps answering after a file it could not read."""

from pathlib import Path

import pytest
import weasyprint

from validators.verapdf import PDF_A, PDF_UA, VeraPdf

PLAIN = "<html lang=en><title>Plain</title><p>Without tags.</p></html>"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A PDF that promises nothing."""
    path = tmp_path / "plain.pdf"
    weasyprint.HTML(string=PLAIN).write_pdf(path)
    return path


def test_a_pdf_without_tags_is_not_accessible(plain: Path, verapdf: VeraPdf) -> None:
    found = verapdf.check(plain, PDF_UA)
    rules = {one.rule for one in found.broken}
    assert not found.conforms
    assert {"7.1-3", "7.1-11"} <= rules, found  # content neither tagged nor an artifact; no structure
    assert "7.1-11 x1: The logical structure" in str(found)


def test_a_pdf_without_colour_profile_is_no_archive_copy(plain: Path, verapdf: VeraPdf) -> None:
    found = verapdf.check(plain, PDF_A)
    assert "6.2.4.3-2" in {one.rule for one in found.broken}, found


@pytest.mark.parametrize(("variant", "profile"), [("pdf/ua-1", PDF_UA), ("pdf/a-3a", PDF_A)])
def test_a_pdf_that_keeps_its_promise_conforms(variant: str, profile: str, tmp_path: Path, verapdf: VeraPdf) -> None:
    path = tmp_path / "good.pdf"
    weasyprint.HTML(string=PLAIN).write_pdf(path, pdf_variant=variant)
    found = verapdf.check(path, profile)
    assert found.conforms, found
    assert found.checks > 0


def test_one_process_answers_after_a_file_that_cannot_be_read(plain: Path, verapdf: VeraPdf, tmp_path: Path) -> None:
    torn = tmp_path / "torn.pdf"
    torn.write_bytes(b"%PDF-1.7\n" + bytes(100))
    first, unknown, last = verapdf.check(torn, PDF_A), verapdf.check(plain, "9z"), verapdf.check(plain, PDF_UA)
    assert (first.conforms, first.checks) == (False, 0)
    assert [one.rule for one in unknown.broken] == ["IllegalArgumentException"]
    assert last.checks > 0
