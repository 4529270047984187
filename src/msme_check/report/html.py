"""The report as HTML: one file that needs nothing else, and the source that `pdf` prints."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from msme_check import resources
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.report import outside, template_faults
from msme_check.report.look import SHIPPED, Look, Paper
from msme_check.report.own_templates import EXTRA, PAGE, OwnTemplates
from msme_check.report.sandbox import FOLDER, Sandbox, environment, shipped_names
from msme_check.report.view import View

TEMPLATE = "report.html.j2"
LENDER = "lender_page.html.j2"
"""The page for the lender alone."""
BRAND_STYLE = "brand.css.j2"
LOGO = "msme-check:logo"
"""The address of the logo in the page that `pdf` prints; its fetcher knows this one and no other."""
LONGEST = 20_000_000
"""Characters of a page; a template that writes more is stopped."""

_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}
_HEAD = re.compile(r"\s*<!DOCTYPE html>\s*<html[^<>]*>\s*<head>", re.IGNORECASE)


@lru_cache(maxsize=4)
def _environment(own: OwnTemplates | None) -> Sandbox:
    return environment(own.texts if own else None)


def style(*names: str, own: OwnTemplates | None = None) -> str:
    """The text of style sheets, one after the other: those of `own`, and the shipped ones where it has none."""
    texts = own.texts if own else {}
    shipped = resources.templates() / FOLDER
    return "\n".join(texts[name] if name in texts else (shipped / name).read_text("utf-8") for name in names)


@lru_cache(maxsize=4)
def paper_style(look: Look = SHIPPED) -> str:
    """All style sheets of the PDF in one."""
    return f"{style('report.css', 'print.css', own=look.templates)}\n{last_on_paper(look)}"


@lru_cache(maxsize=4)
def _screen_style(look: Look) -> str:
    common, screen, paper = (style(name, own=look.templates) for name in ("report.css", "screen.css", "print.css"))
    return f"{common}\n@media screen {{\n{screen}\n}}\n@media print {{\n{paper}\n}}\n{last(look)}"


def last_on_paper(look: Look) -> str:
    """The same as `last`, for a PDF. PDF/A does not let a reader's program smooth pictures."""
    picture = "img { image-rendering: crisp-edges !important; }" if look.brand and look.brand.logo else ""
    return f"{last(look)}\n{picture}"


def last(look: Look) -> str:
    """The styles that come after all others: the paper, the brand, and a consultant's own."""
    template = _environment(None).get_template(BRAND_STYLE)
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
    return guarded(_filled(view, look, template, _screen_style(look), picture(look)))


def guarded(page: str) -> str:
    """A page that tells browsers to load nothing into it."""
    policy = f'\n<meta http-equiv="Content-Security-Policy" content="{outside.POLICY}"/>'
    return _HEAD.sub(lambda head: head[0] + policy, page, count=1)


def printed(view: View, look: Look = SHIPPED, template: str = TEMPLATE) -> str:
    """The HTML that `pdf` prints with style sheets of its own. Raises UsageError as `render` does."""
    return _filled(view, look, template, "", LOGO)


def _filled(view: View, look: Look, template: str, styles: str, logo: str) -> str:
    brand = look.brand.shown(logo) if look.brand else None
    words = {
        "view": view,
        "created": created(view.date),
        "styles": Markup(styles),  # noqa: S704 - style sheets that are shipped, or were checked
        "page_words": page_words(),
        "brand": brand,
    }
    if look.templates is None:
        return _environment(None).get_template(template).render(words)
    filled = _filled_with(look.templates, template, words)
    _check(look.templates, filled, view, brand.logo if brand else "", styles)
    return filled


def _filled_with(own: OwnTemplates, template: str, words: dict[str, Any]) -> str:
    """A page by somebody's own templates. Whatever goes wrong in them is said with its place in them."""
    parts: list[str] = []
    length = 0
    try:
        for part in _environment(own).get_template(template).generate(words):
            parts.append(part)
            length += len(part)
            if length > LONGEST:
                raise OverflowError
    except Exception as error:  # a template can fail in every way that an expression can
        raise template_faults.drawing_fault(own, error, frozenset(shipped_names(PAGE))) from None
    return "".join(parts)


def _check(own: OwnTemplates, page: str, view: View, picture: str, styles: str) -> None:
    """Somebody's own templates change how a report looks; not what made it, nor what it may do."""
    try:
        outside.check(page, picture, styles)
    except outside.Outside as fault:
        raise template_faults.outside_fault(own, fault) from None
    if not _HEAD.match(page):
        message = _("{folder}: The report must begin as the shipped one does, with <!DOCTYPE html>, <html> and <head>.")
        raise UsageError(message.format(folder=own.folder))
    if str(escape(view.method.identity)) not in page:
        message = _(
            "{folder}: The line that says with which questions the report was made is missing. "
            "Keep {{{{ view.method.identity }}}} in the report; the shipped method.html.j2 has it."
        )
        raise UsageError(message.format(folder=own.folder))


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
