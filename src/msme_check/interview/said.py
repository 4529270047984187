"""Answers in words, as the map and the second look at odd answers show them."""

from collections.abc import Sequence

from msme_check.descriptors import alone
from msme_check.i18n import _
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview
from msme_check.interview.steps import AskedStep, FieldStep, NameStep, QuestionStep, value
from msme_check.interview.typed import YES_NO
from msme_check.model.instrument import Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Value, cell_text


def asked(step: AskedStep) -> str:
    """What a step asks."""
    match step:
        case NameStep():
            return _("Name of the business?")
        case FieldStep():
            return step.field.text
        case QuestionStep():
            return step.question.text


def said(interview: Interview, step: AskedStep) -> str:
    """The answer to a step in words, and whether it can be proved; empty where there is none."""
    given = value(step, interview.response)
    if given is None:
        return ""
    words = interview.instrument.settings.words
    match step:
        case NameStep():
            return cell_text(given)
        case FieldStep():
            return _fact(step, given)
        case QuestionStep(question=question):
            text = _answer(question, given, words)
            if step.id in interview.response.seen:
                return _("{answer} (seen by the consultant)").format(answer=text)
            if step.id in interview.response.evidence:
                return _("{answer} (you could show it)").format(answer=text)
            return text


def codes(given: Value) -> Sequence[str]:
    """The codes of an answer that may have several."""
    return given if isinstance(given, tuple) else (str(given),)


def _fact(step: FieldStep, given: Value) -> str:
    if step.options:
        return ", ".join(option.text for option in step.options if option.code in codes(given))
    if step.field.type == "number" and isinstance(given, int):
        return f"{given:,} {step.field.unit or ''}".rstrip()
    return cell_text(given)


def _answer(question: Question, given: Value, words: Words) -> str:
    if given in (NOT_APPLICABLE, DONT_KNOW):
        return words.not_applicable if given == NOT_APPLICABLE else words.dont_know
    match question:
        case Ladder() if isinstance(given, int):
            return alone(question, given)
        case YesNo() if given in YES_NO:
            partly = f"{words.partly}: {question.partly}"
            return (words.yes, partly, words.no)[YES_NO.index(str(given))]
        case Checklist():
            return "; ".join(item.text for item in question.items if item.code in codes(given)) or words.none_of_these
        case Number():
            return f"{cell_text(given)} {question.unit}"
        case _:
            return cell_text(given)
