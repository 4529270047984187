"""A folder of somebody's own templates and style sheets, read once and checked before anything is drawn.

What is read here is all that ever counts: the texts travel to the processes that draw, and nothing of the folder is
opened again. So no template can name a file that was not looked at, and a link cannot be swapped for another.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import tinycss2
from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes

from msme_check import cells
from msme_check.checking.places import suggestion
from msme_check.errors import Problem, UsageError
from msme_check.i18n import _
from msme_check.report import sandbox

PAGE, SHEET = ".html.j2", ".css"
EXTRA = "extra.css"
"""A style sheet of one's own that comes after all others."""
MAX_BYTES = 500_000
MAX_FILES = 60

_END = "the-end-of-this-sheet"
_LOADING = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "element"))
"""Functions of a style sheet that can name something to load."""


@dataclass(frozen=True)
class OwnTemplates:
    """Texts by file name, in alphabetical order. `folder` is only for messages.

    `kind`: the folder of the shipped ones over which they stand.
    """

    folder: str
    files: tuple[tuple[str, str], ...]
    kind: str = sandbox.FOLDER

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each file."""
        return dict(self.files)

    @property
    def digest(self) -> str:
        """SHA-256 of all names and texts."""
        content = hashlib.sha256()
        for name, text in self.files:
            content.update(name.encode() + b"\0" + hashlib.sha256(text.encode()).digest())
        return content.hexdigest()

    def problem(self, name: str, line: int, what: str, do: str) -> Problem:
        """A problem of one of the files."""
        return Problem(str(Path(self.folder, name)) if name in self.texts else name, line, what, do)


class Loaded(NamedTuple):
    """Templates of reports on firms, and those of the report on a group; None where there are none."""

    firms: OwnTemplates | None
    group: OwnTemplates | None


def load(folder: Path) -> Loaded:
    """The templates in a folder, those for a group in one inside it.

    Raises UsageError with every mistake that can be found without drawing.
    """
    name = cells.plain(str(folder))
    if not folder.is_dir():
        message = _("{folder}: This folder of templates is not there. See docs/branding.md.")
        raise UsageError(message.format(folder=name))
    problems: list[Problem] = []
    firms = _loaded(folder, sandbox.FOLDER, problems)
    inside = folder / sandbox.GROUP
    group = _loaded(inside, sandbox.GROUP, problems) if _for_group(inside) else None
    if problems:
        raise UsageError("\n".join(str(problem) for problem in sorted(problems)))
    if firms is None and group is None:
        message = _("{folder}: There is no template and no style sheet in this folder. See docs/branding.md.")
        raise UsageError(message.format(folder=name))
    return Loaded(firms, group)


def _for_group(path: Path) -> bool:
    """Whether this is the folder of templates for a group: no link to one."""
    return path.name == sandbox.GROUP and path.is_dir() and not path.is_symlink()


def _loaded(folder: Path, kind: str, problems: list[Problem]) -> OwnTemplates | None:
    """The templates in a folder, where it has any; what is wrong with them is added to `problems`."""
    shown = cells.plain(str(folder))
    own = OwnTemplates(shown, tuple(_read(folder, kind, shown, problems)), kind)
    problems += _problems(own)
    return own if own.files else None


def _read(folder: Path, kind: str, shown: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The name and text of each file; hidden files are passed over."""
    found = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if kind == sandbox.FOLDER:
        found = [path for path in found if not _for_group(path)]
    if len(found) > MAX_FILES:
        what = _("There are more than {most} files in this folder.").format(most=MAX_FILES)
        problems.append(Problem(shown, 1, what, _("Keep only templates and style sheets in it.")))
        return
    for path in found:
        try:
            text = _text(path)
        except _Unusable as reason:
            place = str(Path(shown, cells.plain(path.name)))
            problems.append(Problem(place, 1, reason.what, reason.do))
        else:
            yield path.name, text


class _Unusable(Exception):
    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do


def _text(path: Path) -> str:
    if path.is_symlink():
        raise _Unusable(
            _("This is a link to another file."), _("Copy the file into the folder; links are not followed.")
        )
    if not path.is_file():
        do = _("Keep only templates and style sheets here; the one folder beside them is '{name}', for the group.")
        raise _Unusable(_("This is no file."), do.format(name=sandbox.GROUP))
    if not path.name.endswith((PAGE, SHEET)):
        raise _Unusable(
            _("This is neither a template nor a style sheet."),
            _("Templates end in .html.j2, style sheets in .css. Move other files elsewhere."),
        )
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _Unusable(_("This file is larger than 500 kB."), _("Make it smaller."))
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise _Unusable(_("This file cannot be read as text."), _("Save it as UTF-8, readable for you.")) from None


def _problems(own: OwnTemplates) -> Iterator[Problem]:
    environment = sandbox.environment(own.texts, own.kind)
    pages: dict[str, nodes.Template] = {}
    for name, text in own.files:
        if name.endswith(SHEET):
            yield from _sheet(own, name, text)
            continue
        try:
            pages[name] = environment.parse(text, name)
            environment.compile(text, name)
        except TemplateError as error:
            line = error.lineno if isinstance(error, TemplateSyntaxError) else 1
            yield own.problem(
                name,
                line,
                _("The template cannot be understood here."),
                _("Check that every {{{{ and {{% is closed, and how tags and filters are spelt.").format(),
            )
    yield from _names(own, pages)
    for name, page in pages.items():
        yield from _extended(own, name, page, environment)


