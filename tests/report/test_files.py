"""Reports as files: the ending decides, a reader never sees half of one, a message says what to do."""

from pathlib import Path

import pytest

from msme_check.errors import OutputError, UsageError
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import files
from report.conftest import Firm


@pytest.fixture(scope="module")
def assessment(firm: Firm) -> Assessment:
    return firm("R00014")


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.pdf", b"%PDF-1.7"), ("b.HTML", b"<!DOCTYPE html>"), ("c.json", b"{\n"), ("d.txt", b"MSME readiness")],
)
def test_the_ending_says_which_kind(
    name: str, start: bytes, assessment: Assessment, instrument: Instrument, tmp_path: Path
) -> None:
    files.write(assessment, instrument, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["report.docx", "report", ".pdf"])
def test_another_ending_is_refused_with_those_there_are(
    name: str, assessment: Assessment, instrument: Instrument, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        files.write(assessment, instrument, tmp_path / name)
    assert str(error.value) == (
        f"{tmp_path / name}: A report is one of .pdf, .html, .json, .txt. Give the file one of these endings."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(assessment: Assessment, instrument: Instrument, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        files.write(assessment, instrument, tmp_path / "none" / "report.json")
    assert str(error.value).endswith("report.json: Its folder is not there. Make the folder, or name another file.")


def test_a_folder_of_that_name_stays(assessment: Assessment, instrument: Instrument, tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(OutputError, match="This is a folder"):
        files.write(assessment, instrument, tmp_path / "report.json")
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_a_report_replaces_the_one_before(assessment: Assessment, instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("old")
    files.write(assessment, instrument, path)
    assert "MSME readiness" in path.read_text("utf-8")
