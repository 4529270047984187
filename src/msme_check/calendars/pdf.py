"""The sheet for the wall as PDF, by the renderer of the firms' reports."""

import io
from functools import lru_cache

from pypdf import PdfReader

from msme_check.calendars.wall import WallSheet
from msme_check.report import filling, html, pdf
from msme_check.report.look import Paper
from msme_check.report.sandbox import FOLDER as REPORT

FOLDER = "calendar"
TEMPLATE = "wall.html.j2"
SHEET = "wall.css"
POINTS = (15, 14, 13, 12, 11, 10)
"""How large its steps can be printed; the first size that leaves it one page is taken."""

_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}


@lru_cache(maxsize=2)
def _style(paper: Paper) -> str:
    return f"{filling.style(REPORT, 'report.css')}\n{filling.style(FOLDER, SHEET)}\n@page {{ size: {_SIZES[paper]}; }}"


def printed(sheet: WallSheet, paper: Paper = Paper.A4, points: int = POINTS[0]) -> str:
    """The HTML that is printed, steps in so many points, with its style inside."""
    words = {
        "sheet": sheet,
        "points": points,
        "created": html.created(sheet.date),
        "styles": filling.checked(_style(paper)),
    }
    return filling.environment(FOLDER).get_template(TEMPLATE).render(words)


def render(sheet: WallSheet, paper: Paper = Paper.A4) -> bytes:
    """The PDF, as large as it can be printed on one page. Raises OutputError where the libraries for it are missing."""
    content = b""
    for points in POINTS:
        content = pdf.renderer().render_html(printed(sheet, paper, points))
        if len(PdfReader(io.BytesIO(content)).pages) == 1:
            break
    return content
