"""Which recommendations the plan takes, and when (framework F.6.5, rulings R18, R34, R37).

Over numpy arrays of all firms at once, in the order of their ranking.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from msme_check.answers import ROW
from msme_check.budget import Budget, budget
from msme_check.conditions import profile
from msme_check.frames import NONE, Array, Bools, Frame, Ints, Small
from msme_check.model.instrument import Instrument
from msme_check.ranking import Places, Ranking, needs_of, ranking, stacked
from msme_check.rules import Rules
from msme_check.units import reached_at


@dataclass(frozen=True)
class Plans:
    """The ranking and the plan of all firms; R recommendations in the order of the instrument.

    `order`: (firms, R) places of recommendations, best first, -1 where there are no more.
    `horizon`: (firms, R) 0 not planned, 1 quick, 2 medium, 3 long. `moved`: put off to a later horizon; `dear`: dearer
    than the firm said that it can pay.
    """

    order: Places
    horizon: Small
    moved: Bools
    dear: Bools

    def filter(self, keep: Bools) -> "Plans":
        """Those of the firms for which `keep` is true."""
        return Plans(self.order[keep], self.horizon[keep], self.moved[keep], self.dear[keep])


HORIZONS = ("", "quick", "medium", "long")


def plans(frame: Frame, instrument: Instrument) -> Plans:
    """Ranks what fires in a judged frame, and fills the plan of each firm."""
    fires = stacked(frame, instrument, "fires")
    found = ranking(frame, instrument, fires)
    wanted = _wanted(frame, instrument, fires, found)
    carried = budget(frame, instrument, HORIZONS)
    horizon, moved = _Planner(instrument, fires, wanted, carried).fill(found.before(wanted))
    return Plans(found.order(), horizon, moved, carried.dear())


def _wanted(frame: Frame, instrument: Instrument, fires: Bools, found: Ranking) -> Bools:
    """(R, firms): what has to be in the plan, with what that needs."""
    wanted: Bools = stacked(frame, instrument, "forced") & fires
    for best, where in (*_of_low_scores(frame, instrument, found), *_of_goals(frame, instrument, found)):
        firms = np.flatnonzero(where & (best != NONE))
        wanted[best[firms], firms] = True
    for one, needs in needs_of(instrument):
        for need in needs:
            wanted[need] |= wanted[one] & fires[need]
    return wanted


def _of_low_scores(frame: Frame, instrument: Instrument, found: Ranking) -> Iterator[tuple[Places, Bools]]:
    """The best action of each questionnaire, and where that scored low."""
    limit = reached_at(instrument.settings.plan.every_questionnaire_below)
    for part in instrument.questionnaires:
        own = [n for n, one in enumerate(instrument.recommendations) if one.questionnaire == part.id]
        if own:
            score = frame[f"{part.id}.score"]
            yield found.first(own), (score >= 0) & (score < limit)


def _of_goals(frame: Frame, instrument: Instrument, found: Ranking) -> Iterator[tuple[Places, Bools]]:
    """The best action that serves each goal, and whose goal it is."""
    goals, chosen = frame.words(profile("goal")), frame[profile("goal")]
    served = [instrument.goals_of(one) for one in instrument.recommendations]
    for number, goal in enumerate(goals):
        serving = [n for n, some in enumerate(served) if goal in some]
        if serving:
            yield found.first(serving), chosen == number


_NEVER = len(HORIZONS)
"""The horizon of what fires and is not in the plan: what needs it can stand in none, as none is later."""


class _Planner:
    """Fills the plan of every firm in the order of its ranking (F.6.5, R37).

    First what lifts a gate in force, the best action of each questionnaire that scored low and the best for the owner's
    goal, with what these need; then the others while there is room. An action stands no earlier than what it needs, and
    a dear one waits. What the days of a horizon cannot carry goes to the next; it never disappears while that has room.

    Firms stand here with the longest ranking first, so that those with an action at some rank are the first of all.
    `left`: (horizons, firms) so many more actions, and `days`: so many more days, each horizon can take. `quick`: so
    many more that are quick by themselves, also where they are put off.
    """

    def __init__(self, instrument: Instrument, fires: Bools, wanted: Bools, budget: Budget) -> None:
        recommendations, rule = instrument.recommendations, instrument.settings.plan
        self.natural = np.array([HORIZONS.index(one.horizon) for one in recommendations], dtype=np.int8)
        self.effort = np.array([one.effort_days for one in recommendations])
        self.costs, self.dear_from = budget.costs, np.int8(budget.dear_from)
        self.needs = _needs(instrument)
        counts = fires.sum(axis=0, dtype=np.int16)
        self.firms = np.argsort(-counts, kind="stable")
        self.counts, self.musts = counts[self.firms], wanted.sum(axis=0, dtype=np.int16)[self.firms]
        places = [0, *(min(rule.places[name], len(fires)) for name in ("quick", "medium", "long"))]
        self.left = np.tile(np.array(places, dtype=np.int16)[:, np.newaxis], len(counts))
        self.quick = self.left[1].copy()
        self.left[1] = np.minimum(self.left[1], budget.actions[self.firms])
        self.days = budget.days.take(self.firms, axis=1)
        self.most_cost = budget.most_cost[self.firms]
        self.horizon = np.ascontiguousarray(fires.T)[self.firms] * np.int8(_NEVER)
        self.moved = np.zeros(self.horizon.shape, dtype=np.bool_)
        self.begins = np.arange(0, self.horizon.size, len(fires))

    def fill(self, order: Places) -> tuple[Small, Bools]:
        """Goes through the ranking of all firms at once: the first of each, then the second of each.

        Gives back horizons and what was moved, (firms, R), as in `Plans`.
        """
        for rank, best in enumerate(np.ascontiguousarray(order[self.firms].T)):
            count = np.count_nonzero(self.counts > rank)
            if not count:
                break
            self._place(best[:count].astype(np.intp), self.musts[:count] > rank)
        horizon, moved = np.empty_like(self.horizon), np.empty_like(self.moved)
        horizon[self.firms] = self.horizon * (self.horizon < _NEVER)
        moved[self.firms] = self.moved
        return horizon, moved

    def _place(self, best: Ints, must: Bools) -> None:
        """Gives each of the first firms its action of `best` the first horizon that can carry it."""
        earliest = self._earliest(best)
        target = self._target(best, earliest, must)
        firms = np.flatnonzero(target < _NEVER)
        best, earliest, target = best[firms], earliest[firms], target[firms]
        here = self.begins[firms] + best
        self.horizon.reshape(-1)[here] = target
        self.moved.reshape(-1)[here] = target > earliest
        self.quick[firms] -= earliest == 1
        here = target * np.int64(len(self.firms)) + firms
        self.left.reshape(-1)[here] -= np.int16(1)
        self.days.reshape(-1)[here] -= self.effort[best]

    def _target(self, best: Ints, earliest: Small, must: Bools) -> Small:
        """The horizon that carries the action, from the earliest on; the last carries whatever it has a place for."""
        count, effort = len(best), self.effort.take(best)
        full = self.left[:, :count] <= 0
        dear = self.costs.take(best) > self.most_cost[:count]
        target = np.maximum(earliest, dear * self.dear_from)
        target += (target == 1) & (full[1] | (self.days[1, :count] < effort))
        target += (target == 2) & (must & full[2] | (self.days[2, :count] < effort))
        never = (target == 2) & full[2] | (target == 3) & full[3]
        never |= ~must & (earliest == 1) & (self.quick[:count] <= 0)
        np.maximum(target, never * np.int8(_NEVER), out=target)
        return target

    def _earliest(self, best: Ints) -> Small:
        """The horizon of each action, or the last of those of what it needs."""
        earliest, firms = self.natural.take(best), np.arange(len(best))
        for needs in self.needs:
            need = needs.take(best)
            waiting = np.flatnonzero(need >= 0)
            best, firms = best[waiting], firms[waiting]
            planned = self.horizon.take(self.begins[firms] + need[waiting])
            earliest[firms] = np.maximum(earliest[firms], planned)
        return earliest


def _needs(instrument: Instrument) -> Ints:
    """(most, R): the places of what each recommendation needs, then -1."""
    needs = needs_of(instrument)
    table = np.full((max([1, *(len(found) for _one, found in needs)]), len(instrument.recommendations)), NONE)
    for one, found in needs:
        table[: len(found), one] = found
    return table


def listed(frame: Frame, rules: Rules, found: Plans, top: int | None = None) -> pl.DataFrame:
    """One line for each recommendation that fires, firm by firm in ranking order.

    Columns: firm (place in the frame), row, rank (from 1), place (of the recommendation in the instrument),
    horizon (0-3), moved, gain (units of a score), value (units of a value), because (bits of `Rules.reasons`).
    """
    firms, ranks = np.nonzero(found.order[:, :top] >= 0)
    places = found.order[firms, ranks]
    # One number for each cell: numpy takes by one in half the time that it needs for two.
    in_columns, in_plans = places * np.int64(len(frame)) + firms, firms * found.order.shape[1] + places

    def picked(suffix: str) -> Array:
        return stacked(frame, rules.instrument, suffix).take(in_columns)

    return pl.DataFrame(
        {
            "firm": firms,
            ROW: frame[ROW].take(firms),
            "rank": ranks + 1,
            "place": places,
            "horizon": found.horizon.take(in_plans),
            "moved": found.moved.take(in_plans),
            "gain": picked("gain"),
            "value": picked("value"),
            "because": picked("because"),
        }
    )
