"""The report on a group as a workbook: the same figures as numbers, with filters, for whoever goes on working."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from msme_check.cohort.sheet_firms import firms
from msme_check.cohort.sheets import Cell, Formats, Sheet, scale, share
from msme_check.cohort.view import CohortView
from msme_check.i18n import _
from msme_check.report.look import SHIPPED, Look

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_ABOUT = 80
"""The width of the first sheet's words, in letters."""


def write(view: CohortView, bands: Sequence[str], path: Path, scratch: Path, look: Look = SHIPPED) -> None:
    """Writes the workbook. `bands`: titles, the lowest first. `scratch`: a folder for rows that are not packed yet."""
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
    # The date of the run and not of a clock, so that the same run gives the same bytes.
    book.set_properties({"title": f"{view.label} - {view.heading}", "created": datetime.fromisoformat(view.date)})
    made = _Book(book, Formats.of(book, look.brand.accent if look.brand else None), view, look)
    made.about()
    if not view.message:
        if view.listed is not None:
            firms(made.sheet(_("Firms")), view.listed, bands)
        made.scores()
        made.dimensions()
        made.gates()
        made.actions()
        made.directions()
    if view.quality is not None:
        made.quality()
    try:
        book.close()
    except FileCreateError as error:  # so the library calls an error of the disk
        book.fileclosed = True
        raise OSError(*error.args[0].args) from None


