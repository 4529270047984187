"""The report as HTML: one file that needs nothing else, and the source that `pdf` prints."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import ceil

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from msme_check import resources
from msme_check.i18n import _, ngettext
from msme_check.report.view import View
from msme_check.report.view_answers import AnswerGroup, AnswerLine

FOLDER = "report"
TEMPLATE = "report.html.j2"
LINE = 56
"""About how many characters a line of a column holds: enough to balance the columns."""

Half = Sequence[tuple[str, AnswerLine]]


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(resources.templates() / FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # These ask for the language in use at each call, so one environment serves all languages.
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["halves"] = halves
    return environment


def halves(groups: Sequence[AnswerGroup]) -> tuple[Half, Half]:
    """The answers for two columns, in order, divided where the columns come out nearest in length.

    Each answer has the title of its dimension where that begins, and nothing elsewhere.
    """
    lines = [("" if place else group.title, line) for group in groups for place, line in enumerate(group.answers)]
    lengths = [ceil((len(title) + len(line.question) + len(line.answer)) / LINE) for title, line in lines]
    place = min(range(1, len(lines) + 1), key=lambda n: abs(sum(lengths[:n]) - sum(lengths[n:])))
    return lines[:place], lines[place:]


def style(*names: str) -> str:
    """The text of shipped style sheets, one after the other."""
    return "\n".join((resources.templates() / FOLDER / name).read_text("utf-8") for name in names)


@lru_cache(maxsize=1)
def _screen_style() -> str:
    return (
        f"{style('report.css')}\n@media screen {{\n{style('screen.css')}\n}}\n@media print {{\n{style('print.css')}\n}}"
    )


def render(view: View) -> str:
    """The whole report as one HTML file with its style inside."""
    return _filled(view, _screen_style())


def printed(view: View) -> str:
    """The HTML that `pdf` prints with style sheets of its own."""
    return _filled(view, "")


def _filled(view: View, styles: str) -> str:
    page = _("Page {page} of {pages}")
    before, _page, rest = page.partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            view=view,
            created=_created(view.date),
            styles=Markup(styles),  # noqa: S704 - our own shipped style sheets
            page_words=(before, between, after),
        )
    )


def _created(text: str) -> str:
    """The date of the document, from the date of the answers and never from a clock; empty where it has none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
