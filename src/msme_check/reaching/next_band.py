"""The few planned actions that bring one score of a firm to its next band, for the first page of a report.

Only planned actions are looked at, and at most MOST of them together: all such sets are scored by the engine at once,
so it costs a report some thousandths of a second. `reach` looks at every action that fires, and proves more.
"""

from itertools import combinations

import numpy as np

from msme_check.assess import Assessed
from msme_check.frames import Bools
from msme_check.model.assessment import NextBand
from msme_check.model.rules import Recommendation
from msme_check.reaching.lifting import Lifting
from msme_check.scoring import OVERALL, Scored
from msme_check.verdict import band

MOST = 3
"""More actions than this are no short way."""


def next_band(assessed: Assessed, place: int) -> NextBand | None:
    """The fewest planned actions that lift the band of a score, with what they need; None where MOST do not.

    Of sets of as many actions the one of the fewest days; then questionnaires before the overall score, each in the
    order of the instrument; then the one that stands first in the ranking.
    """
    planned = _planned(assessed, place)
    for count in range(1, min(MOST, len(planned)) + 1):
        taken = _sets(assessed, place, planned, count)
        if len(taken):
            found = _lifts(assessed, place, planned, taken)
            if found is not None:
                return found
    return None


def _planned(assessed: Assessed, place: int) -> list[Recommendation]:
    """The plan's actions in the order of the ranking."""
    ranking = [n for n in assessed.plans.order[place] if n >= 0 and assessed.plans.horizon[place, n]]
    return [assessed.rules.instrument.recommendations[n] for n in ranking]


def _sets(assessed: Assessed, place: int, planned: list[Recommendation], count: int) -> Bools:
    """The sets of so many actions that have all that they need and that fires; those of the fewest days first."""
    values = assessed.values
    needs = [{need for need in one.needs if values[f"{need}.fires"][place]} for one in planned]
    chosen = [
        found
        for found in combinations(range(len(planned)), count)
        if set().union(*(needs[n] for n in found)) <= {planned[n].id for n in found}
    ]
    chosen.sort(key=lambda found: sum(planned[n].effort_days for n in found))
    taken = np.zeros((len(chosen), len(planned)), dtype=np.bool_)
    for row, found in enumerate(chosen):
        taken[row, list(found)] = True
    return taken


def _lifts(assessed: Assessed, place: int, planned: list[Recommendation], taken: Bools) -> NextBand | None:
    # The engine takes lifts in the order of the instrument.
    order = sorted(range(len(planned)), key=lambda n: planned[n].order)
    scored = Lifting(assessed, place).scored([planned[n] for n in order], taken[:, order])
    days = taken @ np.array([one.effort_days for one in planned])
    best: tuple[int, int, str] | None = None
    for name in (*(part.id for part in assessed.rules.instrument.questionnaires), OVERALL):
        today = int(assessed.values[f"{name}.band"][place])
        lifted = _lifted(scored, name, today)
        if today >= 0 and lifted.any():
            row = int(lifted.argmax())
            if best is None or days[row] < best[0]:
                best = int(days[row]), row, name
    if best is None:
        return None
    _days, row, name = best
    bands = [one.id for one in assessed.rules.instrument.settings.bands]
    after = int(band(assessed.rules.instrument, scored.score(name))[row])
    start = int(assessed.values[f"{name}.band"][place])
    names = tuple(one.id for n, one in enumerate(planned) if taken[row, n])
    return NextBand(of=name, start=bands[start], end=bands[after], actions=names)


def _lifted(scored: Scored, name: str, today: int) -> Bools:
    found: Bools = band(scored.scoring.instrument, scored.score(name)) > today
    return found
