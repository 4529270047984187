"""How an author finds out what bands hang on: which other choices are tried, and on which firms."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from msme_check.model.text import Strict

MOST_FIRMS = 100_000
"""Of those that are drawn: they are all in memory at once."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class SensitivityRule(Strict):
    """What `instrument sensitivity` tries and tells.

    `seed` and `firms`: of the firms that are drawn where no responses are given. `limits_by`: points that band limits
    are moved by. `geometric_shift`: points that are added to a score before a geometric mean and taken off after it.
    A question hardly matters where leaving it out changes the band of its questionnaire for a share of firms of
    `hardly_below` at most. Two questions are nearly the same from the rank correlation `alike_from` on, where at least
    `alike_firms_from` firms answered both.
    """

    seed: int
    firms: int = Field(ge=1, le=MOST_FIRMS)
    limits_by: int = Field(ge=1, le=20)
    geometric_shift: Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)]
    hardly_below: Share
    alike_from: Share
    alike_firms_from: int = Field(ge=2)
