"""Where an interview stands, and what a typed line makes of it: a new state, or a message. No input or output."""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from msme_check import cells
from msme_check.i18n import _
from msme_check.interview import typed
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview, onward, start, with_value
from msme_check.interview.steps import FieldStep, NameStep, QuestionStep, SkippedStep, Step, value
from msme_check.model.response import Value, cell_text

__all__ = ["Command", "Interview", "Outcome", "Turn", "reply", "start"]

_NO_ANSWERS = (NOT_APPLICABLE, DONT_KNOW)


class Command(StrEnum):
    """What can be typed instead of an answer."""

    BACK = "b"
    SKIP = "s"
    NOT_APPLICABLE = "n"
    DONT_KNOW = "d"
    HELP = "?"
    QUIT = "q"


_WORDS = {
    "back": Command.BACK,
    "skip": Command.SKIP,
    "na": Command.NOT_APPLICABLE,
    "dk": Command.DONT_KNOW,
    "help": Command.HELP,
    "quit": Command.QUIT,
}


class Outcome(StrEnum):
    """What the terminal does next."""

    MOVED = "moved"
    REFUSED = "refused"
    HELP = "help"
    STOP = "stop"


@dataclass(frozen=True)
class Turn:
    """What a typed line did: the state after it, and a message for the person."""

    interview: Interview
    outcome: Outcome
    message: str = ""


def reply(interview: Interview, text: str) -> Turn:
    """What a typed line does at the step that is shown."""
    step = interview.step
    if step is None:
        return Turn(interview, Outcome.STOP)
    text = cells.plain(text)
    command = _command(text, letters_only=isinstance(step, NameStep))
    if isinstance(step, SkippedStep) and command not in {Command.HELP, Command.QUIT, Command.BACK}:
        return _offer(interview, command, text)
    return _answer(interview, step, text) if command is None else _obey(interview, step, command)


def _command(text: str, *, letters_only: bool) -> Command | None:
    word = unicodedata.normalize("NFKC", text).casefold()
    if word in set(Command):
        return Command(word)
    # A business may be called "Help" or "Back"; no business has one letter for a name.
    return None if letters_only else _WORDS.get(word)


def _obey(interview: Interview, step: Step, command: Command) -> Turn:
    match command:
        case Command.HELP:
            return Turn(interview, Outcome.HELP)
        case Command.QUIT:
            return Turn(interview, Outcome.STOP)
        case Command.BACK:
            return _back(interview)
        case Command.SKIP:
            return _skip(interview, step)
        case Command.DONT_KNOW:
            return _dont_know(interview, step)
        case Command.NOT_APPLICABLE:
            return _not_applicable(interview, step)


def _refuse(interview: Interview, message: str) -> Turn:
    return Turn(interview, Outcome.REFUSED, message)


def _back(interview: Interview) -> Turn:
    before = [step.id for step in takewhile(lambda step: step.id != interview.at, interview.steps)]
    if not before:
        return _refuse(interview, _("This is the first question; there is nothing to go back to."))
    return Turn(replace(interview, at=before[-1]), Outcome.MOVED)


def _offer(interview: Interview, command: Command | None, text: str) -> Turn:
    words = interview.instrument.settings.words
    offered = replace(interview, offered=True)
    if text.casefold() in {"y", "yes", "1", words.yes.casefold()}:
        again = interview.passed - {*interview.skipped}
        return Turn(onward(replace(offered, passed=again)), Outcome.MOVED)
    if command in {Command.NOT_APPLICABLE, Command.SKIP} or text.casefold() in {"no", "2", words.no.casefold()}:
        return Turn(onward(offered), Outcome.MOVED)
    return _refuse(interview, _("Please type y to answer them now, or n to leave them open."))


def _skip(interview: Interview, step: Step) -> Turn:
    if isinstance(step, FieldStep) and step.field.required:
        message = _("This cannot be skipped, because the other questions depend on it. Please type an answer, or ?.")
        return _refuse(interview, message)
    message = _("Your earlier answer was taken out.") if interview.has(step) else ""
    left = with_value(interview, step, None)
    return Turn(onward(replace(left, passed=left.passed | {step.id})), Outcome.MOVED, message)


