"""A workbook as a table: Excel (.xlsx, .xlsm, .xlsb, .xls) and OpenDocument (.ods).

It is read in a process of its own (`confined`), because a small file can make the reader ask for any amount of memory.
"""

from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from msme_check import cells
from msme_check.i18n import _, ngettext
from msme_check.intake import tables
from msme_check.intake.confined import Confined, DiedError, RefusedError
from msme_check.intake.known_names import ENOUGH
from msme_check.intake.sources import Original, original, refuse
from msme_check.intake.tables import Known, Progress, Rows
from msme_check.intake.workbook_marks import TOO_LARGE
from msme_check.intake.workbook_sheets import OTHER, PACKED, PASSWORD, Sheet, SheetRows, answer

READER = Confined(answer)
_LEFT, _LOOKED_AT = 6, 60
"""The names of a sheet that lies on its side stand in one of so many columns, and some of them in so many rows."""


@dataclass(frozen=True)
class Workbook:
    """An examined sheet of a workbook; a `Table`. `others`: its other sheets that may hold firms.

    `beside`: those of them that can be seen and lie as this one does, such as one for each province. `together`: all
    sheets that are read, where these are several. `place`: among all sheets. `told`: as in `Sheet`. Where it is
    `lying`, with a firm a column, `header_row` is a column, and `places` are the rows with names.
    """

    source: Original
    sheet: str
    others: tuple[str, ...]
    header: tuple[str, ...]
    header_row: int
    merged_across: int = 0
    lying: bool = False
    places: tuple[int, ...] = ()
    place: int = 0
    told: bool = True
    beside: tuple["Workbook", ...] = ()
    together: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file's name as a message may show it, with the sheet where it has several."""
        several = self.others or self.together
        return f"{self.source.shown} ({cells.plain(self.sheet)})" if several else self.source.shown

    def read_with(self, more: Iterable["Workbook"]) -> tuple["Workbook", ...]:
        """This sheet and some of those beside it, in the order of the workbook, as sheets that are read together."""
        found = sorted((self, *more), key=lambda one: one.place)
        names = tuple(one.sheet for one in found)
        if len(found) == 1:
            return (self,)
        others = tuple(name for name in self.others if name not in names)
        return tuple(replace(one, others=others, beside=(), together=names) for one in found)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which sheet was read, and what cannot be told about its cells."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if self.lying:
            what = _(
                "{file}: Sheet '{sheet}' was read as one that lies on its side, with a firm in each column. "
                "Where a row is named, the column is meant: 3 is C."
            )
            yield what.format(file=self.source.shown, sheet=cells.plain(self.sheet))
        others = ", ".join(cells.plain(name) for name in self.others)
        if self.together:
            if self.sheet == self.together[0]:
                what = _("{file}: These sheets were read, each with its own header: {sheets}.")
                names = ", ".join(cells.plain(name) for name in self.together)
                what = what.format(file=self.source.shown, sheets=names)
                yield f"{what} {_('Not read: {others}.').format(others=others)}" if others else what
        elif self.others:
            what = _("{file}: Sheet '{sheet}' was read; it has the most columns that are known. Not read: {others}.")
            yield what.format(file=self.source.shown, sheet=cells.plain(self.sheet), others=others)
        if self.merged_across:
            what = ngettext(
                "{file}: {n} cell is merged across columns; it counts for the first of them.",
                "{file}: {n} cells are merged across columns; each counts for the first of them.",
                self.merged_across,
            )
            yield what.format(file=self.file, n=self.merged_across)
        if not self.told:
            what = _(
                "{file}: In this workbook, cells with an error such as #REF! cannot be told from empty ones, "
                "nor 50 % from 0.5. If it has such cells, save it as .xlsx."
            )
            yield what.format(file=self.file)

    def rows(self, size: int, progress: Progress, closed: Collection[int] = ()) -> Generator[Rows]:
        """The rows under the header, `size` at a time. Raises AnswersError where the file has changed."""
        waiting = pl.DataFrame()
        try:
            with closing(READER.ask("rows", str(self.source.path), self.sheet, self.header_row, self.lying)) as parts:
                for part in parts:
                    waiting = pl.concat([waiting, self._frame(part)]) if len(waiting) else self._frame(part)
                    while len(waiting) >= size:
                        yield Rows(waiting.head(size))
                        waiting = waiting.slice(size)
        except (DiedError, RefusedError):
            self.source.check()
            too_much(self.source.path)
        self.source.check()
        if len(waiting):
            yield Rows(waiting)
        progress(1, 1)

    def _frame(self, part: SheetRows) -> pl.DataFrame:
        texts = [[line[place] for place in self.places] for line in part.cells] if self.lying else part.cells
        return tables.frame(texts, part.numbers, len(self.header))

    def record(self) -> dict[str, Any]:
        """Its name, digest and size, and the sheet that was read."""
        return {**self.source.record(), "sheet": self.sheet}


