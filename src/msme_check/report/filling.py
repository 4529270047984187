"""Templates and style sheets of a folder, shipped or somebody's own; and pages filled by them.

Somebody's own templates change how a page looks; not what made it, nor what it may do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from msme_check import resources
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.report import outside, sandbox, template_faults
from msme_check.report.own_templates import PAGE, OwnTemplates
from msme_check.report.sandbox import Sandbox

LONGEST = 20_000_000
"""Characters of a page; a template that writes more is stopped."""

_HEAD = re.compile(r"\s*<!DOCTYPE html>\s*<html[^<>]*>\s*<head>", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    """The `text` that says with which questions a page was made. `name`: how templates know it; `shown_by`: which one.

    It stands in the page whatever templates draw it.
    """

    text: str
    name: str
    shown_by: str


@lru_cache(maxsize=8)
def environment(folder: str, own: OwnTemplates | None = None) -> Sandbox:
    """The environment of the shipped templates in `folder`, with `own` over them."""
    return sandbox.environment(own.texts if own else None, folder)


def style(folder: str, *names: str, own: OwnTemplates | None = None) -> str:
    """The text of style sheets, one after the other: those of `own`, and the shipped ones where it has none."""
    texts = own.texts if own else {}
    shipped = resources.templates() / folder
    return "\n".join(texts[name] if name in texts else (shipped / name).read_text("utf-8") for name in names)


def filled(
    folder: str,
    template: str,
    words: Mapping[str, Any],
    identity: Identity,
    own: OwnTemplates | None = None,
    *,
    links: tuple[str, ...] = (),
) -> str:
    """A page by a template. `words`: what it knows, with `brand` and `styles`. `links`: how addresses may begin that
    lead to files beside the page.

    Raises UsageError where `own` cannot be drawn, or the page would load something or no longer says what made it.
    """
    if own is None:
        return environment(folder).get_template(template).render(words)
    page = _drawn(folder, template, words, own)
    brand = words["brand"]
    try:
        outside.check(page, brand.logo if brand else "", words["styles"], links)
    except outside.Outside as fault:
        raise template_faults.outside_fault(own, fault) from None
    _check(page, identity, own)
    return page


def _drawn(folder: str, template: str, words: Mapping[str, Any], own: OwnTemplates) -> str:
    """A page by somebody's own templates. Whatever goes wrong in them is said with its place in them."""
    parts: list[str] = []
    length = 0
    try:
        for part in environment(folder, own).get_template(template).generate(words):
            parts.append(part)
            length += len(part)
            if length > LONGEST:
                raise OverflowError
    except Exception as error:  # a template can fail in every way that an expression can
        shipped = frozenset(sandbox.shipped_names(PAGE, folder))
        raise template_faults.drawing_fault(own, error, shipped) from None
    return "".join(parts)


def _check(page: str, identity: Identity, own: OwnTemplates) -> None:
    if not _HEAD.match(page):
        message = _("{folder}: The report must begin as the shipped one does, with <!DOCTYPE html>, <html> and <head>.")
        raise UsageError(message.format(folder=own.folder))
    if str(escape(identity.text)) not in page:
        message = _(
            "{folder}: The line that says with which questions the report was made is missing. "
            "Keep {name} in the report; the shipped {file} has it."
        )
        name = f"{{{{ {identity.name} }}}}"
        raise UsageError(message.format(folder=own.folder, name=name, file=identity.shown_by))


def guarded(page: str) -> str:
    """A page that tells browsers to load nothing into it."""
    policy = f'\n<meta http-equiv="Content-Security-Policy" content="{outside.POLICY}"/>'
    return _HEAD.sub(lambda head: head[0] + policy, page, count=1)


def checked(sheets: str) -> Markup:
    """Style sheets that are shipped, or were checked, as they stand in a page."""
    return Markup(sheets)  # noqa: S704
