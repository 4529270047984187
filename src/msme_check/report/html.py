"""The report as HTML: one file that needs nothing else, and the source that `pdf` prints."""

from datetime import date
from functools import lru_cache

from msme_check.i18n import _
from msme_check.report import filling
from msme_check.report.filling import Identity
from msme_check.report.look import SHIPPED, Look, Paper
from msme_check.report.own_templates import EXTRA
from msme_check.report.sandbox import FOLDER
from msme_check.report.view import View

TEMPLATE = "report.html.j2"
LENDER = "lender_page.html.j2"
"""The page for the lender alone."""
BRAND_STYLE = "brand.css.j2"
LOGO = "msme-check:logo"
"""The address of the logo in the page that `pdf` prints; its fetcher knows this one and no other."""

_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}


@lru_cache(maxsize=4)
def paper_style(look: Look = SHIPPED) -> str:
    """All style sheets of the PDF in one."""
    return f"{filling.style(FOLDER, 'report.css', 'print.css', own=look.templates)}\n{last_on_paper(look)}"


@lru_cache(maxsize=4)
def _screen_style(look: Look) -> str:
    sheets = ("report.css", "screen.css", "print.css")
    common, screen, paper = (filling.style(FOLDER, name, own=look.templates) for name in sheets)
    return f"{common}\n@media screen {{\n{screen}\n}}\n@media print {{\n{paper}\n}}\n{last(look)}"


def last_on_paper(look: Look) -> str:
    """The same as `last`, for a PDF. PDF/A does not let a reader's program smooth pictures."""
    picture = "img { image-rendering: crisp-edges !important; }" if look.brand and look.brand.logo else ""
    return f"{last(look)}\n{picture}"


def last(look: Look) -> str:
    """The styles that come after all others: the paper, the brand, and a consultant's own."""
    template = filling.environment(FOLDER).get_template(BRAND_STYLE)
    brand = template.render(
        brand=look.brand.shown(LOGO) if look.brand else None,
        accent=look.brand.accent if look.brand else None,
        paper=_SIZES[look.paper],
    )
    return f"{brand}\n{look.templates.texts.get(EXTRA, '') if look.templates else ''}"


@lru_cache(maxsize=4)
def picture(look: Look) -> str:
    """The address of the logo in a file that needs nothing else: the picture itself."""
    return look.brand.logo.data_uri if look.brand and look.brand.logo else ""


def render(view: View, look: Look = SHIPPED, template: str = TEMPLATE) -> str:
    """The whole report, or what another template draws, as one HTML file with its style inside.

    Raises UsageError where somebody's own templates cannot be drawn, or would load something.
    """
    return filling.guarded(_filled(view, look, template, _screen_style(look), picture(look)))


def printed(view: View, look: Look = SHIPPED, template: str = TEMPLATE) -> str:
    """The HTML that `pdf` prints with style sheets of its own. Raises UsageError as `render` does."""
    return _filled(view, look, template, "", LOGO)


def _filled(view: View, look: Look, template: str, styles: str, logo: str) -> str:
    words = {
        "view": view,
        "created": created(view.date),
        "styles": filling.checked(styles),
        "page_words": page_words(),
        "brand": look.brand.shown(logo) if look.brand else None,
    }
    identity = Identity(view.method.identity, "view.method.identity", "method.html.j2")
    return filling.filled(FOLDER, template, words, identity, look.templates)


def page_words() -> tuple[str, str, str]:
    """What stands before, between and after the two numbers of a page."""
    page = _("Page {page} of {pages}")
    before, _page, rest = page.partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    return before, between, after


def created(text: str) -> str:
    """The date of the document, from the date of the answers and never from a clock; empty where it has none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
