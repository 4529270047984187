"""The longer texts of the interview: the welcome, the help at a step, and the words at the end."""

from collections.abc import Iterator

from msme_check.i18n import _, ngettext
from msme_check.interview.flow import Interview
from msme_check.interview.steps import FieldStep, NameStep, QuestionStep, SkippedStep, Step
from msme_check.interview.words import Line, Tone, minutes
from msme_check.interview.wrapping import wrap
from msme_check.model.questions import Checklist, Ladder


def welcome(interview: Interview, file: str, width: int) -> list[Line]:
    """What this is, how long it takes, where the answers go, and how to stop."""
    questions = len(interview.questions)
    answered = sum(interview.has(step) for step in interview.questions)
    begun = any(interview.has(step) for step in interview.steps)
    time = minutes(interview)
    length = ngettext("{count} questions, about {n} minute.", "{count} questions, about {n} minutes.", time)
    if begun:
        length = _("Going on where you stopped: {answered} of {count} questions are answered.")
    return _paragraphs(
        width,
        ("", interview.instrument.settings.title, Tone.TITLE),
        ("", length.format(count=questions, n=time, answered=answered), Tone.PLAIN),
        (
            "",
            _("Choose what is true today. A low line is as useful as a high one: it shows what to do next."),
            Tone.PLAIN,
        ),
        ("", _("Could you show it to a visitor? Then put + after the answer, for example 4+."), Tone.PLAIN),
        ("", _("Nothing leaves this machine. Each answer is saved at once in {file}").format(file=file), Tone.PLAIN),
        ("", _("Type q to stop and go on another day, ? for help at any question."), Tone.PLAIN),
    )


def help_lines(interview: Interview, width: int) -> list[Line]:
    """Why the step is asked, what to show for it, and what the letters mean."""
    step = interview.step
    if step is None:
        return []
    about = list(_about(step))
    letters = [(f"{letter}  ", meaning, Tone.PLAIN) for letter, meaning in _meanings(step)]
    heading = ("", _("What you can type"), Tone.TITLE)
    return [Line(""), *_paragraphs(width, *about), *_paragraphs(width, heading, *letters)]


def about_lines(step: Step, width: int) -> list[Line]:
    """Why the step is asked, and what to show for it."""
    return [Line(""), *_paragraphs(width, *_about(step))]


def farewell(interview: Interview, width: int) -> list[Line]:
    """The words after the last step."""
    left = len(interview.questions) - sum(interview.has(step) for step in interview.questions)
    text = _("That was the last question. Thank you.")
    if left:
        more = ngettext("{n} question is left open.", "{n} questions are left open.", left)
        text = f"{text} {more.format(n=left)}"
    return [Line(""), *_paragraphs(width, ("", text, Tone.TITLE))]


def _paragraphs(width: int, *paragraphs: tuple[str, str, Tone]) -> list[Line]:
    """Each text with what stands before its first line; its other lines hang under its first letter."""
    return [
        Line(line, tone) for before, text, tone in paragraphs for line in wrap(text, width, before, " " * len(before))
    ]


def _about(step: Step) -> Iterator[tuple[str, str, Tone]]:
    match step:
        case QuestionStep(question=question):
            if question.show:
                yield "", _("What to show: {text}").format(text=question.show), Tone.PLAIN
            yield "", _("Why it is asked: {text}").format(text=question.why), Tone.PLAIN
            if question.note:
                yield "", _("Note: {text}").format(text=question.note), Tone.PLAIN
        case FieldStep(field=field):
            if field.help:
                yield "", field.help, Tone.PLAIN
            yield "", _("What it is used for: {text}").format(text=field.used_for), Tone.PLAIN
        case NameStep():
            yield "", _("The name is printed on the report and stays on this machine."), Tone.PLAIN


def _meanings(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case QuestionStep():
            yield from _question_meanings(step)
        case FieldStep():
            yield "b", _("back to the step before; what you answered stays")
            if not step.field.required:
                yield "s", _("skip: leave it open")
        case SkippedStep():
            yield "y", _("answer them now")
            yield "n", _("leave them open; the report says what is missing")
            yield "b", _("back to the last question")
    yield "q", _("save and quit; you can go on another day")


def _question_meanings(step: QuestionStep) -> Iterator[tuple[str, str]]:
    match step.question:
        case Ladder(levels=levels):
            text = _("the highest line that is fully true today; if a part of it is not true, take the line above it")
            yield f"1-{len(levels)}", text
        case Checklist():
            yield "1 3", _("all lines that are true, with a space between; 0 for none")
    yield "+", _("after an answer: you could show it (a consultant: you have seen it), for example 4+")
    yield "b", _("back to the step before; what you answered stays")
    yield "s", _("skip: leave it open; you are asked once more at the end")
    if step.grounds:
        grounds = "; ".join(step.grounds)
        yield "n", _("does not apply. You may say so if: {grounds}").format(grounds=grounds)
    yield "d", _("I do not know: counts as the lowest answer until you find out")
