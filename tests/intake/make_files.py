"""Writes the files in `files` and what each says: run it as `python tests/intake/make_files.py`, with LibreOffice.

Every file tells of the same few firms, in another of the ways that people and programs have. What is expected is the
table here, not what our reader made of it. Files whose names begin with `libreoffice` are as that program writes them;
`password.xlsx` is not written here: it is `excel.xlsx` with the password "secret", by msoffcrypto-tool.
"""

import csv
import gzip
import io
import json
import shutil
import struct
import subprocess
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from msme_check import loading, resources

FOLDER = Path(__file__).parent / "files"
HEADER = ("firm_id", "firm_name", "country", "sector", "employees", "fin_records_cashbook", "fin_banking_turnover")
KHMER, THAI, VIETNAMESE, FRENCH = "រោងម៉ាស៊ីនកិនស្រូវ", "โรงสีข้าวขอนแก่น", "Xưởng mộc Hưng Thịnh", "Café Señor"

Row = tuple[str, ...]


def firms(*names: str) -> list[Row]:
    """Three firms; `names` for the first of them, in an alphabet to be tested."""
    known = [*names, "Sok & Sons", "Chan, Heng Ltd", 'The "Blue" Shop'][:3]
    return [
        ("A1", known[0], "KH", "agri", "12", "3", "62.5"),
        ("A2", known[1], "TH", "retail", "4", "dk", "40"),
        ("A3", known[2], "VN", "agri", "3", "", ""),
    ]


PLAIN = firms()


def text(rows: Iterable[Row], separator: str = ",", end: str = "\n", *, quoted: bool = False) -> str:
    """The rows under the header as CSV."""
    kept = io.StringIO()
    quoting = {"quoting": csv.QUOTE_ALL} if quoted else {}
    writer = csv.writer(kept, delimiter=separator, lineterminator=end, **quoting)  # type: ignore[arg-type]
    writer.writerow(HEADER)
    writer.writerows(rows)
    return kept.getvalue()


def expect(name: str, rows: Sequence[Row] = (), numbers: Sequence[int] = (), **more: Any) -> None:
    """Writes what a file says. `numbers`: of the rows, where they are not 2, 3, 4.

    `more`: `notes`, a part of each; `broken`, row -> why; `encoding`, what the person says; `refused`, a part of why.
    """
    counted = numbers or range(2, len(rows) + 2)
    told = [{"row": number, **dict(zip(HEADER, row, strict=True))} for number, row in zip(counted, rows, strict=True)]
    content = {**({"rows": told} if "refused" not in more else {}), **more}
    path = FOLDER / f"{name}.expected.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write(name: str, content: bytes, rows: Sequence[Row] = (), numbers: Sequence[int] = (), **more: Any) -> None:
    """A file and what it says."""
    (FOLDER / name).write_bytes(content)
    expect(name, rows, numbers, **more)


def encodings() -> None:
    """How letters are stored."""
    local = firms(KHMER, THAI, VIETNAMESE)
    assumed = ["--encoding"]
    write("utf8.csv", text(local).encode(), local)
    write("utf8_mark.csv", text(local).encode("utf-8-sig"), local)
    write("utf8_two_marks.csv", b"\xef\xbb\xbf" + text(local).encode("utf-8-sig"), local)
    write("excel_csv_utf8.csv", text(local, end="\r\n").encode("utf-8-sig"), local)
    write("utf16_unicode_text.txt", text(local, "\t", "\r\n").encode("utf-16"), local)
    write("utf16_big_endian.csv", b"\xfe\xff" + text(local).encode("utf-16-be"), local)
    write("utf16_without_mark.csv", text(local).encode("utf-16-le"), local, encoding="utf-16-le")
    write("utf16_without_mark_unsaid.csv", text(local).encode("utf-16-le"), refused="--encoding utf-16-le")
    thai = firms(THAI, "ร้านสมชาย", "ตลาดไทย")
    write("cp874.csv", text(thai).encode("cp874"), thai, notes=assumed)
    vietnamese = firms(VIETNAMESE, "Cơ sở Đồ gỗ", "Nước mắm Phú Quốc")
    stored = "".join(_in_cp1258(letter) for letter in text(vietnamese))
    write("cp1258.csv", stored.encode("cp1258"), vietnamese, notes=assumed)
    french = firms(FRENCH, "Ébène", "Mañana")
    write("cp1252.csv", text(french).encode("cp1252"), french, notes=assumed)
    write("encoding_said.csv", text(french).encode("mac_roman"), french, encoding="mac_roman")
    damaged = text(local).encode().replace("រោង".encode(), b"\xe1\x9e")
    write("utf8_damaged.csv", damaged, [(local[0][0], local[0][1].replace("រោង", "\ufffd"), *local[0][2:]), *local[1:]],
          notes=["damaged"])  # fmt: skip
    write("no_text.csv", text(PLAIN).encode().replace(b"Sok", b"\x81\x8d\xdb\xfc\xff\x90" * 3),
          refused="cannot be told")  # fmt: skip


