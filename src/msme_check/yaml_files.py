"""YAML as this project reads it: strict, bounded, and with the line of every value.

yes, no, on, off stay words (they are answer codes); a repeated key is an error; aliases are refused (they
make small files unfold into huge ones); size and depth are limited.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import yaml

from msme_check.errors import Problem
from msme_check.i18n import _

MAX_BYTES = 2_000_000
MAX_DEPTH = 30

Path = tuple[str | int, ...]
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Document:
    """What a file holds: plain data, and the line (from 1) on which each value begins."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it; parts that are no key or place are passed over."""
        known: Path = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)


def parse(text: bytes, name: str) -> Document:
    """The document in `text`; problems are collected in it, with `name` as their file."""
    document = Document()
    if len(text) > MAX_BYTES:
        document.problems.append(Problem(name, 1, _("The file is larger than 2 MB."), _("Split it.")))
        return document
    try:
        node = yaml.compose(text, Loader=_Loader)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            document.problems.append(
                Problem(name, 1, _("Aliases (*name) are not read."), _("Write the value out at each place."))
            )
            return document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = _("This is not valid YAML near this line.")
        do = _("Check indentation, colons and quotes here and on the line above.")
        document.problems.append(Problem(name, line, what, do))
        return document
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        what, do = _("This is not a YAML text."), _("Save the file as UTF-8 text.")
        document.problems.append(Problem(name, 1, what, do))
        return document
    if node is not None:
        document.data = _Builder(document, name).value(node, ())
    return document


class _Builder:
    def __init__(self, document: Document, name: str) -> None:
        self.document = document
        self.name = name

    def problem(self, node: yaml.Node, what: str, do: str) -> None:
        self.document.problems.append(Problem(self.name, node.start_mark.line + 1, what, do))

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.document.lines[path] = node.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            self.problem(node, _("This is nested too deeply."), _("Flatten it."))
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self.scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[Hashable, Any]:
        data: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.problem(key_node, _("A key must be a word."), _("Write 'name: value'."))
                continue
            if key in data:
                what = _("The key '{key}' stands here twice.").format(key=key)
                self.problem(key_node, what, _("Remove one of them."))
            data[key] = self.value(value_node, (*path, key))
            self.document.lines[(*path, key)] = key_node.start_mark.line + 1
        return data

    def scalar(self, node: yaml.ScalarNode) -> Any:
        if node.style or node.tag == "tag:yaml.org,2002:str":
            return node.value
        text = node.value
        if text in _WORDS:
            return _WORDS[text]
        for number in (int, float):
            try:
                return number(text)
            except ValueError:
                continue
        return text
