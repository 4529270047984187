"""What is shown at a step that offers a choice: the skipped questions, the map, the review, proofs, odd pairs."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.i18n import _, ngettext
from msme_check.interview.choosing import FINISH, KEEP, LOOK, WHOLE
from msme_check.interview.lines import Line, Tone, numbered, wrapped
from msme_check.interview.said import asked, said
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview
from msme_check.interview.steps import (
    AskedStep,
    MapStep,
    Offer,
    PairStep,
    Part,
    PartStep,
    ReviewStep,
    SeenStep,
    SkippedStep,
)
from msme_check.model.questions import Questionnaire


@dataclass(frozen=True)
class Choice:
    """A line to choose. `typed`: what is typed for it, empty where it is there to be read only.

    `heading` stands above it, and `detail` below.
    """

    typed: str
    text: str
    detail: str = ""
    heading: str = ""


def title(step: Offer) -> str:
    """What stands in the place of a question's number."""
    match step:
        case MapStep():
            return _("Map of the interview")
        case PartStep(part=part):
            place = part.questionnaire.title if part.questionnaire else _("Map of the interview")
            return f"{place} - {_part_title(part)}"
        case PairStep():
            return _("One more look")
        case SeenStep(asked=one):
            return one.question.text
        case SkippedStep() | ReviewStep():
            return _("Nearly done")


def question(step: Offer) -> str:
    """What is asked."""
    match step:
        case SkippedStep(count=count):
            text = ngettext(
                "{n} question was skipped. Answer it now? (y/n)",
                "{n} questions were skipped. Answer them now? (y/n)",
                count,
            )
            return text.format(n=count)
        case ReviewStep():
            return _("You have been through all questions. What now?")
        case MapStep():
            return _("Which part do you want to look at? Type its number.")
        case PartStep():
            return _("Which answer do you want to give or change? Type its number.")
        case PairStep(pair=pair):
            return _("These answers seem not to fit together: {text}.").format(text=pair.text)
        case SeenStep(asked=one):
            return _("Have you seen the proof? {thing}").format(thing=one.question.show)


def note(interview: Interview, step: Offer) -> str:
    """What helps to choose."""
    match step:
        case ReviewStep():
            return " ".join(_counts(interview))
        case PairStep():
            return _("They may all be right: you know the business best.")
        case SeenStep(asked=one) if one.id in interview.response.seen:
            return _("So far: seen.")
        case SeenStep(asked=one) if one.id in interview.response.evidence:
            return _("So far: the business says that it could show this.")
        case _:
            return ""


def choices(interview: Interview, step: Offer) -> Iterator[Choice]:
    """The lines to choose from. The offer of skipped questions takes yes or no alone."""
    match step:
        case ReviewStep(more=more):
            yield Choice(str(FINISH), _("Finish, and see the result"))
            yield Choice(str(LOOK), _("Look at the answers, and change some"))
            if more:
                text = ngettext(
                    "Go on to the whole questionnaire: {n} more question; what is answered stays",
                    "Go on to the whole questionnaire: {n} more questions; what is answered stays",
                    more,
                )
                yield Choice(str(WHOLE), text.format(n=more))
        case MapStep(parts=parts):
            yield from _map(interview, parts)
        case PartStep(part=part):
            yield from _part(interview, part)
        case PairStep(questions=questions):
            yield Choice(str(KEEP), _("They are right: leave them as they are"))
            for place, one in enumerate(questions, KEEP + 1):
                text = _("Change this one: {question}").format(question=one.question.text)
                yield Choice(str(place), text, _("So far: {answer}").format(answer=said(interview, one)))
        case SeenStep():
            yield Choice("1", _("Seen"))
            yield Choice("2", _("Not seen"))
        case SkippedStep():
            return


def prompt(step: Offer) -> str:
    """What stands before the place where the choice is typed."""
    match step:
        case SkippedStep():
            return "y/n > "
        case ReviewStep(more=more):
            return f"1-{WHOLE if more else LOOK} > "
        case MapStep(parts=parts):
            return f"1-{len(parts)} > "
        case PartStep(part=part):
            return f"1-{len(part.steps)} > " if len(part.steps) > 1 else "> "
        case PairStep(questions=questions):
            return f"1-{KEEP + len(questions)} > "
        case SeenStep():
            return "1-2 > "


def letters(step: Offer) -> list[str]:
    """The commands that the step takes, each with a word or two."""
    back, look, stop, explain = _("b back"), _("m map"), _("q save and quit"), _("? help")
    match step:
        case SkippedStep() | ReviewStep():
            return [back, look, explain, stop]
        case MapStep():
            return [_("b back to where you were"), explain, stop]
        case PartStep():
            return [_("b back to the map"), explain, stop]
        case PairStep():
            return [look, explain, stop]
        case SeenStep():
            return [_("Enter leave it as it is"), back, look, explain, stop]


