"""What kind of file was sent, and in which encoding."""

import codecs
import gzip
import hashlib
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from intake.conftest import HEADER, Read, csv, rows
from msme_check import cells
from msme_check.errors import AnswersError, Exit, UsageError
from msme_check.intake import sources
from msme_check.intake.encodings import Encoding
from msme_check.intake.firms import read_firms
from msme_check.model.instrument import Instrument

TEXT = f"{HEADER}\nA1,{{name}},KH,agri,3,2\n"
KHMER, THAI, VIETNAMESE = "រោងម៉ាស៊ីនកិនស្រូវ", "โรงสีข้าวขอนแก่น", "Xưởng mộc Hưng Thịnh"


def _zip() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("letter.txt", "firm_id")
    return content.getvalue()


NOT_CSV = {
    "empty": (b"", "empty"),
    "blank": (b" \r\n \n", "empty"),
    "mark alone": (codecs.BOM_UTF8, "empty"),
    "zip": (_zip(), "zip file with other files in it"),
    "zip cut off": (_zip()[:-30], "damaged or not whole"),
    "no xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "no workbook"),
    "pdf": (b"%PDF-1.7\n...", "PDF"),
    "gzip": (gzip.compress(TEXT.encode()), "compressed"),
    "bzip": (b"BZh91AY", "compressed"),
    "html": (b"  <!DOCTYPE html><table><tr><td>firm_id", "web page"),
    "html after a mark": (codecs.BOM_UTF8 + b"<html>", "web page"),
    "rtf": (b"{\\rtf1 firm_id}", "text document"),
    "json": (b'{"format": "msme-check response"}', "JSON"),
    "nul": (TEXT.format(name="A\0B").encode(), "not a CSV file"),
    "utf-16 without a mark": (TEXT.format(name="A").encode("utf-16-le"), "--encoding utf-16-le"),
    "utf-16 cut off": (codecs.BOM_UTF16_LE + TEXT.format(name="A").encode("utf-16-le")[:-1], "cut off"),
    "unknown letters": (TEXT.encode().replace(b"{name}", b"\x81\x8d\xdb\xfc\xff\x90" * 3), "cannot be told"),
}


@pytest.mark.parametrize("kind", NOT_CSV)
def test_what_is_no_csv_is_named_with_what_to_do(kind: str, read: Read) -> None:
    content, said = NOT_CSV[kind]
    with pytest.raises(AnswersError) as raised:
        read(content)
    message = str(raised.value)
    assert raised.value.exit_code == Exit.ANSWERS
    assert "firms.csv: " in message and said in message and message.count("\n") == 0


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path, instrument: Instrument) -> None:
    for path, said in ((tmp_path, "no file"), (tmp_path / "none.csv", "not there")):
        with pytest.raises(AnswersError, match=said):
            read_firms(path, instrument, None, lambda done, size: None)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "firms.csv"
    path.touch()
    os.truncate(path, sources.LARGEST + 1)  # sparse: takes no room
    with pytest.raises(AnswersError, match="larger than 20 GB"):
        read_firms(path, instrument, None, lambda done, size: None)


ENCODED = {
    "utf-8": (KHMER.encode(), "utf-8", KHMER, False),
    "cp874": (THAI.encode("cp874"), "cp874", THAI, True),
    "cp1252": ("Café Señor".encode("cp1252"), "cp1252", "Café Señor", True),
    "cp1258": ("Xươ\u0309ng mô\u0323c Hưng Thi\u0323nh".encode("cp1258"), "cp1258", VIETNAMESE, True),
    "cp1258 with few marks": ("Đồ gỗ Hưng".replace("ồ", "ô\u0300").replace("ỗ", "ô\u0303").encode("cp1258"), "cp1258",
                              "Đồ gỗ Hưng", True),
}  # fmt: skip


@pytest.mark.parametrize("case", ENCODED)
def test_the_encoding_is_found_and_what_was_assumed_is_said(case: str, read: Read) -> None:
    content, encoding, name, assumed = ENCODED[case]
    firms = read(TEXT.encode().replace(b"{name}", content))
    assert csv(firms).source.encoding == Encoding(encoding, assumed=assumed)
    (row,) = rows(firms)
    assert cells.plain(row["firm_name"]) == name
    assert any(encoding in note and "--encoding" in note for note in firms.notes) == assumed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_decides(encoding: str, read: Read) -> None:
    text = TEXT.format(name=KHMER)
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    firms = read(marks.get(encoding, b"") + text.encode(encoding))
    assert rows(firms)[0]["firm_name"] == KHMER
    assert not csv(firms).source.encoding.assumed


def test_a_second_mark_is_no_part_of_the_first_column(read: Read) -> None:
    (row,) = rows(read(codecs.BOM_UTF8 * 2 + TEXT.format(name="A").encode()))
    assert row["firm_id"] == "A1"


def test_damaged_places_do_not_make_utf8_another_encoding(read: Read) -> None:
    firms = read(TEXT.format(name=f"{KHMER} {VIETNAMESE}").encode().replace("Hưng".encode(), b"H\xc6ng"))
    assert csv(firms).source.encoding == Encoding("utf-8", assumed=True, damaged=True)
    assert "damaged" in firms.notes[0]
    assert rows(firms)[0]["firm_name"].startswith(KHMER)


def test_a_stray_byte_does_not_cost_the_whole_file(read: Read) -> None:
    firms = read(TEXT.encode().replace(b"{name}", b"Sok\x81 & \xdb sons"))
    assert csv(firms).source.encoding.damaged and rows(firms)[0]["employees"] == "3"


def test_the_person_may_say_which_encoding(read: Read) -> None:
    content = TEXT.encode().replace(b"{name}", THAI.encode("cp874"))
    assert rows(read(content, "tis-620"))[0]["firm_name"] == THAI
    with pytest.raises(AnswersError, match="not in the encoding utf-8"):
        read(content, "utf-8")
    for wrong in ("klingon", "rot13", "base64"):
        with pytest.raises(UsageError, match="Use utf-8"):
            read(content, wrong)


def test_the_whole_file_is_hashed_and_progress_reaches_its_size(tmp_path: Path, instrument: Instrument) -> None:
    path, heard = tmp_path / "firms.csv", []
    path.write_text(TEXT.format(name="x" * 3_000_000), "utf-8")
    source = sources.examine(path, None, lambda done, size: heard.append((done, size)))
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert heard[-1] == (source.size, source.size) and len(heard) > 2
