"""What a step of the interview offers: its choices with what is typed for each, the letters it takes, what is chosen.

Pure. Both ways of answering, typed lines and keys, take what they show from here, and both end in the same typed text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from msme_check import descriptors
from msme_check.i18n import _
from msme_check.interview import choices
from msme_check.interview.choices import Choice
from msme_check.interview.said import codes
from msme_check.interview.state import DONT_KNOW, NOT_APPLICABLE, Interview
from msme_check.interview.steps import AskedStep, FieldStep, NameStep, QuestionStep, SkippedStep, Step, value
from msme_check.interview.typed import YES_NO
from msme_check.model.instrument import ProfileField, Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Value, cell_text

NONE_PLACE = "0"
"""What is typed for "none of these"."""


class Kind(StrEnum):
    """How a step is answered: one of its choices, several of them, a figure, or free text."""

    ONE = "one"
    SEVERAL = "several"
    FIGURE = "figure"
    TEXT = "text"


@dataclass(frozen=True)
class Offered:
    """What a step offers.

    `stem` stands above the choices, or says what a figure or a text has to be. `alone`: what is typed for a choice
    that goes with no other. `chosen` is what would be typed for the answer so far, or else for the one that is
    proposed; of a figure or a text it is that itself. `keeps`: an empty line keeps one of the two. `unit` is that of
    a figure. `showable`: a `+` may follow the answer; `shown`: it did so far.
    """

    kind: Kind
    stem: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    alone: str = ""
    letters: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    keeps: bool = False
    unit: str = ""
    showable: bool = False
    shown: bool = False


def offered(interview: Interview, step: Step) -> Offered:
    """What the step offers in this interview."""
    match step:
        case NameStep() | FieldStep() | QuestionStep():
            return _asked(interview, step)
        case SkippedStep():
            yes, no = _("answer them now"), _("leave them open; the report says what is missing")
            return Offered(Kind.ONE, choices=(Choice("y", yes), Choice("n", no)), letters=tuple(choices.letters(step)))
        case _:
            lines = tuple(choices.choices(interview, step))
            note = choices.note(interview, step)
            return Offered(Kind.ONE, (note,) if note else (), lines, letters=tuple(choices.letters(step)))


def _asked(interview: Interview, step: AskedStep) -> Offered:
    words = interview.instrument.settings.words
    so_far = value(step, interview.response)
    proposed = step.proposal if isinstance(step, QuestionStep) else None
    proved = interview.response.seen if interview.consultant else interview.response.evidence
    unit = ""
    match step:
        case QuestionStep(question=Number(unit=unit)):
            pass
        case FieldStep():
            unit = step.field.unit or ""
    return Offered(
        kind=_kind(step),
        stem=tuple(text for text in _stem(step, words) if text),
        choices=tuple(_choices(step, words)),
        alone=NONE_PLACE if isinstance(step, QuestionStep) and isinstance(step.question, Checklist) else "",
        letters=tuple(_letters(interview, step)),
        chosen=typed_for(step, proposed if so_far is None else so_far),
        keeps=so_far is not None or proposed is not None,
        unit=unit,
        showable=isinstance(step, QuestionStep),
        shown=step.id in proved,
    )


def typed_for(step: AskedStep, so_far: Value | None) -> tuple[str, ...]:
    """What is typed to answer so; empty where that is a letter, or nothing."""
    if so_far is None or so_far in (NOT_APPLICABLE, DONT_KNOW):
        return ()
    match step:
        case QuestionStep(question=Ladder()) if isinstance(so_far, int):
            return (str(so_far + 1),)
        case QuestionStep(question=YesNo()) if so_far in YES_NO:
            return (str(YES_NO.index(str(so_far)) + 1),)
        case QuestionStep(question=Checklist(items=items)):
            return _places([item.code for item in items], so_far) or (NONE_PLACE,)
        case FieldStep(options=options) if options:
            return _places([option.code for option in options], so_far)
        case _:
            return (cell_text(so_far),)


def _places(named: list[str], so_far: Value) -> tuple[str, ...]:
    return tuple(str(place) for place, code in enumerate(named, 1) if code in codes(so_far))


def _kind(step: AskedStep) -> Kind:
    match step:
        case NameStep():
            return Kind.TEXT
        case QuestionStep(question=Checklist()) | FieldStep(field=ProfileField(type="choices")):
            return Kind.SEVERAL
        case QuestionStep(question=Number()) | FieldStep(field=ProfileField(type="number" | "year")):
            return Kind.FIGURE
        case _:
            return Kind.ONE


def _stem(step: AskedStep, words: Words) -> Iterator[str]:
    match step:
        case NameStep():
            yield _("It is printed on the report. You may leave it empty: press Enter.")
        case QuestionStep(question=Ladder()):
            yield words.ladder_stem
        case QuestionStep(question=Number() as number):
            low, high = cell_text(number.minimum), cell_text(number.maximum)
            text = _("Type a figure, in {unit}, between {low} and {high}.")
            yield text.format(unit=number.unit, low=low, high=high)
        case FieldStep(field=field):
            yield field.help or ""
            if field.type == "number":
                yield _("Type a whole number ({unit}).").format(unit=field.unit or _("how many"))
            if field.type == "year":
                yield _("Type a year, for example 2015.")


def _choices(step: AskedStep, words: Words) -> Iterator[Choice]:
    match step:
        case QuestionStep(question=question):
            yield from _answers(question, words)
        case FieldStep(options=options):
            for place, option in enumerate(options, 1):
                yield Choice(str(place), f"{option.text} ({option.example})" if option.example else option.text)


def _answers(question: Question, words: Words) -> Iterator[Choice]:
    match question:
        case Ladder():
            for place, level in enumerate(question.levels, 1):
                text = descriptors.above(level.text) if level.builds_on else level.text
                yield Choice(str(place), text)
        case YesNo():
            yield Choice("1", words.yes)
            yield Choice("2", f"{words.partly}: {question.partly}")
            yield Choice("3", words.no)
        case Checklist():
            for place, item in enumerate(question.items, 1):
                yield Choice(str(place), item.text)
            yield Choice(NONE_PLACE, words.none_of_these)


def _letters(interview: Interview, step: AskedStep) -> list[str]:
    """The commands that the step takes, each with a word or two."""
    back = _("b back") if interview.left is None else _("b back to the map")
    skip, look, stop, explain = _("s skip"), _("m map"), _("q save and quit"), _("? help")
    match step:
        case QuestionStep():
            fits = [_("n does not apply")] if step.grounds else []
            return [back, skip, *fits, _("d I do not know"), explain, look, stop]
        case FieldStep():
            return [back, explain, look, stop] if step.field.required else [back, skip, explain, look, stop]
        case NameStep():
            return [explain, look, stop] if interview.left is None else [back, explain, look, stop]
