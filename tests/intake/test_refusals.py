"""The words for what could not be used: for every fault there is, and never what stands in the cell."""

import re

import pytest

from msme_check.cells import Fault
from msme_check.intake.refusals import LOST, fault_words, letters_lost
from msme_check.model.instrument import Instrument

WORDS = {
    ("fin_records_cashbook", Fault.LEVEL): ("levels 0 to 4", "first line to 4"),
    ("fin_records_receipts", Fault.LINE): ("one more than the highest level", "counted from 1 to 5"),
    ("employees", Fault.FORMULA): ("formula of this cell has failed", "Correct the formula"),
    ("ops_workplace_safety", Fault.ITEM): ("not one of the question's", "extinguisher first_aid"),
    ("ops_workplace_safety", Fault.NONE_AND_OTHERS): ("'none' stands beside", "Keep 'none'"),
    ("fin_credit_report", Fault.YES_NO): ("not yes, partly or no", "partly"),
    ("fin_banking_turnover", Fault.FIGURE): ("not a number", "without words"),
    ("fin_banking_turnover", Fault.RANGE): ("between 0 and 100", "percent of sales"),
    ("fin_records_cashbook", Fault.NOT_APPLICABLE): ("applies to every firm", "'dk'"),
    ("fin_plan_purpose", Fault.NOT_APPLICABLE): ("does not fit", "You do not want outside money"),
    ("country", Fault.CHOICE): ("none of the choices", "KH LA MM TH VN"),
    ("sells_to", Fault.CHOICE): ("A code", "spaces between them: households"),
    ("goal", Fault.CHOICE): ("none of the choices", "go_digital none. Or leave the cell empty."),
    ("years", Fault.FIGURE): ("not a year", "such as 2015, without month and day. Or leave the cell empty."),
    ("turnover", Fault.FIGURE): ("not a whole number", "currency or other words. Or leave the cell empty."),
    ("subsector", Fault.CHOICE_OF): ("'sector'", "Correct one of the two"),
    ("years", Fault.RANGE): ("between 1850 and 2100", "Buddhist era is 543 years ahead"),
    ("employees", Fault.RANGE): ("is not between", "Check it"),
    ("employees", Fault.FIGURE): ("not a whole number", "whole number"),
    ("fin_records_cashbook", Fault.AMBIGUOUS): ("more than one answer", "code of the answer that is meant: 0 1 2 3 4."),
    ("sector", Fault.AMBIGUOUS): ("more than one answer", "agri manufacturing"),
    ("country", Fault.ZAWGYI): ("Burmese in the Zawgyi encoding", "to Unicode"),
    ("fin_credit_report", Fault.ZAWGYI): ("Burmese in the Zawgyi encoding", "to Unicode"),
}


@pytest.mark.parametrize(("column", "fault"), WORDS)
def test_a_fault_says_what_and_what_to_do(column: str, fault: Fault, instrument: Instrument) -> None:
    what, do = fault_words(instrument, column, fault)
    assert WORDS[column, fault][0] in what and WORDS[column, fault][1] in do


@pytest.mark.parametrize("fault", [Fault.CHOICE, Fault.FIGURE, Fault.RANGE])
def test_what_is_required_cannot_be_left_open(fault: Fault, instrument: Instrument) -> None:
    for field in instrument.profile:
        assert ("leave the cell empty" in fault_words(instrument, field.id, fault)[1]) == (not field.required), field.id


def test_there_are_words_for_all_faults() -> None:
    assert {fault for _column, fault in WORDS} == set(Fault)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "cp874"])
def test_letters_of_utf8_that_were_taken_for_others_are_seen(encoding: str) -> None:
    def taken(text: str) -> str:
        return "".join(_taken(byte, encoding) for byte in text.encode())

    for text in ("រោងម៉ាស៊ីន Dara", "โรงสีข้าว", "ໂຮງສີເຂົ້າ", "ကုန်သည်", "Xưởng mộc Hưng Thịnh"):
        assert letters_lost(taken(text)), taken(text)
        assert re.search(LOST, taken(text)), taken(text)
        assert not letters_lost(text), text
    for text in ("Café Señor", "Ébène & fils", "Đồ gỗ Ánh", "เธอ", "เนื้อ", "เกษ", "เพชร", "Ñandú"):
        assert not letters_lost(text), text


def _taken(byte: int, encoding: str) -> str:
    try:
        return bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def test_letters_that_became_question_marks_are_seen() -> None:
    for text in ("????", "?? ???", "Xu?ng may", "Caf\ufffd", "???? Rice Mill"):
        assert letters_lost(text), text
    for text in ("Sok Heng", "Who? Me!", "Ready?", "រោង"):
        assert not letters_lost(text), text
