"""From which limit on something in a group of firms is worth a second look. A firm is never rejected by these."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from msme_check.model.text import Strict

Part = Annotated[Decimal, Field(gt=0, lt=1, decimal_places=4)]
"""More than none, less than all."""


class Limit(Strict):
    """`why`: for the author, where the limits come from, or that they are a proposal."""

    why: str = Field(min_length=1)


class StraightLining(Limit):
    """Nearly all ladder questions at one level: this share of those answered, or so many of them in a row."""

    questions_from: int = Field(ge=1)
    share_from: Part
    run_from: int = Field(ge=2)


class SameAnswers(Limit):
    """Two firms with the same answers to all questions, where so many were answered."""

    questions_from: int = Field(ge=1)


class OddPairs(Limit):
    """So many pairs of answers that cannot both be true."""

    pairs_from: int = Field(ge=1)


class DontKnow(Limit):
    """More than this share of a questionnaire is not known."""

    share_above: Part


class TooShort(Limit):
    """An interview of fewer seconds than this for each question that was answered."""

    seconds_a_question: int = Field(ge=1)


class InterviewerAlike(Limit):
    """The firms of one interviewer differ at most so much, seen against those of the others."""

    firms_from: int = Field(ge=2)
    difference_at_most: Part


class QualityRules(Strict):
    """One key for each check. What is too much of "not applicable" is `not_applicable_warning` of the settings."""

    straight_lining: StraightLining
    same_answers: SameAnswers
    odd_pairs: OddPairs
    dont_know: DontKnow
    too_short: TooShort
    interviewer_alike: InterviewerAlike