def workbook(path: Path, known: Known, progress: Progress) -> Workbook:
    """Examines a workbook, and finds the sheet and the row with the header in it.

    Raises FileError, with what it is and what to do, where it has no table or cannot be read.
    """
    source = original(path, progress)
    sheets = _sheets(path)
    if not sheets:
        refuse(path, _("This workbook is empty."), _("Name one with a header row and a row for each firm."))
    found = _best(sheets, known)
    others = [one for one in sheets if one is not found.sheet and _may_hold_firms(one, known)]
    headers = [_lying(one, known) if found.lying else _standing(one, known) for one in others if one.visible]
    beside = [one for one in headers if one is not None and one.filled and one.count >= ENOUGH]
    names = tuple(one.name for one in others)

    def examined(one: _Header, beside: tuple[Workbook, ...] = ()) -> Workbook:
        return Workbook(
            source,
            one.sheet.name,
            others=names,
            header=one.names,
            header_row=one.number,
            merged_across=0 if one.lying else sum(row > one.number for row in one.sheet.merged_across),
            lying=one.lying,
            places=one.places,
            place=sheets.index(one.sheet),
            told=one.sheet.told,
            beside=beside,
        )

    return examined(found, tuple(examined(one) for one in beside))


def _sheets(path: Path) -> list[Sheet]:
    try:
        with closing(READER.ask("sheets", str(path))) as sheets:
            return [one for one in sheets if one.rows]
    except RefusedError as error:
        _refuse(path, error.reason)
    except DiedError:
        too_much(path)


@dataclass(frozen=True)
class _Header:
    """A line of names, of which `count` are known: a row, or a column of a sheet that lies on its side.

    `filled`: something stands below it, or right of it.
    """

    sheet: Sheet
    count: int
    number: int
    names: tuple[str, ...]
    filled: bool
    lying: bool = False
    places: tuple[int, ...] = ()


def _best(sheets: list[Sheet], known: Known) -> _Header:
    """The header with the most names that are known.

    A sheet that lies on its side is taken only where no other one has a firm.
    """
    found = max((_standing(one, known) for one in sheets), key=lambda one: (one.count, one.sheet.visible))
    if found.filled and found.count >= ENOUGH:
        return found
    lying = [one for one in (_lying(sheet, known) for sheet in sheets) if one and one.filled]
    return max(lying, key=lambda one: (one.count, one.sheet.visible), default=found)


def _standing(sheet: Sheet, known: Known) -> _Header:
    """The best of the first rows. Titles may stand above it."""
    counts = [sum(known(name) for name in names) for _row, names in sheet.rows]
    best = counts.index(max(counts))
    row, names = sheet.rows[best]
    return _Header(sheet, counts[best], row, tuple(names), filled=best + 1 < len(sheet.rows))


def _lying(sheet: Sheet, known: Known) -> _Header | None:
    """The best of the first columns, and of two alike the last, which stands nearer to the answers; None without one.

    Whatever stands left of it is for people, and so are rows without a name.
    """
    counts = [sum(known(name) for name in names[:_LOOKED_AT]) for _column, names in sheet.columns[:_LEFT]]
    if max(counts, default=0) < ENOUGH:
        return None
    best = max(range(len(counts)), key=lambda place: (counts[place], place))
    column, names = sheet.columns[best]
    places = tuple(place for place, name in enumerate(names) if name.strip())
    right = [cells for _column, cells in sheet.columns[best + 1 :]]
    filled = any(cells[place].strip() for cells in right for place in places)
    return _Header(sheet, counts[best], column, tuple(names[place] for place in places), filled, True, places)


def _may_hold_firms(sheet: Sheet, known: Known) -> bool:
    """False for lines of words, for lists that are hidden, and for a form that nobody has filled in."""
    if not any(sum(bool(cell.strip()) for cell in names) > 1 for _row, names in sheet.rows):
        return False
    standing, lying = _standing(sheet, known), _lying(sheet, known)
    if lying is not None and standing.count < ENOUGH:
        return lying.filled
    if standing.count == 0:
        return sheet.visible
    return standing.filled


def _refuse(path: Path, reason: object) -> NoReturn:
    if reason == PASSWORD:
        what = _("This workbook is protected with a password.")
        refuse(path, what, _("Open it in the spreadsheet program, and save a copy without one."))
    if reason == TOO_LARGE:
        too_large(path)
    if reason == PACKED:
        refuse(path, _("This is a zip file with other files in it."), _("Unpack it, and name the files that it held."))
    if reason == OTHER:
        what = _("This is no workbook, whatever its name says, or a damaged one.")
        refuse(path, what, _("Open it in the program that made it, and save the table as 'CSV UTF-8'."))
    refuse(path, _("This workbook is damaged or not whole."), _("Copy or download it again, or save it anew."))


def too_large(path: Path) -> NoReturn:
    """Refuses a workbook that is larger than can be read."""
    what = _("This workbook has cells so far apart, or so many, that it cannot be read.")
    do = _("Delete what stands far below or right of the table; if the table is that large, save it as 'CSV UTF-8'.")
    refuse(path, what, do)


def too_much(path: Path) -> NoReturn:
    """Refuses a workbook that its reader did not survive."""
    what = _("This workbook cannot be read: it is damaged, or unpacks to more than fits in memory.")
    refuse(path, what, _("Open it in the spreadsheet program, and save the table as 'CSV UTF-8'."))