def _in_cp1258(letter: str) -> str:
    """A letter as that code page has it: with its tone mark behind it, where it has no place of its own."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones


def shapes() -> None:
    """Separators, line ends, quotation marks, and rows out of shape."""
    for name, separator in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
        write(f"{name}.{'tsv' if name == 'tab' else 'csv'}", text(PLAIN, separator).encode(), PLAIN)
    write("semicolon_decimal_comma.csv", text(PLAIN, ";").replace("62.5", "62,5").encode(),
          [(*PLAIN[0][:-1], "62,5"), *PLAIN[1:]])  # fmt: skip
    old = [("A1", "Café", "KH", "agri", "12", "3", "62,5")]  # Excel with the regional settings of France or Vietnam
    write("excel_csv_semicolon.csv", text(old, ";", "\r\n").encode("cp1252"), old, notes=["--encoding"])
    write("all_quoted.csv", text(PLAIN, ";", quoted=True).encode(), PLAIN)
    write("sep_line.csv", ("sep=;\r\n" + text(PLAIN, ";", "\r\n")).encode(), PLAIN)
    write("cr_only.csv", text(PLAIN, end="\r").encode(), PLAIN)
    write("crlf.csv", text(PLAIN, end="\r\n").encode(), PLAIN)
    lines = firms("Sok Heng\nRice Mill, No. 4", "two\r\n\r\nlines")
    write("quoted_newlines.csv", text(lines).encode(), lines)
    write("no_last_newline.csv", text(PLAIN).rstrip("\n").encode(), PLAIN)
    blank = text(PLAIN).replace("\nA2", "\n,,,,,,\n\nA2")
    write("blank_rows.csv", f"\n\n{blank},,\n".encode(), PLAIN, [4, 7, 8])
    ends = "".join(f"{line},,\n" for line in text(PLAIN).splitlines())
    write("empty_columns_at_the_end.csv", ends.encode(), PLAIN)
    short = text(PLAIN).replace(",,\n", "\n")
    write("short_row.csv", short.encode(), PLAIN)
    shifted = text(PLAIN).replace('"Chan, Heng Ltd"', "Chan, Heng Ltd")
    write("name_with_a_comma.csv", shifted.encode(), [PLAIN[0], ("A2", "Chan", " Heng Ltd", "TH", "retail", "4", "dk"),
          PLAIN[2]], broken={"3": "too_many"})  # fmt: skip
    joined = f'{text(PLAIN[:1])}A2,"Sok,TH,retail,4,2,1\n' + "".join(f"B{n},Sok,KH,agri,3,2,1\n" for n in range(5))
    rest = "Sok,TH,retail,4,2,1\n" + "".join(f"B{n},Sok,KH,agri,3,2,1\n" for n in range(5))
    write("open_quotation_mark.csv", joined.encode(), [PLAIN[0], ("A2", rest, "", "", "", "", "")],
          broken={"3": "joined"})  # fmt: skip
    guarded = [("'=1+1", "'@SUM(A1)", *PLAIN[0][2:]), *PLAIN[1:]]
    write("guarded.csv", text(guarded).encode(), [("=1+1", "@SUM(A1)", *PLAIN[0][2:]), *PLAIN[1:]])


def headers() -> None:
    """Headers that are not as they should be."""
    plain = text(PLAIN)
    write("header_in_capitals.csv", plain.replace("firm_id,country", "Firm_ID, COUNTRY ").encode(), PLAIN)
    write("duplicate_header.csv", plain.replace("sector", "country", 1).encode(), refused="names these columns twice")
    misspelt = plain.replace("fin_records_cashbook", "fin_record_cashbook", 1)
    write("misspelt_header.csv", misspelt.encode(), [(*row[:5], "", row[6]) for row in PLAIN],
          notes=["Did you mean 'fin_records_cashbook'?"], missing=["fin_records_cashbook"])  # fmt: skip
    write("unknown_header.csv", text([(*row[:6], row[6]) for row in PLAIN]).replace("\n", ",x\n").encode(), PLAIN,
          notes=["1 column is not known"])  # fmt: skip
    write("no_question.csv", b"a,b,c\n1,2,3\n", refused="no column with answers")
    write("header_alone.csv", text([]).encode(), refused="no row with a firm")


def no_tables() -> None:
    """What is no CSV, whatever its name says."""
    write("empty.csv", b"", refused="This file is empty")
    write("blank.csv", b" \r\n\r\n", refused="This file is empty")
    write("nul.csv", text(PLAIN).encode().replace(b"Sok", b"So\0k"), refused="bytes that no text has")
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADER, *PLAIN))
    write("web_page.csv", f"<html><body><table>{cells}</table></body></html>".encode(), refused="web page")
    write("web_page.xls", f"<html><body><table>{cells}</table></body></html>".encode(), refused="web page")
    write("compressed.csv", gzip.compress(text(PLAIN).encode(), mtime=0), refused="compressed (gzip)")
    write("rich_text.csv", b"{\\rtf1 firm_id, country}", refused="text document")
    write("list.json", b'[{"firm_id": "A1"}]', refused="JSON")


def workbooks() -> None:
    """Workbooks as Excel lays them out, and the same ones as LibreOffice saves them."""
    rows = [*PLAIN[:2], ("A3", 'The "Blue" Shop', "VN", "agri", "3", "#REF!", "50%")]
    with xlsxwriter.Workbook(FOLDER / "excel.xlsx") as book:
        _info_sheet(book.add_worksheet("Read me"))
        _firms_sheet(book, book.add_worksheet("Firms 2026"))
    expect("excel.xlsx", rows, [4, 5, 7])
    _libreoffice("excel.xlsx", "ods", "xlsx", "xls")
    expect("libreoffice.ods", rows, [4, 5, 7])
    expect("libreoffice.xlsx", rows, [4, 5, 7])
    expect("libreoffice.xls", rows, [4, 5, 7])
    _merged()
    _kinds_of_cells()
    with xlsxwriter.Workbook(FOLDER / "no_table.xlsx") as book:
        _info_sheet(book.add_worksheet())
    expect("no_table.xlsx", refused="no column with answers")
    with xlsxwriter.Workbook(FOLDER / "empty.xlsx") as book:
        book.add_worksheet()
    expect("empty.xlsx", refused="This workbook is empty")
    with xlsxwriter.Workbook(FOLDER / "far_cell.xlsx") as book:
        _info_sheet(sheet_with_far_cell := book.add_worksheet())
        sheet_with_far_cell.write("XFD1048576", "x")
    expect("far_cell.xlsx", refused="so far apart, or so many")
    expect("password.xlsx", refused="protected with a password")


def _info_sheet(sheet: Any) -> None:
    sheet.write_column(0, 0, ["Firms of the programme", "Filled in by: Dara"])


def _firms_sheet(book: Any, sheet: Any) -> None:
    """A title above the header, numbers as numbers, a blank row, a formula with an error, a share in percent."""
    sheet.merge_range("A1:G1", "All firms that took part")
    sheet.write_row("A3", HEADER)
    for row, firm in ((3, PLAIN[0]), (4, PLAIN[1]), (6, PLAIN[2])):
        for column, cell in enumerate(firm):
            number = column >= 4 and cell not in {"", "dk"}
            sheet.write(row, column, float(cell) if number else cell)
    sheet.write_formula("F7", "=F4+#REF!", None, "#REF!")
    sheet.write("G7", 0.5, book.add_format({"num_format": "0%"}))


def _merged() -> None:
    """A country that is written once, in a cell merged over two firms."""
    with xlsxwriter.Workbook(FOLDER / "merged.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 1, HEADER)
        for row, firm in enumerate(PLAIN, 1):
            sheet.write_row(row, 1, firm)
        sheet.merge_range("D2:D3", "KH")
        sheet.merge_range("F4:G4", "3")
    rows = [PLAIN[0], ("A2", "Chan, Heng Ltd", "KH", *PLAIN[1][3:]), PLAIN[2]]
    notes = ["Columns without a name were left out: 1", "1 cell is merged across columns"]
    expect("merged.xlsx", rows, notes=notes)
    _libreoffice("merged.xlsx", "ods", to="libreoffice_merged")
    expect("libreoffice_merged.ods", rows, notes=notes)


def _kinds_of_cells() -> None:
    """Numbers in every form, dates, truth values, rich text, and texts that look like numbers."""
    with xlsxwriter.Workbook(FOLDER / "kinds_of_cells.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("B2", bold, "Sok", " & Sons")
        sheet.write("A2", 7.0)
        sheet.write_row("C2", ["KH", "agri", 0.1 + 0.2, True, 12.50])
        sheet.write_string("A3", "007")
        sheet.write("C3", date(2026, 11, 3))
        sheet.write("D3", datetime(2026, 11, 3, 9, 5), book.add_format({"num_format": "d/m/yy h:mm"}))  # noqa: DTZ001
        sheet.write_row("E3", [1e-7, False, 123456789012345])
        sheet.write("B4", 0.125, book.add_format({"num_format": "0.0%"}))
        sheet.write_formula("A4", '=A2&"x"', None, "7x")
        sheet.write_formula("C4", "=1/0", None, "#DIV/0!")
        sheet.write("D4", " spaces ")
    rows = [
        ("7", "Sok & Sons", "KH", "agri", "0.3", "TRUE", "12.5"),
        ("007", "", "2026-11-03", "2026-11-03T09:05:00", "1e-07", "FALSE", "123456789012345"),
        ("7x", "12.5%", "#DIV/0!", " spaces ", "", "", ""),
    ]
    expect("kinds_of_cells.xlsx", rows)
    _libreoffice("kinds_of_cells.xlsx", "ods", to="libreoffice_kinds_of_cells")
    numbers = {"TRUE": "1", "FALSE": "0"}  # LibreOffice makes them numbers, which only look like truth values
    expect("libreoffice_kinds_of_cells.ods", [tuple(numbers.get(cell, cell) for cell in row) for row in rows])
    _truth_values()


def _truth_values() -> None:
    """True and false as LibreOffice writes what was typed there."""
    cells = [
        f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in HEADER
    ]
    said = '<table:table-cell table:style-name="truth" office:value-type="boolean" office:boolean-value="{}"/>'
    flat = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>'
        '<number:boolean-style style:name="N99"><number:boolean/></number:boolean-style>'
        '<style:style style:name="truth" style:family="table-cell" style:data-style-name="N99"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="A &amp; B"><table:table-row>{"".join(cells)}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{cells[0]}{said.format("true")}{said.format("false")}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document>"
    )
    source = FOLDER / "flat.fods"
    source.write_text(flat, encoding="utf-8")
    _libreoffice("flat.fods", "ods", to="libreoffice_truth_values")
    source.unlink()
    row = ("firm_id", "TRUE", "FALSE", "", "", "", "")
    expect("libreoffice_truth_values.ods", [row, row])


def _libreoffice(name: str, *kinds: str, to: str = "libreoffice") -> None:
    """Has LibreOffice open a file and save it as other kinds."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            command = ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, str(FOLDER / name)]
            subprocess.run(command, check=True, capture_output=True)
            shutil.copy(Path(folder) / f"{Path(name).stem}.{kind.split(':')[0]}", FOLDER / f"{to}.{kind.split(':')[0]}")


