"""What lenders usually ask a small firm to bring, and which answers say that it is there."""

from typing import Self

from pydantic import Field, model_validator

from msme_check.model.conditions import Condition, ProfileTest
from msme_check.model.sources import Source
from msme_check.model.text import Id, Labelled, Strict, Text


class LenderPart(Labelled):
    """One of the five Cs of credit. `meaning`: what a lender asks itself under this word."""

    meaning: Text


class LenderDocument(Strict):
    """A document that lenders usually ask for.

    `part`: the C it belongs to. `asked`: of which firms it is asked; of all where it is None. `ready` and `partly`:
    the answers by which it is there, or a part of it; where neither holds, it is missing, or not answered.
    `to_do`: how to get it. `brought_by`: the recommendation that brings it.
    """

    id: Id
    part: Id
    text: Text
    asked: Condition | None = None
    ready: Condition
    partly: Condition | None = None
    to_do: Text
    brought_by: Id | None = None
    sources: tuple[str, ...] = Field(min_length=1)


class LenderFigure(Strict):
    """A fact or a figure as it was given, from one question or one fact of the profile."""

    id: Id
    text: Text
    question: Id | None = None
    profile: Id | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.question is None) == (self.profile is None):
            raise ValueError("a figure needs exactly one of question, profile")
        return self


class LenderStates(Strict):
    """How a document stands, in words."""

    ready: Text
    partly: Text
    missing: Text
    not_needed: Text
    not_answered: Text


class LenderMarks(Strict):
    """How far the answer behind a document can be relied on, in words."""

    seen: Text
    could_be_shown: Text
    self_declared: Text


class LenderWords(Strict):
    """The words of the page. They are here, and not in the program, because the page shows them in two languages."""

    title: Text
    about: Text
    no_decision: Text
    usual: Text
    answers_of: Text
    answer_first: Text
    bring_first: Text
    nothing_ready: Text
    not_needed: Text
    figures: Text
    no_figures: Text
    states: LenderStates
    marks: LenderMarks


class LenderRules(Strict):
    """The page for the lender. `bring`: all documents in the order in which to put them on the table.

    `at_most`: how many of them are named as those to bring first. `seen_when`: whose rows in a file of
    firms have proof that somebody else than the firm has seen.
    """

    id: Id
    at_most: int = Field(ge=1)
    seen_when: ProfileTest
    words: LenderWords
    parts: tuple[LenderPart, ...] = Field(min_length=1)
    documents: tuple[LenderDocument, ...] = Field(min_length=1)
    bring: tuple[Id, ...] = Field(min_length=1)
    facts: tuple[LenderFigure, ...]
    figures: tuple[LenderFigure, ...]
    sources: tuple[Source, ...]
