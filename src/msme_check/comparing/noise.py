"""Whether a difference is more than noise: what the program knows of its own doubt, asked about a difference.

Three things may lie behind a difference that is none. The weights could be others: both scores are redrawn with the
same weights, since whatever the right weights are, they are the same in both years. Answers may be one step off: those
of both years are redrawn apart from each other, since people misjudge anew each time. And an answer that is missing
could be any: the ranges from the worst to the best that missing answers may come to must not meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from msme_check.explaining.firm import Firm
from msme_check.frames import Ints
from msme_check.stability import redrawn
from msme_check.verdict import HIGH, LOW


class Verdict(StrEnum):
    """What a difference that answers made may be called."""

    SAME = "same"
    """The answers change nothing."""
    BETTER = "better"
    WORSE = "worse"
    NOT_SURE = "not_sure"
    """There is a difference, but no more than noise."""
    UNKNOWN = "unknown"
    """There are no two scores to compare."""


@dataclass(frozen=True)
class Doubt:
    """How sure a difference is. `weights`, `answers`: the shares (0-1) of redraws in which it has the same sign.

    `apart`: whatever the missing answers are, the sign stays. `sure`: all three are as the instrument asks for.
    """

    weights: Decimal
    answers: Decimal
    apart: bool
    sure: bool


@dataclass(frozen=True)
class Noise:
    """Two assessments of one firm under the same questions, with the same profile and other answers."""

    weights: Mapping[str, Ints]
    answers: Mapping[str, Ints]
    before: Firm
    after: Firm

    def verdict(self, name: str) -> tuple[Verdict, Doubt | None]:
        """What the difference of a questionnaire or of the overall score is; the doubt where there is a difference."""
        scores = [firm.row[f"{name}.score"] for firm in (self.before, self.after)]
        if None in scores:
            return Verdict.UNKNOWN, None
        difference = scores[1] - scores[0]
        if difference == 0:
            return Verdict.SAME, None
        sign = 1 if difference > 0 else -1
        shares = [Decimal(int(np.count_nonzero(one[name] * sign > 0))) / len(one[name]) for one in self._redraws]
        apart = self._apart(name, sign)
        sure = apart and min(shares) >= self.before.instrument.settings.stability.firm_from
        verdict = (Verdict.BETTER if sign > 0 else Verdict.WORSE) if sure else Verdict.NOT_SURE
        return verdict, Doubt(shares[0], shares[1], apart, sure)

    @property
    def _redraws(self) -> tuple[Mapping[str, Ints], Mapping[str, Ints]]:
        return self.weights, self.answers

    def _apart(self, name: str, sign: int) -> bool:
        """Whether the worst of the higher score is above the best of the lower one."""
        higher, lower = (self.after, self.before) if sign > 0 else (self.before, self.after)
        worst, best = higher.row[f"{LOW}:{name}.score"], lower.row[f"{HIGH}:{name}.score"]
        return worst is not None and best is not None and worst > best


def noise(before: Firm, after: Firm) -> Noise:
    """The differences under all redraws. Both firms are under the same instrument."""
    scoring = before.assessed.rules.scoring
    then, now = (redrawn(firm.assessed.values, scoring) for firm in (before, after))
    weights = {name: (now[0][name] - then[0][name])[:, 0] for name in then[0]}
    # The answers of the two years are misjudged apart from each other: each redraw meets another one.
    answers = {name: (now[1][name] - np.roll(then[1][name], len(then[1][name]) // 2))[:, 0] for name in then[1]}
    return Noise(weights, answers, before, after)
