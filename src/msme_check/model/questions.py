"""The questions of a questionnaire: five kinds of answer, each of which becomes a level from 0 to 4."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from msme_check.model.conditions import Condition, Level
from msme_check.model.text import Id, Strict, Text, TextOnly

LEVELS = 5


class Descriptor(TextOnly):
    """One line of a ladder. With `builds_on`, it holds only together with the line below it."""

    builds_on: bool = False


class Item(Strict):
    """One box of a checklist."""

    code: Id
    text: Text


class Band(Strict):
    """A number at or above `from` has this level, until the next band begins (its lower edge decides)."""

    start: float = Field(alias="from", ge=0)
    level: Level


class CountTable(Strict):
    """Level by number of ticks: place n holds the level of n ticks; more ticks have the last one's."""

    when: Condition
    levels: tuple[Level, ...] = Field(min_length=2)


class NotApplicable(Strict):
    """A ground on which a firm may answer "not applicable"; `when` is checked where the profile can settle it."""

    text: Text
    when: Condition | None = None


class Derivation(Strict):
    """An existing instrument from which the structure of a question was taken, and which part of it."""

    source: str
    part: str | None = None


class QuestionBase(Strict):
    """What every question has, whatever its kind of answer."""

    id: Id
    weight: int = Field(ge=1, le=3)
    core: bool = False
    text: Text
    not_applicable: tuple[NotApplicable, ...] = ()
    show: Text | None = None
    why: Text
    note: Text | None = None
    derived_from: tuple[Derivation, ...] = Field(min_length=1)
    references: tuple[str, ...] = ()
    directions: tuple[Id, ...] = Field(min_length=1)


class Ladder(QuestionBase):
    """Five lines from 0 to 4; the answer is the highest line that is fully true today."""

    type: Literal["ladder"]
    levels: tuple[Descriptor, ...] = Field(min_length=LEVELS, max_length=LEVELS)

    @model_validator(mode="after")
    def _first_stands_alone(self) -> Self:
        if self.levels[0].builds_on:
            raise ValueError("the first line of a ladder has nothing below it to build on")
        return self


class Checklist(QuestionBase):
    """Items that are ticked or not; the number of ticks gives the level. `none` stands alone.

    Nobody ticks more than 60 boxes, and so many fit into the bits of a whole number.
    """

    type: Literal["checklist"]
    items: tuple[Item, ...] = Field(min_length=2, max_length=60)
    count_levels: tuple[Level, ...] = Field(min_length=2)
    count_levels_when: tuple[CountTable, ...] = ()


class YesNo(QuestionBase):
    """yes = 4, partly = 2, no = 0; `partly` says what counts as partly."""

    type: Literal["yesno"]
    partly: Text


class Number(QuestionBase):
    """A figure with its unit; bands give the level."""

    type: Literal["number"]
    unit: Text
    minimum: float = 0
    maximum: float
    bands: tuple[Band, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _edges_rise(self) -> Self:
        starts = [band.start for band in self.bands]
        if starts != sorted(set(starts)) or starts[0] != self.minimum or starts[-1] > self.maximum:
            raise ValueError("bands start at the minimum and rise to at most the maximum")
        return self


Question = Annotated[Ladder | Checklist | YesNo | Number, Field(discriminator="type")]


class Dimension(Strict):
    """A part of a questionnaire; `weight` is its share in percent."""

    id: Id
    title: Text
    weight: int = Field(ge=1, le=100)
    why: Text
    questions: tuple[Question, ...] = Field(min_length=1)


class Questionnaire(Strict):
    """One of the four fields of readiness."""

    id: Id
    title: Text
    short_title: Text
    about: Text
    dimensions: tuple[Dimension, ...] = Field(min_length=1)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for dimension in self.dimensions for question in dimension.questions)
