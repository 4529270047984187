"""What is asked for: a band of a score, with the days and the cost that there are."""

from dataclasses import dataclass
from typing import get_args

from msme_check.model.instrument import Instrument
from msme_check.model.rules import Cost, Recommendation
from msme_check.units import reached_at

COSTS: tuple[Cost, ...] = get_args(Cost)
"""From nothing to the most."""


@dataclass(frozen=True)
class Limits:
    """`days`: of work, all actions together; `cost`: of the dearest action. None: no limit."""

    days: int | None = None
    cost: Cost | None = None

    def allow(self, one: Recommendation) -> bool:
        """Whether an action alone keeps them."""
        dear = self.cost is not None and COSTS.index(one.cost) > COSTS.index(self.cost)
        return not dear and (self.days is None or one.effort_days <= self.days)


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Goal:
    """A band of the overall score or of a questionnaire."""

    of: str
    band: str

    def limit(self, instrument: Instrument) -> int:
        """The lowest stored score that has the band."""
        return reached_at(next(one.start for one in instrument.settings.bands if one.id == self.band))
