"""The report on a group as HTML: one file that needs nothing else, and the source that `pdf` prints."""

from functools import lru_cache

from markupsafe import Markup

from msme_check import resources
from msme_check.cohort.view import CohortView
from msme_check.report import html
from msme_check.report.look import Look
from msme_check.report.sandbox import Sandbox, environment

FOLDER = "cohort"
TEMPLATE = "cohort.html.j2"
BRAND_STYLE = "group_brand.css.j2"
"""What a brand changes here and not in a report on a firm."""

MOST_FIRMS = 5_000
"""So many firms are listed on a page that a browser still opens at once."""

MOST_ACTIONS = 20

_SHADES_PRINTED = "html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }"
"""Browsers leave shades out on paper if nothing is said; WeasyPrint does not know this property, and warns of it."""


@lru_cache(maxsize=1)
def _environment() -> Sandbox:
    return environment(None, FOLDER)


def style(name: str) -> str:
    """The text of a shipped style sheet."""
    return (resources.templates() / FOLDER / name).read_text("utf-8")


def render(view: CohortView, limits: tuple[int, ...], look: Look) -> str:
    """The whole report as one HTML file with its style inside. `limits`: the scores at which bands begin."""
    screen, printed = style("screen.css"), f"{_on_paper(look)}\n{_SHADES_PRINTED}"
    styles = f"{style('cohort.css')}\n@media screen {{\n{screen}\n}}\n@media print {{\n{printed}\n}}"
    if look.brand is None:
        return _filled(view, limits, look, styles, "", MOST_FIRMS)
    styles += f"\n{html.last(look)}\n{_brand_style(look)}"
    return html.guarded(_filled(view, limits, look, styles, html.picture(look), MOST_FIRMS))


def printed(view: CohortView, limits: tuple[int, ...], look: Look, most_firms: int) -> str:
    """The HTML that `pdf` prints, with its style inside."""
    styles = f"{style('cohort.css')}\n{_on_paper(look)}"
    if look.brand is not None:
        styles += f"\n{html.last_on_paper(look)}\n{_brand_style(look)}"
    return _filled(view, limits, look, styles, html.LOGO, most_firms)


def _on_paper(look: Look) -> str:
    return style("print.css").replace("size: A4", f"size: {look.paper.value}")


def _brand_style(look: Look) -> str:
    return _environment().get_template(BRAND_STYLE).render(accent=look.brand.accent if look.brand else None)


def _filled(
    view: CohortView, limits: tuple[int, ...], look: Look, styles: str, logo: str, most_firms: int
) -> str:
    listed = view.listed is not None and view.listed.count <= most_firms
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            view=view,
            limits=limits,
            firms=view.listed.firms() if view.listed is not None and listed else (),
            most_firms=most_firms,
            most_actions=MOST_ACTIONS,
            styles=Markup(styles),  # noqa: S704 - our own shipped style sheets
            page_words=html.page_words(),
            brand=look.brand.shown(logo) if look.brand else None,
        )
    )
