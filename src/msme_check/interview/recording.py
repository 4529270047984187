"""What an answer makes of an interview: the value and its proof in the response, and what comes next."""

from dataclasses import replace

from msme_check import cells
from msme_check.interview.scope import odd_pairs
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview, onward, settled
from msme_check.interview.steps import SEEN, AskedStep, FieldStep, NameStep, QuestionStep, value
from msme_check.model.conditions import questions_of
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Response, Value


def answered(interview: Interview, step: AskedStep, before: Value | None) -> Interview:
    """The interview after a step got its value; `before`: what it had until then.

    What comes next is the proof, where a consultant asks for one; then what `onward` says.
    """
    interview = done_with(interview, step)
    new = value(step, interview.response)
    if isinstance(step, QuestionStep):
        if new != before:
            interview = replace(interview, odd=_odd(interview, step.id))
        if interview.consultant and can_be_shown(step.question, new) and step.id not in interview.response.seen:
            return replace(interview, at=f"{SEEN}/{step.id}")
    return onward(interview)


def can_be_shown(question: Question, answer: Value | None) -> bool:
    """Whether there is something to see that proves an answer; the lowest one says that there is nothing."""
    if question.show is None or answer is None or answer in (NOT_APPLICABLE, DONT_KNOW):
        return False
    match question:
        case Ladder():
            return answer != 0
        case YesNo():
            return answer != "no"
        case Checklist():
            return answer != (cells.NONE,)
        case Number():
            return True


def done_with(interview: Interview, step: AskedStep) -> Interview:
    """The interview without a way back to a step that the map was opened from, since that was dealt with."""
    return replace(interview, left="") if interview.left == step.id else interview


def _odd(interview: Interview, question: str) -> tuple[str, ...]:
    """The pairs to ask about once a question has another answer: those it is in, and those still waiting."""
    given = interview.response.answers.keys()
    names = [
        pair.id
        for pair in interview.instrument.settings.consistency_pairs
        if pair.id not in interview.asked_pairs
        and (question in questions_of(pair.when) or pair.id in interview.odd)
        and questions_of(pair.when) <= given
    ]
    holding = odd_pairs(interview.instrument, interview.response) if names else frozenset()
    return tuple(name for name in names if name in holding)


def with_value(
    interview: Interview, step: AskedStep, new: Value | None, *, shown: bool = False, seen: bool = False
) -> Interview:
    """The interview with another value for a step; None takes out what is there.

    `shown`: the firm could show it; `seen`: the consultant has seen it.
    """
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
                response, applies = settled(interview.instrument, changed)
        case QuestionStep():
            answers = {**response.answers, step.id: new}
            known = interview.instrument.questions
            update = {"answers": {name: answers[name] for name in known if answers.get(name) is not None}}
            response = with_proof(interview, response.model_copy(update=update), step.id, shown=shown, seen=seen)
    return replace(interview, response=response, scope=applies, passed=interview.passed - {step.id})


def with_proof(interview: Interview, response: Response, question: str, *, shown: bool, seen: bool) -> Response:
    """The response with what is known of the proof of one answer; what was seen could be shown too."""
    evidence = {*response.evidence} - {question} | ({question} if shown or seen else set())
    witnessed = {*response.seen} - {question} | ({question} if seen else set())
    known = interview.instrument.questions
    return response.model_copy(
        update={
            "evidence": tuple(name for name in known if name in evidence),
            "seen": tuple(name for name in known if name in witnessed),
        }
    )
