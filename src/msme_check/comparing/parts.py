"""A difference between two scores, split into what made it. The parts add up to the whole, exactly.

From the score of then to that of now it goes in three steps, each of which is a score that can be made with the
program alone: the old answers under the questions of today; then as a firm of today's profile; then with the answers
of today. What a step adds is the part of its cause. The questions come first, because the new answers cannot be scored
by questions that were never asked; the profile before the answers, because then the answers of both years are weighed
alike, as those of one firm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum


class Cause(StrEnum):
    """What can change a score, in the order of the steps."""

    INSTRUMENT = "instrument"
    """Version, weights, questions, rules."""
    PROFILE = "profile"
    """Facts about the firm, which decide what is asked and how much it weighs."""
    ANSWERS = "answers"


@dataclass(frozen=True)
class Part:
    """What one cause adds to a score, in points; several causes where there is no score between their steps."""

    causes: tuple[Cause, ...]
    points: Decimal


def parts(steps: Sequence[Decimal | None]) -> tuple[Part, ...]:
    """The parts between the first and the last of the four scores; none where one of these two is missing."""
    if steps[0] is None or steps[-1] is None:
        return ()
    found: list[Part] = []
    last, waiting = steps[0], list[Cause]()
    for cause, score in zip(Cause, steps[1:], strict=True):
        waiting.append(cause)
        if score is not None:
            found.append(Part(tuple(waiting), score - last))
            last, waiting = score, []
    return tuple(found)


def rounded(steps: Sequence[Decimal | None], places: int, limits: Sequence[int]) -> tuple[Decimal | None, ...]:
    """The scores with some decimals, half up; down where one would seem to reach a limit of bands that it does not.

    Parts of rounded scores add up too, to the difference that is seen.
    """
    return tuple(None if score is None else _rounded(score, Decimal(1).scaleb(-places), limits) for score in steps)


def _rounded(score: Decimal, unit: Decimal, limits: Sequence[int]) -> Decimal:
    found = score.quantize(unit, ROUND_HALF_UP)
    if any(score < limit <= found for limit in limits):
        return score.quantize(unit, ROUND_FLOOR)
    return found