@dataclass
class _Book:
    """Makes the sheets one after the other; a row cannot be changed once the next is begun."""

    book: Workbook
    formats: Formats
    view: CohortView
    look: Look

    def sheet(self, name: str, *widths: float) -> Sheet:
        """The next sheet, under a name that every program takes."""
        short = _NOT_IN_A_NAME.sub(" ", name)[:_LONGEST_NAME]
        sheet = Sheet(self.book.add_worksheet(short), self.formats)
        sheet.widths(*widths)
        sheet.paper(self.look)
        return sheet

    def about(self) -> None:
        view, looks = self.view, self.formats
        sheet = self.sheet(_("About"), _ABOUT, 20, 12)
        if self.look.brand is not None:
            sheet.line([self.look.brand.name], [looks.named])
            for text in self.look.brand.contact:
                sheet.line([text], [looks.wrapped])
            sheet.row += 1
        sheet.line([view.label], [looks.title])
        sheet.line([view.title], [looks.wrapped])
        sheet.line([_("Firms scored"), view.firms or view.heading], [looks.wrapped, looks.number])
        sheet.line([_("Date"), view.date], [looks.wrapped, looks.right])
        sheet.line([_("Questions"), view.instrument], [looks.wrapped, looks.right])
        for note in filter(None, (view.message, *view.short, *view.notes)):
            sheet.paragraph(note, _ABOUT)
        for one in view.who:
            sheet.row += 1
            sheet.header(one.title, "n", _("Share"))
            for line in one.lines:
                sheet.line(
                    [line.title, line.count, share(line.count, view.firms)],
                    [looks.wrapped, looks.number, looks.share],
                )

    def scores(self) -> None:
        view, looks = self.view, self.formats
        sheet = self.sheet(_("Scores"), 30, *[13] * 8)
        sheet.sheet.freeze_panes(1, 1)
        titles = [line.title for _shade, line in view.spreads[0].bands]
        sheet.header(_("Firms by band"), "n", _("Median"), *titles)
        for one in view.spreads:
            counts = [line.count for _shade, line in one.bands]
            sheet.line(
                [one.title, one.firms, one.median, *counts],
                [None, looks.number, looks.score, *[looks.number] * len(counts)],
            )
        sheet.row += 1
        sheet.header(_("Share of all firms"), "n", "", *titles)
        for one in view.spreads:
            shares = [share(line.count, view.firms) for _shade, line in one.bands]
            sheet.line([one.title, view.firms, None, *shares], [None, looks.number, None, *[looks.share] * len(shares)])
        if view.spreads[0].columns:
            sheet.row += 1
            sheet.header(_("Firms by points"), *(one.title for one in view.spreads))
            for tens in zip(*(one.columns for one in view.spreads), strict=True):
                title = _("{start} to below {end}").format(start=tens[0].start, end=tens[0].end)
                sheet.line([title, *(one.count for one in tens)], [None, *[looks.number] * len(tens)])

    def dimensions(self) -> None:
        """Medians by sector and by size, and in the same order the numbers of firms behind them."""
        view, looks = self.view, self.formats
        columns = [line for place, one in enumerate(view.maps) for line in one.columns[min(place, 1) :]]
        sheet = self.sheet(_("Dimensions"), 24, 36, *[13] * (2 * len(columns)))
        sheet.table(sum(len(rows) for _title, rows in view.maps[0].parts), 2 + 2 * len(columns), columns=2)
        medians = [_("{kind}: median").format(kind=one.title) for one in columns]
        numbers = [_("{kind}: n").format(kind=one.title) for one in columns]
        sheet.header(_("Field"), _("Dimension"), *medians, *numbers, words=2)
        first = sheet.row
        for parts in zip(*(one.parts for one in view.maps), strict=True):
            for rows in zip(*(rows for _title, rows in parts), strict=True):
                cells = [cell for place, row in enumerate(rows) for cell in row.cells[min(place, 1) :]]
                sheet.line(
                    [parts[0][0], rows[0].title, *(cell.median for cell in cells), *(cell.firms for cell in cells)],
                    [None, None, *[looks.score] * len(cells), *[looks.number] * len(cells)],
                )
        scale(sheet.sheet, (first, 2, sheet.row - 1, 1 + len(columns)))

    def gates(self) -> None:
        looks, firms = self.formats, self.view.firms
        sheet = self.sheet(_("Gates"), 8, 40, 28, 12, 12, 12, 12)
        sheet.table(len(self.view.gates), 7)
        titles = _("Code"), _("Gate"), _("Holds"), _("In force"), _("Share"), _("Holds back"), "n"
        sheet.header(*titles, words=3)
        for one in self.view.gates:
            cells: list[Cell] = [one.code, one.title, one.holds, one.force, share(one.force, firms), one.binds, firms]
            sheet.line(cells, [None, None, None, looks.number, looks.share, looks.number, looks.number])

    def actions(self) -> None:
        looks, firms = self.formats, self.view.firms
        sheet = self.sheet(_("Actions"), 80, 14, 10, 10, 13, 13, 24, 12, 12, 10)
        sheet.table(len(self.view.actions), 10)
        sheet.header(
            _("Action"),
            _("Field"),
            _("Firms"),
            _("Share"),
            _("Median gain"),
            _("n of the gain"),
            _("Cost"),
            _("Days each"),
            _("Days in all"),
            "n",
            words=2,
            more=(6,),
        )
        for one in self.view.actions:
            cells: list[Cell] = [one.title, one.part, one.firms, share(one.firms, firms), one.gain, one.gain_firms]
            sheet.line(
                [*cells, one.cost, one.effort, one.days, firms],
                [None, None, looks.number, looks.share, looks.gain, looks.number, looks.after, *[looks.number] * 3],
            )

    def directions(self) -> None:
        looks, firms = self.formats, self.view.firms
        sheet = self.sheet(_("Directions"), 8, 60, 26, 12, 10)
        sheet.table(len(self.view.directions), 5)
        sheet.header(_("Code"), _("Direction"), _("Firms with a planned action"), _("Share"), "n", words=2)
        for one in self.view.directions:
            cells: list[Cell] = [one.code, one.line.title, one.line.count, share(one.line.count, firms), firms]
            sheet.line(cells, [None, None, looks.number, looks.share, looks.number])

    def quality(self) -> None:
        view, looks, quality = self.view, self.formats, self.view.quality
        assert quality is not None  # noqa: S101 - asked by the caller
        sheet = self.sheet(_("Quality"), 96, *[14] * 5)
        sheet.header(_("The file"), _("Number"))
        for title, count in quality.rows:
            sheet.line([title, count], [None, looks.number])
        if view.message:
            return
        sheet.row += 1
        sheet.header(_("Field"), "n", _("Answered"), _("Do not know"), _("Does not apply"), _("Much does not apply"))
        for part in quality.parts:
            sheet.line(
                [part.title, part.taken, part.coverage, part.unknown, part.outside, part.warned],
                [None, looks.number, *[looks.share] * 3, looks.number],
            )
        for title, lines in (
            (_("Confidence in the answers"), quality.confidence),
            (_("Answers that hardly fit together"), [line for _code, line in quality.pairs]),
        ):
            sheet.row += 1
            sheet.header(title, _("Firms"), _("Share"))
            for line in lines:
                row: list[Cell] = [line.title, line.count, share(line.count, view.firms)]
                sheet.line(row, [None, looks.number, looks.share])
