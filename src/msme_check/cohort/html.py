"""The report on a group as HTML: one file that needs nothing else, and the source that `pdf` prints."""

from msme_check.cohort.view import CohortView
from msme_check.report import filling, html
from msme_check.report.filling import Identity
from msme_check.report.look import Look
from msme_check.report.sandbox import GROUP as FOLDER

TEMPLATE = "cohort.html.j2"
BRAND_STYLE = "group_brand.css.j2"
"""What a brand changes here and not in a report on a firm."""

MOST_FIRMS = 5_000
"""So many firms are listed on a page that a browser still opens at once."""

MOST_ACTIONS = 20

_REPORTS = "reports/"
"""How the addresses of the reports on firms begin, to which their names lead."""

_SHADES_PRINTED = "html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }"
"""Browsers leave shades out on paper if nothing is said; WeasyPrint does not know this property, and warns of it."""


def render(view: CohortView, limits: tuple[int, ...], look: Look) -> str:
    """The whole report as one HTML file with its style inside. `limits`: the scores at which bands begin.

    Raises UsageError where somebody's own templates cannot be drawn, or would load something.
    """
    screen, printed = _style(look, "screen.css"), f"{_on_paper(look)}\n{_SHADES_PRINTED}"
    styles = f"{_style(look, 'cohort.css')}\n@media screen {{\n{screen}\n}}\n@media print {{\n{printed}\n}}"
    if _plain(look):
        return _filled(view, limits, look, styles, logo="", most_firms=MOST_FIRMS)
    styles += f"\n{_brand_style(look)}\n{html.last(look)}"
    page = _filled(view, limits, look, styles, logo=html.picture(look), most_firms=MOST_FIRMS)
    return filling.guarded(page)


def printed(view: CohortView, limits: tuple[int, ...], look: Look, most_firms: int) -> str:
    """The HTML that `pdf` prints, with its style inside. Raises UsageError as `render` does."""
    styles = f"{_style(look, 'cohort.css')}\n{_on_paper(look)}"
    if not _plain(look):
        styles += f"\n{_brand_style(look)}\n{html.last_on_paper(look)}"
    return _filled(view, limits, look, styles, logo=html.LOGO, most_firms=most_firms)


def _plain(look: Look) -> bool:
    return look.brand is None and look.templates is None


def _style(look: Look, name: str) -> str:
    return filling.style(FOLDER, name, own=look.templates)


def _on_paper(look: Look) -> str:
    return _style(look, "print.css").replace("size: A4", f"size: {look.paper.value}")


def _brand_style(look: Look) -> str:
    template = filling.environment(FOLDER).get_template(BRAND_STYLE)
    return template.render(accent=look.brand.accent if look.brand else None)


def _filled(view: CohortView, limits: tuple[int, ...], look: Look, styles: str, *, logo: str, most_firms: int) -> str:
    listed = view.listed is not None and view.listed.count <= most_firms
    words = {
        "view": view,
        "limits": limits,
        "firms": view.listed.firms() if view.listed is not None and listed else (),
        "most_firms": most_firms,
        "most_actions": MOST_ACTIONS,
        "styles": filling.checked(styles),
        "page_words": html.page_words(),
        "brand": look.brand.shown(logo) if look.brand else None,
    }
    identity = Identity(view.instrument, "view.instrument", "front.html.j2")
    return filling.filled(FOLDER, TEMPLATE, words, identity, look.templates, links=(_REPORTS,))
