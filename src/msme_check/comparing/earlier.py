"""What an earlier report carries of its scores, read from its `assessment.json`.

It may be of another version of the instrument, and anybody could have written it: so only what is compared is read,
each name and number within its bounds.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from msme_check.migrating import STAYING, Part, Route
from msme_check.model.assessment import Assessment, State
from msme_check.model.conditions import Level
from msme_check.model.questions import LEVELS
from msme_check.model.response import cell_text
from msme_check.report import json
from msme_check.scoring import OVERALL

# What is printed in a terminal: nothing else may come out of a file that anybody could have written.
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.]{1,64}$")]
_Points = Annotated[Decimal, Field(ge=0, le=100)]
_Share = Annotated[Decimal, Field(ge=0, le=1)]
_Weight = Annotated[Decimal, Field(ge=0, le=10_000)]


_LEVELS = frozenset(str(level) for level in range(LEVELS))


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Named(_Read):
    id: _Name


class _Version(_Named):
    version: _Name


class EarlierScore(_Read):
    """A score as the report had it: rounded to four decimals."""

    score: _Points | None
    band: _Name | None
    gates: tuple[_Named, ...]


class EarlierAnswer(_Named):
    """What an answer counted: its level, and the weight of its question for this firm."""

    state: State
    level: Level | None
    weight: _Weight


class EarlierDimension(_Named):
    """A dimension with its share of the questionnaire in percent."""

    weight: _Weight
    answers: tuple[EarlierAnswer, ...] = ()


class EarlierQuestionnaire(EarlierScore):
    """A questionnaire; `coverage` from 0 to 1."""

    id: _Name
    coverage: _Share
    dimensions: tuple[EarlierDimension, ...] = ()


class EarlierLift(_Read):
    """What an action was to change: a question from one level to another."""

    question: _Name
    start: Level
    target: Level


class EarlierAction(_Named):
    """An action that fired; `planned` is its horizon, None where the plan had no room for it."""

    planned: _Name | None
    lifts: tuple[EarlierLift, ...] = ()


class Scored(_Read):
    """The part of an assessment that is compared."""

    instrument: _Version
    instrument_hash: _Name
    quick: bool
    questionnaires: tuple[EarlierQuestionnaire, ...]
    overall: EarlierScore
    recommendations: tuple[EarlierAction, ...]

    @property
    def scores(self) -> dict[str, EarlierScore]:
        """Every score by the id of its questionnaire, the overall score first."""
        return {OVERALL: self.overall, **{part.id: part for part in self.questionnaires}}

    @property
    def coverage(self) -> dict[str, Decimal]:
        return {part.id: part.coverage for part in self.questionnaires}

    @property
    def gates(self) -> dict[str, None]:
        """The gates in force, in order."""
        return dict.fromkeys(gate.id for score in self.scores.values() for gate in score.gates)

    @property
    def planned(self) -> dict[str, EarlierAction]:
        """The actions of the plan, in the order of the ranking."""
        return {one.id: one for one in self.recommendations if one.planned is not None}

    @property
    def dimensions(self) -> Mapping[str, EarlierDimension]:
        return {one.id: one for part in self.questionnaires for one in part.dimensions}

    @property
    def answers(self) -> Mapping[str, EarlierAnswer]:
        """What each question counted."""
        return {one.id: one for dimension in self.dimensions.values() for one in dimension.answers}


def read(content: bytes | None, route: Route = STAYING) -> Scored | None:
    """The assessment in an earlier report, by the ids of today; None where it carries none that can be read."""
    try:
        return None if content is None else _renamed(Scored.model_validate_json(content), route)
    except ValidationError:
        return None


def _renamed(found: Scored, route: Route) -> Scored:
    """Questions and actions under their ids of today; one that was split or dropped keeps that of then."""
    if not route.steps:
        return found
    parts = tuple(
        part.model_copy(update={"dimensions": tuple(_dimension(one, route) for one in part.dimensions)})
        for part in found.questionnaires
    )
    actions = tuple(
        one.model_copy(
            update={
                "id": _one_name("recommendations", one.id, route),
                "lifts": tuple(lift for old in one.lifts for lift in _lifts(old, route)),
            }
        )
        for one in found.recommendations
    )
    return found.model_copy(update={"questionnaires": parts, "recommendations": actions})


def _dimension(one: EarlierDimension, route: Route) -> EarlierDimension:
    answers = (answer.model_copy(update={"id": _one_name("questions", answer.id, route)}) for answer in one.answers)
    return one.model_copy(update={"answers": tuple(answers)})


def _one_name(part: Part, name: str, route: Route) -> str:
    names = route.names(part, name)
    return names[0] if len(names) == 1 else name


def _lifts(one: EarlierLift, route: Route) -> tuple[EarlierLift, ...]:
    """A lift of each question that there is today; the level it aims at goes the way of an answer of that level."""
    starts, targets = (route.carried("questions", {one.question: level}).values for level in (one.start, one.target))
    levels = {name: (cell_text(starts.get(name, one.start)), cell_text(target)) for name, target in targets.items()}
    if not levels or not all(level in _LEVELS for pair in levels.values() for level in pair):
        return (one,)
    return tuple(
        EarlierLift(question=name, start=int(start), target=int(target)) for name, (start, target) in levels.items()
    )


def as_reported(assessment: Assessment) -> Scored:
    """An assessment as its report has it, rounded alike."""
    return Scored.model_validate_json(json.render(assessment))
