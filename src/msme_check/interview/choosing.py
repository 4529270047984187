"""What a typed line does at a step that offers a choice: skipped questions, the map, the review, proofs, odd pairs."""

from dataclasses import replace

from msme_check import cells
from msme_check.i18n import _
from msme_check.interview.recording import with_proof
from msme_check.interview.state import Interview, onward
from msme_check.interview.steps import (
    MAP,
    PAIR,
    REVIEW,
    SKIPPED,
    AskedStep,
    MapStep,
    Offer,
    PairStep,
    PartStep,
    ReviewStep,
    SeenStep,
    SkippedStep,
)
from msme_check.interview.turns import Command, Turn, moved, refused, to

FINISH, LOOK, WHOLE = 1, 2, 3
"""The choices of the review."""

KEEP = 1
"""The choice of an odd pair that leaves the answers as they are; the answers to change have the numbers after it."""

_NO = (Command.NOT_APPLICABLE, Command.SKIP)
"""Where yes or no is asked, the letter n says no."""


def chosen(interview: Interview, step: Offer, command: Command | None, text: str) -> Turn:
    """The turn for a typed line that asks neither for help, for the map, nor to quit."""
    match step:
        case SkippedStep():
            return _skipped(interview, command, text)
        case ReviewStep():
            return _review(interview, step, command, text)
        case MapStep():
            return _map(interview, step, command, text)
        case PartStep():
            return _part(interview, step, command, text)
        case PairStep():
            return _pair(interview, step, command, text)
        case SeenStep():
            return _seen(interview, step, command, text)


def _last(interview: Interview) -> Turn:
    """Back from what comes after the questions to the last one."""
    return to(interview, interview.steps[-1].id)


def _skipped(interview: Interview, command: Command | None, text: str) -> Turn:
    words = interview.instrument.settings.words
    offered = replace(interview, offered=True)
    if command is Command.BACK:
        return _last(interview)
    if text.casefold() in {"y", "yes", "1", words.yes.casefold()}:
        again = interview.passed - {*interview.skipped}
        return moved(onward(replace(offered, passed=again)))
    if command in _NO or text.casefold() in {"no", "2", words.no.casefold()}:
        return moved(onward(offered))
    return refused(interview, _("Please type y to answer them now, or n to leave them open."))


def _review(interview: Interview, step: ReviewStep, command: Command | None, text: str) -> Turn:
    if command is Command.BACK:
        return _last(interview)
    number = FINISH if not text else cells.whole(text)
    if number == FINISH:
        return to(interview, "")
    if number == LOOK:
        return moved(replace(interview, at=MAP, left=REVIEW, part=""))
    if number == WHOLE and step.more:
        whole = interview.response.model_copy(update={"quick": False})
        return moved(onward(replace(interview, response=whole)))
    return refused(interview, _one_of(WHOLE if step.more else LOOK))


def _map(interview: Interview, step: MapStep, command: Command | None, text: str) -> Turn:
    if not text or command is Command.BACK:
        return moved(_closed(interview))
    number = cells.whole(text)
    if number is None or not 1 <= number <= len(step.parts):
        return refused(interview, _one_of(len(step.parts)))
    name = step.parts[number - 1].id
    return moved(replace(interview, at=f"{MAP}/{name}", part=name))


def _closed(interview: Interview) -> Interview:
    """The interview where the map was opened; where that is done with, at what comes next."""
    at = interview.left or ""
    closed = replace(interview, at=at, left=None, part="")
    done = at in {SKIPPED, REVIEW} or at.startswith(PAIR) or closed.step is None
    return onward(closed) if done else closed


def _part(interview: Interview, step: PartStep, command: Command | None, text: str) -> Turn:
    if not text or command is Command.BACK:
        return moved(replace(interview, at=MAP, part=""))
    steps = step.part.steps
    number = cells.whole(text)
    if number is None or not 1 <= number <= len(steps):
        return refused(interview, _one_of(len(steps)))
    return to(interview, steps[number - 1].id)


def _pair(interview: Interview, step: PairStep, command: Command | None, text: str) -> Turn:
    """Keeps the answers, or goes to one of them; either way this pair is not asked about again."""
    number = KEEP if not text or command is Command.SKIP else cells.whole(text)
    if command is Command.BACK:
        number = KEEP + len(step.questions)
    if number is None or not KEEP <= number <= KEEP + len(step.questions):
        return refused(interview, _one_of(KEEP + len(step.questions)))
    waiting = tuple(name for name in interview.odd if name != step.pair.id)
    told = replace(interview, odd=waiting, asked_pairs=interview.asked_pairs | {step.pair.id})
    if number == KEEP:
        return moved(onward(told), _("Noted: the answers stay as they are."))
    return to(told, step.questions[number - KEEP - 1].id)


def _seen(interview: Interview, step: SeenStep, command: Command | None, text: str) -> Turn:
    words = interview.instrument.settings.words
    word, name = text.casefold(), step.asked.id
    if command is Command.BACK:
        return to(interview, name)
    if not word:
        return moved(onward(interview))
    if word in {"1", "y", "yes", words.yes.casefold()}:
        return moved(_witnessed(interview, step.asked, seen=True), _("Noted: seen."))
    if command in _NO or word in {"2", "no", words.no.casefold()}:
        return moved(_witnessed(interview, step.asked, seen=False), _("Noted: not seen."))
    return refused(interview, _("Please type 1 if you have seen it, or 2 if not."))


def _witnessed(interview: Interview, asked: AskedStep, *, seen: bool) -> Interview:
    response = with_proof(interview, interview.response, asked.id, shown=False, seen=seen)
    return onward(replace(interview, response=response))


def _one_of(count: int) -> str:
    if count == 1:
        return _("Please type 1, or one of the letters shown.")
    return _("Please type one number from 1 to {last}, or one of the letters shown.").format(last=count)
