"""The steps of an interview: what is asked of the firm, and the offers between and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msme_check.interview.scope import Scope
from msme_check.model.instrument import Instrument, Option, ProfileField
from msme_check.model.questions import Ladder, Question, Questionnaire, YesNo
from msme_check.model.response import Response, Value
from msme_check.model.rules import ConsistencyPair

NAME = "firm_name"
SKIPPED, REVIEW, MAP, PAIR, SEEN = "/skipped", "/review", "/map", "/pair", "/seen"
"""The ids of the first step, and of offers; no id of a question has a slash. The last three may go on with a name."""

FIRM = "_firm"
"""The part of the map that holds the facts about the firm; the others have the ids of dimensions."""


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


AskedStep = NameStep | FieldStep | QuestionStep
"""The steps whose answers the response holds."""


@dataclass(frozen=True)
class SkippedStep:
    """Offers the skipped questions once more."""

    count: int
    id: str = SKIPPED


@dataclass(frozen=True)
class SeenStep:
    """Asks the consultant whether the proof of an answer was seen."""

    asked: QuestionStep

    @property
    def id(self) -> str:
        return f"{SEEN}/{self.asked.id}"


@dataclass(frozen=True)
class PairStep:
    """Asks once more about answers that cannot all be true (framework F.7); the questions as they are asked."""

    pair: ConsistencyPair
    questions: tuple[QuestionStep, ...]

    @property
    def id(self) -> str:
        return f"{PAIR}/{self.pair.id}"


@dataclass(frozen=True)
class Part:
    """A part of the map: the facts about the firm, or a dimension. `left_out`: questions of weight 0 for this firm."""

    id: str
    title: str
    questionnaire: Questionnaire | None
    steps: tuple[AskedStep, ...]
    left_out: tuple[Question, ...]


@dataclass(frozen=True)
class MapStep:
    """All parts of the interview, to look into one of them."""

    parts: tuple[Part, ...]
    id: str = MAP


@dataclass(frozen=True)
class PartStep:
    """The questions of one part with their answers, to go to one of them."""

    part: Part

    @property
    def id(self) -> str:
        return f"{MAP}/{self.part.id}"


@dataclass(frozen=True)
class ReviewStep:
    """Nothing is open: offers to end. `more`: questions that only the whole questionnaire asks, after a quick check."""

    more: int = 0
    id: str = REVIEW


Offer = SkippedStep | SeenStep | PairStep | MapStep | PartStep | ReviewStep
"""The steps that offer a choice and ask nothing of the firm."""

Step = AskedStep | Offer


def steps(
    instrument: Instrument, response: Response, scope: Scope, only: Sequence[str] | None
) -> tuple[AskedStep, ...]:
    """All steps for this firm, in the order in which they are asked."""
    fields = (
        FieldStep(instrument.asked_of(response.profile, field), options(field, response))
        for field in instrument.profile
        if field.id in scope.fields
    )
    suggested = _suggested(instrument, response)
    return (
        NameStep(),
        *(step for step in fields if step.options or not step.field.options),
        *(
            QuestionStep(question, questionnaire, scope.grounds[question.id], _proposal(question, suggested))
            for questionnaire in instrument.questionnaires
            if only is None or questionnaire.id in only
            for question in questionnaire.questions
            if question.id in scope.questions and (question.core or not response.quick)
        ),
    )


def parts(
    instrument: Instrument, asked: Sequence[AskedStep], response: Response, scope: Scope, only: Sequence[str] | None
) -> tuple[Part, ...]:
    """The map: the firm, then the dimensions of which something is asked, or would be of another firm."""
    firm = tuple(step for step in asked if not isinstance(step, QuestionStep))
    found = [Part(FIRM, "", None, firm, ())]
    by_id = {step.id: step for step in asked}
    for questionnaire in instrument.questionnaires:
        if only is not None and questionnaire.id not in only:
            continue
        for dimension in questionnaire.dimensions:
            questions = [one for one in dimension.questions if one.core or not response.quick]
            left_out = tuple(one for one in questions if one.id not in scope.questions)
            here = tuple(by_id[one.id] for one in questions if one.id in by_id)
            if questions:
                found.append(Part(dimension.id, dimension.title, questionnaire, here, left_out))
    return tuple(found)


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
        case _:
            return None


def _suggested(instrument: Instrument, response: Response) -> dict[str, int]:
    """The levels of questions that facts of the profile suggest; where several do, the first."""
    found: dict[str, int] = {}
    for field in instrument.profile:
        for option in field.options:
            if option.code == response.profile.get(field.id):
                found = {**option.prefill, **found}
    return found


def _proposal(question: Question, suggested: Mapping[str, int]) -> Value | None:
    """The answer that a fact of the profile suggests."""
    level = suggested.get(question.id)
    match question:
        case Ladder():
            return level
        case YesNo() if level is not None:
            return {4: "yes", 2: "partly", 0: "no"}.get(level)
        case _:
            return None
