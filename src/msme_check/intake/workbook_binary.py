"""The marks of sheets that are not XML: Excel's binary workbooks (.xlsb), and those before 2007 (.xls)."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from msme_check.intake.workbook_marks import PERCENT_FORMATS, Marks, check_size, is_share, part, related, zeros

WORKBOOK = "xl/workbook.bin"
"""The part that tells a binary workbook."""

_RELATIONS, _STYLES = "xl/_rels/workbook.bin.rels", "xl/styles.bin"

# Kinds of records, from [MS-XLSB] 2.3.2
_ROW, _ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 3, 11, 11
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_SHEET = 156

_OLD_ERROR = 5
"""The kind of a cell with an error, as xlrd numbers them."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""Both kinds of workbooks number errors alike ([MS-XLSB] 2.5.97.2)."""


def of_binary(file: ZipFile, sheet: str) -> Marks:
    """The marks of a sheet of a binary workbook. Raises RefusedError where it is larger than can be read."""
    found, row, columns = Marks(), 0, 0
    formats = _formats(file)
    with suppress(struct.error, IndexError):  # the reader will say what is wrong
        for kind, body in _records(part(file, _sheet_part(file, sheet))):
            if kind == _ROW:
                row = struct.unpack_from("<I", body)[0]
                check_size(row + 1, columns)
            elif kind <= _LAST_CELL:
                column, style = struct.unpack_from("<II", body)
                columns = max(columns, column + 1)
                check_size(row + 1, columns)
                if kind in {_ERROR, _FORMULA_ERROR}:
                    found.errors[row, column] = _error(body[8])
                elif code := formats.get(style & 0xFFFFFF):
                    found.format((row, column), code)
    return found


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part, each with its kind."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        yield kind, content[at : at + size]
        at += size


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to so many bytes, seven bits in each, and the place behind it."""
    value = 0
    for place in range(most):
        byte = content[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at + place + 1


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text, and the place behind it."""
    size = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + (0 if size == 0xFFFFFFFF else 2 * size)
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheet_part(file: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    for kind, body in _records(part(file, WORKBOOK)):
        if kind == _SHEET:
            relation, end = _text(body, 8)
            if _text(body, end)[0] == sheet:
                return related(file, _RELATIONS, relation)
    return ""


def _formats(file: ZipFile) -> Mapping[int, str]:
    """Style -> how it shows numbers, of those that are worth a mark."""
    codes, used, among = dict.fromkeys(PERCENT_FORMATS, "0%"), list[int](), False
    with suppress(struct.error, IndexError):
        for kind, body in _records(part(file, _STYLES)):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
            elif kind in {_STYLES_BEGIN, _STYLES_END}:
                among = kind == _STYLES_BEGIN
            elif kind == _STYLE and among:
                used.append(struct.unpack_from("<H", body, 2)[0])
    return _worth((style, codes.get(one, "")) for style, one in enumerate(used))


def of_old(path: Path) -> Mapping[str, Marks]:
    """The marks of all sheets of a workbook of before 2007; none where they cannot be told."""
    import xlrd  # few workbooks are so old

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, on_demand=True)
        codes = (book.format_map[style.format_key].format_str for style in book.xf_list)
        worth = _worth(enumerate(codes))
        return {name: _of_old(book.sheet_by_name(name), worth) for name in book.sheet_names()}
    except Exception:  # of whatever kind; the other reader says what is wrong with the file
        return {}


def _of_old(sheet: Any, worth: Mapping[int, str]) -> Marks:
    """The marks of one sheet. `worth`: as in `_formats`."""
    found = Marks()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == _OLD_ERROR:
                found.errors[row, column] = _error(sheet.cell_value(row, column))
            elif worth and (code := worth.get(sheet.cell_xf_index(row, column))):
                found.format((row, column), code)
    return found


def _worth(codes: Iterable[tuple[int, str]]) -> Mapping[int, str]:
    """The styles whose cells get a mark, and how they show numbers."""
    return {style: code for style, code in codes if is_share(code) or zeros(code)}


def _error(code: int) -> str:
    return _ERRORS.get(code, "#N/A")
