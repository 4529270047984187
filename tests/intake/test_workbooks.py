"""Workbooks that are out of the ordinary: which sheet is read, and those that would do harm. (More: `files`.)"""

import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from intake.confined_answers import dies
from intake.conftest import HEADER, rows
from msme_check.errors import FileError
from msme_check.intake import workbooks
from msme_check.intake.confined import Confined
from msme_check.intake.firms import FirmsFile, read_firms, read_sheets
from msme_check.intake.workbook_marks import LARGEST_SHEET, marks
from msme_check.model.instrument import Instrument

NAMES = HEADER.split(",")
FIRM = ["A1", "Sok", "KH", "agri", 3, 2]
Draw = Callable[[Any], object]


@pytest.fixture
def read(tmp_path: Path, instrument: Instrument) -> Callable[[Draw], FirmsFile]:
    """Writes a workbook, and opens it."""

    def opened(draw: Draw, name: str = "firms.xlsx") -> FirmsFile:
        with xlsxwriter.Workbook(tmp_path / name) as book:
            draw(book)
        return read_firms(tmp_path / name, instrument, None, lambda done, size: None)

    return opened


Read = Callable[[Draw], FirmsFile]


def sheet(book: Any, name: str, *lines: list[Any], hidden: bool = False) -> None:
    found = book.add_worksheet(name)
    for row, line in enumerate(lines):
        found.write_row(row, 0, line)
    if hidden:
        found.hide()


