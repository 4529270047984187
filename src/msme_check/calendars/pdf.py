"""The sheet for the wall as PDF, by the renderer of the firms' reports."""

from functools import lru_cache

from markupsafe import Markup

from msme_check import resources
from msme_check.calendars.wall import WallSheet
from msme_check.report import html, pdf
from msme_check.report.look import Paper
from msme_check.report.sandbox import Sandbox, environment

FOLDER = "calendar"
TEMPLATE = "wall.html.j2"
SHEET = "wall.css"

_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    return environment(None, FOLDER)


@lru_cache(maxsize=2)
def _style(paper: Paper) -> str:
    own = (resources.templates() / FOLDER / SHEET).read_text("utf-8")
    return f"{html.style('report.css')}\n{own}\n@page {{ size: {_SIZES[paper]}; }}"


def printed(sheet: WallSheet, paper: Paper = Paper.A4) -> str:
    """The HTML that is printed, with its style inside."""
    words = {
        "sheet": sheet,
        "created": html.created(sheet.date),
        "styles": Markup(_style(paper)),  # noqa: S704 - our own shipped style sheets
    }
    return _environment().get_template(TEMPLATE).render(words)


def render(sheet: WallSheet, paper: Paper = Paper.A4) -> bytes:
    """The PDF. Raises OutputError where the libraries for it are missing."""
    return pdf.renderer().render_html(printed(sheet, paper))