def libreoffice_text() -> None:
    """CSV as LibreOffice saves it: its own default, and Thai letters in the encoding of old Thai Windows."""
    write("source.csv", text(firms(THAI, "ร้านสมชาย", "ตลาดไทย")).encode(), firms(THAI, "ร้านสมชาย", "ตลาดไทย"))
    for to, options in (
        ("libreoffice_utf8", "44,34,76"),
        ("libreoffice_thai", "59,34,32"),
        ("libreoffice_utf16", "9,34,65535"),
    ):
        with tempfile.TemporaryDirectory() as folder:
            kind = f"csv:Text - txt - csv (StarCalc):{options}"
            command = ["soffice", "--headless", "--infilter=CSV:44,34,76", "--convert-to", kind, "--outdir", folder]
            command.append(str(FOLDER / "source.csv"))
            subprocess.run(command, check=True, capture_output=True)
            shutil.copy(Path(folder) / "source.csv", FOLDER / f"{to}.csv")
    rows = firms(THAI, "ร้านสมชาย", "ตลาดไทย")
    expect("libreoffice_utf8.csv", rows)
    expect("libreoffice_utf16.csv", rows)
    expect("libreoffice_thai.csv", rows, notes=["Thai (cp874)"])
    for one in FOLDER.glob("source.csv*"):
        one.unlink()


