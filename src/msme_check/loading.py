"""A folder of YAML files -> a frozen Instrument, or every mistake of the folder at once.

The shape of the files is checked here (by the models); what they mean together in `checking`.
"""

import hashlib
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from msme_check import checking
from msme_check.checking.places import suggestion
from msme_check.errors import InstrumentError, Problem
from msme_check.i18n import N_, _
from msme_check.model.instrument import Instrument, ProfileField, Settings
from msme_check.model.lender import LenderRules
from msme_check.model.migrations import Migration
from msme_check.model.programmes import Programme
from msme_check.model.questions import Questionnaire
from msme_check.model.rules import Direction, Overlays, Recommendation
from msme_check.model.sizes import SizeDefinition
from msme_check.yaml_files import Document, parse

QUESTIONNAIRES = ("finance", "operations", "digital", "green")
"""The files of the four questionnaires, in the order in which they are asked and shown."""

SHAPES: dict[str, Any] = {
    "instrument.yaml": Settings,
    "profile.yaml": tuple[ProfileField, ...],
    "overlays.yaml": Overlays,
    "directions.yaml": tuple[Direction, ...],
    "size_definitions.yaml": tuple[SizeDefinition, ...],
    "lender.yaml": LenderRules,
    "migrations.yaml": tuple[Migration, ...],
    **{f"{name}.yaml": Questionnaire for name in QUESTIONNAIRES},
    **{f"recommendations/{name}.yaml": tuple[Recommendation, ...] for name in QUESTIONNAIRES},
}
"""The model that each file of an instrument has."""

PROGRAMMES = "programmes"
"""The folder of the support directory. An instrument may have any files there, or none."""

_FRIENDLY = {
    "string_type": (N_("This is no text."), N_("Put it in quotation marks.")),
    "tuple_type": (N_("This is no list."), N_("Write each part of it below the key, with '- ' before it.")),
    "model_type": (N_("There are no keys and values here."), N_("Write 'name: value' on lines of their own.")),
    "bool_type": (N_("This is neither true nor false."), N_("Write one of them.")),
    "bool_parsing": (N_("This is neither true nor false."), N_("Write one of them.")),
    "literal_error": (N_("This is none of the words that can stand here."), N_("Write {expected}.")),
    "missing": (N_("This needs the key '{last}'."), N_("Add it.")),
    "extra_forbidden": (N_("There is no key '{last}' here."), N_("Check its spelling, or remove it.")),
    "string_too_long": (N_("This is longer than {max_length} characters."), N_("Shorten it.")),
    "greater_than_equal": (N_("This is below {ge}."), N_("Use {ge} or more.")),
    "less_than_equal": (N_("This is above {le}."), N_("Use {le} or less.")),
    "less_than": (N_("This is not below {lt}."), N_("Use less than {lt}.")),
    "too_short": (N_("Only {actual_length} of at least {min_length} are here."), N_("Add the missing ones.")),
    "too_long": (N_("{actual_length} are here, at most {max_length} may be."), N_("Remove the surplus ones.")),
    "string_pattern_mismatch": (N_("This is not an id that can be used."), N_("Use lower-case letters, digits and _.")),
}


def load(folder: Path) -> Instrument:
    """The instrument in `folder`.

    Raises InstrumentError with every mistake found, each with its file and line.
    """
    contents = _read(folder)
    return _build(str(folder), tuple(sorted(contents.items())))


@lru_cache(maxsize=8)
def _build(folder: str, contents: tuple[tuple[str, bytes], ...]) -> Instrument:
    documents: dict[str, Document] = {}
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in contents:
        documents[name] = document = parse(text, name)
        problems += document.problems
        if document.problems:
            continue
        try:
            parts[name] = TypeAdapter(shape(name)).validate_python(document.data)
        except ValidationError as error:
            problems += shape_problems(name, document, error, shape(name))
    if problems:
        raise InstrumentError(problems)
    instrument = Instrument(
        settings=parts["instrument.yaml"],
        profile=with_scales(parts["profile.yaml"], parts["instrument.yaml"]),
        questionnaires=tuple(parts[f"{name}.yaml"] for name in QUESTIONNAIRES),
        overlays=parts["overlays.yaml"],
        directions=parts["directions.yaml"],
        recommendations=_in_order(parts),
        size_definitions=parts["size_definitions.yaml"],
        lender=parts["lender.yaml"],
        migrations=parts["migrations.yaml"],
        programmes={Path(name).stem: parts[name] for name, _text in contents if name not in SHAPES},
        hash=_hash(contents),
    )
    problems = checking.check(instrument, documents)
    if problems:
        raise InstrumentError(problems)
    return instrument


def _read(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        what = _("This folder is not there.")
        raise InstrumentError([Problem(str(folder), 1, what, _("Name a folder that holds an instrument."))])
    contents, problems = {}, []
    for name in SHAPES:
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError:
            problems.append(
                Problem(name, 1, _("This file is missing or cannot be read."), _("Every instrument has it."))
            )
    for path in sorted((folder / PROGRAMMES).glob("*.yaml")):
        name = f"{PROGRAMMES}/{path.name}"
        try:
            contents[name] = path.read_bytes()
        except OSError:
            what, do = _("This file cannot be read."), _("Check that you may open it.")
            problems.append(Problem(name, 1, what, do))
    if problems:
        raise InstrumentError(problems)
    return contents


def shape(name: str) -> Any:
    """The model of a file of an instrument; None where the name is none of its files."""
    return tuple[Programme, ...] if PurePath(name).parent.name == PROGRAMMES else SHAPES.get(name)


def with_scales(profile: tuple[ProfileField, ...], settings: Settings) -> tuple[ProfileField, ...]:
    """Fields that name a scale get its options; a scale that does not exist leaves none, which `checking` reports."""
    return tuple(
        field.model_copy(update={"options": settings.scales.get(field.scale, ())}) if field.scale else field
        for field in profile
    )


def _in_order(parts: dict[str, Any]) -> tuple[Recommendation, ...]:
    found = (one for name in QUESTIONNAIRES for one in parts[f"recommendations/{name}.yaml"])
    return tuple(sorted(found, key=lambda one: one.order))


def _hash(contents: tuple[tuple[str, bytes], ...]) -> str:
    digest = hashlib.sha256()
    for name, text in contents:
        digest.update(name.encode() + b"\0" + hashlib.sha256(text).digest())
    return digest.hexdigest()


def shape_problems(name: str, document: Document, error: ValidationError, model: Any) -> list[Problem]:
    """What does not fit a model in a document, with lines and in plain words."""
    problems = []
    for item in error.errors(include_url=False):
        path = item["loc"]
        what, do = _FRIENDLY.get(item["type"], ("{said}", ""))
        words = {"last": path[-1] if path else "", "said": _said(item["msg"]), **item.get("ctx", {})}
        what, do = _(what).format(**words), _(do).format(**words)
        if item["type"] == "extra_forbidden":
            do = _instead(str(path[-1]), _keys(model), do)
        problems.append(Problem(name, document.line(path), what, do))
    return problems


def _instead(key: str, known: set[str], otherwise: str) -> str:
    """What to do with a key that cannot stand where it does."""
    if key in known:
        return _("It has its place elsewhere in this file: look how far it is indented, or remove it.")
    return suggestion(key, known, otherwise)


def _keys(model: Any) -> set[str]:
    """All keys that may stand somewhere in a document of this model."""
    schema = TypeAdapter(model).json_schema()
    return {key for part in (schema, *schema.get("$defs", {}).values()) for key in part.get("properties", {})}


def _said(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[0].upper() + message[1:] + "."
