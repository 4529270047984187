"""A condition tree -> one polars expression with three values: true, false, null (could not be judged).

A rule fires on true only. A question that is missing or not applicable makes its test null, so that
neither the test nor its `not` fires; `is: na` alone can be true of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from msme_check.model.assessment import State
from msme_check.model.conditions import All, AnyOf, Condition, Leaf, Not, ProfileTest, QuestionTest, ScoreTest, leaves

STATES = {state: number for number, state in enumerate(State)}
"""How the state of a question is stored in a frame."""

NO_ANSWER_FITS = (STATES[State.NOT_APPLICABLE], STATES[State.NOT_ASKED])


def state(question: str) -> str:
    """The column of a question's state."""
    return f"{question}.state"


def ticked(question: str, code: str) -> str:
    """The column that tells whether an item of a checklist is ticked."""
    return f"{question}.{code}"


def profile(field: str, code: str | None = None) -> str:
    """The column of a profile field, or of one of its choices where several may be chosen."""
    return f"profile.{field}" if code is None else f"profile.{field}.{code}"


@dataclass(frozen=True)
class Columns:
    """Which expressions stand for the things a condition reads.

    By default the columns of the frame; `levels` and `ticks` replace some of them, to see what a rule
    would say after an action. `choices` holds the codes of the fields where several may be chosen.
    """

    choices: Mapping[str, tuple[str, ...]]
    score_below: Callable[[str, int], pl.Expr] | None = None
    levels: Mapping[str, pl.Expr] = field(default_factory=dict)
    ticks: Mapping[tuple[str, str], pl.Expr] = field(default_factory=dict)

    def level(self, question: str) -> pl.Expr:
        return self.levels.get(question, pl.col(question))

    def tick(self, question: str, code: str) -> pl.Expr:
        return self.ticks.get((question, code), pl.col(ticked(question, code)))


def expression(condition: Condition, columns: Columns) -> pl.Expr:
    """The condition over the columns of a frame: Boolean, null where it could not be judged."""
    match condition:
        case All():
            return reduce(and_, (expression(part, columns) for part in condition.all))
        case AnyOf():
            return reduce(or_, (expression(part, columns) for part in condition.any))
        case Not():
            return ~expression(condition.not_, columns)
        case QuestionTest():
            return _question(condition, columns)
        case ProfileTest():
            return _profile(condition, columns)
        case ScoreTest():
            return _score(condition, columns)


def because(condition: Condition, columns: Columns) -> pl.Expr:
    """The questions whose tests are true, in the author's order, as a list of their ids."""
    parts: dict[str, list[pl.Expr]] = {}
    for leaf in leaves(condition):
        if isinstance(leaf, QuestionTest):
            parts.setdefault(leaf.question, []).append(expression(leaf, columns))
    named = [pl.when(reduce(or_, tests)).then(pl.lit(question)).otherwise(None) for question, tests in parts.items()]
    return pl.concat_list(named).list.drop_nulls() if named else pl.lit([], dtype=pl.List(pl.String))


def _compare(value: pl.Expr, leaf: Leaf, tests: tuple[str, ...]) -> pl.Expr:
    given = leaf.model_dump(by_alias=True)
    operators: dict[str, Callable[[Any], pl.Expr]] = {
        "is": value.__eq__,
        "is_not": value.__ne__,
        "below": value.__lt__,
        "at_most": value.__le__,
        "at_least": value.__ge__,
        "above": value.__gt__,
    }
    name = next(name for name in tests if given.get(name) is not None)
    return operators[name](given[name])


def _question(leaf: QuestionTest, columns: Columns) -> pl.Expr:
    answer = pl.col(state(leaf.question))
    if leaf.ticked is not None:
        return columns.tick(leaf.question, leaf.ticked)
    if leaf.missing:
        return answer == STATES[State.MISSING]
    if leaf.is_ == "na":
        return pl.when(answer != STATES[State.MISSING]).then(answer.is_in(NO_ANSWER_FITS))
    return _compare(columns.level(leaf.question), leaf, ("is", "is_not", "below", "at_most", "at_least", "above"))


def _profile(leaf: ProfileTest, columns: Columns) -> pl.Expr:
    if leaf.profile in columns.choices:
        return _several(leaf, columns.choices[leaf.profile])
    column = pl.col(profile(leaf.profile))
    if leaf.in_ is not None:
        return column.is_in(leaf.in_)
    return _compare(column, leaf, ("is", "is_not", "at_most", "at_least"))


def _several(leaf: ProfileTest, codes: tuple[str, ...]) -> pl.Expr:
    chosen = {code: pl.col(profile(leaf.profile, code)) for code in codes}
    wanted = leaf.has or leaf.only or (leaf.in_ or ()) or ((leaf.is_,) if leaf.is_ else ())
    any_wanted = reduce(or_, (chosen[code] for code in wanted))
    if leaf.only is None:
        return any_wanted
    others = [column for code, column in chosen.items() if code not in wanted]
    return any_wanted & ~reduce(or_, others, pl.lit(value=False))


def _score(leaf: ScoreTest, columns: Columns) -> pl.Expr:
    if columns.score_below is None:
        raise ValueError("this condition is judged before scores exist")
    if leaf.below is not None:
        return columns.score_below(leaf.score, leaf.below)
    assert leaf.at_least is not None  # noqa: S101 - the model allows exactly one of the two
    return ~columns.score_below(leaf.score, leaf.at_least)
