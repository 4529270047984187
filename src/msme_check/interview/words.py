"""The lines that are shown for a step of the interview. Pure: a state and a width in, styled lines out."""

from math import ceil
from typing import assert_never

from msme_check.i18n import _, ngettext
from msme_check.interview import choices, offers
from msme_check.interview.lines import Line, Tone, numbered, wrapped
from msme_check.interview.said import asked, codes
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview
from msme_check.interview.steps import AskedStep, FieldStep, NameStep, QuestionStep, Step, value
from msme_check.interview.typed import YES_NO
from msme_check.interview.wrapping import pack
from msme_check.model.instrument import Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Value, cell_text

__all__ = [
    "Line",
    "Tone",
    "earlier",
    "message_lines",
    "minutes",
    "opening",
    "progress",
    "prompt",
    "step_lines",
    "trial_lines",
]

QUESTION_SECONDS, FACT_SECONDS = 15, 10
"""How long an answer takes: 85 questions and 20 facts in about 25 minutes."""


def step_lines(interview: Interview, width: int, *, again: bool = False) -> list[Line]:
    """Everything that is shown for the step, down to the letters that can be typed; `again`: after its help."""
    step = interview.step
    match step:
        case None:
            return []
        case NameStep() | FieldStep() | QuestionStep():
            lines = wrapped(progress(interview, step), width, Tone.PROGRESS)
            lines += [] if again else opening(interview, step, width)
            lines += [*wrapped(asked(step), width, Tone.QUESTION), *_choices(interview, step, width)]
            lines += wrapped(earlier(interview, step), width, Tone.MESSAGE)
            lines += wrapped(_proof(interview, step), width, Tone.HINT)
            letters = offers.offered(interview, step).letters
        case _:
            lines, letters = choices.lines(interview, step, width), tuple(choices.letters(step))
    return [Line(""), *lines, *(Line(text, Tone.HINT) for text in pack(letters, width))]


def trial_lines(interview: Interview, step: QuestionStep, width: int) -> list[Line]:
    """A question that is answered once more, to see what another answer would change."""
    lines = [Line(""), *wrapped(asked(step), width, Tone.QUESTION), *_choices(interview, step, width)]
    lines += wrapped(earlier(interview, step), width, Tone.MESSAGE)
    fits = [_("n does not apply")] if step.grounds else []
    letters = [*fits, _("d I do not know"), _("? help"), _("Enter another question")]
    return lines + [Line(text, Tone.HINT) for text in pack(letters, width)]


def message_lines(message: str, width: int) -> list[Line]:
    """A message to the person."""
    return wrapped(message, width, Tone.MESSAGE)


def prompt(step: Step) -> str:
    """What stands before the place where the answer is typed."""
    match step:
        case QuestionStep(question=Ladder(levels=levels)):
            return f"1-{len(levels)} > "
        case QuestionStep(question=YesNo()):
            return f"1-{len(YES_NO)} > "
        case FieldStep() if step.field.type == "choice":
            return f"1-{len(step.options)} > "
        case NameStep() | FieldStep() | QuestionStep():
            return "> "
        case _:
            return choices.prompt(step)


def minutes(interview: Interview, step: Step | None = None) -> int:
    """About how many minutes the steps from `step` on take; all of them without one."""
    ids = [one.id for one in interview.steps]
    rest = interview.steps[ids.index(step.id) :] if step is not None and step.id in ids else interview.steps
    open_steps = [one for one in rest if not interview.has(one) or one == step]
    seconds = sum(QUESTION_SECONDS if isinstance(one, QuestionStep) else FACT_SECONDS for one in open_steps)
    return max(1, ceil(seconds / 60))


def progress(interview: Interview, step: AskedStep) -> str:
    """Which question it is, of how many, and how long the rest takes."""
    left = minutes(interview, step)
    time = ngettext("about {n} minute left", "about {n} minutes left", left).format(n=left)
    match step:
        case NameStep():
            return _("About the business - {time}").format(time=time)
        case FieldStep():
            ids = [one.id for one in interview.steps if isinstance(one, FieldStep)]
            text = _("Fact {n} of {count} - About the business - {time}")
            return text.format(n=ids.index(step.id) + 1, count=len(ids), time=time)
        case QuestionStep():
            ids = [one.id for one in interview.questions]
            text = _("Question {n} of {count} - {title} - {time}")
            title = step.questionnaire.title
            return text.format(n=ids.index(step.id) + 1, count=len(ids), title=title, time=time)
        case _:
            assert_never(step)


