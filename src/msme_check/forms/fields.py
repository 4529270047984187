"""What every blank form asks, whatever it is printed or saved as: the firm, its facts, the questions, part by part.

A form shows a field as it can; what may be answered is the same in all of them, and is read by the same intake.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.descriptors import alone
from msme_check.i18n import _
from msme_check.model.conditions import Condition, ProfileTest
from msme_check.model.instrument import Instrument, ProfileField, Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo

NONE, DONT_KNOW, NOT_APPLICABLE = "none", "dk", "na"
"""Codes that stand for "none of these", "I do not know" and "does not apply"."""


class Kind(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"
    YEAR = "year"


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen. `full` can stand alone; `text` may build on the choice before it.

    `of`: it belongs to this choice of the field named by `Field.choices_by`. `example`: what it covers, or nothing.
    """

    code: str
    text: str
    full: str
    builds_on: bool = False
    of: str | None = None
    example: str = ""


@dataclass(frozen=True)
class Field:
    """One thing that is asked; `id` is the name of its column.

    `choices` holds what the question offers, without "I do not know" and "does not apply": `dont_know` says whether the
    one is an answer, `grounds` on which the other is (none: it is not), each with the condition that a profile settles.
    """

    id: str
    kind: Kind
    text: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    choices_by: str | None = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    ask_when: Condition | None = None
    dont_know: bool = False
    grounds: tuple[tuple[str, Condition | None], ...] = ()
    show: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Section:
    """Fields that belong together: the firm, or a dimension of a questionnaire; ids are those of the instrument.

    `part` is the title of the questionnaire.
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    questionnaire: str | None = None
    part: str = ""

    @property
    def path(self) -> str:
        """The title, behind that of its questionnaire."""
        return f"{self.part}: {self.title}" if self.part else self.title


FIRM = "firm"
"""The id of the first section."""


def sections(instrument: Instrument, *, core: bool = False, only: Sequence[str] | None = None) -> tuple[Section, ...]:
    """The firm first, then each dimension. `core`: only the questions of the quick check; `only`: questionnaires."""
    words = instrument.settings.words
    firm = Section(FIRM, _("The firm"), (*_identity(), *(_fact(field) for field in instrument.profile)))
    dimensions = (
        Section(dimension.id, dimension.title, tuple(_question(one, words) for one in asked), part.id, part.title)
        for part in instrument.questionnaires
        if only is None or part.id in only
        for dimension in part.dimensions
        if (asked := [one for one in dimension.questions if one.core or not core])
    )
    return (firm, *dimensions)


def evidence() -> Field:
    """The column behind all questions that says of which ones the proof was seen."""
    return Field(
        EVIDENCE,
        Kind.TEXT,
        _("The answers that could be proved: what was to be shown was seen, or could be shown"),
        help=_("ids of questions, with spaces between them"),
    )


def beside(field: Field, words: Words) -> tuple[Choice, ...]:
    """The answers that stand beside those a question offers: "I do not know", and "does not apply" where it may be."""
    unknown = [Choice(DONT_KNOW, words.dont_know, words.dont_know)] if field.dont_know else []
    outside = [Choice(NOT_APPLICABLE, words.not_applicable, words.not_applicable)] if field.grounds else []
    return (*unknown, *outside)


def figure(limit: float | None) -> str:
    """The lowest or highest number as it is shown; dots where there is none."""
    return "..." if limit is None else f"{limit:.16g}"


def only_for(field: Field, instrument: Instrument) -> tuple[str, ...]:
    """The choices of another fact for which this one is asked, in words; none where it is asked of everybody.

    Empty as well where its condition is of another kind: then a form asks everybody.
    """
    match field.ask_when:
        case ProfileTest(profile=name, is_=str(code)):
            codes: tuple[str, ...] = (code,)
        case ProfileTest(profile=name, in_=tuple(codes)):
            pass
        case _:
            return ()
    return tuple(option.text for option in instrument.profile_field[name].options if option.code in codes)


def _identity() -> Iterator[Field]:
    yield Field(FIRM_ID, Kind.TEXT, _("An id of the firm's own, such as a number"), required=True)
    yield Field(FIRM_NAME, Kind.TEXT, _("The name of the firm, as it stands on its report"))


def _fact(field: ProfileField) -> Field:
    kinds = {"choice": Kind.ONE, "choices": Kind.SEVERAL, "number": Kind.NUMBER, "year": Kind.YEAR}
    return Field(
        field.id,
        kinds[field.type],
        field.text,
        help=field.help or "",
        choices=tuple(
            Choice(option.code, option.text, option.text, of=option.of, example=option.example or "")
            for option in field.options
        ),
        choices_by=field.options_by,
        unit=field.unit or "",
        minimum=field.minimum,
        maximum=field.maximum,
        required=field.required,
        ask_when=field.ask_when,
    )


def _question(question: Question, words: Words) -> Field:
    limits = (question.minimum, question.maximum) if isinstance(question, Number) else (None, None)
    several = isinstance(question, Checklist)
    return Field(
        question.id,
        Kind.SEVERAL if several else Kind.NUMBER if isinstance(question, Number) else Kind.ONE,
        question.text,
        help=question.note or "",
        choices=_choices(question, words),
        unit=question.unit if isinstance(question, Number) else "",
        minimum=limits[0],
        maximum=limits[1],
        dont_know=True,
        grounds=tuple((ground.text, ground.when) for ground in question.not_applicable),
        show=question.show or "",
        question=question,
    )


def _choices(question: Question, words: Words) -> tuple[Choice, ...]:
    match question:
        case Ladder():
            return tuple(
                Choice(str(level), line.text, alone(question, level), line.builds_on)
                for level, line in enumerate(question.levels)
            )
        case YesNo():
            partly = Choice("partly", question.partly, f"{words.partly}: {question.partly}")
            return (Choice("yes", words.yes, words.yes), partly, Choice("no", words.no, words.no))
        case Checklist():
            ticks = (Choice(item.code, item.text, item.text) for item in question.items)
            return (*ticks, Choice(NONE, words.none_of_these, words.none_of_these))
        case Number():
            return ()