def _names(own: OwnTemplates, pages: dict[str, nodes.Template]) -> Iterator[Problem]:
    """Files that nothing would ever use: a misspelt name must not pass in silence."""
    shipped = {*sandbox.shipped_names(PAGE, own.kind), *sandbox.shipped_names(SHEET, own.kind), EXTRA}
    used = {found for page in pages.values() for found in meta.find_referenced_templates(page)}
    for name in own.texts:
        if name not in shipped and name not in used and not (name.endswith(PAGE) and None in used):
            what = _("There is no shipped file of this name, and no template here uses it.")
            yield own.problem(name, 1, what, suggestion(name, shipped))


def _extended(own: OwnTemplates, name: str, page: nodes.Template, environment: sandbox.Sandbox) -> Iterator[Problem]:
    """What a template asks of the one that it extends and of those that it includes."""
    shipped = sandbox.shipped_names(PAGE, own.kind)
    known = {*own.texts, *shipped, *(f"{sandbox.SHIPPED}/{one}" for one in shipped)}
    for node in page.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        for target in _targets(node):
            if target == name and isinstance(node, nodes.Extends):
                do = _('Write: extends "{prefix}/{name}".').format(prefix=sandbox.SHIPPED, name=name)
                yield own.problem(name, node.lineno, _("The template extends itself."), do)
            elif target not in known:
                what = _("There is no template '{target}'.").format(target=cells.plain(target))
                yield own.problem(name, node.lineno, what, suggestion(target, known))
            elif isinstance(node, nodes.Extends) and target.startswith(f"{sandbox.SHIPPED}/"):
                yield from _blocks(own, name, page, _shipped_blocks(target, environment))


def _targets(node: nodes.Node) -> Iterable[str]:
    """The names that stand in a tag as they are; what is worked out while drawing is seen only then."""
    template = getattr(node, "template", None)
    if isinstance(template, nodes.Const):
        value = template.value
        return (value,) if isinstance(value, str) else tuple(one for one in value if isinstance(one, str))
    if isinstance(template, nodes.Tuple | nodes.List):
        return tuple(one.value for one in template.items if isinstance(one, nodes.Const))
    return ()


def _shipped_blocks(target: str, environment: sandbox.Sandbox) -> set[str]:
    assert environment.loader is not None  # noqa: S101 - made so
    source, _name, _fresh = environment.loader.get_source(environment, target)
    return {block.name for block in environment.parse(source).find_all(nodes.Block)}


def _blocks(own: OwnTemplates, name: str, page: nodes.Template, known: set[str]) -> Iterator[Problem]:
    """Blocks that the shipped template does not have: what stands in them would be left out without a word."""
    for block in page.body:
        if isinstance(block, nodes.Block) and block.name not in known:
            what = _("The shipped template has no block '{block}'.").format(block=block.name)
            do = suggestion(block.name, known)
            yield own.problem(name, block.lineno, what, do)


def _sheet(own: OwnTemplates, name: str, text: str) -> Iterator[Problem]:
    for line in loading_lines(text):
        what = _("A style sheet can load nothing: no @import, no url(), no picture.")
        yield own.problem(name, line, what, _("Remove this. The logo is named in brand.yaml."))
    if "</" in text:
        line = text[: text.index("</")].count("\n") + 1
        yield own.problem(name, line, _("'</' cannot stand in a style sheet."), _("Remove it."))
    # The sheets of a report stand one after the other: what is open here, or closed once too often, changes the next.
    rules = tinycss2.parse_stylesheet(f"{text}\n{_END}{{}}", skip_comments=True, skip_whitespace=True)
    wrong = [one for one in (*rules, *_tokens(text)) if one.type == "error" and one.kind != "bad-url"]
    do = _("Check braces, quotes and semicolons here and above.")
    for line in sorted({one.source_line for one in wrong}):
        yield own.problem(name, line, _("This is no rule of a style sheet."), do)
    if rules[-1].type != "qualified-rule" or tinycss2.serialize(rules[-1].prelude).strip() != _END:
        line = min(rules[-1].source_line, text.count("\n") + 1)
        yield own.problem(name, line, _("Something that begins here has no end."), do)


def _tokens(text: str) -> Iterator[tinycss2.ast.Node]:
    """Every part of a style sheet or of a `style` attribute, as browsers and WeasyPrint read it."""
    todo = list(tinycss2.parse_component_value_list(text))
    while todo:
        token = todo.pop()
        yield token
        todo += getattr(token, "arguments", None) or getattr(token, "content", None) or []


def loading_lines(text: str) -> list[int]:
    """The lines of a style sheet, or of a `style` attribute, on which something could be loaded from outside.

    Escapes are no way around: `u\\72l(` is seen as what it is.
    """
    return sorted({token.source_line for token in _tokens(text) if _loads(token)})


def _loads(token: tinycss2.ast.Node) -> bool:
    match token.type:
        case "url":
            return not token.value.startswith("#")
        case "at-keyword":
            return bool(token.lower_value == "import")
        case "error":
            return bool(token.kind == "bad-url")
        case "function":
            return token.lower_name in _LOADING and not _local(token)
        case _:
            return False


def _local(function: tinycss2.ast.FunctionBlock) -> bool:
    """Whether a function names a part of the page itself, as `url("#pattern")` does."""
    texts = [one.value for one in function.arguments if one.type == "string"]
    return function.lower_name == "url" and bool(texts) and all(one.startswith("#") for one in texts)
