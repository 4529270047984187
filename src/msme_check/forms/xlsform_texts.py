"""What stands under a question of a form for phones: how to answer it, what to show, why it is asked."""

from collections.abc import Iterator

from msme_check.forms.fields import Field, Kind, figure
from msme_check.i18n import _
from msme_check.model.instrument import Words
from msme_check.model.questions import Ladder


def hint(field: Field, words: Words) -> str:
    """What everybody sees, a line each."""
    return "\n".join(_lines(field, words))


def guidance(field: Field) -> str:
    """What who asks for it sees."""
    return _("Why it is asked: {text}").format(text=field.question.why) if field.question is not None else ""


def limits_message(field: Field) -> str:
    """What is said about a number that cannot be."""
    text = _("The number has to lie between {low} and {high}. Please check it and type it again.")
    if field.kind is Kind.YEAR:
        text = _("The year has to lie between {low} and {high}. Please check it and type it again.")
    return text.format(low=figure(field.minimum), high=figure(field.maximum))


def _lines(field: Field, words: Words) -> Iterator[str]:
    if how := _how(field, words):
        yield how
    if field.help:
        yield field.help
    if field.show:
        yield _("What to show: {text}").format(text=field.show)
    if field.grounds:
        grounds = "; ".join(text for text, _when in field.grounds)
        yield _("'{answer}' fits only here: {grounds}").format(answer=words.not_applicable, grounds=grounds)


def _how(field: Field, words: Words) -> str:
    """How it is answered, where that does not go without saying."""
    match field.kind:
        case Kind.ONE:
            return words.ladder_stem if isinstance(field.question, Ladder) else ""
        case Kind.SEVERAL:
            return _("Choose all that fit.")
        case Kind.NUMBER if field.question is not None:
            text = _("Type a figure, in {unit}, between {low} and {high}.")
            return text.format(unit=field.unit, low=figure(field.minimum), high=figure(field.maximum))
        case Kind.NUMBER:
            return _("Type a whole number ({unit}).").format(unit=field.unit or _("how many"))
        case _:
            return ""
