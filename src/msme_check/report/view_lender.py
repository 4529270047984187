"""The page for the lender: which of the usual documents are there, what to bring first, the owner's own figures.

All its words come from the instrument. So it can be in two languages, the report's and English, side by side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from msme_check import cells
from msme_check.i18n import _
from msme_check.model.assessment import DocumentStanding, DocumentState, State
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.lender import LenderDocument, LenderFigure
from msme_check.report import words
from msme_check.report.material import Material

THERE = frozenset({DocumentState.READY, DocumentState.PARTLY})
TOLD = THERE | {DocumentState.MISSING}
"""How a document stands where the answers say anything of it."""

Saying = Callable[[Instrument], str]
"""A text as an instrument in some language has it."""


@dataclass(frozen=True)
class Said:
    """A text in the report's language, and in English; `english` is empty where the page has one language."""

    text: str
    english: str = ""


@dataclass(frozen=True)
class DocumentLine:
    """One document. `state`: the code of how it stands, which `standing` says in words. `mark`: how far to rely on it.

    `to_do` and `action`, by which of the plan it comes, are for the owner alone, and in one language.
    """

    state: str
    title: Said
    standing: Said
    mark: Said
    to_do: str
    action: str


@dataclass(frozen=True)
class PartLines:
    """The documents under one of the five Cs."""

    title: Said
    meaning: Said
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True)
class FigureLine:
    """A fact or figure as it was given."""

    label: Said
    value: Said


@dataclass(frozen=True)
class LenderPage:
    """`two`: in two languages. `first`: what to bring first, in order; where it is empty, `nothing_ready` is said.

    `not_needed`: the documents that a firm like this is not asked for, in one line; empty where there are none.
    """

    two: bool
    title: Said
    about: Said
    no_decision: Said
    usual: Said
    day: Said
    bring_first: Said
    figures_given: Said
    facts: tuple[FigureLine, ...]
    first: tuple[Said, ...]
    nothing_ready: Said
    figures: tuple[FigureLine, ...]
    no_figures: Said
    parts: tuple[PartLines, ...]
    not_needed: Said


def has_answers(material: Material) -> bool:
    """Whether the answers say anything of any document."""
    return any(one.state in TOLD for one in material.assessment.documents)


def page(material: Material) -> LenderPage:
    """The page of one firm, in the language of the material's instrument and, where that is another one, in English."""
    return _Page(material).page()


