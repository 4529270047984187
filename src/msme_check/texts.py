"""Every text of the instrument that a person can see: found for translators, replaced by translations.

A text's context is the id it belongs to and its field: `fin_records_cashbook.levels.3`. The models mark the
fields (`Translatable`), so a new field is found by both ways without further code.
"""

import gettext
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BufferedIOBase
from pathlib import PurePath
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter

from msme_check.loading import PROGRAMMES, shape, with_scales
from msme_check.model.instrument import Instrument
from msme_check.model.text import Labelled, Translatable
from msme_check.yaml_files import Path, parse

Change = Callable[[str, str, Path], str]
"""context, text, place in the file -> text"""

Part = TypeVar("Part")


def localised(instrument: Instrument, translations: gettext.NullTranslations) -> Instrument:
    """The instrument with all its texts in another language; texts without a translation stay English."""

    def change(context: str, text: str, place: Path) -> str:
        return translations.pgettext(context, text)

    # The options of a scale are translated where the scale stands, once for all fields that use it.
    fields = tuple(one.model_copy(update={"options": ()}) if one.scale else one for one in instrument.profile)
    bare = Instrument.model_construct(**{**_fields(instrument), "profile": fields, "original": None})
    found = _walk(bare, "", (), change)
    profile = with_scales(found.profile, found.settings)
    original = instrument.original or instrument
    return Instrument.model_construct(**{**_fields(found), "profile": profile, "original": original})


def _fields(part: BaseModel) -> dict[str, Any]:
    """The fields of a model without what it keeps beside them."""
    return {field: getattr(part, field) for field in type(part).model_fields}


def extract(
    file: BufferedIOBase, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, str], list[str]]]:
    """Babel's extraction method for the YAML files of an instrument: line, function, (context, text), comments."""
    path = PurePath(getattr(file, "name", ""))
    name = f"{path.parent.name}/{path.name}" if path.parent.name in {"recommendations", PROGRAMMES} else path.name
    model = shape(name)
    if model is None:
        return
    document = parse(file.read(), name)
    found: list[tuple[int, str, tuple[str, str], list[str]]] = []

    def note(context: str, text: str, place: Path) -> str:
        found.append((document.line(place), "pgettext", (context, text), []))
        return text

    _walk(TypeAdapter(model).validate_python(document.data), "", (), note)
    yield from found


def _walk(part: Part, context: str, place: Path, change: Change) -> Part:
    """The part of an instrument with every translatable text changed."""
    if isinstance(part, tuple):
        parts = (
            _walk(one, context if _named(one) else _join(context, str(n)), (*place, n), change)
            for n, one in enumerate(part)
        )
        return tuple(parts)  # type: ignore[return-value]
    if isinstance(part, dict):
        return {key: _walk(one, _join(context, key), (*place, key), change) for key, one in part.items()}  # type: ignore[return-value]
    if not isinstance(part, BaseModel):
        return part
    context = _own_context(part, context)
    fields = _fields(part)
    for field, value in fields.items():
        here = (*place, field)
        name = _join(context, "" if field == "text" else field)
        if _translatable(type(part), field):
            fields[field] = _texts(value, name, here, change)
        elif isinstance(value, BaseModel | tuple | dict):
            inner = context if _has_ids(value) else name
            fields[field] = _walk(value, inner, here, change)
    return type(part).model_construct(**fields)


def _texts(value: Any, context: str, place: Path, change: Change) -> Any:
    if isinstance(value, tuple):
        return tuple(_texts(one, _join(context, str(n)), (*place, n), change) for n, one in enumerate(value))
    return change(context, value, place) if isinstance(value, str) else value


def _has_ids(value: Any) -> bool:
    """Whether the parts of a tuple have ids of their own in the instrument, so that the field's name adds nothing."""
    return isinstance(value, tuple) and all(hasattr(one, "id") and not isinstance(one, Labelled) for one in value)


def _named(part: object) -> bool:
    return hasattr(part, "id") or hasattr(part, "code")


def _own_context(part: BaseModel, context: str) -> str:
    own = getattr(part, "id", None)
    if own is not None:
        return _join(context, str(own)) if isinstance(part, Labelled) else str(own)
    code = getattr(part, "code", None)
    return _join(context, str(code)) if code is not None else context


def _join(context: str, name: str) -> str:
    return f"{context}.{name}" if context and name else context or name


@lru_cache(maxsize=256)
def _translatable(model: type[BaseModel], field: str) -> bool:
    info = model.model_fields[field]
    return any(isinstance(mark, Translatable) for mark in info.metadata) or _marked(info.annotation)


def _marked(annotation: Any) -> bool:
    if any(isinstance(mark, Translatable) for mark in getattr(annotation, "__metadata__", ())):
        return True
    return any(_marked(inner) for inner in get_args(annotation) if not isinstance(inner, type))
