"""Pieces of SQL: names, steps that each add columns to those of the step before, and conditions in three values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from msme_check.conditions import STATES, profile, state, ticked
from msme_check.model.assessment import State
from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest, QuestionTest, ScoreTest
from msme_check.units import reached_at

Columns = dict[str, str]
"""Name of a column -> its expression."""

ANSWERED, DONT_KNOW = STATES[State.ANSWERED], STATES[State.DONT_KNOW]
MISSING, NOT_APPLICABLE, NOT_ASKED = STATES[State.MISSING], STATES[State.NOT_APPLICABLE], STATES[State.NOT_ASKED]
COUNTS, OUTSIDE = f"({ANSWERED}, {DONT_KNOW})", f"({NOT_APPLICABLE}, {NOT_ASKED})"


def named(name: str) -> str:
    """A column by its name."""
    return f'"{name}"'


def text(value: str) -> str:
    """A text as it stands in SQL."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A list of texts in brackets, for IN."""
    return f"({', '.join(map(text, values))})"


def step(before: str, columns: Columns, *, replacing: Columns | None = None) -> str:
    """A query that gives all columns of `before` and some more. `replacing`: columns of `before` that change."""
    more = "".join(f",\n  {one} AS {named(name)}" for name, one in columns.items())
    changed = ",\n  ".join(f"{one} AS {named(name)}" for name, one in (replacing or {}).items())
    return f"SELECT *{f' REPLACE ({changed})' if changed else ''}{more}\nFROM ({before})"


def total(parts: Iterable[str]) -> str:
    """The sum of some expressions; 0 of none."""
    return f"({' + '.join(parts) or '0'})"


def divided(numerator: str, denominator: str) -> str:
    """The whole quotient of numbers that are not below 0, rounded half up; NULL where the denominator is 0."""
    return f"CASE WHEN {denominator} > 0 THEN (2 * {numerator} + {denominator}) // (2 * {denominator}) END"


def sure(condition: str) -> str:
    """True where a condition holds; false where it fails or could not be judged."""
    return f"coalesce({condition}, false)"


def either(conditions: Iterable[str]) -> str:
    """True where any of them is."""
    return f"({' OR '.join(conditions) or 'false'})"


def joined(names: Mapping[str, str]) -> str:
    """The names whose conditions are true, with spaces between them; NULL where there are none."""
    parts = ", ".join(f"CASE WHEN {condition} THEN {text(name)} END" for name, condition in names.items())
    return f"nullif(concat_ws(' ', {parts}), '')"


def _score(name: str) -> str:
    return named(f"{name}.score")


@dataclass(frozen=True)
class Facts:
    """What a condition reads; `levels`, `ticks` and `score` stand in for the columns of the answers as they are."""

    choices: Mapping[str, tuple[str, ...]]
    levels: Columns = field(default_factory=dict)
    ticks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    score: Callable[[str], str] = _score

    def level(self, question: str) -> str:
        """A question's level."""
        return self.levels.get(question, named(question))

    def holds(self, condition: Condition) -> str:
        """The condition, NULL where it could not be judged; SQL's AND, OR and NOT are those of the rules."""
        match condition:
            case All():
                return "(" + " AND ".join(map(self.holds, condition.all)) + ")"
            case AnyOf():
                return "(" + " OR ".join(map(self.holds, condition.any)) + ")"
            case Not():
                return f"(NOT {self.holds(condition.not_)})"
            case QuestionTest():
                return self._question(condition)
            case ProfileTest():
                return self._profile(condition)
            case ScoreTest():
                sign, limit = ("<", condition.below) if condition.below is not None else (">=", condition.at_least)
                assert limit is not None  # noqa: S101 - the model allows exactly one of the two
                return f"({self.score(condition.score)} {sign} {reached_at(limit)})"

    def _question(self, leaf: QuestionTest) -> str:
        here = named(state(leaf.question))
        if leaf.ticked is not None:
            return self.ticks.get((leaf.question, leaf.ticked), named(ticked(leaf.question, leaf.ticked)))
        if leaf.missing:
            return f"({here} = {MISSING})"
        if leaf.is_ == "na":
            return f"(CASE WHEN {here} <> {MISSING} THEN {here} IN {OUTSIDE} END)"
        return f"({self.level(leaf.question)} {_limit(leaf)})"

    def _profile(self, leaf: ProfileTest) -> str:
        if leaf.profile in self.choices:
            return self._several(leaf, self.choices[leaf.profile])
        column = named(profile(leaf.profile))
        return f"({column} IN {texts(leaf.in_)})" if leaf.in_ else f"({column} {_limit(leaf)})"

    def _several(self, leaf: ProfileTest, codes: tuple[str, ...]) -> str:
        among = leaf.has or leaf.only or leaf.in_ or ((leaf.is_,) if leaf.is_ else ())
        chosen = either(named(profile(leaf.profile, code)) for code in among)
        if leaf.only is None:
            return chosen
        others = either(named(profile(leaf.profile, code)) for code in codes if code not in among)
        return f"({chosen} AND NOT {others})"


_SIGNS = {"is_": "=", "is_not": "<>", "below": "<", "at_most": "<=", "at_least": ">=", "above": ">"}


def _limit(leaf: QuestionTest | ProfileTest) -> str:
    """The one limit that the test names."""
    ((sign, limit),) = [
        (sign, getattr(leaf, name)) for name, sign in _SIGNS.items() if getattr(leaf, name, None) is not None
    ]
    return f"{sign} {text(limit) if isinstance(limit, str) else limit}"
