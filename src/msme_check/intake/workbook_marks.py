"""What the reader of workbooks does not tell about the cells of a sheet, found in the file itself.

That is: how far the sheet goes, which the reader would believe at any cost in memory; which cells hold an error such
as #REF!, which it gives as empty ones; which show a share in percent, of which it gives the hundredth part; which show
a number with zeros before it, as ids have; and in OpenDocument files which cells are merged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile

from msme_check.intake.confined import RefusedError

TOO_LARGE = "too_large"
"""The reason to refuse."""

LARGEST_PART = 800_000_000
"""Bytes that a sheet may unpack to."""
LARGEST_SHEET = 15_000_000
"""Cells from the first to the last; the reader takes some 90 bytes for each."""

_BLOCK, _OVERLAP = 1 << 20, 32
"""Bytes that are looked through at once, and more than a cell's place takes."""

CellPlace = tuple[int, int]
"""Row and column, both from 0."""

_CONTENT, _WORKBOOK, _STYLES = "content.xml", "xl/workbook.xml", "xl/styles.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
PERCENT_FORMATS = (9, 10)
"""Those that every workbook knows."""


@dataclass
class Marks:
    """`errors`: cell -> what it shows. `shares`: cells in percent. `merged`: first and last cell of each block.

    `padded`: cell -> how many digits it shows of a number that has fewer. `told`: False where errors, shares and zeros
    could not be found out.
    """

    errors: dict[CellPlace, str] = field(default_factory=dict)
    shares: set[CellPlace] = field(default_factory=set)
    padded: dict[CellPlace, int] = field(default_factory=dict)
    merged: list[tuple[CellPlace, CellPlace]] = field(default_factory=list)
    told: bool = True

    def format(self, cell: CellPlace, code: str) -> None:
        """Notes what is to be said of a cell whose number is shown by this code."""
        if is_share(code):
            self.shares.add(cell)
        elif digits := zeros(code):
            self.padded[cell] = digits


def is_share(code: str) -> bool:
    """Whether numbers are shown in percent by the code of a format."""
    return "%" in code


def zeros(code: str) -> int:
    """How many digits numbers are shown with at least, by the code of a format; 0 where it does not say so."""
    return len(code) if len(code) > 1 and not code.strip("0") else 0


def marks(file: ZipFile, sheet: str) -> Marks:
    """The marks of the sheet of this name. Raises RefusedError where it is larger than can be read."""
    names = set(file.namelist())
    if _CONTENT in names:
        return _of_opendocument(part(file, _CONTENT), sheet)
    if _WORKBOOK in names:
        return _of_excel(file, sheet)
    return Marks()


