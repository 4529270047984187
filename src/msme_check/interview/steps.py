"""The steps of an interview: the name, the facts about the firm, the questions, and the ones that were skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from msme_check.interview.scope import Scope
from msme_check.model.instrument import Instrument, Option, ProfileField
from msme_check.model.questions import Ladder, Question, Questionnaire, YesNo
from msme_check.model.response import Response, Value

NAME, SKIPPED = "firm_name", "skipped"
"""The ids of the first step, and of the one that offers the skipped questions once more."""


@dataclass(frozen=True)
class NameStep:
    """The name of the business; may be left empty."""

    id: str = NAME


@dataclass(frozen=True)
class FieldStep:
    """A fact about the firm, with the options that fit what was said before."""

    field: ProfileField
    options: tuple[Option, ...]

    @property
    def id(self) -> str:
        return self.field.id


@dataclass(frozen=True)
class QuestionStep:
    """A question; `grounds` are those on which this firm may say that it does not apply."""

    question: Question
    questionnaire: Questionnaire
    grounds: tuple[str, ...]
    proposal: Value | None = None

    @property
    def id(self) -> str:
        return self.question.id


@dataclass(frozen=True)
class SkippedStep:
    """Offers the skipped questions once more."""

    count: int
    id: str = SKIPPED


Step = NameStep | FieldStep | QuestionStep | SkippedStep


def steps(instrument: Instrument, response: Response, scope: Scope, only: Sequence[str] | None) -> tuple[Step, ...]:
    """All steps for this firm, in the order in which they are asked."""
    fields = (FieldStep(field, options(field, response)) for field in instrument.profile if field.id in scope.fields)
    return (
        NameStep(),
        *(step for step in fields if step.options or not step.field.options),
        *(
            QuestionStep(question, questionnaire, scope.grounds[question.id], _proposal(instrument, response, question))
            for questionnaire in instrument.questionnaires
            if only is None or questionnaire.id in only
            for question in questionnaire.questions
            if question.id in scope.questions and (question.core or not response.quick)
        ),
    )


def options(field: ProfileField, response: Response) -> tuple[Option, ...]:
    """The options of a field; where they hang on another fact, those that belong to what was said there."""
    if field.options_by is None:
        return field.options
    parent = response.profile.get(field.options_by)
    return tuple(option for option in field.options if option.of == parent)


def value(step: Step, response: Response) -> Value | None:
    """What the response holds for a step; None where it holds nothing."""
    match step:
        case NameStep():
            return response.firm_name or None
        case FieldStep():
            return response.profile.get(step.id)
        case QuestionStep():
            return response.answers.get(step.id)
        case SkippedStep():
            return None


def _proposal(instrument: Instrument, response: Response, question: Question) -> Value | None:
    """The answer that a fact of the profile suggests."""
    for field in instrument.profile:
        for option in field.options:
            level = option.prefill.get(question.id)
            if level is not None and option.code == response.profile.get(field.id):
                match question:
                    case Ladder():
                        return level
                    case YesNo():
                        return {4: "yes", 2: "partly", 0: "no"}.get(level)
                    case _:
                        return None
    return None
