"""What became of the ids of an earlier version: how answers of that day are read today."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from msme_check.model.text import Id, Strict


def _as_text(value: Any) -> Any:
    """YAML reads the level `3` as a number; in a file of answers it is text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
Cell = Annotated[str, BeforeValidator(_as_text)]
"""An answer as it stands in a file of firms."""


def is_version(text: str) -> bool:
    """Whether a text is a version, such as 1.10.0."""
    parts = text.split(".")
    return len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts)


def number(version: str) -> tuple[int, ...]:
    """A version as it is compared: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


class Piece(Strict):
    """One of the questions that an earlier one was split into, and what its answers become there.

    `answers`: the answer of then -> that of now; one that is not named is not carried over, but "I do not know" and
    "not applicable" are. `ticks`: the boxes of a checklist that go there. Without both, the answer goes as it is.
    """

    into: Id
    answers: dict[Cell, Cell] | None = None
    ticks: tuple[Id, ...] | None = Field(None, min_length=1)


class Renaming(Strict):
    """Ids of one kind: those with another name now, and those that there are no more."""

    renamed: dict[Id, Id] = Field(default_factory=dict)
    dropped: tuple[Id, ...] = ()


class QuestionRenaming(Renaming):
    """Questions may be split too."""

    split: dict[Id, tuple[Piece, ...]] = Field(default_factory=dict)


class ChoiceRenaming(Strict):
    """Codes of the choices of one question or fact."""

    renamed: dict[str, str] = Field(default_factory=dict)
    dropped: tuple[str, ...] = ()


class Migration(Strict):
    """One step from a version to a later one. `choices` are under the id that their question or fact has in `to`."""

    start: Version = Field(alias="from")
    to: Version
    questions: QuestionRenaming = Field(default_factory=QuestionRenaming)
    facts: Renaming = Field(default_factory=Renaming)
    choices: dict[Id, ChoiceRenaming] = Field(default_factory=dict)
    recommendations: Renaming = Field(default_factory=Renaming)
