"""Where templates run: they can lay out what they are given, and do nothing else.

A template sees plain texts, numbers and lists of these. It cannot reach the program behind them, call anything but
what is named here, or open a file: it is loaded from texts that were read before, and from the shipped folder.
Three things have no limit here, because a template language has none: nested loops, endless recursion of macros, and
texts that double and double. In a batch the time limit of a report ends them; alone, Ctrl-C does.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, FunctionLoader, PrefixLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from markupsafe import Markup

from msme_check import resources
from msme_check.i18n import _, ngettext

FOLDER = "report"
GROUP = "cohort"
"""The folder of the report on a group, among the shipped templates and among somebody's own."""
SHIPPED = "shipped"
"""The prefix under which a template finds the shipped ones: `{% extends "shipped/front.html.j2" %}`."""
_SHARED = ("brand.html.j2", "closing.html.j2")
"""Templates in FOLDER that pages of other folders show, too."""
MOST_REPEATED = 10_000
"""How long a text or list may become by multiplication."""

_METHODS = frozenset(
    "capitalize count endswith find get index isdigit items join keys lower lstrip partition replace rpartition "
    "rstrip split splitlines startswith strip title upper values".split()
)
_VALUES = (str, tuple, list, dict)
_TOOLS = (Macro, BlockReference, LoopContext, Undefined)
_KINDS = frozenset((Namespace, Cycler, Joiner, dict))
_UNWANTED_FILTERS = ("center", "indent", "pprint", "random")
"""They fill memory with spaces, show the inside of the program, or give another report each time."""
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{4,}|\*)")
_WIDE_FIELD = re.compile(r":[^}]*(?:\d{4,}|\{)")


class Sandbox(ImmutableSandboxedEnvironment):
    """Calls only what lays out. Powers, and long repetitions, are refused where `careful`."""

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, blocks, loops, translation, `range` and harmless methods of texts and lists; nothing else.

        What is not there may be called too: that says that it is not there.
        """
        if isinstance(obj, _TOOLS):
            return True
        if isinstance(obj, BuiltinMethodType | MethodType):
            owner = obj.__self__
            return obj.__name__ in _METHODS if isinstance(owner, _VALUES) else isinstance(owner, LoopContext | Cycler)
        if isinstance(obj, type):
            return obj in _KINDS
        # `"...".format` comes as a function of the sandbox around it (see `wrap_str_format`).
        around = getattr(obj, "__wrapped__", None)
        if isinstance(around, BuiltinMethodType | MethodType):
            return isinstance(around.__self__, str) and around.__name__ == "format"
        return isinstance(obj, Joiner) or any(obj is known for known in self.globals.values())

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`format` of a text, without widths that fill memory."""
        found = super().wrap_str_format(value)
        if found is not None and _WIDE_FIELD.search(str(value.__self__)):
            raise SecurityError("format")
        return found


class CarefulSandbox(Sandbox):
    """For templates of others: what would take all memory in one step is refused."""

    intercepted_binops = frozenset(("**", "*", "%"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`*` of numbers and short repetitions; `%` of numbers; no powers."""
        sizes = [len(one) for one in (left, right) if isinstance(one, _VALUES)]
        counts = [one for one in (left, right) if isinstance(one, int)]
        if operator == "**" or (operator == "%" and sizes):
            raise SecurityError(operator)
        if operator == "*" and sizes and counts and sizes[0] * counts[0] > MOST_REPEATED:
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def environment(own: Mapping[str, str] | None, folder: str = FOLDER) -> Sandbox:
    """The environment of the shipped templates; or with `own` texts by name, which are found before these.

    What a `folder` does not have, such as the brand, is that of the reports.
    """
    shipped = FileSystemLoader([resources.templates() / name for name in dict.fromkeys((folder, FOLDER))])
    loader: BaseLoader = shipped
    if own is not None:
        mine = FunctionLoader(lambda name: (own[name], name, lambda: True) if name in own else None)
        loader = ChoiceLoader([mine, shipped, PrefixLoader({SHIPPED: shipped})])
    found = (Sandbox if own is None else CarefulSandbox)(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # These ask for the language in use at each call, so one environment serves all languages.
    found.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    del found.globals["lipsum"]
    for name in _UNWANTED_FILTERS:
        del found.filters[name]
    found.filters["format"] = _format
    found.filters["in_style"] = in_style
    return found


def in_style(text: str) -> Markup:
    """A text as a string of a style sheet, which nothing in it can end."""
    letters = (char if char.isalnum() or char == " " else f"\\{ord(char):x} " for char in text)
    return Markup('"{}"').format(Markup("".join(letters)))  # noqa: S704 - letters, digits and escapes alone


def _format(value: str, *args: Any, **kwargs: Any) -> str:
    """`format` of Jinja2, without widths that fill memory."""
    if _WIDE.search(str(value)):
        raise SecurityError("format")
    return do_format(value, *args, **kwargs)


def shipped_names(ending: str, folder: str = FOLDER) -> tuple[str, ...]:
    """The names of the shipped templates, or style sheets, of which a page is made; in alphabetical order."""
    shared = (name for name in _SHARED if name.endswith(ending))
    return tuple(sorted({*shared, *(path.name for path in Path(resources.templates() / folder).glob(f"*{ending}"))}))