class _Page:
    def __init__(self, material: Material) -> None:
        self.material = material
        original = material.instrument.original
        differs = original is not None and original.lender != material.instrument.lender
        self.english = original if differs else None
        self.standings = {one.id: one for one in material.assessment.documents}

    def said(self, saying: Saying) -> Said:
        """A text in both languages."""
        return Said(saying(self.material.instrument), saying(self.english) if self.english is not None else "")

    def page(self) -> LenderPage:
        return LenderPage(
            two=self.english is not None,
            title=self.said(lambda one: one.lender.words.title),
            about=self.said(lambda one: one.lender.words.about),
            no_decision=self.said(lambda one: one.lender.words.no_decision),
            usual=self.said(lambda one: one.lender.words.usual),
            day=self.said(self._day),
            bring_first=self.said(lambda one: one.lender.words.bring_first),
            figures_given=self.said(lambda one: one.lender.words.figures),
            facts=tuple(self._figures("facts")),
            first=tuple(self._first()),
            nothing_ready=self.said(lambda one: one.lender.words.nothing_ready),
            figures=tuple(self._figures("figures")),
            no_figures=self.said(lambda one: one.lender.words.no_figures),
            parts=tuple(self._parts()),
            not_needed=self.said(self._not_needed),
        )

    def _day(self, one: Instrument) -> str:
        """Of which day the answers are; empty where that is not stated."""
        date = cells.plain(self.material.assessment.date)
        return f"{one.lender.words.answers_of} {date}" if date else ""

    def _first(self) -> Iterator[Said]:
        """What is there, in the order in which it goes on the table."""
        rules = self.material.instrument.lender
        there = [name for name in rules.bring if self._state(name) in THERE]
        for name in there[: rules.at_most]:
            yield self.said(partial(self._brought, name))

    def _brought(self, name: str, one: Instrument) -> str:
        text = _document(one, name).text
        return f"{text} ({one.lender.words.states.partly})" if self._state(name) is DocumentState.PARTLY else text

    def _state(self, name: str) -> DocumentState:
        return self.standings[name].state if name in self.standings else DocumentState.NOT_ANSWERED

    def _parts(self) -> Iterator[PartLines]:
        """The five Cs under which a document is asked for."""
        rules = self.material.instrument.lender
        for place, part in enumerate(rules.parts):
            of_part = [one for one in rules.documents if one.part == part.id]
            asked = [one for one in of_part if self._state(one.id) is not DocumentState.NOT_NEEDED]
            if asked:
                title, meaning = self.said(partial(_part_title, place)), self.said(partial(_part_meaning, place))
                yield PartLines(title, meaning, tuple(self._line(one) for one in asked))

    def _line(self, one: LenderDocument) -> DocumentLine:
        standing = self.standings.get(one.id) or DocumentStanding(id=one.id, state=DocumentState.NOT_ANSWERED)
        return DocumentLine(
            state=standing.state.value,
            title=self.said(lambda spoken: _document(spoken, one.id).text),
            standing=self.said(lambda spoken: str(getattr(spoken.lender.words.states, standing.state.value))),
            mark=self.said(partial(_mark, standing)),
            to_do=self._to_do(one, standing.state),
            action=self._action(one) if standing.state in {DocumentState.PARTLY, DocumentState.MISSING} else "",
        )

    def _to_do(self, one: LenderDocument, state: DocumentState) -> str:
        match state:
            case DocumentState.PARTLY | DocumentState.MISSING:
                return one.to_do
            case DocumentState.NOT_ANSWERED:
                return self.material.instrument.lender.words.answer_first
            case _:
                return ""

    def _action(self, one: LenderDocument) -> str:
        """The planned action that brings a document; empty where there is none in the plan."""
        number = self.material.numbers.get(one.brought_by or "")
        return "" if number is None else _("Plan: action {n}.").format(n=number)

    def _not_needed(self, one: Instrument) -> str:
        names = [doc.text for doc in one.lender.documents if self._state(doc.id) is DocumentState.NOT_NEEDED]
        return f"{one.lender.words.not_needed}: {'; '.join(names)}." if names else ""

    def _figures(self, key: str) -> Iterator[FigureLine]:
        """Facts or figures that were given; what was not is left out."""
        for place in range(len(getattr(self.material.instrument.lender, key))):
            value = self.said(partial(self._value, key, place))
            if value.text:
                yield FigureLine(self.said(partial(_label, key, place)), value)

    def _value(self, key: str, place: int, one: Instrument) -> str:
        figure: LenderFigure = getattr(one.lender, key)[place]
        if figure.profile is not None:
            facts = self.material.assessment.profile
            field = one.asked_of(facts, one.profile_field[figure.profile])
            return _said_once(figure, field.unit, _fact(field, facts.get(field.id)))
        question = one.questions[figure.question or ""]
        return _said_once(figure, getattr(question, "unit", None), self._figure(question.id, one))

    def _figure(self, name: str, one: Instrument) -> str:
        """The answer to a question; of one that does not apply, the ground, where it can be only one."""
        given, question = self.material.answers.get(name), one.questions[name]
        if given is None or given.state in {State.MISSING, State.NOT_ASKED}:
            return ""
        if given.state is State.NOT_APPLICABLE and len(question.not_applicable) == 1:
            return question.not_applicable[0].text
        return words.answer(question, given, one.settings.words)


def _document(one: Instrument, name: str) -> LenderDocument:
    return next(document for document in one.lender.documents if document.id == name)


def _part_title(place: int, one: Instrument) -> str:
    return one.lender.parts[place].title


def _part_meaning(place: int, one: Instrument) -> str:
    return one.lender.parts[place].meaning


def _mark(standing: DocumentStanding, one: Instrument) -> str:
    return str(getattr(one.lender.words.marks, standing.mark.value)) if standing.mark is not None else ""


def _label(key: str, place: int, one: Instrument) -> str:
    figure: LenderFigure = getattr(one.lender, key)[place]
    return figure.text


def _fact(field: ProfileField, value: str | int | tuple[str, ...] | None) -> str:
    """A fact of the profile in words."""
    texts = {option.code: option.text for option in field.options}
    match value:
        case None:
            return ""
        case int():
            figure = str(value) if field.type == "year" else grouped(value)
            return f"{figure} {field.unit}" if field.unit else figure
        case str():
            return texts.get(value, value)
        case _:
            return "; ".join(texts.get(code, code) for code in value)


def _said_once(figure: LenderFigure, unit: str | None, value: str) -> str:
    """A value without its unit where the label says it already: three people of a line "People"."""
    return value.removesuffix(f" {unit}") if unit and unit.casefold() in figure.text.casefold() else value


def grouped(figure: int) -> str:
    """A whole number in groups of three digits, with spaces that no line breaks at; the same in every language."""
    return f"{figure:,}".replace(",", "\u00a0")
