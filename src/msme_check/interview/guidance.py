"""The longer texts of the interview: the welcome, the help at a step, and the words at the end."""

import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping

from msme_check import cells
from msme_check.i18n import _, ngettext
from msme_check.interview import choices, offers
from msme_check.interview.lines import Line, Tone, numbered, paragraphs, wrapped
from msme_check.interview.state import Interview
from msme_check.interview.steps import FieldStep, NameStep, QuestionStep, Step
from msme_check.interview.words import minutes
from msme_check.model.questions import Checklist, Ladder
from msme_check.model.response import Response

_TOLD = ("--instrument", "--lang")
_LOOK = ("--brand", "--templates", "--paper")
"""Options of the interview that commands for its answers have, too."""


def welcome(interview: Interview, file: str, width: int, *, keys: bool = False) -> list[Line]:
    """What this is, how long it takes, where the answers go, how to stop; `keys`: where single keys are taken."""
    questions = len(interview.questions)
    answered = sum(interview.has(step) for step in interview.questions)
    begun = any(interview.has(step) for step in interview.steps)
    time = minutes(interview)
    how = _("Type an answer, then press Enter. Letters you can type stand below each question:")
    if keys:
        how = _("Choose with the arrow keys or a number, then press Enter. Other keys stand at the bottom:")
    length = ngettext("{count} questions, about {n} minute.", "{count} questions, about {n} minutes.", time)
    if begun:
        length = _("Going on where you stopped: {answered} of {count} questions are answered.")
    return paragraphs(
        width,
        ("", interview.instrument.settings.title, Tone.TITLE),
        ("", length.format(count=questions, n=time, answered=answered), Tone.PLAIN),
        *((("", _quick(), Tone.PLAIN),) if interview.response.quick else ()),
        (
            "",
            _("Choose what is true today. A low line is as useful as a high one: it shows what to do next."),
            Tone.PLAIN,
        ),
        *((("", _consultant(), Tone.PLAIN),) if interview.consultant else ()),
        ("", _("Nothing leaves this machine. Each answer is saved at once in {file}").format(file=file), Tone.PLAIN),
        ("", how, Tone.PLAIN),
        ("", _("q stops, and you go on another day; ? helps; m shows all parts and your answers."), Tone.PLAIN),
    )


def _quick() -> str:
    return _("This is the quick check: the core questions alone. It gives a plan of what to do first, and no scores.")


def _consultant() -> str:
    return _("After an answer that can be proved you are asked whether you have seen the proof.")


def help_lines(interview: Interview, width: int, *, keys: bool = False) -> list[Line]:
    """Why the step is asked, what to show for it, and what the letters mean; `keys` as in `welcome`."""
    step = interview.step
    if step is None:
        return []
    about = list(_about(step))
    letters = [(f"{letter}  ", meaning, Tone.PLAIN) for letter, meaning in _meanings(interview, step, keys=keys)]
    heading = ("", _("The keys") if keys else _("What you can type"), Tone.TITLE)
    return [Line(""), *paragraphs(width, *about), *paragraphs(width, heading, *letters)]


def about_lines(step: Step, width: int) -> list[Line]:
    """Why the step is asked, and what to show for it."""
    return [Line(""), *paragraphs(width, *_about(step))]


def farewell(interview: Interview, width: int) -> list[Line]:
    """The words after the last step: what is left open, and what was not asked of a firm like this one."""
    left = len(interview.questions) - sum(interview.has(step) for step in interview.questions)
    text = _("That was the last question. Thank you.")
    if left:
        more = ngettext("{n} question is left open.", "{n} questions are left open.", left)
        text = f"{text} {more.format(n=left)}"
    return [Line(""), *wrapped(text, width, Tone.TITLE), *_left_out(interview, width)]


def _left_out(interview: Interview, width: int) -> Iterator[Line]:
    questions = interview.left_out
    if not questions:
        return
    text = ngettext(
        "{n} question does not apply to a firm like yours, by its sector, size and market. It was not asked, and "
        "counts for nothing:",
        "{n} questions do not apply to a firm like yours, by its sector, size and market. They were not asked, and "
        "count for nothing:",
        len(questions),
    )
    yield from wrapped(text.format(n=len(questions)), width)
    for question in questions:
        yield from wrapped(question.text, width, Tone.PLAIN, "- ", "  ")
    yield Line("")


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


def _meanings(interview: Interview, step: Step, *, keys: bool) -> Iterator[tuple[str, str]]:
    if keys:
        yield from _key_meanings(interview, step)
    match step:
        case QuestionStep():
            yield from _question_meanings(interview, step, keys=keys)
        case FieldStep():
            yield "b", _("back to the step before; what you answered stays")
            if not step.field.required:
                yield "s", _("skip: leave it open")
        case NameStep():
            pass
        case _:
            yield from choices.meanings(step)
            yield "q", _("save and quit; you can go on another day")
            return
    yield "m", _("the map: all parts of the interview, to look at answers and change them")
    yield "q", _("save and quit; you can go on another day")


