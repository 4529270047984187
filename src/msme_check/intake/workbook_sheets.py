"""What is asked about a workbook in a process of its own (`confined`): its sheets, and the rows of one of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from msme_check.intake.confined import RefusedError
from msme_check.intake.known_names import HEADER_WITHIN
from msme_check.intake.workbook_binary import WORKBOOK, of_binary, of_old
from msme_check.intake.workbook_cells import Cells, SheetCells
from msme_check.intake.workbook_marks import TOO_LARGE, Marks, marks

DAMAGED, OTHER, PACKED, PASSWORD = "damaged", "other", "packed", "password"
"""Reasons to refuse, beside `workbook_marks.TOO_LARGE`."""

_TOGETHER = 500
"""So many rows go over the pipe at once."""
_LARGEST = 1_500_000_000
"""Bytes that all parts of a workbook may unpack to."""
_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
_MANIFEST = "META-INF/manifest.xml"
_DOCUMENT = {"[Content_Types].xml", "mimetype", "word/document.xml"}
"""One of these is in every document that is a zip file; a zip file without them was made to be unpacked."""
_ZIP = b"PK"


@dataclass(frozen=True)
class Sheet:
    """The start of a sheet with something in it. `rows`: number and cells of its first rows that are not blank.

    `columns`: the same of its columns, where it may be one that lies on its side. `merged_across`: rows in which cells
    are merged with those beside them. `told`: whether cells with an error can be told from empty ones.
    """

    name: str
    visible: bool
    rows: list[tuple[int, Cells]]
    merged_across: list[int]
    columns: list[tuple[int, Cells]]
    told: bool


@dataclass(frozen=True)
class SheetRows:
    """Some rows that are not blank, with their numbers from 1."""

    numbers: list[int] = field(default_factory=list)
    cells: list[Cells] = field(default_factory=list)


@dataclass
class _Last:
    """The workbook that was read last: most often the same one is asked for again. `whole`: all its sheets are here."""

    key: tuple[str, int, int] | None = None
    whole: bool = False
    sheets: dict[str, tuple[bool, SheetCells]] = field(default_factory=dict)

    def forget(self) -> None:
        self.key = None
        self.sheets = {}


_last = _Last()


def answer(what: str, path: str, *more: Any) -> Iterable[Any]:
    """`sheets`: the start of each sheet. `rows`, with the name of a sheet and the number of a row: all rows below it.

    With True behind them, the number is that of a column, and all columns right of it are given.

    Raises RefusedError with the reason.
    """
    sheets = _sheets(Path(path), *more[:1])
    if what == "sheets":
        for name, (visible, sheet) in sheets.items():
            columns = list(islice(sheet.lying(), HEADER_WITHIN)) if sheet.may_lie else []
            yield Sheet(name, visible, sheet.first(HEADER_WITHIN), sheet.merged_across, columns, sheet.marks.told)
        return
    name, above, lying = more
    sheet = sheets.pop(name)[1]  # its memory is needed for what comes next; the other sheets may be asked for
    _last.whole = False
    rows = SheetRows()
    for number, cells in sheet.lying() if lying else sheet.filled():
        if number > above:
            rows.numbers.append(number)
            rows.cells.append(cells)
            if len(rows.numbers) == _TOGETHER:
                yield rows
                rows = SheetRows()
    if rows.numbers:
        yield rows
    if not sheets:
        _last.forget()


def _sheets(path: Path, wanted: str = "") -> dict[str, tuple[bool, SheetCells]]:
    """The sheets of a workbook, whether each can be seen, and its cells. `wanted`: the only one that is needed."""
    known = path.stat()
    key = str(path), known.st_size, known.st_mtime_ns
    here = wanted in _last.sheets if wanted else _last.whole
    if _last.key != key or not here:
        _last.forget()  # the memory is needed for this one
        _last.sheets = dict(_read(path))
        _last.key, _last.whole = key, True
    return _last.sheets


def _read(path: Path) -> Iterator[tuple[str, tuple[bool, SheetCells]]]:
    zipped = is_zipfile(path)
    try:
        if zipped:
            _check(path)
        elif _begins(path, _ZIP):  # the list of what is in it stands at its end
            raise RefusedError(DAMAGED)
        with CalamineWorkbook.from_path(path) as book:
            old = {} if zipped else of_old(path)
            for about in book.sheets_metadata:
                found = _marks(path, about.name) if zipped else old.get(about.name, Marks(told=False))
                sheet = book.get_sheet_by_name(about.name)
                if sheet.end is not None:
                    found.merged += sheet.merged_cell_ranges or []
                    yield about.name, (about.visible == SheetVisibleEnum.Visible, SheetCells(sheet, found))
    except PasswordError:
        raise RefusedError(PASSWORD) from None
    except (CalamineError, BadZipFile):
        raise RefusedError(DAMAGED if zipped else OTHER) from None


def _marks(path: Path, sheet: str) -> Marks:
    with ZipFile(path) as file:
        return of_binary(file, sheet) if WORKBOOK in file.namelist() else marks(file, sheet)


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _check(path: Path) -> None:
    """That this zip file is a workbook without a password."""
    with ZipFile(path) as file:
        names = set(file.namelist())
        if not names & _PARTS:
            raise RefusedError(OTHER if names & _DOCUMENT else PACKED)
        if sum(part.file_size for part in file.infolist()) > _LARGEST:
            raise RefusedError(TOO_LARGE)
        if _MANIFEST in names:
            with file.open(_MANIFEST) as manifest:
                if b"encryption-data" in manifest.read(1_000_000):
                    raise RefusedError(PASSWORD)