def meanings(step: Offer) -> Iterator[tuple[str, str]]:
    """The letters with what they do, for the help."""
    match step:
        case SkippedStep():
            yield "y", _("answer them now")
            yield "n", _("leave them open; the report says what is missing")
            yield "b", _("back to the last question")
        case ReviewStep():
            yield "1", _("finish: the result is shown, and the report is written")
            yield "2", _("look at the answers by the map, and change some")
            yield "b", _("back to the last question")
        case MapStep():
            yield "1-9", _("the number of a part: its questions and your answers")
            yield "b", _("close the map: back to where you were")
        case PartStep():
            yield "1-9", _("the number of a question: you come to it, and can answer it or change the answer")
            yield "b", _("back to the map")
        case PairStep():
            yield "1", _("leave the answers as they are; you are not asked again")
            yield "2-9", _("you come to that question, and can change the answer")
        case SeenStep():
            yield "1", _("you have seen it yourself, today")
            yield "2", _("it was not there, or you did not look")
            yield "b", _("back to the question; what was answered stays")
    if not isinstance(step, MapStep | PartStep):
        yield "m", _("the map: all parts of the interview, to look at answers and change them")


def lines(interview: Interview, step: Offer, width: int) -> list[Line]:
    """All of an offer, from its title to what helps to choose."""
    found = wrapped(title(step), width, Tone.PROGRESS)
    found += wrapped(question(step), width, Tone.QUESTION)
    found += wrapped(note(interview, step), width)
    for choice in choices(interview, step):
        found += wrapped(choice.heading, width, Tone.TITLE)
        found += numbered(choice.typed or "-", choice.text, width)
        found += wrapped(choice.detail, width, Tone.MESSAGE, " " * 7, " " * 7)
    return found


# The map -----------------------------------------------------------------------------------------------------------


def _part_title(part: Part) -> str:
    return part.title or _("About the business")


def _map(interview: Interview, parts: tuple[Part, ...]) -> Iterator[Choice]:
    above: Questionnaire | None = None
    for place, part in enumerate(parts, 1):
        heading = ""
        if part.questionnaire is not None and part.questionnaire != above:
            above = part.questionnaire
            steps = [step for one in parts if one.questionnaire == above for step in one.steps]
            heading = f"{above.title}: {_of(interview, steps)}"
        text = f"{_part_title(part)}: {_of(interview, part.steps)}" if part.steps else _part_title(part)
        noted = ", ".join(_noted(interview, part))
        yield Choice(str(place), f"{text} ({noted})" if noted else text, heading=heading)


def _of(interview: Interview, steps: list[AskedStep] | tuple[AskedStep, ...]) -> str:
    answered = sum(interview.has(step) for step in steps)
    return _("{answered} of {count}").format(answered=answered, count=len(steps))


def _noted(interview: Interview, part: Part) -> Iterator[str]:
    """What else there is to know of a part: how many were skipped, are not known, do not apply."""
    answers = interview.response.answers
    skipped = sum(step.id in interview.passed and not interview.has(step) for step in part.steps)
    unknown = sum(answers.get(step.id) == DONT_KNOW for step in part.steps)
    outside = sum(answers.get(step.id) == NOT_APPLICABLE for step in part.steps)
    if skipped:
        yield ngettext("{n} skipped", "{n} skipped", skipped).format(n=skipped)
    if unknown:
        yield ngettext("{n} not known", "{n} not known", unknown).format(n=unknown)
    if outside:
        yield ngettext("{n} does not apply", "{n} do not apply", outside).format(n=outside)
    if part.left_out:
        n = len(part.left_out)
        yield ngettext("{n} not asked", "{n} not asked", n).format(n=n)


def _part(interview: Interview, part: Part) -> Iterator[Choice]:
    for place, step in enumerate(part.steps, 1):
        yield Choice(str(place), asked(step), said(interview, step) or _open(interview, step))
    for question in part.left_out:
        yield Choice("", question.text, _("Not asked: it does not apply to a firm like yours"))


def _open(interview: Interview, step: AskedStep) -> str:
    return _("Skipped") if step.id in interview.passed else _("Not answered yet")


def _counts(interview: Interview) -> Iterator[str]:
    """How many questions are answered, not known, and open."""
    questions = interview.questions
    answers = interview.response.answers
    answered = sum(interview.has(step) for step in questions)
    text = ngettext(
        "{answered} of {count} question is answered.", "{answered} of {count} questions are answered.", len(questions)
    )
    yield text.format(answered=answered, count=len(questions))
    unknown = sum(answers.get(step.id) == DONT_KNOW for step in questions)
    if unknown:
        text = ngettext("{n} answer is “I do not know”.", "{n} answers are “I do not know”.", unknown)
        yield text.format(n=unknown)
    if answered < len(questions):
        n = len(questions) - answered
        yield ngettext("{n} question is left open.", "{n} questions are left open.", n).format(n=n)
