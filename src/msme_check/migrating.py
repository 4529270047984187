"""Ids and answers of an earlier version -> those of today, along the steps of `migrations.yaml`.

A step is taken by everything that is older than the version it leads to, so a version that only changed wordings needs
no step of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from msme_check.model.instrument import Instrument
from msme_check.model.migrations import ChoiceRenaming, Migration, Piece, QuestionRenaming, Renaming, is_version, number
from msme_check.model.response import Value, cell_text

NONE = "none"
"""A checklist of which nothing is ticked."""
_STAYS = ("dk", "na")
Part = Literal["questions", "facts", "recommendations"]
_ANSWERED: tuple[Literal["questions", "facts"], ...] = ("questions", "facts")


@dataclass(frozen=True)
class Moved:
    """A name of then, and its names today."""

    name: str
    into: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} -> {', '.join(self.into)}"


@dataclass(frozen=True)
class Carried:
    """Values by the names of today. `moved`: names that are others today; `lost`: names whose value has no place."""

    values: Mapping[str, Value]
    moved: tuple[Moved, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Carrying:
    """A value on its way: where it came from, and what it is called and is after the steps so far."""

    origin: str
    name: str
    value: Value


@dataclass(frozen=True)
class Route:
    """The steps from a version to that of today, in order."""

    steps: tuple[Migration, ...] = ()

    def names(self, part: Part, name: str) -> tuple[str, ...]:
        """The names of today of a question, a fact or a recommendation of then; none where it was dropped."""
        found: tuple[str, ...] = (name,)
        for step in self.steps:
            found = tuple(new for old in found for new in _after(_renaming(step, part), old))
        return found

    def carried(self, part: Literal["questions", "facts"], given: Mapping[str, Value]) -> Carried:
        """Answers, or facts about the firm, of then."""
        on_the_way = [_Carrying(name, name, value) for name, value in given.items()]
        for step in self.steps:
            on_the_way = [after for one in on_the_way for after in _step(step, part, one)]
        arrived: dict[str, list[str]] = {}
        values: dict[str, Value] = {}
        for one in on_the_way:
            arrived.setdefault(one.origin, []).append(one.name)
            values.setdefault(one.name, one.value)
        moved = (Moved(origin, tuple(names)) for origin, names in arrived.items() if names != [origin])
        lost = (name for name in given if name not in arrived)
        return Carried(values, tuple(moved), tuple(lost))


STAYING = Route()
"""No step: all names stay."""


@lru_cache(maxsize=32)
def route(instrument: Instrument, version: str) -> Route:
    """The steps from a version to that of the instrument; none for a text that is no version."""
    if not is_version(version):
        return STAYING
    return Route(tuple(step for step in instrument.migrations if number(step.to) > number(version)))


def is_earlier(version: str, instrument: Instrument) -> bool:
    """Whether a text is a version before that of the instrument."""
    return is_version(version) and number(version) < number(instrument.settings.version)


@lru_cache(maxsize=8)
def former_names(instrument: Instrument) -> Mapping[str, tuple[str, ...]]:
    """Names of questions and facts in any earlier version that are none today -> their names today, none if dropped."""
    found: dict[str, tuple[str, ...]] = {}
    today = {*instrument.questions, *instrument.profile_field}
    for place, step in enumerate(instrument.migrations):
        way = Route(instrument.migrations[place:])
        for part in _ANSWERED:
            renaming = _renaming(step, part)
            names = {*renaming.renamed, *renaming.dropped, *_pieces(renaming)} - today
            found |= {name: way.names(part, name) for name in sorted(names)}
    return found


def only_renamed(instrument: Instrument, name: str) -> bool:
    """Whether the answers of a former name are read under its one new name as they are: it never was split."""
    return not any(_splits(instrument, name)) and len(former_names(instrument).get(name, ())) == 1


def _splits(instrument: Instrument, name: str) -> Iterator[bool]:
    """For each step on the way of a name, whether it is split there."""
    for step in instrument.migrations:
        yield name in step.questions.split
        name = step.questions.renamed.get(name, step.facts.renamed.get(name, name))


@lru_cache(maxsize=8)
def former_choices(instrument: Instrument) -> Mapping[str, Mapping[str, str]]:
    """For each question and fact of today, the codes that its choices had once -> their codes today."""
    found: dict[str, dict[str, str]] = {}
    for place, step in enumerate(instrument.migrations):
        later = Route(instrument.migrations[place + 1 :])
        for name, choices in step.choices.items():
            for part in _ANSWERED:
                for today in later.names(part, name):
                    codes = found.setdefault(today, {})
                    codes |= {old: new for old, new in codes.items() if new not in choices.renamed}
                    codes |= {old: choices.renamed[new] for old, new in codes.items() if new in choices.renamed}
                    codes |= choices.renamed
    return {name: codes for name, codes in found.items() if codes}


def _renaming(step: Migration, part: str) -> Renaming:
    found: Renaming = getattr(step, part)
    return found


def _pieces(renaming: Renaming) -> Mapping[str, tuple[Piece, ...]]:
    return renaming.split if isinstance(renaming, QuestionRenaming) else {}


def _after(renaming: Renaming, name: str) -> Iterable[str]:
    """The names that a name has after a step."""
    if name in renaming.dropped:
        return ()
    pieces = _pieces(renaming)
    return [one.into for one in pieces[name]] if name in pieces else [renaming.renamed.get(name, name)]


def _step(step: Migration, part: str, one: _Carrying) -> Iterator[_Carrying]:
    """What becomes of a value in a step."""
    renaming = _renaming(step, part)
    pieces = _pieces(renaming).get(one.name)
    if pieces is not None:
        found = [(piece.into, _in_piece(piece, one.value)) for piece in pieces]
    else:
        found = [(name, one.value) for name in _after(renaming, one.name)]
    for name, value in found:
        chosen = None if value is None else _chosen(step.choices.get(name), value)
        if chosen is not None:
            yield _Carrying(one.origin, name, chosen)


def _in_piece(piece: Piece, value: Value) -> Value | None:
    """The answer to a piece; None where the answer of then says nothing about it."""
    text = cell_text(value)
    if piece.answers is not None and text in piece.answers:
        return piece.answers[text]
    if text in _STAYS:
        return text
    if piece.answers is not None:
        return None
    if piece.ticks is not None:
        return tuple(code for code in text.split() if code in piece.ticks) or (NONE,)
    return value


def _chosen(choices: ChoiceRenaming | None, value: Value) -> Value | None:
    """A value with the codes of a step; None where the only choice was dropped."""
    if choices is None:
        return value
    codes = [choices.renamed.get(code, code) for code in cell_text(value).split() if code not in choices.dropped]
    if not codes:
        return None
    return tuple(codes) if isinstance(value, tuple) else " ".join(codes)
