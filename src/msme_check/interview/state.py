"""Where an interview stands: the response so far, the step that is shown, and what was skipped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from msme_check import cells
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.interview.scope import Scope, scope
from msme_check.interview.steps import (
    SKIPPED,
    FieldStep,
    NameStep,
    QuestionStep,
    SkippedStep,
    Step,
    options,
    steps,
    value,
)
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response, Value

NOT_APPLICABLE = "na"
DONT_KNOW = "dk"


@dataclass(frozen=True)
class Interview:
    """`at` is the id of the step that is shown, empty when the interview is over.

    `passed` holds the steps that were skipped; `offered`: they were offered once more already; `only`: the
    questionnaires that this session asks.
    """

    instrument: Instrument
    response: Response
    scope: Scope
    only: tuple[str, ...] | None
    at: str = ""
    passed: frozenset[str] = frozenset()
    offered: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of this session, without the offer of skipped ones."""
        return steps(self.instrument, self.response, self.scope, self.only)

    @cached_property
    def step(self) -> Step | None:
        """The step that is shown; None when the interview is over."""
        if self.at == SKIPPED:
            return SkippedStep(len(self.skipped))
        return next((step for step in self.steps if step.id == self.at), None)

    @property
    def questions(self) -> tuple[QuestionStep, ...]:
        return tuple(step for step in self.steps if isinstance(step, QuestionStep))

    @property
    def skipped(self) -> tuple[str, ...]:
        """The questions that were skipped and are still open."""
        return tuple(step.id for step in self.questions if step.id in self.passed and not self.has(step))

    def has(self, step: Step) -> bool:
        """Whether the response holds something for a step."""
        return value(step, self.response) is not None


def start(
    instrument: Instrument, response: Response, *, only: Sequence[str] | None = None, quick: bool | None = None
) -> Interview:
    """The interview of a new response, or of one that is gone on with.

    `only` and `quick` as None leave what the response says. Raises UsageError for an unknown questionnaire.
    """
    names = [part.id for part in instrument.questionnaires]
    strange = [name for name in only or () if name not in names]
    if strange:
        message = _("There is no questionnaire '{name}'. Choose from: {names}.")
        raise UsageError(message.format(name=cells.plain(strange[0]), names=", ".join(names)))
    was_quick = response.quick
    asked = tuple(name for name in names if name in only) if only else None
    update = {"quick": was_quick if quick is None else quick, "only": _all_asked(names, response, asked)}
    response, applies = _settled(instrument, response.model_copy(update=update))
    begun = Interview(instrument, response, applies, asked or response.only)
    return onward(replace(begun, passed=_passed_before(begun, was_quick=was_quick)))


def _all_asked(names: list[str], response: Response, asked: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The questionnaires of all sessions together."""
    if asked is None or (response.only is None and response.answers):
        return response.only
    return tuple(name for name in names if name in {*asked, *(response.only or ())})


def _passed_before(interview: Interview, *, was_quick: bool) -> frozenset[str]:
    """The steps that an earlier session must have skipped: open, but before the last one that is answered.

    A questionnaire without any answer was not asked yet, nor were the other questions after a quick check.
    """
    answered = [place for place, step in enumerate(interview.steps) if interview.has(step)]
    begun = {step.questionnaire.id for step in interview.questions if interview.has(step)}
    passed = set()
    for step in interview.steps[: answered[-1]] if answered else ():
        match step:
            case FieldStep():
                was_asked = not step.field.required
            case QuestionStep():
                was_asked = step.questionnaire.id in begun and (step.question.core or not was_quick)
            case _:
                was_asked = True
        if was_asked and not interview.has(step):
            passed.add(step.id)
    return frozenset(passed)


def _settled(instrument: Instrument, response: Response) -> tuple[Response, Scope]:
    """The response without what no longer fits its profile, and what applies to it."""
    fields = instrument.profile_field
    facts = {
        name: fact
        for name, fact in response.profile.items()
        if not fields[name].options_by or fact in {option.code for option in options(fields[name], response)}
    }
    response = response.model_copy(update={"profile": facts})
    applies = scope(instrument, response)
    if not facts.keys() <= applies.fields:
        kept = {name: fact for name, fact in facts.items() if name in applies.fields}
        return _settled(instrument, response.model_copy(update={"profile": kept}))
    ruled_out = {name for name in applies.questions if not applies.grounds[name]}
    answers = {
        name: answer
        for name, answer in response.answers.items()
        if not (answer == NOT_APPLICABLE and name in ruled_out)
    }
    return response.model_copy(update={"answers": answers}), applies


def onward(interview: Interview) -> Interview:
    """The interview at the first step that is neither answered nor skipped; else at the offer; else over."""
    open_steps = (step.id for step in interview.steps if step.id not in interview.passed and not interview.has(step))
    at = next(open_steps, None)
    if at is None:
        at = SKIPPED if interview.skipped and not interview.offered else ""
    return replace(interview, at=at)


def with_value(interview: Interview, step: Step, new: Value | None, *, shown: bool = False) -> Interview:
    """The interview with another value for a step; None takes out what is there."""
    response, applies = interview.response, interview.scope
    match step:
        case NameStep():
            response = response.model_copy(update={"firm_name": str(new or "")})
        case FieldStep():
            facts = {**response.profile, step.id: new}
            facts = {
                field.id: facts[field.id] for field in interview.instrument.profile if facts.get(field.id) is not None
            }
            if facts != response.profile:
                changed = response.model_copy(update={"profile": facts})
                response, applies = _settled(interview.instrument, changed)
        case _:
            answers = {**response.answers, step.id: new}
            evidence = {*response.evidence, step.id} if shown else {*response.evidence} - {step.id}
            known = interview.instrument.questions
            update = {
                "answers": {name: answers[name] for name in known if answers.get(name) is not None},
                "evidence": tuple(name for name in known if name in evidence),
            }
            response = response.model_copy(update=update)
    return replace(interview, response=response, scope=applies, passed=interview.passed - {step.id})
