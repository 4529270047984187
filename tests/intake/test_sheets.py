"""Separators, line ends, quotation marks, and rows that are out of shape."""

from pathlib import Path

import pytest

from intake.conftest import HEADER, Read, csv, rows
from msme_check.errors import AnswersError
from msme_check.intake.firms import FirmsFile
from msme_check.intake.tables import Broken
from msme_check.model.instrument import Instrument

ROW = "A1,Sok,KH,agri,3,2"


def numbers(firms: FirmsFile) -> list[int]:
    return [row["row"] for row in rows(firms)]  # type: ignore[misc]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(separator: str, read: Read) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(",", separator)
    firms = read(text)
    assert csv(firms).separator == separator and rows(firms)[0]["fin_records_cashbook"] == "2"


def test_a_sep_line_says_the_separator_and_is_no_row(read: Read) -> None:
    firms = read(f"sep=;\r\n{HEADER}\r\n{ROW}\r\n".replace(",", ";"))
    assert csv(firms).separator == ";" and numbers(firms) == [2]


def test_commas_in_quoted_headers_do_not_hide_the_semicolon(read: Read) -> None:
    firms = read(f'{HEADER.replace(",", ";")};"a,b,c,d,e,f,g,h"\n{ROW.replace(",", ";")};\n')
    assert csv(firms).separator == ";"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end(end: str, read: Read) -> None:
    firms = read(end.join([HEADER, ROW, ROW.replace("A1", "A2")]))
    assert [row["firm_id"] for row in rows(firms)] == ["A1", "A2"]
    assert numbers(firms) == [2, 3]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(read: Read) -> None:
    text = f'{HEADER}\n\nA1,"two\nlines, one cell",KH,agri,3,2\n,,,,,\n  \nA2,Sok,KH,agri,3,2\n,,,,,\n'
    firms = read(text)
    assert numbers(firms) == [3, 6]
    assert rows(firms)[0]["firm_name"] == "two\nlines, one cell"


def test_a_short_row_misses_its_last_answers(read: Read) -> None:
    (row,) = rows(read(f"{HEADER}\nA1,Sok,KH,agri,3\n"))
    assert row["employees"] == "3" and row["fin_records_cashbook"] == ""


def test_empty_columns_at_the_end_do_not_matter(read: Read) -> None:
    firms = read(f"{HEADER},,\n{ROW},,\n")
    assert rows(firms)[0]["fin_records_cashbook"] == "2" and firms.notes[0].count("without a name") == 0


def broken(firms: FirmsFile) -> dict[int, Broken]:
    (chunk,) = firms.chunks(1000, lambda done, size: None)
    return chunk.read().broken


def test_a_row_with_more_cells_than_the_header_is_not_trusted(read: Read) -> None:
    text = f"{HEADER}\n{ROW}\nA2,Sok, Heng and sons,KH,agri,3,2\n"
    assert broken(read(text)) == {3: Broken.TOO_MANY}


def test_a_shifted_row_is_seen_also_where_its_last_cell_is_empty(read: Read) -> None:
    text = f"{HEADER},evidence\n{ROW},\nA2,Sok, Heng,KH,agri,3,2,\n{ROW},\n{ROW},\n"
    assert broken(read(text)) == {3: Broken.TOO_MANY}


def test_a_separator_at_the_end_of_each_row_is_no_shift(read: Read) -> None:
    assert broken(read(f"{HEADER}\n{ROW},\n{ROW},\nA3,Sok,KH\n")) == {}


def test_rows_that_an_open_quotation_mark_has_joined_are_not_trusted(read: Read) -> None:
    text = f'{HEADER}\n{ROW}\nA2,"Sok,KH,agri,3,2\n' + "".join(f"B{n},Sok,KH,agri,3,2\n" for n in range(9))
    assert broken(read(text)) == {3: Broken.JOINED}


def test_a_quotation_mark_that_joins_a_large_part_of_the_file_is_named(read: Read) -> None:
    text = f'{HEADER}\n{ROW}\nA2,"Sok,KH,agri,3,2\n' + "".join(f"B{n},Sok,KH,agri,3,2\n" for n in range(9000))
    with pytest.raises(AnswersError, match="from row 3 on: a quotation mark"):
        rows(read(text))


def test_a_header_alone_holds_no_firm(read: Read) -> None:
    for text in (HEADER, f"{HEADER}\n\n,,,\n"):
        with pytest.raises(AnswersError, match="no row with a firm"):
            rows(read(text))


def test_a_file_that_changes_while_it_is_read_is_noticed(read: Read, tmp_path: Path, instrument: Instrument) -> None:
    firms = read(f"{HEADER}\n{ROW}\n{ROW}\n")
    chunks = firms.chunks(1, lambda done, size: None)
    next(chunks)
    with (tmp_path / "firms.csv").open("a") as file:
        file.write("A9,more,KH,agri,3,2\n")
    with pytest.raises(AnswersError, match="changed while it was read"):
        list(chunks)


def test_the_guard_against_formulas_is_taken_off_names(read: Read) -> None:
    (row,) = rows(read(f"{HEADER}\n'+855 12,'=Sok,KH,agri,3,2\n"))
    assert (row["firm_id"], row["firm_name"]) == ("+855 12", "=Sok")
