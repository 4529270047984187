"""What is said about a field where it is filled in: in a note on its title, or in the lines below it."""

from collections.abc import Iterator

from msme_check.forms import fields
from msme_check.forms.fields import Choice, Field, Kind
from msme_check.forms.workbook.lists import TICK, limits, numbered
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder


def note(field: Field, instrument: Instrument) -> str:
    """All about a field: its text, help, answers, what could be shown, when it does not apply."""
    return "\n\n".join(
        [field.text, *about(field, instrument), "\n".join(answers(field, instrument)), *asides(field, instrument)]
    )


def about(field: Field, instrument: Instrument) -> Iterator[str]:
    """Whether a field must be filled in, for whom it is, and its help."""
    if field.required:
        yield _("Must be filled in.")
    if only := fields.only_for(field, instrument):
        yield _("Only for: {choices}.").format(choices=", ".join(only))
    if field.help:
        yield field.help


def answers(field: Field, instrument: Instrument) -> Iterator[str]:
    """How a field is answered, and the answers there are."""
    words = instrument.settings.words
    if said := how(field, instrument):
        yield said
    yield from (choice_line(choice, field) for choice in (*field.choices, *fields.beside(field, words)))


def how(field: Field, instrument: Instrument) -> str:
    """How a field is answered; empty where that is plain."""
    if field.kind is Kind.TEXT:
        return ""
    if field.kind in {Kind.NUMBER, Kind.YEAR}:
        return limits(field, instrument.settings.words)
    if field.kind is Kind.SEVERAL:
        return _("Type {tick} for each that is true.").format(tick=TICK)
    if isinstance(field.question, Ladder):
        return instrument.settings.words.ladder_stem
    return _("Choose one.")


def choice_line(choice: Choice, field: Field) -> str:
    """An answer, with what it stands for."""
    text = numbered(choice, field)
    return f"{text} ({choice.example})" if choice.example else text


def asides(field: Field, instrument: Instrument) -> Iterator[str]:
    """What could be shown, and on which grounds a question does not apply."""
    if field.show:
        yield _("To show: {what}").format(what=field.show)
    for text, _when in field.grounds:
        answer = instrument.settings.words.not_applicable
        yield _("'{answer}' only where this is so: {ground}").format(answer=answer, ground=text)
