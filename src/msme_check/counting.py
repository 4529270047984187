"""How much of the questionnaires was answered: counted weights, coverage, shares.

Shares are stored in units of 1e-9 (`SHARE`). Rulings R3, R5, R26-R28.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import reduce
from operator import or_

import polars as pl

from msme_check.conditions import NO_ANSWER_FITS, STATES, state
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.weights import weight

SHARE = 10**9
"""A share of 1 as it is stored."""

COUNTED = "counted"
"""Suffix of the weight that counts in a score: of what was answered or not known."""

APPLICABLE = "applicable"
"""Suffix of the weight that could count: also of what is missing."""

_ZERO = pl.lit(0, dtype=pl.Int64)
_ANSWERED = (STATES[State.ANSWERED], STATES[State.DONT_KNOW])


def sum_of(questions: Iterable[Question], suffix: str) -> pl.Expr:
    """The sum of one kind of weight over some questions."""
    return pl.sum_horizontal(pl.col(f"{question.id}.{suffix}") for question in questions)


def share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A share in units of 1e-9, rounded half up; 0 of nothing is 0."""
    return ((2 * part * SHARE + whole) // pl.when(whole > 0).then(2 * whole)).fill_null(0)


def counting(instrument: Instrument) -> Iterator[pl.Expr]:
    """The weights that count and that could count, for every question."""
    for name in instrument.questions:
        here = pl.col(state(name))
        yield pl.when(here.is_in(_ANSWERED)).then(pl.col(weight(name))).otherwise(_ZERO).alias(f"{name}.{COUNTED}")
        applies = ~here.is_in(NO_ANSWER_FITS)
        yield pl.when(applies).then(pl.col(weight(name))).otherwise(_ZERO).alias(f"{name}.{APPLICABLE}")


def coverage(name: str, questions: list[Question], band_coverage: Fraction) -> Iterator[pl.Expr]:
    """For one questionnaire: `.applicable .counted .unknown .shown` weights, `.taken .enough`, and the shares."""
    applicable, counted = sum_of(questions, APPLICABLE), sum_of(questions, COUNTED)
    unknown = _where(questions, lambda q: pl.col(state(q.id)) == STATES[State.DONT_KNOW])
    shown = _where(questions, lambda q: pl.col(f"{q.id}.evidence"))
    yield applicable.alias(f"{name}.applicable")
    yield unknown.alias(f"{name}.unknown")
    yield shown.alias(f"{name}.shown")
    yield reduce(or_, (pl.col(state(q.id)).is_in(_ANSWERED) for q in questions)).alias(f"{name}.taken")
    enough = counted * band_coverage.denominator >= applicable * band_coverage.numerator
    yield ((applicable > 0) & enough).alias(f"{name}.enough")
    yield share(counted, applicable).alias(f"{name}.coverage")
    yield share(unknown, applicable).alias(f"{name}.dk_share")
    base = sum(question.weight for question in questions)
    outside = pl.sum_horizontal(
        pl.when(pl.col(state(q.id)).is_in(NO_ANSWER_FITS)).then(pl.lit(q.weight, dtype=pl.Int64)).otherwise(_ZERO)
        for q in questions
    )
    yield share(outside, pl.lit(base, dtype=pl.Int64)).alias(f"{name}.na_share")


def _where(questions: list[Question], holds: Callable[[Question], pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(pl.when(holds(q)).then(pl.col(f"{q.id}.{COUNTED}")).otherwise(_ZERO) for q in questions)