def test_the_sheet_that_knows_most_columns_is_read_and_others_with_firms_are_named(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(book, "Codes", ["country", "sector"], ["KH", "agri"])
        sheet(book, "Firms", NAMES, FIRM)
        sheet(book, "Empty")

    firms = read(draw)
    assert firms.table.file == "firms.xlsx (Firms)" and firms.table.record()["sheet"] == "Firms"
    assert any("Sheet 'Firms' was read" in note and note.endswith("Not read: Codes.") for note in firms.notes)
    assert [row["firm_id"] for row in rows(firms)] == ["A1"]


def test_lines_of_words_hidden_lists_and_a_header_without_a_firm_are_not_named(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(book, "Read me", ["Firms of the programme"], ["Filled in by: Dara"])
        sheet(book, "Firms", NAMES, FIRM)
        sheet(book, "Lists", ["Yes", "Cash"], ["No", "Bank"], hidden=True)
        sheet(book, "Blank", NAMES)
        sheet(book, "Own", ["Name", "Money"], ["Dara", 3])

    firms = read(draw)
    assert [note for note in firms.notes if "Not read: Own." in note] and [row["firm_id"] for row in rows(firms)] == [
        "A1"
    ]


def lying(*firms: list[Any]) -> list[list[Any]]:
    """Rows of a sheet with a firm a column: titles, words, names, firms."""
    answers = [["Question", name, *cells] for name, *cells in zip(NAMES, *firms, strict=True)]
    return [["One firm"], *answers[:3], ["Money"], ["Lines with a reason"], *answers[3:]]


def test_a_sheet_that_lies_on_its_side_has_a_firm_a_column(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(book, "Firms", NAMES)
        sheet(book, "One firm", *lying(FIRM, ["A2", *FIRM[1:]]))

    firms = read(draw)
    assert [(row["firm_id"], int(row["row"])) for row in rows(firms)] == [("A1", 3), ("A2", 4)]
    assert "lies on its side" in firms.notes[0] and not any("Not read" in note for note in firms.notes)
    assert firms.table.header == tuple(NAMES) and firms.table.record()["sheet"] == "One firm"


def test_a_sheet_that_lies_on_its_side_gives_way_to_one_with_firms(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(book, "One firm", *lying(["A2", *FIRM[1:]]))
        sheet(book, "Firms", NAMES, FIRM)

    firms = read(draw)
    assert [row["firm_id"] for row in rows(firms)] == ["A1"]
    assert firms.notes[0].endswith("Not read: One firm.")


def test_of_two_sheets_alike_the_one_that_can_be_seen_is_read_then_the_first(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(book, "Old", NAMES, ["A1", *FIRM[1:]], hidden=True)
        sheet(book, "This & that", NAMES, ["A2", *FIRM[1:]])
        sheet(book, "Copy", NAMES, ["A3", *FIRM[1:]])
        book.get_worksheet_by_name("This & that").activate()
        book.get_worksheet_by_name("This & that").set_first_sheet()

    firms = read(draw)
    assert [row["firm_id"] for row in rows(firms)] == ["A2"]
    assert "Not read: Old, Copy." in firms.notes[0]


def all_sheets(tmp_path: Path, instrument: Instrument) -> tuple[FirmsFile, ...]:
    return read_sheets(tmp_path / "firms.xlsx", instrument, None, lambda done, size: None)


def test_all_sheets_that_can_be_seen_and_have_the_columns_are_read_each_with_its_own_header(
    read: Read, tmp_path: Path, instrument: Instrument
) -> None:
    def draw(book: Any) -> None:
        sheet(book, "North", NAMES, FIRM)
        sheet(book, "Workers", ["name", "age", "_index", "_parent_index", "_submission__id"], ["w", 30, 1, 1, 7])
        sheet(book, "South", ["2026"], [], NAMES[::-1], ["4", *["A2", *FIRM[1:-1]][::-1]])
        sheet(book, "Old", NAMES, ["A9", *FIRM[1:]], hidden=True)

    read(draw)
    sheets = all_sheets(tmp_path, instrument)
    assert [one.table.file for one in sheets] == ["firms.xlsx (North)", "firms.xlsx (South)"]
    assert [[row["firm_id"] for row in rows(one)] for one in sheets] == [["A1"], ["A2"]]
    assert [[row["fin_records_cashbook"] for row in rows(one)] for one in sheets] == [["2"], ["4"]]
    (note,) = (note for one in sheets for note in one.notes if "sheets" in note)
    assert note.endswith("North, South. Not read: Workers, Old.")
    assert [one.table.record()["sheet"] for one in sheets] == ["North", "South"]


def test_a_sheet_for_each_firm_that_lies_on_its_side(read: Read, tmp_path: Path, instrument: Instrument) -> None:
    def draw(book: Any) -> None:
        sheet(book, "Firms", NAMES)
        for number in (1, 2, 3):
            sheet(book, f"Firm {number}", *lying([f"A{number}", *FIRM[1:]]))
        sheet(book, "Firm 4", *lying())

    read(draw)
    found = all_sheets(tmp_path, instrument)
    assert [row["firm_id"] for one in found for row in rows(one)] == ["A1", "A2", "A3"]


def test_sheets_of_a_form_without_ids_number_their_firms_apart(
    read: Read, tmp_path: Path, instrument: Instrument
) -> None:
    header = ["Timestamp", *NAMES[1:]]

    def draw(book: Any) -> None:
        for name in ("Form responses 1", "Form responses 2"):
            sheet(book, name, header, ["2026-11-03T09:41:33", *FIRM[1:]])

    read(draw)
    ids = [row["firm_id"] for one in all_sheets(tmp_path, instrument) for row in rows(one)]
    assert ids == ["firms_Form_responses_1-2", "firms_Form_responses_2-2"]


def test_a_header_may_stand_below_titles_and_its_rows_count_as_the_sheet_counts(read: Read) -> None:
    def draw(book: Any) -> None:
        sheet(
            book, "Firms", ["Firms of the programme"], [], ["country", "see below"], NAMES, FIRM, [], ["A2", *FIRM[1:]]
        )

    firms = read(draw)
    assert firms.table.header_row == 4 and [int(row["row"]) for row in rows(firms)] == [5, 7]


def test_chunks_have_the_size_that_is_asked_for_and_the_order_of_the_rows(read: Read) -> None:
    many = [[f"A{n}", *FIRM[1:]] for n in range(1203)]
    firms = read(lambda book: sheet(book, "Firms", NAMES, *many))
    for size in (7, 500, 5000):
        chunks = [one.read() for one in firms.chunks(size, lambda done, total: None)]
        assert max(len(one.raw) for one in chunks) <= size and len(chunks) == -(-1203 // size)
        assert [row for one in chunks for row in one.raw["firm_id"]] == [f"A{n}" for n in range(1203)]


def test_a_workbook_that_changes_while_it_is_read_is_noticed(read: Read, tmp_path: Path) -> None:
    firms = read(lambda book: sheet(book, "Firms", NAMES, FIRM))
    with (tmp_path / "firms.xlsx").open("ab") as file:
        file.write(b"more")
    with pytest.raises(FileError, match="changed while it was read"):
        rows(firms)


def test_a_reader_that_died_in_the_middle_is_one_message(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firms = read(lambda book: sheet(book, "Firms", NAMES, FIRM))
    monkeypatch.setattr(workbooks, "READER", Confined(dies))
    with pytest.raises(FileError, match="more than fits in memory"):
        rows(firms)


# What is no workbook, or would do harm -------------------------------------------------------------------------


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def by_hand(path: Path, content: bytes) -> Path:
    """A workbook whose only sheet, `S`, has these rows."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("S")
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb"<sheetData ?/>", b"<sheetData>%s</sheetData>" % content, parts[name])
    assert content in parts[name]
    return packed(path, parts)


@pytest.fixture
def alone() -> Iterator[None]:
    """For what ends the process that reads: the one before ends in peace."""
    workbooks.READER.close()
    yield
    workbooks.READER.close()


def refused(path: Path, instrument: Instrument) -> str:
    with pytest.raises(FileError) as raised:
        read_firms(path, instrument, None, lambda done, size: None)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def says_size(path: Path, size: int) -> Path:
    """Makes the workbook say that its sheet unpacks to so many bytes."""
    with zipfile.ZipFile(path) as file:
        true = file.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(true.to_bytes(4, "little"), size.to_bytes(4, "little")))
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, instrument: Instrument) -> None:
    path = says_size(by_hand(tmp_path / "bomb.xlsx", b'<row><c r="A1" t="n"><v>1</v></c></row>'), 1_600_000_000)
    assert "so far apart, or so many" in refused(path, instrument)


@pytest.mark.parametrize(
    "content",
    [
        b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576' t='n'><v>1</v></c></row>",
        b'<row><c r="A1" t="n"><v>1</v></c></row><row><c s="1"  t="n"\n r="ZZZ999999"><v>1</v></c></row>',
    ],
)
def test_cells_far_apart_are_seen_before_the_reader_makes_room_for_all_between(
    content: bytes, tmp_path: Path, instrument: Instrument
) -> None:
    assert "so far apart, or so many" in refused(by_hand(tmp_path / "far.xlsx", content), instrument)


def test_an_opendocument_cell_that_repeats_itself_without_end(tmp_path: Path, instrument: Instrument) -> None:
    content = (
        b'<office:body><office:spreadsheet><table:table table:name="S"><table:table-row '
        b'table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
        b'office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet>'
        b"</office:body>"
    )
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    said = refused(packed(tmp_path / "far.ods", parts), instrument)
    assert "so far apart, or so many" in said or "damaged" in said


NO_WORKBOOKS = {
    "a text document": ({"word/document.xml": b"<document/>"}, "no workbook"),
    "a workbook without sheets": ({"xl/workbook.xml": b"<workbook/>"}, "damaged or not whole"),
    "a protected OpenDocument sheet": ({"content.xml": b"?", "META-INF/manifest.xml": b"<manifest:encryption-data/>"},
                                       "protected with a password"),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_WORKBOOKS)
def test_what_is_no_workbook_is_said_with_what_to_do(case: str, tmp_path: Path, instrument: Instrument) -> None:
    parts, said = NO_WORKBOOKS[case]
    assert said in refused(packed(tmp_path / "firms.xlsx", parts), instrument)


@pytest.mark.usefixtures("alone")
def test_a_sheet_that_lies_about_its_size_costs_the_reader_its_life_and_nobody_elses(
    tmp_path: Path, instrument: Instrument
) -> None:
    """It is said to have 99 bytes, so the cell far away behind them is not seen before."""
    path = by_hand(tmp_path / "lies.xlsx", b'<row><c r="A1"/></row><row><c r="XFD1048576" t="n"><v>1</v></c></row>')
    says_size(path, 99)
    said = refused(path, instrument)
    assert "damaged, or unpacks to more than fits in memory" in said or "damaged or not whole" in said


@pytest.mark.usefixtures("alone")
def test_a_workbook_that_is_damaged_anywhere_is_read_or_refused_with_one_message(
    tmp_path: Path, instrument: Instrument
) -> None:
    whole = (Path(__file__).parent / "files" / "excel.xlsx").read_bytes()
    rng = random.Random(4)  # noqa: S311 - damage, not secrets
    path = tmp_path / "firms.xlsx"
    outcomes = []
    for _trial in range(60):
        damaged = bytearray(whole)
        for _byte in range(rng.randint(1, 30)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(b"PK\3\4" + damaged[4 : rng.randint(100, len(damaged)) if rng.random() < 0.3 else None])
        try:
            outcomes.append(len(rows(read_firms(path, instrument, None, lambda done, size: None))))
        except FileError as error:
            outcomes.append(str(error).count("\n"))
    assert 0 in outcomes and set(outcomes) <= {0, 1, 2, 3}


# What is found in the parts of a workbook ----------------------------------------------------------------------


def of_sheet(path: Path, content: bytes) -> Any:
    with zipfile.ZipFile(by_hand(path, content)) as file:
        return marks(file, "S")


def test_errors_are_found_whatever_the_order_of_attributes(tmp_path: Path) -> None:
    found = of_sheet(
        tmp_path / "a.xlsx",
        b'<row><c r="A1" t="e"><v>#REF!</v></c><c t="e" r="B1"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="C1" t="e"/><c r="D1" t="s"><v>1</v></c><c t="e" r="E1"></c></row>'
        b'<row><x:c r="AA2" t="e"><x:v>#N/A</x:v></x:c></row>',
    )
    assert found.errors == {(0, 0): "#REF!", (0, 1): "#DIV/0!", (0, 4): "#N/A", (1, 26): "#N/A"}


def test_a_formula_that_nobody_has_worked_out_is_no_empty_cell(tmp_path: Path) -> None:
    found = of_sheet(
        tmp_path / "a.xlsx",
        b'<row><c r="A1"><f>B1</f><v></v></c><c r="B1"><f>C1</f></c><c r="C1"><f>D1</f><v>3</v></c>'
        b'<c r="D1" t="str"><f>E1</f><v></v></c><c r="E1"/></row>',
    )
    assert found.errors == {(0, 0): "#N/A", (0, 1): "#N/A"}


def test_so_many_cells_as_fit_in_memory_and_no_more(tmp_path: Path, instrument: Instrument) -> None:
    rows_ = LARGEST_SHEET // 10
    content = b'<row r="%d"><c r="J%d" t="n"><v>1</v></c></row>'
    assert of_sheet(tmp_path / "fits.xlsx", content % (rows_, rows_)).errors == {}
    assert "so far apart" in refused(by_hand(tmp_path / "more.xlsx", content % (rows_ + 1, rows_ + 1)), instrument)
