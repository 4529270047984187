"""Several files and folders in one run: each line says its file, and a file that cannot be used stops no other."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from batch.conftest import Batch, Rows, read, write
from batch.test_run import changed, results
from msme_check.batch.run import REJECTED, RESULTS
from msme_check.errors import AnswersError, Exit
from msme_check.model.instrument import Instrument


@pytest.fixture
def folder(tmp_path: Path, example_rows: Rows, instrument: Instrument) -> Path:
    """Two files with three firms each; the first of the second file has the id of one of the first file."""
    folder = tmp_path / "sent"
    folder.mkdir()
    write(folder / "b.csv", [changed(example_rows[1], fin_records_cashbook="9"), *example_rows[3:5]], instrument)
    write(folder / "a.csv", example_rows[:3], instrument)
    return folder


def test_a_folder_stands_for_its_files_by_name(
    batch: Batch, folder: Path, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    (folder / "deeper").mkdir()
    for name in ("deeper/c.csv", ".hidden.csv", "~$a.csv"):
        (folder / name).write_text("nothing to read")
    for name in ("letter.docx", "photo.jpg", "Thumbs.db", "desktop.ini", ".DS_Store"):
        (folder / name).write_bytes(b"of another kind")
    for name in ("photos/photo.jpg", "run/results.csv", "run/run.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    summary = batch(folder)
    assert (summary.rows, summary.scored, summary.exit_code) == (6, 5, Exit.ROWS_REJECTED)
    others, folders = summary.notes
    assert "sent: 2 files of other kinds were left out: letter.docx, photo.jpg" in others
    assert folders.endswith("name those that hold files of firms: deeper.")
    assert [row["firm_id"] for row in read(tmp_path / "out" / RESULTS)] == [f"R0000{n}" for n in range(1, 6)]
    for chunk_rows in (1, 2, 4):
        batch(folder, out=tmp_path / "small", chunk_rows=chunk_rows)
        for table in (RESULTS, REJECTED):
            assert (tmp_path / "small" / table).read_bytes() == (tmp_path / "out" / table).read_bytes()
    batch(write(tmp_path / "one.csv", example_rows[:5], instrument), out=tmp_path / "one")
    assert results(tmp_path / "out") == results(tmp_path / "one")


def test_each_refusal_says_its_file_and_the_row_there(batch: Batch, folder: Path, tmp_path: Path) -> None:
    batch((folder / "b.csv", folder / "a.csv"))
    bad, again = read(tmp_path / "out" / REJECTED)
    assert (bad["file"], bad["row"], bad["column"], bad["scored"]) == ("b.csv", "2", "fin_records_cashbook", "yes")
    assert (again["file"], again["row"], again["column"], again["scored"]) == ("a.csv", "3", "firm_id", "no")
    assert again["problem"] == "Row 2 of b.csv has the same id of the firm."
    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [file["file"] for file in record["input"]] == ["b.csv", "a.csv"]


def test_files_of_the_same_name_are_told_apart_and_the_same_file_is_read_once(
    batch: Batch, folder: Path, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other / "a.csv", [changed(example_rows[6], country="")], instrument)
    summary = batch((folder, other, folder / "a.csv"))
    assert summary.rows == 7
    assert [line["file"] for line in read(tmp_path / "out" / REJECTED)][-1] == str(other / "a.csv")


UNREAD = {
    "empty.csv": ("", "empty"),
    "header.csv": ("firm_id,country,sector,employees,fin_records_cashbook\n", "no row with a firm"),
    "letters.csv": ("a,b,c\n1,2,3\n", "no column with answers"),
    "mark.csv": ('firm_id,country,sector,employees,fin_records_cashbook\nX1,"KH,agri,3,2\n' + "X,KH,agri,3,2\n" * 9999,
                 "a quotation mark is not closed"),
}  # fmt: skip


def test_all_files_that_cannot_be_used_are_named_and_the_others_are_scored(
    batch: Batch, folder: Path, tmp_path: Path
) -> None:
    for name, (content, _said) in UNREAD.items():
        (folder / name).write_text(content)
    summary = batch(folder)
    assert (summary.rows, summary.scored, summary.exit_code) == (6, 5, Exit.ROWS_REJECTED)
    assert len(summary.unread) == len(UNREAD)
    lines = {line["file"]: line for line in read(tmp_path / "out" / REJECTED) if not line["scored"]}
    assert lines.keys() == UNREAD.keys()
    for name, (_content, said) in UNREAD.items():
        assert said in lines[name]["problem"] and lines[name]["what_to_do"] and not lines[name]["row"]
        assert any(name in line and said in line for line in summary.unread)


def test_what_was_read_before_a_file_ends_too_early_stands(
    batch: Batch, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    whole = write(tmp_path / "whole.csv", example_rows[:2], instrument)
    cut = write(tmp_path / "cut.csv", example_rows[2:4], instrument)
    with cut.open("a") as file:
        file.write('X1,"Sok\n' + "X,KH,agri\n" * 20_000)
    summary = batch((cut, whole), chunk_rows=1)
    assert (summary.rows, summary.scored, len(summary.unread)) == (4, 4, 1)
    assert "from row 4 on" in summary.unread[0]


def test_when_no_file_can_be_used_all_are_named_at_once(batch: Batch, folder: Path) -> None:
    for path in folder.iterdir():
        path.write_text("")
    with pytest.raises(AnswersError) as raised:
        batch(folder)
    lines = str(raised.value).split("\n")
    assert len(lines) == 2 and "a.csv: This file is empty" in lines[0] and "b.csv: " in lines[1]
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(UNREAD["header.csv"][0])
    with pytest.raises(AnswersError, match=r"(?s)a\.csv: .*b\.csv: This file has a header"):
        batch(folder)


def test_a_folder_without_a_file_of_firms_says_what_is_read(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "letter.docx").touch()
    with pytest.raises(AnswersError, match=r"holds no file of firms.*\.xlsx"):
        batch(tmp_path / "sent")


def test_what_is_the_same_of_many_files_is_said_once(
    batch: Batch, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    (tmp_path / "sent").mkdir()
    for number in range(6):
        path = write(tmp_path / "sent" / f"{number}.csv", [example_rows[number]], instrument)
        path.write_text(path.read_text("utf-8").replace("evidence", "zzz_own_column", 1), "utf-8")
    path.write_text(path.read_text("utf-8").replace("zzz_own_column", "zzz_other", 1), "utf-8")
    assert list(batch(tmp_path / "sent").notes) == [
        "0.csv, 1.csv, 2.csv and 2 other files: 1 column is not known and was left out: zzz_own_column",
        "5.csv: 1 column is not known and was left out: zzz_other",
    ]


def test_rows_that_stand_for_ids_differ_from_file_to_file(
    batch: Batch, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    """As in the answers of a web form, which asks for no id."""
    (tmp_path / "sent").mkdir()
    for name in ("a", "b"):
        path = write(tmp_path / "sent" / f"{name}.csv", example_rows[:2], instrument)
        lines = [line.split(",", 1) for line in path.read_text("utf-8").splitlines()]
        firms = [f"2026-11-0{place},{rest}" for place, (_id, rest) in enumerate(lines[1:], 1)]
        path.write_text("\n".join([f"Timestamp,{lines[0][1]}", *firms]), "utf-8")
    assert batch(tmp_path / "sent").scored == 4
    found = [line["firm_id"] for line in read(tmp_path / "out" / RESULTS)]
    assert found == ["a-2", "a-3", "b-2", "b-3"]


def test_a_file_that_is_not_there_stops_no_other(batch: Batch, folder: Path, tmp_path: Path) -> None:
    summary = batch((tmp_path / "none.csv", folder / "a.csv"))
    assert (summary.scored, len(summary.unread)) == (3, 1) and "This file is not there" in summary.unread[0]


def test_a_formula_that_failed_is_no_name(batch: Batch, tmp_path: Path, example_rows: Rows) -> None:
    summary = batch([changed(example_rows[0], firm_name="#REF!", fin_records_cashbook="#N/A"), example_rows[1]])
    assert (summary.scored, summary.bad_cells) == (2, 2)
    lines = {line["column"]: line for line in read(tmp_path / "out" / REJECTED)}
    assert lines["firm_name"]["problem"] == "The formula of this cell has failed."
    assert lines.keys() == {"firm_name", "fin_records_cashbook"}


def test_refusals_of_several_sheets_say_which(
    batch: Batch, tmp_path: Path, example_rows: Rows, instrument: Instrument
) -> None:
    lines = [list(example_rows[0]), *(list(row.values()) for row in example_rows[:4])]
    with xlsxwriter.Workbook(tmp_path / "firms.xlsx") as book:
        for name, some in (("North", lines[:3]), ("South", [lines[0], lines[2], *lines[3:]])):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(some):
                sheet.write_row(row, 0, cells)
    summary = batch(tmp_path / "firms.xlsx")
    assert (summary.rows, summary.scored, summary.exit_code) == (5, 4, Exit.ROWS_REJECTED)
    (again,) = read(tmp_path / "out" / REJECTED)
    assert (again["file"], again["row"]) == ("firms.xlsx (South)", "2")
    assert again["problem"] == "Row 3 of firms.xlsx (North) has the same id of the firm."
    batch(write(tmp_path / "one.csv", example_rows[:4], instrument), out=tmp_path / "one")
    assert results(tmp_path / "out") == results(tmp_path / "one")