def parquet() -> None:
    """Columns of all types, and one of lists."""
    frame = pl.DataFrame(
        {
            "firm_id": [1, 2, 3],
            "firm_name": pl.Series(["Sok & Sons", None, ""], dtype=pl.Categorical),
            "country": [b"KH", b"TH", b"VN"],
            "sector": [date(2026, 11, 3), None, None],
            "employees": [12.0, 4.5, float("nan")],
            "fin_records_cashbook": [True, False, None],
            "fin_banking_turnover": pl.Series(["62.50", "40.00", None]).cast(pl.Decimal(6, 2)),
        }
    )
    blank = pl.DataFrame(schema=frame.schema).clear(1)
    pl.concat([frame.head(1), blank, frame.tail(2)]).write_parquet(FOLDER / "types.parquet")
    rows = [
        ("1", "Sok & Sons", "KH", "2026-11-03", "12", "TRUE", "62.5"),
        ("2", "", "TH", "", "4.5", "FALSE", "40"),
        ("3", "", "VN", "", "", "", ""),
    ]
    expect("types.parquet", rows, [2, 4, 5])
    frame.with_columns(fin_records_cashbook=pl.lit([1, 2])).write_parquet(FOLDER / "lists.parquet")
    expect("lists.parquet", refused="hold lists or records, not texts or numbers: fin_records_cashbook")
    (FOLDER / "cut_off.parquet").write_bytes((FOLDER / "types.parquet").read_bytes()[:-20])
    expect("cut_off.parquet", refused="damaged or not whole")


