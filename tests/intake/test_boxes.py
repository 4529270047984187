"""A question of which each possible answer has a column of its own."""

import polars as pl
import pytest

from intake.conftest import Read, rows
from msme_check.errors import FileError
from msme_check.intake.boxes import Boxes, joined

CELLS = {
    "numbers": (["1", "0", "1"], "a c"),
    "numbers of a spreadsheet": (["1.0", "0.0", ""], "a"),
    "truth": (["TRUE", "false", " True "], "a c"),
    "crosses": (["x", "", "X"], "a c"),
    "ticks": (["\u2713", "\u2610", "\u2611"], "a c"),
    "words": (["yes", "no", "No"], "a"),
    "nothing ticked": (["0", "0", "0"], "none"),
    "not answered": (["", "", ""], ""),
    "something else": (["1", "maybe", "0"], "a ?"),
}


def cell(cells: list[str], boxes: Boxes, whole: int | None = None) -> str:
    frame = pl.DataFrame({str(place): [text] for place, text in enumerate(cells)})
    text: str = frame.select(joined(boxes, whole)).item()
    return text


@pytest.mark.parametrize("case", CELLS)
def test_what_boxes_say(case: str) -> None:
    cells, text = CELLS[case]
    assert cell(cells, Boxes({"a": 0, "b": 1, "c": 2}, none=True)) == text


def test_nothing_ticked_is_no_answer_where_there_is_a_box_for_none() -> None:
    assert cell(["0", "0"], Boxes({"a": 0, "none": 1}, none=True)) == ""
    assert cell(["0", "1"], Boxes({"a": 0, "none": 1}, none=True)) == "none"


def test_nothing_ticked_is_no_answer_to_a_fact() -> None:
    assert cell(["0", "0"], Boxes({"a": 0, "b": 1}, none=False)) == ""


BOTH = {
    "agree": (["1", "0", "a"], "a"),
    "not asked": (["0", "0", ""], ""),
    "none said": (["0", "0", "none"], "none"),
    "boxes of another version of the form": (["", "", "b"], "b"),
}


@pytest.mark.parametrize("case", BOTH)
def test_boxes_beside_the_whole(case: str) -> None:
    cells, text = BOTH[case]
    assert cell(cells, Boxes({"a": 0, "b": 1}, none=True), whole=2) == text


START = "firm_id,country,sector,employees"


def test_boxes_of_a_question_are_its_answer(read: Read) -> None:
    file = read(f"{START},dig/dig_access_devices/printer,dig_access_devices/computer\nA1,KH,agri,3,1,1\n")
    assert rows(file)[0]["dig_access_devices"] == "printer computer"
    assert "1 of 85 questions were found" in file.notes[0]


def test_a_box_that_no_answer_has_is_not_known(read: Read) -> None:
    file = read(f"{START},fin_records_cashbook,dig_access_devices/fax\nA1,KH,agri,3,1,1\n")
    assert "dig_access_devices" not in rows(file)[0]


def test_a_box_that_is_there_twice_is_named(read: Read) -> None:
    header = f"{START},a/dig_access_devices/printer,b-dig_access_devices/printer"
    with pytest.raises(FileError, match=r"twice: dig_access_devices/printer \(columns 5 and 6\)"):
        read(f"{header}\nA1,KH,agri,3,1,1\n")