def opening(interview: Interview, step: AskedStep, width: int) -> list[Line]:
    """What the questionnaire is about, before its first question."""
    if not isinstance(step, QuestionStep):
        return []
    first = next(one for one in interview.questions if one.questionnaire.id == step.questionnaire.id)
    return [*wrapped(step.questionnaire.about, width), Line("")] if first.id == step.id else []


def _choices(interview: Interview, step: AskedStep, width: int) -> list[Line]:
    found = offers.offered(interview, step)
    instruction = ""
    if found.kind is offers.Kind.SEVERAL:
        instruction = _("Type the numbers of all that fit, for example 1 3.")
        if found.alone:
            instruction = _("Type the numbers of all that are true, for example 1 3. Type 0 for none.")
    lines = [line for text in (*found.stem, instruction) for line in wrapped(text, width)]
    return lines + [line for choice in found.choices for line in numbered(choice.typed, choice.text, width)]


def earlier(interview: Interview, step: AskedStep) -> str:
    """The answer so far, or the one that the profile suggests."""
    words = interview.instrument.settings.words
    so_far = value(step, interview.response)
    if so_far is not None:
        text = _("Your answer so far: {answer}. Enter keeps it.")
        if step.id in interview.response.seen:
            text = _("Your answer so far: {answer}, and it was seen. Enter keeps it.")
        elif step.id in interview.response.evidence:
            text = _("Your answer so far: {answer}, and you could show it. Enter keeps it.")
        return text.format(answer=_answer_text(step, so_far, words))
    if isinstance(step, QuestionStep) and step.proposal is not None:
        text = _("From your profile: line {line}. Press Enter to keep it, or type another answer.")
        return text.format(line=_answer_text(step, step.proposal, words).split()[0])
    return ""


def _answer_text(step: AskedStep, so_far: Value, words: Words) -> str:
    """An answer in the numbers that were typed for it."""
    match step:
        case QuestionStep(question=question):
            if so_far in (NOT_APPLICABLE, DONT_KNOW):
                return words.not_applicable if so_far == NOT_APPLICABLE else words.dont_know
            return _question_answer(question, so_far, words)
        case FieldStep() if step.options:
            chosen = [f"{place} ({one.text})" for place, one in enumerate(step.options, 1) if one.code in codes(so_far)]
            return ", ".join(chosen)
        case FieldStep() if step.field.type == "number" and isinstance(so_far, int):
            return f"{so_far:,} {step.field.unit or ''}".rstrip()
        case _:
            return cell_text(so_far)


def _question_answer(question: Question, so_far: Value, words: Words) -> str:
    match question:
        case Ladder() if isinstance(so_far, int):
            return str(so_far + 1)
        case YesNo() if so_far in YES_NO:
            place = YES_NO.index(str(so_far))
            return f"{place + 1} ({(words.yes, words.partly, words.no)[place]})"
        case Checklist():
            ticked = [str(place) for place, item in enumerate(question.items, 1) if item.code in codes(so_far)]
            return " ".join(ticked) or f"0 ({words.none_of_these})"
        case Number():
            return f"{cell_text(so_far)} {question.unit}"
        case _:
            return cell_text(so_far)


_EXAMPLES = {"ladder": "4+", "yesno": "1+", "checklist": "1 3+", "number": "12+"}
"""Answers with the sign that says they could be shown."""


def _proof(interview: Interview, step: AskedStep) -> str:
    """That an answer may be marked as one that could be shown; a consultant is asked after it."""
    if not isinstance(step, QuestionStep) or step.question.show is None or interview.consultant:
        return ""
    text = _("If you could show this, put + after the answer, such as {example}: {thing}")
    return text.format(example=_EXAMPLES[step.question.type], thing=step.question.show)
