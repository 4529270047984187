"""What went wrong in somebody's own template, in one message: file, line, what, what to do.

Nothing of a library's wording is passed on, and nothing that a firm has answered: a name is repeated only where it
stands in the template itself.
"""

import re

from jinja2.exceptions import SecurityError, TemplateNotFound, UndefinedError

from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.report.outside import Outside
from msme_check.report.own_templates import PAGE, OwnTemplates

_UNKNOWN = re.compile(r"'([A-Za-z_][A-Za-z0-9_]*)' is undefined|has no attribute '([A-Za-z_][A-Za-z0-9_]*)'")


def drawing_fault(own: OwnTemplates, error: Exception, shipped: frozenset[str]) -> UsageError:
    """The message for an error that came up while a template was filled. `shipped`: names of shipped templates."""
    place = _place(own, error, shipped)
    what, do = _words(own, place[0] if place else "", error)
    return UsageError(str(own.problem(*place, what, do)) if place else f"{own.folder}: {what} {do}")


def outside_fault(own: OwnTemplates, fault: Outside) -> UsageError:
    """The message for a page that reaches outside; the place is the first that looks like it."""
    do = _("Remove it; docs/branding.md says what a template may hold.")
    for name, text in own.files:
        found = text.lower().find(fault.sign.lower()) if fault.sign and name.endswith(PAGE) else -1
        if found >= 0:
            return UsageError(str(own.problem(name, text[:found].count("\n") + 1, fault.what, do)))
    return UsageError(f"{own.folder}: {fault.what} {do}")


def _place(own: OwnTemplates, error: Exception, shipped: frozenset[str]) -> tuple[str, int] | None:
    """Where it happened: the innermost line of the person's own templates, or else of a shipped one."""
    places: list[tuple[str, int]] = []
    step = error.__traceback__
    while step is not None:
        places.append((step.tb_frame.f_code.co_filename, step.tb_lineno))
        step = step.tb_next
    mine = [place for place in places if place[0] in own.texts]
    theirs = [(name, line) for path, line in places for name in shipped if path.endswith(f"/{name}")]
    found = mine or theirs
    return found[-1] if found else None


def _words(own: OwnTemplates, name: str, error: Exception) -> tuple[str, str]:
    see = _("docs/branding.md lists what a template knows.")
    match error:
        case SecurityError():
            return _("A template cannot do this; it only lays out what it is given."), see
        case UndefinedError():
            found = _UNKNOWN.search(str(error))
            word = (found[1] or found[2]) if found else ""
            known = bool(word) and re.search(rf"\b{word}\b", own.texts.get(name, "")) is not None
            what = _("There is nothing of the name '{name}' here.").format(name=word)
            return (what if known else _("Something that is named here does not exist.")), see
        case TemplateNotFound():
            do = _("A template can use those of its own folder and the shipped ones.")
            return _("This uses a template that is not there."), do
        case RecursionError():
            return _("The template uses itself without end."), _('Let it extend "shipped/..." instead.')
        case MemoryError() | OverflowError():
            return _("This becomes too large."), _("Make it smaller.")
        case _:
            return _("This cannot be worked out."), _("Check what kind of thing each name stands for.")
