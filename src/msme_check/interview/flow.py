"""Where an interview stands, and what a typed line makes of it: a new state, or a message. No input or output."""

from dataclasses import replace
from itertools import takewhile

from msme_check import cells
from msme_check.i18n import _
from msme_check.interview import choosing, typed
from msme_check.interview.recording import answered, done_with, with_value
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview, onward, start
from msme_check.interview.steps import MAP, AskedStep, FieldStep, NameStep, QuestionStep, ReviewStep, value
from msme_check.interview.turns import Command, Outcome, Turn, command, moved, refused, to
from msme_check.model.questions import Number
from msme_check.model.response import Value, cell_text

__all__ = ["Command", "Interview", "Outcome", "Turn", "ended", "reply", "start"]

_NO_ANSWERS = (NOT_APPLICABLE, DONT_KNOW)


def reply(interview: Interview, text: str) -> Turn:
    """What a typed line does at the step that is shown."""
    step = interview.step
    if step is None:
        return Turn(interview, Outcome.STOP)
    text = cells.plain(text)
    found = command(text, letters_only=isinstance(step, NameStep))
    if found is Command.HELP:
        return Turn(interview, Outcome.HELP)
    if found is Command.QUIT:
        return Turn(interview, Outcome.STOP)
    if found is Command.MAP:
        return _map(interview)
    if not isinstance(step, NameStep | FieldStep | QuestionStep):
        return choosing.chosen(interview, step, found, text)
    return _answer(interview, step, text) if found is None else _obey(interview, step, found)


def ended(interview: Interview) -> Turn:
    """What the end of the input does: it ends an interview in which nothing is open, and stops any other."""
    if isinstance(interview.step, ReviewStep):
        return moved(replace(interview, at=""))
    return Turn(interview, Outcome.STOP)


def _obey(interview: Interview, step: AskedStep, found: Command) -> Turn:
    match found:
        case Command.BACK:
            return _back(interview)
        case Command.SKIP:
            return _skip(interview, step)
        case Command.DONT_KNOW:
            return _dont_know(interview, step)
        case _:
            return _not_applicable(interview, step)


def _map(interview: Interview) -> Turn:
    """Opens the map, or goes back from one of its parts to all of it."""
    left = interview.at if interview.left is None else interview.left
    return moved(replace(interview, at=MAP, left=left, part=""))


def _back(interview: Interview) -> Turn:
    if interview.left is not None:
        return moved(onward(interview))
    before = [step.id for step in takewhile(lambda step: step.id != interview.at, interview.steps)]
    if not before:
        return refused(interview, _("This is the first question; there is nothing to go back to."))
    return to(interview, before[-1])


def _skip(interview: Interview, step: AskedStep) -> Turn:
    if isinstance(step, FieldStep) and step.field.required:
        message = _("This cannot be skipped, because the other questions depend on it. Please type an answer, or ?.")
        return refused(interview, message)
    message = _("Your earlier answer was taken out.") if interview.has(step) else ""
    left = done_with(with_value(interview, step, None), step)
    return moved(onward(replace(left, passed=left.passed | {step.id})), message)


def _dont_know(interview: Interview, step: AskedStep) -> Turn:
    if not isinstance(step, QuestionStep):
        message = _("'I do not know' is an answer to the questions only. Here you can type s to skip.")
        if isinstance(step, FieldStep) and step.field.required:
            message = _("Please give your best guess; the other questions depend on it. You can come back with b.")
        return refused(interview, message)
    return _move(interview, step, DONT_KNOW, message=_("Noted: you do not know."))


def _not_applicable(interview: Interview, step: AskedStep) -> Turn:
    if not isinstance(step, QuestionStep):
        message = _("n means 'does not apply', which fits no fact about the business. Please type an answer, or ?.")
        return refused(interview, message)
    if step.grounds:
        message = _("Noted: does not apply to you.")
        if step.question.type == "yesno":
            message = _("Noted: does not apply to you. If you meant 'no', type b and then 3.")
        return _move(interview, step, NOT_APPLICABLE, message=message)
    if step.question.type == "yesno":
        return refused(interview, _("n means 'does not apply', and this applies to every business. For 'no' type 3."))
    if not step.question.not_applicable:
        message = _("This question applies to every business. Type an answer, d if you do not know, or s to skip it.")
        return refused(interview, message)
    message = _("'Does not apply' fits only here: {grounds}. By what you said about the business this is not so.")
    grounds = "; ".join(ground.text for ground in step.question.not_applicable)
    return refused(interview, message.format(grounds=grounds))


def _answer(interview: Interview, step: AskedStep, text: str) -> Turn:
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
        year = interview.response.date[:4]
        found = typed.field_value(step.field, step.options, text, int(year) if year.isdecimal() else None)
    if found.value is None:
        return refused(interview, found.problem)
    message = _noted(interview, step, found.value, shown=shown)
    return _move(interview, step, found.value, shown=shown, seen=shown and interview.consultant, message=message)


def _named(interview: Interview, step: NameStep, text: str) -> Turn:
    if not text:
        return _keep(interview, step, shown=False) if interview.has(step) else _skip(interview, step)
    found = typed.name(text)
    return refused(interview, found.problem) if found.problem else _move(interview, step, found.value)


def _keep(interview: Interview, step: AskedStep, *, shown: bool) -> Turn:
    kept = value(step, interview.response)
    if kept is None and isinstance(step, QuestionStep):
        kept = step.proposal
    if kept is None:
        return refused(interview, _nothing(step))
    if shown and kept in _NO_ANSWERS:
        return refused(interview, _("+ goes with an answer that you could show. Please type the answer first."))
    seen = step.id in interview.response.seen or (shown and interview.consultant)
    shown = shown or step.id in interview.response.evidence
    return _move(interview, step, kept, shown=shown, seen=seen)


def _nothing(step: AskedStep) -> str:
    """What is said to Enter alone, where there is no answer that it could keep."""
    chosen = step.options if isinstance(step, FieldStep) else not isinstance(getattr(step, "question", None), Number)
    if chosen:
        return _("Nothing is chosen yet. Please choose a line by its number, or type one of the letters shown.")
    return _("Nothing was typed. Please type an answer, or one of the letters shown.")


def _move(
    interview: Interview,
    step: AskedStep,
    new: Value | None,
    *,
    shown: bool = False,
    seen: bool = False,
    message: str = "",
) -> Turn:
    before = value(step, interview.response)
    return moved(answered(with_value(interview, step, new, shown=shown, seen=seen), step, before), message)


def _noted(interview: Interview, step: AskedStep, new: Value, *, shown: bool) -> str:
    """Repeats what is easily mistyped."""
    if isinstance(step, QuestionStep) and step.question.type == "number":
        figure = f"{cell_text(new)} {step.question.unit}"
    elif isinstance(step, FieldStep) and step.field.type == "number" and isinstance(new, int) and new >= 1000:
        figure = f"{new:,} {step.field.unit or ''}".rstrip()
    else:
        figure = ""
    if shown and interview.consultant:
        return _("Noted: {figure}, and seen.").format(figure=figure) if figure else _("Noted, and seen.")
    if shown:
        text = _("Noted: {figure}, and you could show it.")
        return text.format(figure=figure) if figure else _("Noted, and you could show it.")
    return _("Noted: {figure}.").format(figure=figure) if figure else ""
