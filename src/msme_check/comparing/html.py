"""A comparison as HTML: one file that needs nothing else, in the look of the reports, and what `pdf` prints."""

from functools import lru_cache

from markupsafe import Markup

from msme_check import resources
from msme_check.comparing.page import Page
from msme_check.report import html
from msme_check.report.look import SHIPPED, Look
from msme_check.report.sandbox import Sandbox, environment

FOLDER = "compare"
TEMPLATE = "compare.html.j2"


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    return environment(None, FOLDER)


@lru_cache(maxsize=4)
def _screen_style(look: Look) -> str:
    common = f"{html.style('report.css')}\n{_style('compare.css')}"
    screen = f"{html.style('screen.css')}\n{_style('screen.css')}"
    paper = f"{html.style('print.css')}\n{_style('print.css')}"
    return f"{common}\n@media screen {{\n{screen}\n}}\n@media print {{\n{paper}\n}}\n{html.last(look)}"


@lru_cache(maxsize=4)
def _paper_style(look: Look) -> str:
    own = f"{_style('compare.css')}\n{_style('print.css')}"
    return f"{html.style('report.css', 'print.css')}\n{own}\n{html.last_on_paper(look)}"


def _style(name: str) -> str:
    return (resources.templates() / FOLDER / name).read_text("utf-8")


def render(page: Page, look: Look = SHIPPED) -> str:
    """The whole comparison as one HTML file with its style inside. Of the look, it has brand and paper."""
    return html.guarded(_filled(page, look, _screen_style(look), html.picture(look)))


def printed(page: Page, look: Look = SHIPPED) -> str:
    """The HTML that `pdf` prints, with its style inside."""
    return _filled(page, look, _paper_style(look), html.LOGO)


def _filled(page: Page, look: Look, styles: str, logo: str) -> str:
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            page=page,
            created=html.created(page.date),
            styles=Markup(styles),  # noqa: S704 - our own shipped style sheets
            page_words=html.page_words(),
            brand=look.brand.shown(logo) if look.brand else None,
        )
    )