def put_together() -> None:
    """Rows that are no firms, titles above a header, ids that a spreadsheet program has touched."""
    plain = text(PLAIN)
    header, first, *others = plain.splitlines(keepends=True)
    again = "".join([header, first, header, *others])
    write("header_again.csv", again.encode(), PLAIN, [2, 4, 5], notes=["Row 3 names the columns again"])
    instrument = loading.load(resources.questionnaires())
    asked = [instrument.profile_field.get(name) or instrument.questions[name] for name in HEADER[2:]]
    texts = ("Firm id", "Firm name", *(one.text for one in asked))
    with xlsxwriter.Workbook(FOLDER / "texts_under_ids.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((HEADER, texts, *PLAIN)):
            sheet.write_row(row, 0, cells)
    expect("texts_under_ids.xlsx", PLAIN, [3, 4, 5], notes=["Row 2 names the columns again"])
    ready = [PLAIN[0], ("A2", "Chan", "", "", "", "", ""), ("A3", "", "", "", "", "", ""), PLAIN[2]]
    write("ids_made_ready.csv", text(ready).encode(), ready, broken={"3": "id_alone", "4": "id_alone"})
    title = "Firms of the programme, 2026,,,,,\n\n"
    write("title_above.csv", (title + plain).encode(), PLAIN, [4, 5, 6])
    title = 'Firms; 2026\r\n"Filled in\r\nby Dara"\r\n'
    write("title_above_semicolon.csv", (title + text(PLAIN, ";", "\r\n")).encode(), PLAIN, [4, 5, 6])
    bands = "Firm\t\t\t\t\tMoney\t\r\n"
    write("bands_above.txt", (bands + text(PLAIN, "\t", "\r\n")).encode("utf-16"), PLAIN, [3, 4, 5])
    taken = plain.encode("utf-8-sig").decode("cp1252")
    write("mark_taken_for_letters.csv", taken.encode(), PLAIN)
    short = [("8.80123E+11", *PLAIN[0][1:]), *PLAIN[1:]]
    write("shortened_ids.csv", text(short).encode(), short, notes=["Ids of firms were shortened"])
    empty = [PLAIN[0], ("A2", *PLAIN[1][1:4], "NA", "NA", "40"), PLAIN[2]]
    write("na_of_r.csv", text(empty).encode(), empty, notes=["Facts are NA, such as in row 3"])
    _touched_ids()


def _touched_ids() -> None:
    """Ids that are shown with zeros before them, and ids that became dates."""
    with xlsxwriter.Workbook(FOLDER / "zeros_before_ids.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row, firm in enumerate(PLAIN, 1):
            sheet.write_number(row, 0, row * 40, book.add_format({"num_format": "00000"}))
            sheet.write_row(row, 1, firm[1:])
    rows = [(f"{40 * n:05}", *firm[1:]) for n, firm in enumerate(PLAIN, 1)]
    expect("zeros_before_ids.xlsx", rows)
    _libreoffice("zeros_before_ids.xlsx", "ods", "xls", to="libreoffice_zeros_before_ids")
    for kind in ("ods", "xls"):
        expect(f"libreoffice_zeros_before_ids.{kind}", rows)
    with xlsxwriter.Workbook(FOLDER / "dates_for_ids.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for row, firm in enumerate(PLAIN, 1):
            sheet.write_datetime(row, 0, datetime(2026, row, 3), book.add_format({"num_format": "d-mmm"}))  # noqa: DTZ001
            sheet.write_row(row, 1, firm[1:])
    rows = [(f"2026-{n:02}-03", *firm[1:]) for n, firm in enumerate(PLAIN, 1)]
    expect("dates_for_ids.xlsx", rows, notes=["Ids of firms are dates, such as in row 2"])


def totals() -> None:
    """Sums and averages below the firms of each sheet; as Excel has them, and the same as LibreOffice saves them."""
    rows: list[Row] = []
    with xlsxwriter.Workbook(FOLDER / "totals.xlsx") as book:
        for name, some, words in (("North", PLAIN[:2], ("Total", "Average")), ("South", PLAIN[2:], ("សរុប / Total:",))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("No.", *HEADER))
            for number, row in enumerate(some, 1):
                sheet.write(number, 0, number)
                sheet.write_row(number, 1, [float(cell) if cell.isdecimal() else cell for cell in row])
            for number, word in enumerate(words, len(some) + 1):
                sheet.merge_range(number, 0, number, 2, word)
                sheet.write_formula(number, 3, "=COUNTA(D2:D3)", None, len(some))
                sheet.write_formula(number, 5, "=SUM(F2:F3)", None, 16)
                sheet.write_formula(number, 6, "=SUM(G2:G3)", None, 3)
                sheet.write_formula(number, 7, "=AVERAGE(Z2:Z3)", None, "#DIV/0!")
            rows += [*some, *[("", "", str(len(some)), "", "16", "3", "#DIV/0!")] * len(words)]
    broken = {"4": "total", "5": "total", "3": "total"}
    notes = ["These sheets were read", "merged across", "1 column is not known"]
    expect("totals.xlsx", rows, [2, 3, 4, 5, 2, 3], broken=broken, notes=notes)
    _libreoffice("totals.xlsx", "ods", "xls", to="libreoffice_totals")
    expect("libreoffice_totals.ods", rows, [2, 3, 4, 5, 2, 3], broken=broken, notes=notes)
    expect("libreoffice_totals.xls", rows, [2, 3, 4, 5, 2, 3], broken=broken, notes=notes)
    _libreoffice("totals.xlsx", "csv", to="libreoffice_totals")
    expect("libreoffice_totals.csv", rows[:4], broken={"4": "total", "5": "total"}, notes=["1 column is not known"])


def errors_for_ids() -> None:
    """Ids that formulas look up, and do not find: as Excel has them, and the same as LibreOffice saves them."""
    rows = [("#N/A", *PLAIN[0][1:]), PLAIN[1], ("#N/A", *PLAIN[2][1:]), ("#NAME?", "Heng", *PLAIN[1][2:])]
    with xlsxwriter.Workbook(FOLDER / "errors_for_ids.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 1, row[1:])
        sheet.write_formula("A2", '=VLOOKUP("Sok",Z1:Z2,1,FALSE)', None, "#N/A")
        sheet.write("A3", "A2")
        sheet.write_formula("A4", '=VLOOKUP("Heng",Z1:Z2,1,FALSE)', None, "#N/A")
        sheet.write_formula("A5", "=NUMBER_OF(B5)", None, "#NAME?")
    expect("errors_for_ids.xlsx", rows)
    _libreoffice("errors_for_ids.xlsx", "csv", to="libreoffice_errors_for_ids")
    expect("libreoffice_errors_for_ids.csv", rows)


def provinces() -> None:
    """A sheet for each province, of which one has a title, one is hidden, and one has no firm."""
    with xlsxwriter.Workbook(FOLDER / "provinces.xlsx") as book:
        for name, lines in (
            ("Battambang", [HEADER, PLAIN[0]]),
            ("Siem Reap", [("Collected by Sophea",), HEADER, PLAIN[1]]),
            ("Pursat", [HEADER[::-1], PLAIN[2][::-1]]),
            ("Kampot", [HEADER]),
            ("Old", [HEADER, ("A9", *PLAIN[0][1:])]),
            ("Phones", [("name", "phone"), ("Dara", "12")]),
        ):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(lines):
                sheet.write_row(row, 0, cells)
            if name == "Old":
                sheet.hide()
    note = "These sheets were read, each with its own header: Battambang, Siem Reap, Pursat. Not read: Old, Phones."
    expect("provinces.xlsx", PLAIN, [2, 3, 2], notes=[note])


def cut_off() -> None:
    """What a download that stopped, or a zip file, is called."""
    whole = (FOLDER / "excel.xlsx").read_bytes()
    write("cut_off.xlsx", whole[: len(whole) * 2 // 3], refused="damaged or not whole")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(zipfile.ZipInfo("firms.csv"), text(PLAIN))
    write("packed.zip", packed.getvalue(), refused="zip file with other files in it")


# A binary workbook, as [MS-XLSB] describes it; LibreOffice reads it, and writes none ------------------------------


def binary() -> None:
    """A binary workbook with an error, a formula that failed, a share in percent, and ids with zeros before them."""
    rows = [[_shown(4, 7), *map(_said, PLAIN[0][1:])], [_shown(4, 8), *map(_said, PLAIN[1][1:])]]
    rows[0][5] = _record(3, b"\x17", column=5)
    rows[0][6] = _record(11, b"\x07" + bytes(10), column=6)
    rows[1][6] = _shown(3, 0.5)
    lines = [list(map(_said, HEADER)), *rows]
    cells = b"".join(
        _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        + b"".join(cell if type(cell) is bytes else cell(column) for column, cell in enumerate(line))
        for row, line in enumerate(lines)
    )
    extent = _record(148, struct.pack("<4I", 0, len(lines) - 1, 0, len(HEADER) - 1))
    formats = _record(44, struct.pack("<H", 170) + _wide("00000"))
    styles = b"".join(_record(47, struct.pack("<5H2B2H", 0, one, *[0] * 6, 1)) for one in (0, 0, 0, 9, 170))
    sheets = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Firms"))
    parts = {
        "xl/workbook.bin": _record(131) + _record(143) + sheets + _record(144) + _record(132),
        "xl/worksheets/sheet1.bin": _record(129) + extent + _record(145) + cells + _record(146) + _record(130),
        "xl/styles.bin": _record(278) + _record(615, struct.pack("<I", 1)) + formats + _record(616)
        + _record(617, struct.pack("<I", 5)) + styles + _record(618) + _record(279),
        "xl/_rels/workbook.bin.rels": _relations(("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.bin")),
        "[Content_Types].xml": _TYPES,
    }  # fmt: skip
    with zipfile.ZipFile(FOLDER / "binary.xlsb", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content)
    said = [("00007", *PLAIN[0][1:5], "#REF!", "#DIV/0!"), ("00008", *PLAIN[1][1:6], "50%")]
    expect("binary.xlsb", said)


_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    b'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    b'<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/></Types>'
)


def _relations(*parts: tuple[str, str]) -> bytes:
    base = "http://schemas.openxmlformats.org"
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{base}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, 1)
    )
    around = f'xmlns="{base}/package/2006/relationships"'
    return f'<?xml version="1.0"?><Relationships {around}>{lines}</Relationships>'.encode()


def _record(kind: int, body: bytes = b"", *, column: int | None = None) -> bytes:
    """A record; that of a cell where a column is given."""
    if column is not None:
        body = struct.pack("<II", column, 0) + body
    number = bytes((kind,)) if kind < 128 else bytes((kind & 127 | 128, kind >> 7))
    size, rest = b"", len(body)
    while rest > 127:
        size, rest = size + bytes((rest & 127 | 128,)), rest >> 7
    return number + size + bytes((rest,)) + body


def _wide(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")


def _said(cell: str) -> Any:
    """A cell with a text; a number where it is one."""
    return lambda column: _record(6, _wide(cell), column=column)


def _shown(style: int, number: float) -> Any:
    """A cell with a number, shown by a style."""
    return lambda column: _record(5, struct.pack("<IId", column, style, number))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for part in (encodings, shapes, headers, no_tables, workbooks, libreoffice_text, parquet):
        part()
    for part in (put_together, totals, errors_for_ids, provinces, cut_off, binary):
        part()
