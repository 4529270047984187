"""The fields of a form in a PDF, as a reader's program has saved them: what is marked, and what is written.

Programs differ. Some say in a group of buttons which is chosen, some at the buttons, most do both. So a mark counts
wherever it stands, and where two stand, both are given: whoever looks at the page sees two as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

IDENTITY = "msme-check"
"""The field that says which form it is. No column has this name, since ids have no hyphen."""

MOST = 10_000
"""Fields of a form, buttons counted; the whole form of 85 questions has some 700."""

DEEPEST = 20
LONGEST = 10_000
"""Letters of what is written in a field; more are not read."""


class TooManyFieldsError(Exception):
    """This is no form that a person could fill in."""


@dataclass(frozen=True)
class PdfField:
    """One field. `marked`: the codes of the buttons, or of the box, that are on. `written`: the different texts."""

    name: str
    marked: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()


def fields(root: Any) -> tuple[PdfField, ...]:
    """The fields of a document, given its catalogue as pypdf reads it; each name once, none where it has no form.

    Raises TooManyFieldsError; and whatever pypdf raises where the document is damaged.
    """
    form = _of(root, "/AcroForm")
    tops = _of(form, "/Fields") if isinstance(form, dict) else None
    found: dict[str, PdfField] = {}
    for one in _Walk().fields(tops if isinstance(tops, list) else ()):
        known = found.setdefault(one.name, one)
        found[one.name] = replace(known, marked=known.marked | one.marked, written=known.written | one.written)
    return tuple(found.values())


@dataclass
class _Walk:
    """Goes through a tree that may be wrong in every way: endless, or leading back into itself."""

    met: int = 0
    above: list[int] = field(default_factory=list)

    def fields(self, nodes: Iterable[Any], name: str = "") -> Iterator[PdfField]:
        for node in map(_object, nodes):
            self.met += 1
            if self.met > MOST or len(self.above) > DEEPEST or id(node) in self.above:
                raise TooManyFieldsError
            if isinstance(node, dict):
                self.above.append(id(node))
                yield from self._field(node, name)
                self.above.pop()

    def _field(self, node: dict[str, Any], above: str) -> Iterator[PdfField]:
        part = _text(_of(node, "/T"))
        name = f"{above}.{part}" if above and part else part or above
        kids = _of(node, "/Kids")
        widgets = [_object(kid) for kid in kids] if isinstance(kids, list) else []
        self.met += len(widgets)
        if self.met > MOST:
            raise TooManyFieldsError
        named = [kid for kid in widgets if isinstance(kid, dict) and "/T" in kid]
        if named:
            yield from self.fields(named, name)
        elif name:
            yield _filled(name, node, widgets)


def _filled(name: str, node: dict[str, Any], widgets: list[Any]) -> PdfField:
    value = _of(node, "/V")
    if _of(node, "/FT") in ("/Tx", "/Ch"):
        text = _text(value)
        return PdfField(name, written=frozenset((text,)) if text.strip() else frozenset())
    states = [value, *(_of(one, "/AS") for one in (node, *widgets) if isinstance(one, dict))]
    codes = {state[1:] for state in states if isinstance(state, str) and state.startswith("/")} - {"Off", ""}
    texts = _of(node, "/Opt")
    if isinstance(texts, list):  # then states are places in this list
        codes = {_text(_object(texts[int(code)])) if _is_place(code, texts) else code for code in codes}
    return PdfField(name, marked=frozenset(codes))


def _is_place(code: str, texts: list[Any]) -> bool:
    return code.isascii() and code.isdecimal() and len(code) < len(str(MOST)) and int(code) < len(texts)


def _of(node: Any, key: str) -> Any:
    """A value of a dictionary, wherever in the file it stands."""
    return _object(dict.get(node, key))


def _object(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _text(value: Any) -> str:
    """What was typed. Long texts may be stored as a file of their own."""
    data = value.get_data() if hasattr(value, "get_data") else value
    if isinstance(data, bytes):
        marked = data[:2] == b"\xfe\xff"
        data = data.decode("utf-16" if marked else "utf-8", "replace")
    return str(data)[:LONGEST] if isinstance(data, str) else ""
