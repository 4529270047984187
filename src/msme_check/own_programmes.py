"""A consultant's own entries of the support directory, in a file of the same shape as those of the instrument."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from msme_check import cells
from msme_check.checking import programmes as checking
from msme_check.checking.places import Found
from msme_check.errors import Problem, UsageError
from msme_check.i18n import _
from msme_check.loading import shape_problems
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Programme
from msme_check.yaml_files import MAX_BYTES, Document, parse


@dataclass(frozen=True)
class OwnProgrammes:
    """Plain data, which goes to the processes that draw. `sha256` is the file's."""

    entries: tuple[Programme, ...]
    sha256: str


def load(path: Path, instrument: Instrument) -> OwnProgrammes:
    """The entries in a file. Raises UsageError with every mistake in it, each with its line."""
    name = cells.plain(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        message = _("{file}: The programmes cannot be read. Name a file like the example in docs/programmes.md.")
        raise UsageError(message.format(file=name)) from None
    document = parse(content, name)
    problems = list(document.problems)
    entries = () if problems else _entries(document, name, instrument, problems)
    if problems:
        raise UsageError("\n".join(str(problem) for problem in sorted(problems)))
    return OwnProgrammes(entries, hashlib.sha256(content).hexdigest())


def added(instrument: Instrument, entries: Sequence[Programme]) -> Instrument:
    """The instrument with a consultant's entries on top of its directory; all else is the same."""
    fields = {name: getattr(instrument, name) for name in Instrument.model_fields}
    return Instrument.model_construct(**{**fields, "own_programmes": tuple(entries)})


def _entries(document: Document, name: str, instrument: Instrument, problems: list[Problem]) -> tuple[Programme, ...]:
    """The entries of a document; what is wrong with them is added to `problems`."""
    if not isinstance(document.data, list):
        what = _("This file holds no list of programmes.")
        problems.append(Problem(name, 1, what, _("Begin each with '- id: ...', as in docs/programmes.md.")))
        return ()
    try:
        found = TypeAdapter(tuple[Programme, ...]).validate_python(_clean(document.data))
    except ValidationError as error:
        problems += shape_problems(name, document, error, tuple[Programme, ...])
        return ()
    for file, path, what, do in (*checking.of_file(instrument, name, found), *_twice(name, found)):
        problems.append(Problem(file, document.line(path), what, do))
    return found


def _twice(name: str, entries: Sequence[Programme]) -> Found:
    seen: set[str] = set()
    for n, one in enumerate(entries):
        if one.id in seen:
            what = _("The id '{name}' is already used in {file}.").format(name=one.id, file=name)
            yield name, (n, "id"), what, _("Give it an id of its own.")
        seen.add(one.id)


def _clean(data: Any) -> Any:
    """What a file of somebody holds, without characters that a terminal or a PDF cannot take."""
    match data:
        case str():
            return cells.plain(data)
        case list():
            return [_clean(one) for one in data]
        case dict():
            return {key: _clean(one) for key, one in data.items()}
        case _:
            return data
