"""A condition tree over many firms at once, in three values: it holds, it fails, or it could not be judged.

A rule fires only where its condition holds. A question that is missing or not applicable makes its test neither hold
nor fail, so that neither the test nor its `not` fires; `is: na` alone can hold of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

import numpy as np

from msme_check.frames import NO_NUMBER, Array, Bools, Frame, Ints, Small
from msme_check.model.assessment import State
from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest, QuestionTest, ScoreTest

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
class Facts:
    """What a condition reads: the columns of a frame, some of them replaced to see what a rule would say then.

    `choices` holds the codes of the fields where several may be chosen. `score`: the stored score of a questionnaire,
    and its limit in the same unit; None before there are scores.
    """

    frame: Frame
    choices: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, Small] = field(default_factory=dict)
    ticks: Mapping[tuple[str, str], Small] = field(default_factory=dict)
    score: Callable[[str, int], tuple[Ints, int]] | None = None

    def level(self, question: str) -> Small:
        """0-4, or NONE."""
        found = self.levels.get(question)
        return self.frame[question] if found is None else found

    def tick(self, question: str, code: str) -> Small:
        """1, 0, or NONE."""
        found = self.ticks.get((question, code))
        return self.frame[ticked(question, code)] if found is None else found

    def state(self, question: str) -> Array:
        """One of STATES."""
        return self.frame[state(question)]


def holds(condition: Condition, facts: Facts) -> Bools:
    """Where the condition is true."""
    return _judged(condition, facts, wanted=True)


def fails(condition: Condition, facts: Facts) -> Bools:
    """Where the condition is false; where it neither holds nor fails, it could not be judged."""
    return _judged(condition, facts, wanted=False)


def _judged(condition: Condition, facts: Facts, *, wanted: bool) -> Bools:
    match condition:
        case All():
            parts = (_judged(part, facts, wanted=wanted) for part in condition.all)
            return reduce(and_ if wanted else or_, parts)
        case AnyOf():
            parts = (_judged(part, facts, wanted=wanted) for part in condition.any)
            return reduce(or_ if wanted else and_, parts)
        case Not():
            return _judged(condition.not_, facts, wanted=not wanted)
        case QuestionTest():
            return _question(condition, facts, wanted=wanted)
        case ProfileTest():
            return _profile(condition, facts, wanted=wanted)
        case ScoreTest():
            return _score(condition, facts, wanted=wanted)


def _known(test: Bools, known: Bools, *, wanted: bool) -> Bools:
    """Where a test that could be judged has the wanted outcome."""
    return known & test if wanted else known & ~test


def _question(leaf: QuestionTest, facts: Facts, *, wanted: bool) -> Bools:
    if leaf.ticked is not None:
        box: Bools = facts.tick(leaf.question, leaf.ticked) == (1 if wanted else 0)
        return box
    if leaf.missing:
        missing: Bools = facts.state(leaf.question) == STATES[State.MISSING]
        return missing if wanted else ~missing
    if leaf.is_ == "na":
        found = facts.state(leaf.question)
        outside: Bools = reduce(or_, (found == one for one in NO_ANSWER_FITS))
        return outside if wanted else ~outside & (found != STATES[State.MISSING])
    level = facts.level(leaf.question)
    exactly = leaf.is_ if leaf.is_not is None else leaf.is_not
    if exactly is not None:
        same = wanted is (leaf.is_not is None)
        return level == exactly if same else (level != exactly) & (level >= 0)
    if leaf.at_least is not None or leaf.above is not None:
        start, reached = leaf.at_least if leaf.above is None else leaf.above + 1, wanted
    else:
        start, reached = leaf.below if leaf.at_most is None else leaf.at_most + 1, not wanted
    assert start is not None  # noqa: S101 - the model allows exactly one test
    return _reached(level, start) if reached else _below(level, start)


def _reached(values: Array, start: int) -> Bools:
    """Where levels or scores are there and not below `start`."""
    found: Bools = values >= max(start, 0)
    return found


def _below(values: Array, start: int) -> Bools:
    """Where levels or scores are there and below `start`. Without a sign, NONE is above whatever there is."""
    found: Bools = values.view(f"u{values.itemsize}") < max(start, 0)
    return found


def _profile(leaf: ProfileTest, facts: Facts, *, wanted: bool) -> Bools:
    if leaf.profile in facts.choices:
        return _several(leaf, facts, facts.choices[leaf.profile], wanted=wanted)
    name = profile(leaf.profile)
    column = facts.frame[name]
    if leaf.at_most is not None or leaf.at_least is not None:
        test = column <= leaf.at_most if leaf.at_most is not None else column >= leaf.at_least
        return _known(test, column != NO_NUMBER, wanted=wanted)
    words = facts.frame.words(name)
    texts = leaf.in_ or tuple(text for text in (leaf.is_, leaf.is_not) if text is not None)
    places = [words.index(text) for text in texts if text in words]
    among = reduce(or_, (column == place for place in places), np.zeros(len(column), dtype=np.bool_))
    return _known(among, column >= 0, wanted=wanted is (leaf.is_not is None))


def _several(leaf: ProfileTest, facts: Facts, codes: tuple[str, ...], *, wanted: bool) -> Bools:
    """Of a field where several may be chosen: all its columns are known, or none."""
    chosen = {code: facts.frame[profile(leaf.profile, code)] for code in codes}
    among = leaf.has or leaf.only or leaf.in_ or ((leaf.is_,) if leaf.is_ else ())
    test = reduce(or_, (chosen[code] == 1 for code in among))
    for code, column in chosen.items():
        if leaf.only is not None and code not in among:
            test = test & (column != 1)
    return _known(test, chosen[among[0]] >= 0, wanted=wanted)


def _score(leaf: ScoreTest, facts: Facts, *, wanted: bool) -> Bools:
    if facts.score is None:
        raise ValueError("this condition is judged before scores exist")
    limit = leaf.below if leaf.below is not None else leaf.at_least
    assert limit is not None  # noqa: S101 - the model allows exactly one of the two
    score, stored = facts.score(leaf.score, limit)
    return _below(score, stored) if wanted is (leaf.below is not None) else _reached(score, stored)