def part(file: ZipFile, name: str) -> bytes:
    """A part of the file, if it is not too large: what its size is said to be may be a lie."""
    try:
        with file.open(name) as opened:
            content = opened.read(LARGEST_PART + 1)
    except (KeyError, BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return b""  # the reader will say what is wrong
    if len(content) > LARGEST_PART:
        raise RefusedError(TOO_LARGE)
    return content


def check_size(rows: int, columns: int) -> None:
    if rows * columns > LARGEST_SHEET:
        raise RefusedError(TOO_LARGE)


# Excel ---------------------------------------------------------------------------------------------------------

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_ROWS = re.compile(rb'r="[A-Z]{1,3}(\d{1,7})"')
_COLUMNS = re.compile(rb'r="([A-Z]{1,3})\d')
_ERROR = re.compile(rb'<(?:\w+:)?c(?=\s)([^>]*\st="e"[^>]*)(?<!/)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_NOT_WORKED_OUT = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")
_FORMULA = re.compile(rb"<(?:\w+:)?c(?=\s)([^>]*)(?<!/)><(?:\w+:)?f[^>]*>[^<]*" + _NOT_WORKED_OUT.pattern)
"""A formula that the program which made the file has not worked out."""
_NO_VALUE = "#N/A"
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
_STYLES_USED = re.compile(rb"<(?:\w+:)?cellXfs[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")


def _of_excel(file: ZipFile, sheet: str) -> Marks:
    content = part(file, _sheet_part(file, sheet))
    if b"r='" in content:
        content = content.replace(b"'", b'"')  # texts may change by that, but no place and no number
    rows, letters = 0, set[bytes]()
    for start in range(0, len(content), _BLOCK):
        block = content[start : start + _BLOCK + _OVERLAP]
        rows = max(rows, *map(int, set(_ROWS.findall(block))), 0)
        letters.update(_COLUMNS.findall(block))
    check_size(rows, max(map(_column, letters), default=0) + 1)
    found = Marks(errors=dict(_errors(content)))
    formats = {style: code for style, code in _formats(file).items() if is_share(code) or zeros(code)}
    for cell, code in _with_style(content, formats):
        found.format(cell, code)
    return found


def _sheet_part(file: ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    tags = _SHEET.findall(part(file, _WORKBOOK))
    wanted = next((attribute(tag, "id") for tag in tags if attribute(tag, "name") == sheet), "")
    return related(file, _RELATIONS, wanted)


def related(file: ZipFile, relations: str, wanted: str) -> str:
    """The name of the part that a part with these relations calls `wanted`."""
    for tag in _RELATION.findall(part(file, relations)):
        if attribute(tag, "Id") == wanted:
            return normpath(join("/xl", attribute(tag, "Target"))).lstrip("/")
    return ""


def attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"""[\s:]%s\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name.encode(), tag)
    return unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _place(attributes: bytes) -> CellPlace | None:
    found = _PLACE.search(attributes)
    return (int(found[2]) - 1, _column(found[1])) if found else None


def _errors(content: bytes) -> Iterator[tuple[CellPlace, str]]:
    if b't="e"' in content:  # quicker to tell than to search for, and most often it is not
        for found in _ERROR.finditer(content):
            place, value = _place(found[1]), _VALUE.search(found[2])
            if place:
                yield place, value[1].decode("utf-8", "replace") if value else _NO_VALUE
    if _NOT_WORKED_OUT.search(content):
        for found in _FORMULA.finditer(content):
            place = _place(found[1])
            if place and b't="str"' not in found[1]:  # a formula that gives an empty text is none
                yield place, _NO_VALUE


def _formats(file: ZipFile) -> dict[str, str]:
    """The number of each style -> how it shows numbers, of those that say so."""
    content = part(file, _STYLES)
    formats = dict.fromkeys(map(str, PERCENT_FORMATS), "0%")
    formats |= {attribute(tag, "numFmtId"): attribute(tag, "formatCode") for tag in _FORMAT.findall(content)}
    used = _STYLES_USED.search(content)
    styles = enumerate(_STYLE.findall(used[1]) if used else [])
    return {str(n): formats[one] for n, tag in styles if (one := attribute(tag, "numFmtId")) in formats}


def _with_style(content: bytes, styles: Mapping[str, str]) -> Iterator[tuple[CellPlace, str]]:
    """The cells with one of these styles, and what stands behind it."""
    if styles:
        any_of = "|".join(sorted(styles)).encode()
        for found in re.finditer(rb'<(?:\w+:)?c(?=\s)([^>]*\ss="(%s)"[^>]*)>' % any_of, content):
            place = _place(found[1])
            if place:
                yield place, styles[found[2].decode()]


# OpenDocument --------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    rb"<table:table\s[^>]*>|</table:table>|<table:table-row(?:\s[^>]*)?>|"
    rb"<table:(?:covered-)?table-cell(?:\s[^>]*)?/?>"
)
_SHOWN = re.compile(rb"<text:p[^>]*>([^<]*)")
_REPEATED = {
    name: re.compile(rb'%s="(\d+)"' % name.encode())
    for name in ("number-rows-repeated", "number-columns-repeated", "number-rows-spanned", "number-columns-spanned")
}


def _of_opendocument(content: bytes, sheet: str) -> Marks:
    found, inside = Marks(), False
    row, column, rows, columns, repeated = 0, 0, 0, 0, 0
    for token in _TOKEN.finditer(content):
        tag = token[0]
        if tag.startswith(b"<table:table "):
            inside = attribute(tag, "name") == sheet
        elif tag == b"</table:table>":
            inside = False
        elif inside and tag.startswith(b"<table:table-row"):
            row, column, repeated = row + repeated, 0, _count(tag, "number-rows-repeated")
        elif inside:
            wide = _count(tag, "number-columns-repeated")
            if b"value-type=" in tag:
                rows, columns = max(rows, row + repeated), max(columns, column + wide)
                check_size(rows, columns)
                shown = _SHOWN.match(content, token.end())
                _mark(found, tag, shown[1] if shown else b"", (row, column), (repeated, wide))
            column += wide
    return found


def _mark(found: Marks, tag: bytes, shown: bytes, place: CellPlace, times: tuple[int, int]) -> None:
    """Notes what is to be said of a cell, and of those that repeat it down and across."""
    row, column = place
    down, across = _count(tag, "number-rows-spanned"), _count(tag, "number-columns-spanned")
    if down > 1 or across > 1:
        found.merged.append((place, (row + down - 1, column + across - 1)))
    error, share = b'value-type="error"' in tag, b'value-type="percentage"' in tag
    padded = shown.startswith(b"0") and shown.isdigit() and b'value-type="float"' in tag and len(shown) > 1
    if error or share or padded:
        for other in ((row + n, column + m) for n in range(times[0]) for m in range(times[1])):
            if share:
                found.shares.add(other)
            elif padded:
                found.padded[other] = len(shown)
            else:
                found.errors[other] = unescape(shown.decode("utf-8", "replace")) or _NO_VALUE


def _count(tag: bytes, name: str) -> int:
    found = _REPEATED[name].search(tag)
    return int(found[1]) if found else 1