def _dont_know(interview: Interview, step: Step) -> Turn:
    if not isinstance(step, QuestionStep):
        message = _("'I do not know' is an answer to the questions only. Here you can type s to skip.")
        if isinstance(step, FieldStep) and step.field.required:
            message = _("Please give your best guess; the other questions depend on it. You can come back with b.")
        return _refuse(interview, message)
    return _move(interview, step, DONT_KNOW, message=_("Noted: you do not know."))


def _not_applicable(interview: Interview, step: Step) -> Turn:
    if not isinstance(step, QuestionStep):
        message = _("n means 'does not apply', which fits no fact about the business. Please type an answer, or ?.")
        return _refuse(interview, message)
    if step.grounds:
        message = _("Noted: does not apply to you.")
        if step.question.type == "yesno":
            message = _("Noted: does not apply to you. If you meant 'no', type b and then 3.")
        return _move(interview, step, NOT_APPLICABLE, message=message)
    if step.question.type == "yesno":
        return _refuse(interview, _("n means 'does not apply', and this applies to every business. For 'no' type 3."))
    if not step.question.not_applicable:
        message = _("This question applies to every business. Type an answer, d if you do not know, or s to skip it.")
        return _refuse(interview, message)
    message = _("'Does not apply' fits only here: {grounds}. By what you said about the business this is not so.")
    grounds = "; ".join(ground.text for ground in step.question.not_applicable)
    return _refuse(interview, message.format(grounds=grounds))


def _answer(interview: Interview, step: Step, text: str) -> Turn:
    """Reads an answer. An empty line keeps what is there or proposed; a `+` at the end says it could be shown."""
    if isinstance(step, NameStep):
        return _named(interview, step, text)
    shown = False
    if isinstance(step, QuestionStep) and text.endswith(("+", "＋")):  # noqa: RUF001 - the wide + of some keyboards
        text, shown = text[:-1].rstrip(), True
    if not text:
        return _keep(interview, step, shown=shown)
    if isinstance(step, QuestionStep):
        found = typed.question_value(step.question, text, interview.instrument.settings.words)
    else:
        assert isinstance(step, FieldStep)  # noqa: S101 - the other kinds of step were dealt with
        year = interview.response.date[:4]
        found = typed.field_value(step.field, step.options, text, int(year) if year.isdecimal() else None)
    if found.value is None:
        return _refuse(interview, found.problem)
    return _move(interview, step, found.value, shown=shown, message=_noted(step, found.value, shown=shown))


def _named(interview: Interview, step: NameStep, text: str) -> Turn:
    if not text:
        return _keep(interview, step, shown=False) if interview.has(step) else _skip(interview, step)
    found = typed.name(text)
    return _refuse(interview, found.problem) if found.problem else _move(interview, step, found.value)


def _keep(interview: Interview, step: Step, *, shown: bool) -> Turn:
    kept = value(step, interview.response)
    if kept is None and isinstance(step, QuestionStep):
        kept = step.proposal
    if kept is None:
        return _refuse(interview, _("Nothing was typed. Please type an answer, or one of the letters shown."))
    if shown and kept in _NO_ANSWERS:
        return _refuse(interview, _("+ goes with an answer that you could show. Please type the answer first."))
    shown = shown or step.id in interview.response.evidence
    return _move(interview, step, kept, shown=shown)


def _move(interview: Interview, step: Step, new: Value | None, *, shown: bool = False, message: str = "") -> Turn:
    return Turn(onward(with_value(interview, step, new, shown=shown)), Outcome.MOVED, message)


def _noted(step: Step, new: Value, *, shown: bool) -> str:
    """Repeats what is easily mistyped."""
    if isinstance(step, QuestionStep) and step.question.type == "number":
        noted = f"{cell_text(new)} {step.question.unit}"
    elif isinstance(step, FieldStep) and step.field.type == "number" and isinstance(new, int) and new >= 1000:
        noted = f"{new:,} {step.field.unit or ''}".rstrip()
    else:
        return _("Noted, and you could show it.") if shown else ""
    if shown:
        return _("Noted: {figure}, and you could show it.").format(figure=noted)
    return _("Noted: {figure}.").format(figure=noted)
