"""The blank sheet and its explanation: read back by the intake, and never written over answers."""

import csv
from pathlib import Path

import pytest

from msme_check import answers
from msme_check.errors import AnswersError, OutputError, UsageError
from msme_check.forms import csv_form
from msme_check.intake.firms import read_firms
from msme_check.model.instrument import Instrument


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_sheet_is_one_header_row_that_the_intake_takes_without_a_word(
    tmp_path: Path, instrument: Instrument
) -> None:
    sheet, _columns = csv_form.write(instrument, tmp_path / "firms.csv", core=False, only=None)
    assert lines(sheet) == [answers.columns(instrument)]
    firms = read_firms(sheet, instrument, None, lambda done, size: None)
    assert firms.notes == ()
    with pytest.raises(AnswersError, match="no row with a firm"):
        list(firms.chunks(10, lambda done, size: None))


def test_every_column_is_explained(tmp_path: Path, instrument: Instrument) -> None:
    sheet, columns = csv_form.write(instrument, tmp_path / "firms.csv", core=False, only=None)
    assert columns == tmp_path / "firms_columns.csv"
    header, *explained = lines(columns)
    assert header == [
        "column",
        "part",
        "question",
        "kind of answer",
        "what may stand in a cell",
        "when na is allowed",
        "unit",
        "required",
    ]
    assert [line[0] for line in explained] == lines(sheet)[0]
    assert [line[0] for line in explained if line[7] == "Yes"] == ["firm_id", "country", "sector", "employees"]


def test_codes_stand_with_their_texts(instrument: Instrument) -> None:
    found = {one.column: one for one in csv_form.explained(instrument)}
    cashbook = found["fin_records_cashbook"]
    assert cashbook.part == "Finance access: Money records"
    assert cashbook.allowed.startswith("0 = Nothing is written down; it is in my head | 1 = Some sales")
    assert "4 = all of line 3, and: The written total" in cashbook.allowed
    assert cashbook.allowed.endswith("| dk = I do not know") and cashbook.not_applicable == ""
    licences = found["fin_formality_licences"].allowed
    assert (
        licences.startswith("identity_card = The owner's identity card | ") and "| none = None of these |" in licences
    )
    burden = found["fin_credit_burden"]
    assert (burden.unit, burden.not_applicable) == ("percent of sales", "You have no loans today")
    assert burden.allowed == "a number, 0 to 1000 | dk = I do not know | na = Does not apply"
    assert found["fin_credit_report"].allowed.startswith("yes = Yes | partly = You asked")
    assert "rice_mill = Rice mill (agri)" in found["subsector"].allowed
    assert found["years"].allowed == "a whole number, 1850 to 2100"


def test_a_filled_in_sheet_is_not_written_over(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "firms.csv"
    csv_form.write(instrument, path, core=False, only=None)
    csv_form.write(instrument, path, core=False, only=None)  # still blank: nothing can be lost
    with path.open("a") as file:
        file.write("A1,Sok\n")
    with pytest.raises(UsageError, match="may hold answers"):
        csv_form.write(instrument, path, core=False, only=None)
    assert lines(path)[1] == ["A1", "Sok"]


def test_a_folder_that_is_not_there(tmp_path: Path, instrument: Instrument) -> None:
    with pytest.raises(OutputError, match="folder is not there"):
        csv_form.write(instrument, tmp_path / "none" / "firms.csv", core=False, only=None)
