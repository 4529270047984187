"""How far scores go with each question.

The measure is the correlation ratio: of the variance of a score, the part that lies between the levels of a question,
as in Paruolo, Saisana and Saltelli (2013), who compare it with the weights that authors gave. It is the squared
correlation where scores rise evenly with the level, and more where they do not. Questions that go with each other share
what they explain, so that these parts do not add up to 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from msme_check.counting import COUNTED
from msme_check.frames import Bools, Frame, Ints
from msme_check.model.questions import LEVELS, Question
from msme_check.scoring import OVERALL, Scoring
from msme_check.units import UNIT

_FINE = 10**3
"""Parts of a point in which scores are added up: with their squares, sums over millions of firms stay whole numbers."""
_SHARE = 10**9


@dataclass
class Levels:
    """Of one question and one score, by the level of the question: firms, sums of scores, sums of their squares."""

    firms: Ints = field(default_factory=lambda: np.zeros(LEVELS, dtype=np.int64))
    sums: Ints = field(default_factory=lambda: np.zeros(LEVELS, dtype=np.int64))
    squares: Ints = field(default_factory=lambda: np.zeros(LEVELS, dtype=np.int64))
    shares: int = 0
    """The sum of the question's shares of the weights, in units of 1e-9."""

    def add(self, level: Ints, score: Ints, share: Ints) -> None:
        """Some firms; scores in parts of 1/_FINE of a point."""
        self.firms += np.bincount(level, minlength=LEVELS)
        self.sums += _summed(level, score)
        self.squares += _summed(level, score * score)
        self.shares += int(share.sum())

    @property
    def count(self) -> int:
        return int(self.firms.sum())

    @property
    def share(self) -> Fraction:
        """The mean share of the weights."""
        return Fraction(self.shares, _SHARE * self.count) if self.count else Fraction(0)

    @property
    def goes_with(self) -> Fraction | None:
        """The correlation ratio; None where all scores are the same."""
        if not self.count:
            return None
        middle = Fraction(int(self.sums.sum()) ** 2, self.count)
        whole = int(self.squares.sum()) - middle
        levels = zip(self.firms.tolist(), self.sums.tolist(), strict=True)
        between = sum((Fraction(total**2, count) for count, total in levels if count), Fraction(0)) - middle
        return between / whole if whole else None


def _summed(level: Ints, values: Ints) -> Ints:
    """The sum of some values at each level; exact, because floats hold whole numbers up to 2**53."""
    return np.bincount(level, weights=values, minlength=LEVELS).astype(np.int64)


class Importance:
    """All questions, over scored frames."""

    def __init__(self, scoring: Scoring) -> None:
        self.scoring = scoring
        instrument = scoring.instrument
        self.found = {(name, score): Levels() for name in instrument.questions for score in (OVERALL, self._part(name))}

    def _part(self, question: str) -> str:
        return self.scoring.instrument.questionnaire_of[question]

    def of(self, question: str, score: str) -> Levels:
        """What was added up for a question and a score."""
        return self.found[question, score]

    def add(self, frame: Frame) -> None:
        """Some firms. A score counts where it has a band."""
        scoring = self.scoring
        shares = scoring.instrument.settings.overall.shares
        overall = frame[f"{OVERALL}.shares"]
        for part in scoring.instrument.questionnaires:
            used = scoring.used(part)
            whole = np.sum([frame[f"{one.id}.share"] * (frame[f"{one.id}.counted"] > 0) for one in used], axis=0)
            here = frame[f"{part.id}.band"] >= 0
            for dimension in used:
                weight = frame[f"{dimension.id}.counted"]
                own = frame[f"{dimension.id}.share"] / np.maximum(whole * weight, 1)
                for question in scoring.questions(dimension):
                    counted = frame[f"{question.id}.{COUNTED}"]
                    known = here & (weight > 0) & (counted > 0)
                    share = counted * own
                    self._add(frame, question, part.id, known, share)
                    known = known & (frame[f"{OVERALL}.band"] >= 0)
                    self._add(frame, question, OVERALL, known, share * (shares[part.id] / np.maximum(overall, 1)))

    def _add(self, frame: Frame, question: Question, score: str, known: Bools, share: Iterable[float]) -> None:
        level = frame.number_of(question.id)[known]
        points = frame[f"{score}.score"][known] // (UNIT // _FINE)
        exact = np.rint(np.asarray(share)[known] * _SHARE).astype(np.int64)
        self.found[question.id, score].add(level, points, exact)
