"""A comparison as HTML: one file that needs nothing else, in the look of the reports, and what `pdf` prints."""

from functools import lru_cache

from msme_check.comparing.page import Page
from msme_check.report import filling, html
from msme_check.report.look import SHIPPED, Look
from msme_check.report.sandbox import FOLDER as REPORT

FOLDER = "compare"
TEMPLATE = "compare.html.j2"


@lru_cache(maxsize=4)
def _screen_style(look: Look) -> str:
    common = f"{filling.style(REPORT, 'report.css')}\n{filling.style(FOLDER, 'compare.css')}"
    screen, paper = (
        f"{filling.style(REPORT, name)}\n{filling.style(FOLDER, name)}" for name in ("screen.css", "print.css")
    )
    return f"{common}\n@media screen {{\n{screen}\n}}\n@media print {{\n{paper}\n}}\n{html.last(look)}"


@lru_cache(maxsize=4)
def _paper_style(look: Look) -> str:
    own = filling.style(FOLDER, "compare.css", "print.css")
    return f"{filling.style(REPORT, 'report.css', 'print.css')}\n{own}\n{html.last_on_paper(look)}"


def render(page: Page, look: Look = SHIPPED) -> str:
    """The whole comparison as one HTML file with its style inside. Of the look, it has brand and paper."""
    return filling.guarded(_filled(page, look, _screen_style(look), html.picture(look)))


def printed(page: Page, look: Look = SHIPPED) -> str:
    """The HTML that `pdf` prints, with its style inside."""
    return _filled(page, look, _paper_style(look), html.LOGO)


def _filled(page: Page, look: Look, styles: str, logo: str) -> str:
    return (
        filling.environment(FOLDER)
        .get_template(TEMPLATE)
        .render(
            page=page,
            created=html.created(page.date),
            styles=filling.checked(styles),
            page_words=html.page_words(),
            brand=look.brand.shown(logo) if look.brand else None,
        )
    )
