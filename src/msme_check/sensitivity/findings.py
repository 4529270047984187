"""What comes out of a study of an instrument, for reports and other programs. Shares go from 0 to 1."""

from dataclasses import dataclass
from fractions import Fraction

from msme_check.sensitivity.variants import Group


@dataclass(frozen=True)
class Firms:
    """On which firms it rests. `drawn` from `seed`, or given: `files`, `read` firms of which `studied` can be used.

    `quick` answered the core questions only, and have no bands; the other firms that are not studied were rejected.
    """

    drawn: bool
    seed: int | None
    files: tuple[str, ...]
    read: int
    studied: int
    quick: int = 0

    @property
    def rejected(self) -> int:
        return self.read - self.studied - self.quick


@dataclass(frozen=True)
class Bands:
    """How many firms have each band of a score: the id of the band, and firms."""

    score: str
    firms: tuple[tuple[str, int], ...]

    @property
    def known(self) -> int:
        """How many firms have a band."""
        return sum(count for _band, count in self.firms)


@dataclass(frozen=True)
class Change:
    """How a choice moves the bands of one score, in firms.

    `firms` have a band with both choices; of these `up` have a higher one, `down` a lower one. `one_side`: firms that
    have a band with one of the two choices only.
    """

    score: str
    firms: int
    up: int
    down: int
    one_side: int

    @property
    def moved(self) -> int:
        return self.up + self.down

    @property
    def share(self) -> Fraction:
        """Of the firms that have a band with both."""
        return Fraction(self.moved, self.firms) if self.firms else Fraction(0)


@dataclass(frozen=True)
class Choice:
    """Another choice and what it changes; `about` a gate or a band. `against` another choice, or "" (as it is)."""

    id: str
    group: Group
    title: str
    about: str
    against: str
    changes: tuple[Change, ...]

    def of(self, score: str) -> Change:
        """What it changes of one score."""
        return next(one for one in self.changes if one.score == score)


@dataclass(frozen=True)
class Weight:
    """How much a question is of one score, over the `firms` for which it counts there.

    `share`: its mean share of the weights. `goes_with`: how much of the variance of the score goes with the levels of
    the question, that is the variance of the mean scores of the levels as a part of the whole; None where all scores
    are the same. `left_out`: what changes where the question does not count (None: it is the only one).
    """

    score: str
    firms: int
    share: Fraction
    goes_with: Fraction | None
    left_out: Change | None


@dataclass(frozen=True)
class Question:
    """What a question does. `commonest`: the share of firms at the level that most firms are at.

    `in_questionnaire`, `overall`: its weight in each. `gates`: ids of those that read it.
    """

    id: str
    text: str
    questionnaire: str
    dimension: str
    answered: int
    commonest: Fraction
    gates: tuple[str, ...]
    in_questionnaire: Weight
    overall: Weight
    hardly: bool

    @property
    def moves(self) -> Fraction:
        """The share of firms whose questionnaire has another band where the question is left out."""
        left_out = self.in_questionnaire.left_out
        return Fraction(1) if left_out is None else left_out.share


@dataclass(frozen=True)
class Pair:
    """Two questions and the rank correlation of their levels, over the `firms` that answered both."""

    id: str
    other: str
    correlation: Fraction
    firms: int
    alike: bool


@dataclass(frozen=True)
class Sensitivity:
    """All that was found. `questions`: those that move most bands first. `pairs`: the most alike first.

    Of pairs, those that are nearly the same, or the nearest where none is; none for drawn firms.
    """

    firms: Firms
    bands: tuple[Bands, ...]
    choices: tuple[Choice, ...]
    questions: tuple[Question, ...]
    pairs: tuple[Pair, ...]
