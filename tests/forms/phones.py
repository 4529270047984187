"""A phone with an XForm: asks what is relevant, offers the choices that pass their filter, keeps to the limits.

Conditions are judged by libxml2, with the functions that the XForms of ODK add to XPath 1.0.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

from msme_check import companions
from msme_check.answers import EVIDENCE
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Number
from validators.odk import Submission

XFORMS = "{http://www.w3.org/2002/xforms}"
_INSTANCE = re.compile(r"instance\('([^']+)'\)/root")
_ITEMS = re.compile(r"instance\('([^']+)'\)/root/item(?:\[(.*)\])?", re.DOTALL)
_HOLDER = "choice_lists"


@dataclass
class _Bind:
    path: str
    name: str
    relevant: str = ""
    constraint: str = ""
    calculate: str = ""
    required: bool = False


@dataclass
class Phone:
    """An XForm that is filled in again and again."""

    root: Any
    binds: list[_Bind] = field(default_factory=list)
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name of a select -> the name of its list, and its filter."""
    shown: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, xform: str) -> "Phone":
        tree = etree.fromstring(xform.encode())
        model = tree.find(f".//{XFORMS}model")
        first, *others = model.findall(f"{XFORMS}instance")
        phone = cls(_bare(first[0]))
        held = etree.SubElement(phone.root, _HOLDER)
        for other in others:
            etree.SubElement(held, other.get("id")).extend(_bare(other[0]))
        for bind in model.findall(f"{XFORMS}bind"):
            path = bind.get("nodeset")
            names = ("relevant", "constraint", "calculate")
            required = bind.get("required") == "true()"
            texts = {name: phone.translated(bind.get(name, "")) for name in names}
            phone.binds.append(_Bind(path, path.rsplit("/", 1)[-1], required=required, **texts))
        for kind in ("input", "select", "select1"):
            for control in tree.iter(f"{XFORMS}{kind}"):
                name = control.get("ref").rsplit("/", 1)[-1]
                phone.shown.add(name)
                if kind == "input":
                    continue
                itemset = control.find(f"{XFORMS}itemset")
                found = _ITEMS.fullmatch(itemset.get("nodeset"))
                assert found is not None, itemset.get("nodeset")
                phone.lists[name] = found[1], phone.translated(found[2] or "")
        return phone

    def translated(self, expression: str) -> str:
        """With lists of choices as a part of the same document."""
        return _INSTANCE.sub(rf"/{self.root.tag}/{_HOLDER}/\1", expression)

    def filled(self, said: Mapping[str, str]) -> Submission:
        """A firm is asked from the first field to the last. `said`: what it has to say to each."""
        nodes = {bind.path: self.root.xpath(bind.path)[0] for bind in self.binds}
        for node in nodes.values():
            if not len(node):
                node.text = None
        found = Submission()
        for bind in self.binds:
            node = nodes[bind.path]
            if bind.name not in self.shown or (bind.relevant and not true(bind.relevant, node)):
                continue
            found.asked.add(bind.name)
            text = said.get(bind.name, "")
            if bind.name in self.lists:
                found.offered[bind.name] = self._offered(bind.name)
                kept = [code for code in text.split() if code in found.offered[bind.name]]
                if len(kept) < len(text.split()):
                    found.refused[bind.name] = "choice"
                text = " ".join(kept)
            node.text = text or None
            if text and bind.constraint and not true(bind.constraint, node):
                found.refused[bind.name] = "constraint"
                node.text = None
            assert node.text or not bind.required or bind.name in found.refused, f"{bind.name} is required"
        for bind in self.binds:
            if bind.calculate:
                nodes[bind.path].text = _compiled(bind.calculate)(nodes[bind.path]) or None
        found.values.update(
            {bind.name: nodes[bind.path].text or "" for bind in self.binds if not len(nodes[bind.path])}
        )
        return found

    def _offered(self, name: str) -> frozenset[str]:
        listed, condition = self.lists[name]
        items = self.root.find(f"{_HOLDER}/{listed}").findall("item")
        return frozenset(item.findtext("name") for item in items if not condition or true(condition, item))


def said_on_a_phone(row: Mapping[str, str], instrument: Instrument) -> dict[str, str]:
    """A row of a file of firms, with what a phone asks in fields of its own."""
    said = {name: text for name, text in row.items() if name != EVIDENCE}
    for question in instrument.questions.values():
        if isinstance(question, Number) and said.get(question.id) in {"dk", "na"}:
            said[companions.no_figure(question.id)] = said.pop(question.id)
    shown = row.get(EVIDENCE, "").split()
    for dimension in instrument.dimensions.values():
        said[companions.shown(dimension.id)] = " ".join(one.id for one in dimension.questions if one.id in shown)
    return said


def _bare(element: Any) -> Any:
    """A copy without namespaces."""
    bare = etree.Element(etree.QName(element).localname)
    bare.text = element.text
    bare.extend(_bare(child) for child in element)
    return bare


def _text(value: Any) -> str:
    if isinstance(value, list):
        return str(value[0].text or "") if value else ""
    return str(value)


def _selected(context: object, chosen: Any, code: Any) -> bool:
    return _text(code) in _text(chosen).split()


def _count_selected(context: object, chosen: Any) -> float:
    return float(len(_text(chosen).split()))


def _regex(context: object, text: Any, pattern: Any) -> bool:
    return re.fullmatch(_text(pattern), _text(text)) is not None


_FUNCTIONS: dict[tuple[None, str], Callable[..., object]] = {
    (None, "selected"): _selected,
    (None, "count-selected"): _count_selected,
    (None, "regex"): _regex,
}


@cache
def _compiled(expression: str) -> Any:
    return etree.XPath(expression, extensions=_FUNCTIONS)


def true(expression: str, node: Any) -> bool:
    """What an expression says of a node."""
    return bool(_compiled(f"boolean({expression})")(node))
