"""What all sheets of the workbook share: formats, and rows that are written one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from msme_check.cohort.disclosure import Count
from msme_check.cohort.material import Figure
from msme_check.report.look import Look, Paper

FILLS = ("#e1e9ec", "#b5cad1", "#86a8b4", "#3a6b7b", "#0f3f4d")
"""The shades of the report, from light to dark."""

ACCENT = "#0f4c5c"

LIGHTEST, DARKEST = "#ffffff", "#86a8b4"
"""The ends of the colour scale: black digits can be read on both."""

DARK_FROM = 3
"""From this shade on letters are white."""

HEADER_LINES = 2
LINE_HEIGHT = 15.0

LONGEST = 32_000
"""Spreadsheet programs take no longer text in a cell."""

_PAPERS = {Paper.A4: 9, Paper.LETTER: 1}
"""As the format of workbooks numbers them."""

Cell = str | int | float | Decimal | Count | Figure | None


@dataclass(frozen=True)
class Formats:
    """The formats of a workbook."""

    named: Format
    title: Format
    header: Format
    header_after: Format
    header_right: Format
    right: Format
    after: Format
    """Words to the right of a figure."""
    wrapped: Format
    number: Format
    score: Format
    gain: Format
    share: Format
    link: Format
    bands: tuple[Format, ...]

    @classmethod
    def of(cls, book: Workbook, accent: str | None = None) -> "Formats":
        """All formats, made in a book. `accent`: the colour of a brand, `#rrggbb`."""
        bands = tuple(
            book.add_format({"bg_color": fill, "font_color": "#ffffff" if n >= DARK_FROM else "#16242f"})
            for n, fill in enumerate(FILLS)
        )
        header = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eff3f4"}
        return cls(
            named=book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            title=book.add_format({"bold": True, "font_size": 14, "font_color": accent or ACCENT}),
            header=book.add_format(header),
            header_after=book.add_format(header | {"indent": 1}),
            header_right=book.add_format(header | {"align": "right"}),
            after=book.add_format({"indent": 1, "valign": "top"}),
            right=book.add_format({"align": "right", "valign": "top"}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
            number=book.add_format({"num_format": "#,##0", "valign": "top", "align": "right"}),
            score=book.add_format({"num_format": "0.0", "valign": "top", "align": "right"}),
            gain=book.add_format({"num_format": "0.00", "valign": "top", "align": "right"}),
            share=book.add_format({"num_format": "0%", "valign": "top", "align": "right"}),
            link=book.add_format({"font_color": accent or ACCENT, "underline": 1, "valign": "top"}),
            bands=bands,
        )


@dataclass
class Sheet:
    """A sheet that is filled from top to bottom. A text never becomes a formula, a link or a number."""

    sheet: Worksheet
    formats: Formats
    row: int = 0

    def widths(self, *widths: float) -> None:
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def paper(self, look: Look) -> None:
        """Printed across, all columns on a page, with a page number and what a brand has at the foot of each page."""
        self.sheet.set_paper(_PAPERS[look.paper])
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        # A & of the text itself is written twice, as the first of two begins a code.
        foot = "&L" + look.brand.footer.replace("&", "&&") if look.brand else ""
        self.sheet.set_footer(f"{foot}&R&P / &N")

    def header(self, *titles: str, words: int = 1, more: tuple[int, ...] = ()) -> None:
        """A line of titles, bold; over figures to the right. `words`: the first columns that hold words, and `more`."""
        self.sheet.set_row(self.row, HEADER_LINES * LINE_HEIGHT)
        for column, title in enumerate(titles):
            after = self.formats.header_after if column in more else self.formats.header_right
            look = self.formats.header if column < words else after
            self.sheet.write_string(self.row, column, title, look)
        self.row += 1

    def paragraph(self, text: str, width: int) -> None:
        """A line of running text in a column of `width` letters, as high as it needs."""
        self.sheet.set_row(self.row, LINE_HEIGHT * ceil(len(text) / width))
        self.line([text], [self.formats.wrapped])

    def line(self, cells: Sequence[Cell], formats: Sequence[Format | None]) -> None:
        """A line of cells, each with its format."""
        for column, (cell, look) in enumerate(zip(cells, formats, strict=True)):
            self.cell(column, cell, look)
        self.row += 1

    def cell(self, column: int, cell: Cell, look: Format | None) -> None:
        """A cell of the line that is being written; a number that is not shown stands as what is shown instead."""
        if isinstance(cell, Count | Figure):
            cell = cell.text if cell.value is None else cell.value
        if isinstance(cell, str):
            self.sheet.write_string(self.row, column, cell[:LONGEST], look)
        elif cell is not None:
            self.sheet.write_number(self.row, column, float(cell), look)

    def link(self, column: int, path: str) -> None:
        """A link to a file beside the workbook, in the line that is being written."""
        self.sheet.write_url(self.row, column, f"external:{path}", self.formats.link, path)

    def table(self, rows: int, width: int, columns: int = 0) -> None:
        """Filters over a table whose header is the next line; the header and the first `columns` stay in sight."""
        self.sheet.autofilter(self.row, 0, self.row + max(rows, 1), width - 1)
        self.sheet.freeze_panes(self.row + 1, columns)
        self.sheet.repeat_rows(self.row)

    def bands(self, column: int, rows: int, titles: Sequence[str]) -> None:
        """Shades the cells of a column under the header that name a band."""
        for place, title in enumerate(titles):
            look = self.formats.bands[place * (len(FILLS) - 1) // (len(titles) - 1)]
            value = title.replace('"', '""')
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": look}
            self.sheet.conditional_format(1, column, max(rows, 1), column, rule)


def share(count: Count, firms: int) -> Cell:
    """A number of firms as a share of all; nothing where it is not shown."""
    return None if count.value is None or not firms else count.value / firms


def scale(sheet: Worksheet, area: Any) -> None:
    """Shades scores from 0 to 100 in an area: first row, first column, last row, last column."""
    rule = {
        "type": "2_color_scale",
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 100,
        "min_color": LIGHTEST,
        "max_color": DARKEST,
    }
    sheet.conditional_format(*area, rule)
