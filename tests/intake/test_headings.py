"""Which column is which, and what is said about the others."""

from pathlib import Path

import pytest

from intake.conftest import HEADER, Read, rows
from msme_check.errors import AnswersError, Exit
from msme_check.intake.firms import read_firms
from msme_check.model.instrument import Instrument

ROW = "A1,Sok,KH,agri,3,2"


def test_case_and_space_in_the_header_do_not_matter(read: Read) -> None:
    (row,) = rows(read(f"{HEADER.upper().replace(',', ' , ')}\n{ROW}\n"))
    assert row["fin_records_cashbook"] == "2"


def test_a_misspelt_column_is_named_with_what_was_probably_meant(read: Read) -> None:
    firms = read(f"{HEADER},fin_records_reciepts,colour\n{ROW},1,red\n")
    (refusal,) = firms.headings.refusals
    assert (refusal.row, refusal.column) == (1, "fin_records_reciepts")
    assert refusal.do == "Did you mean 'fin_records_receipts'?"
    misspelt, other = firms.notes
    assert misspelt == (
        "firms.csv, column 7: there is no question or fact 'fin_records_reciepts'. "
        "Did you mean 'fin_records_receipts'? The column is left out; 1 of 85 questions were found."
    )
    assert other == "firms.csv: 1 column is not known and was left out: colour"


def test_a_column_that_is_there_is_not_suggested(read: Read) -> None:
    assert not read(f"{HEADER},fin_records_cashbook_note\n{ROW},x\n").headings.refusals


def test_questions_that_are_not_in_the_file_are_counted(read: Read) -> None:
    assert read(f"{HEADER}\n{ROW}\n").notes == (
        "firms.csv: 1 of 85 questions were found. The others count as not answered.",
    )


def test_a_column_without_a_name_is_said(read: Read) -> None:
    notes = read(f",{HEADER}\nx,{ROW}\n").notes
    assert any("Columns without a name were left out: 1." in note for note in notes)


@pytest.mark.parametrize(
    ("figure", "reason", "read_as"),
    [("40", "", "40"), ("", "dk", "dk"), (" ", "Does not apply", "Does not apply"), ("5", "dk", "5")],
)
def test_a_figure_comes_before_the_reason_for_having_none(figure: str, reason: str, read_as: str, read: Read) -> None:
    firms = read(f"{HEADER},fin_credit_burden,firm/fin_credit_burden_no_figure\n{ROW},{figure},{reason}\n")
    (row,) = rows(firms)
    assert row["fin_credit_burden"] == read_as and "fin_credit_burden_no_figure" not in row


def test_a_reason_alone_is_the_answer(read: Read) -> None:
    (row,) = rows(read(f"{HEADER},fin_credit_burden_no_figure\n{ROW},na\n"))
    assert row["fin_credit_burden"] == "na"


NO_FIRMS = {
    "twice": (f"{HEADER},EMPLOYEES\n{ROW},4\n", "names these columns twice: employees"),
    "no question": ("firm_id,country,sector,employees\nA1,KH,agri,3\n", "no name in row 1 is a question's"),
    "a row in a cell": (f'"{HEADER}"\n"{ROW}"\n', "Each row of this file stands in a single cell"),
    "one column": ("firm_id\nA1\n", "no name in row 1"),
    "no country": (f"{HEADER.replace('country', 'contry')}\n{ROW}\n", "Did you mean 'country'?"),
    "no id": (f"{HEADER.replace('firm_id', 'x')}\n{ROW}\n", "cannot|no firm can be scored: firm_id"),
}


@pytest.mark.parametrize("case", NO_FIRMS)
def test_a_header_with_which_no_firm_can_be_scored(case: str, read: Read) -> None:
    text, said = NO_FIRMS[case]
    with pytest.raises(AnswersError, match=said) as raised:
        read(text)
    assert raised.value.exit_code == Exit.ANSWERS and str(raised.value).startswith("firms.csv: ")


def test_ids_from_the_name_of_the_file_keep_the_vowels_of_every_script(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "\u1791\u17b7\u1793\u17d2\u1793\u1793\u17d0\u1799 (\u17e2).csv"
    text = f"{HEADER}\n{ROW}\n".replace("firm_id", "Timestamp").replace("A1", "2026-11-03T09:05")
    path.write_text(text, encoding="utf-8")
    (row,) = rows(read_firms(path, instrument, None, lambda done, size: None))
    assert row["firm_id"] == "\u1791\u17b7\u1793\u17d2\u1793\u1793\u17d0\u1799_\u17e2-2"
