"""Rows that hold no firm, among rows that do. (More: `files`.)"""

import pytest

from intake.conftest import HEADER, Read, rows
from msme_check.errors import AnswersError
from msme_check.intake.tables import Broken

ROW = "A1,Sok,KH,agri,3,2"


def test_a_row_that_names_some_columns_and_answers_others_is_a_firm(read: Read) -> None:
    firms = read(f"{HEADER}\n{ROW}\nA2,Sok,country,agri,3,2\nfirm_id,,country,sector,3,2\n")
    assert [row["firm_id"] for row in rows(firms)] == ["A1", "A2", "firm_id"]
    assert not [note for note in firms.notes if "again" in note]


def test_a_header_is_told_whatever_its_case_and_the_order_of_its_other_columns(read: Read) -> None:
    again = "Id,Name of firm,COUNTRY,Sector,employees,1"
    firms = read(f"{HEADER.replace('country', 'COUNTRY')}\n{again}\n{ROW}\n{again}\n{again}\n")
    assert [row["firm_id"] for row in rows(firms)] == ["A1"]
    assert any("Rows 2, 4, 5 name the columns again" in note for note in firms.notes)


def test_a_file_with_its_header_twice_and_no_firm_is_refused_as_one_without(read: Read) -> None:
    firms = read(f"{HEADER}\n{HEADER}\n")
    with pytest.raises(AnswersError, match="no row with a firm"):
        rows(firms)


def test_an_id_and_nothing_else_is_no_firm_but_one_answer_makes_one(read: Read) -> None:
    firms = read(f"{HEADER},remarks\n{ROW},\nA2,Heng,, ,,,ask again\nA3,,,,,2,\nA4,Heng,KH,,,,\n")
    (chunk,) = firms.chunks(1000, lambda done, size: None)
    assert chunk.read().broken == {3: Broken.ID_ALONE}