def _key_meanings(interview: Interview, step: Step) -> Iterator[tuple[str, str]]:
    """The keys that are no letters."""
    match offers.offered(interview, step).kind:
        case offers.Kind.ONE:
            yield "↑ ↓", _("mark a line; so does its number. Enter takes the line that is marked")
        case offers.Kind.SEVERAL:
            yield "↑ ↓", _("mark a line")
            yield _("Space"), _("ticks it or takes the tick away; so does its number. Enter takes what is ticked")
        case offers.Kind.FIGURE:
            yield _("Enter"), _("takes the figure that you typed")
        case offers.Kind.TEXT:
            yield _("Enter"), _("takes the text that you typed. A letter below is typed alone, then Enter")
    yield "←", _("back, as b; in a text it moves in it first")
    yield _("Page Up, Page Down"), _("what is above or below, where the window is too small for all")


def _question_meanings(interview: Interview, step: QuestionStep, *, keys: bool) -> Iterator[tuple[str, str]]:
    match step.question:
        case Ladder(levels=levels):
            text = _("the highest line that is fully true today; if a part of it is not true, take the line above it")
            yield f"1-{len(levels)}", text
        case Checklist() if not keys:
            yield "1 3", _("all lines that are true, with a space between; 0 for none")
    if keys:
        marks = _("marks the answer: you could show it. Once more takes the mark away")
        yield (
            "+",
            _("marks the answer: you have seen it. Once more takes the mark away") if interview.consultant else marks,
        )
    elif interview.consultant:
        yield "+", _("after an answer: you have seen it, for example 4+; then you are not asked")
    else:
        yield "+", _("after an answer: you could show it, for example 4+")
    yield "b", _("back to the step before; what you answered stays")
    yield "s", _("skip: leave it open; you are asked once more at the end")
    if step.grounds:
        grounds = "; ".join(step.grounds)
        yield "n", _("does not apply. You may say so if: {grounds}").format(grounds=grounds)
    yield "d", _("I do not know: counts as the lowest answer until you find out")


def what_next(response: Response, answers: str, report: str, options: Mapping[str, str], width: int) -> list[Line]:
    """Where the files are, and what to do with them. `options`: those of the interview, with their values."""
    lines = [
        Line(""),
        *wrapped(_("Your files"), width, Tone.TITLE),
        # Not wrapped: a name that is broken in two cannot be copied.
        Line(_("Report: {path}").format(path=cells.plain(report))),
        Line(_("Answers: {path}").format(path=cells.plain(answers))),
        Line(""),
        *wrapped(_("What to do next"), width, Tone.TITLE),
        *numbered("1", _("Open the report. Print it, or keep it where you see it."), width),
        *numbered("2", _("Begin with the first action, this week if you can."), width),
    ]
    for number, (text, command) in enumerate(_commands(response, answers, options), 3):
        lines += [*numbered(str(number), text, width), Line("     " + command)]
    return lines


def _commands(response: Response, answers: str, options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What can be done with the answers, and the command for it, in the language and look of the interview."""
    again, told, sheet, page = (typed(options, *names) for names in ((), _TOLD, (*_TOLD, "--paper"), (*_TOLD, *_LOOK)))
    look = _("Look at your answers, or change one:")
    yield look, command_line("assess", "--response", answers, *again)
    yield (
        _("Put the plan on the wall (or into your calendar: plan.ics):"),
        command_line("calendar", answers, "-o", "plan.pdf", *sheet),
    )
    if response.quick:
        text = _("For scores and bands, answer the other questions too; what is answered stays:")
        yield text, command_line("assess", "--whole", "--response", answers, *again)
        return
    text = _("Take a page along to a bank or another lender:")
    yield text, command_line("lender", answers, "-o", "lender.pdf", *page)
    text = _("In six to twelve months answer again in a new file, and see what has changed:")
    yield text, command_line("compare", answers, _("new.json"), *told)


def typed(options: Mapping[str, str], *names: str) -> list[str]:
    """Options as they are typed: those of these names, or all; one without a value is typed alone."""
    found = [(name, value) for name, value in options.items() if not names or name in names]
    return [word for name, value in found for word in ((name, value) if value else (name,))]


def command_line(*words: str) -> str:
    """A command of this program as it is typed."""
    parts = ["msme-check", *(cells.plain(word) for word in words)]
    return subprocess.list2cmdline(parts) if sys.platform == "win32" else shlex.join(parts)
