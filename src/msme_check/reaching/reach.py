"""The smallest set of actions that brings a firm to a band, or what comes closest and what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from msme_check.assess import Assessed
from msme_check.model.rules import Recommendation
from msme_check.reaching import search
from msme_check.reaching.lifting import Lifting
from msme_check.reaching.limits import NO_LIMITS, Goal, Limits
from msme_check.reaching.search import Found
from msme_check.reaching.ways import ROUNDED, Way, Ways
from msme_check.scoring import OVERALL, Scored


class Outcome(StrEnum):
    """What became of the question."""

    ALREADY = "already"
    """The firm has the band, or a higher one."""
    REACHED = "reached"
    """A set reaches the band."""
    CLOSEST = "closest"
    """No set does; the one given brings the score highest."""


@dataclass(frozen=True)
class Reach:
    """`actions`: in the order of the ranking. `proven`: no smaller set reaches it; or none reaches more.

    `scores`: of the questionnaires and overall after the actions, in units, -1 for none. `gates`: those in force
    then that hold the score below the band. `opened`: actions that fire then and do not today.
    `without_limits`: where limits stand in the way, the smallest set without them.
    """

    goal: Goal
    limits: Limits
    outcome: Outcome
    actions: tuple[str, ...]
    days: int
    proven: bool
    scores: dict[str, int]
    gates: tuple[str, ...]
    opened: tuple[str, ...]
    without_limits: "Reach | None" = None


def reach(assessed: Assessed, place: int, goal: Goal, limits: Limits = NO_LIMITS) -> Reach:
    """The smallest set that brings the firm in row `place` to a band: by days, then cost, then number, then order.

    The score of the goal has to have a band today. Every set is scored again by the engine before it is given.
    """
    return _Reaching(assessed, place, goal, limits).reach()


@dataclass(frozen=True)
class _Reaching:
    assessed: Assessed
    place: int
    goal: Goal
    limits: Limits

    def reach(self) -> Reach:
        limit = self.goal.limit(self.assessed.rules.instrument)
        if int(self.assessed.values[f"{self.goal.of}.score"][self.place]) >= limit:
            return self._given(Outcome.ALREADY, (), proven=True)
        ways = Ways(Lifting(self.assessed, self.place), self.goal, self.limits)
        found = self._smallest(list(ways.reaching()), limit)
        if found is not None:
            actions, proven = found
            return self._given(Outcome.REACHED, actions, proven=proven)
        actions, proven = self._closest(list(ways.closest()))
        closest = self._given(Outcome.CLOSEST, actions, proven=proven)
        if self.limits == NO_LIMITS:
            return closest
        return replace(closest, without_limits=reach(self.assessed, self.place, self.goal))

    def _smallest(self, ways: list[Way], limit: int) -> tuple[tuple[Recommendation, ...], bool] | None:
        """The smallest set that the engine lets pass, of all ways."""
        for slack in (0, 2 * ROUNDED):
            found = self._best(ways, slack)
            if found is None:
                return None
            actions, proven = found
            if int(self._scored(actions).score(self.goal.of)[0]) >= limit:
                return actions, proven and not slack
        return None

    def _best(self, ways: list[Way], slack: int) -> tuple[tuple[Recommendation, ...], bool] | None:
        """The smallest set of all ways whose sums reach what is needed, and `slack` units more."""
        most, proven = self._days(ways), True
        fewest: list[tuple[int, Way]] = []
        needs = [(way, np.maximum(way.need + slack, 0)) for way in ways]
        for way, need in sorted(needs, key=lambda one: one[0].problem.sums):  # the quick ones leave less to the others
            days, sure = search.fewest_days(way.problem, need, most)
            proven &= sure
            if days is not None:
                most = min(most, days)
                fewest.append((days, way))
        sets = []
        for days, way in fewest:
            if days == most:
                found = search.smallest(way.problem, np.maximum(way.need + slack, 0), days)
                if found is not None:
                    sets.append((way, found))
                    proven &= found.proven
        return (self._first(sets), proven) if sets else None

    def _closest(self, ways: list[Way]) -> tuple[tuple[Recommendation, ...], bool]:
        """The smallest of the sets that bring the score highest."""
        days = self._days(ways)
        problems = [(way.problem, way.base, way.ceiling, days) for way in ways]
        best, proven, values = 0, True, {}
        for place in sorted(range(len(ways)), key=lambda n: -search.highest(*problems[n])):
            value, sure = search.most(*problems[place], at_least=best)
            proven &= sure
            if value is not None:
                best = max(best, value)
                values[place] = value
        equal = [
            replace(ways[place], need=best - ways[place].base) for place in sorted(values) if values[place] == best
        ]
        found = self._best(equal, 0)
        return (found[0], proven and found[1]) if found is not None else ((), proven)

    def _days(self, ways: list[Way]) -> int:
        """The days that there are."""
        if self.limits.days is not None:
            return self.limits.days
        return max((int(way.problem.days.sum()) for way in ways), default=0)

    def _first(self, sets: list[tuple[Way, Found]]) -> tuple[Recommendation, ...]:
        """The best set of several ways."""
        place = {one.id: n for n, one in enumerate(self.assessed.rules.instrument.recommendations)}

        def key(one: tuple[Way, Found]) -> tuple[int, int, list[int]]:
            way, found = one
            return found.days, found.rest, [place[way.actions[n].id] for n in found.actions]

        way, found = min(sets, key=key)
        return tuple(way.actions[n] for n in found.actions)

    def _scored(self, actions: tuple[Recommendation, ...]) -> Scored:
        taken = np.ones((1, len(actions)), dtype=np.bool_)
        return Lifting(self.assessed, self.place).scored(actions, taken)

    def _given(self, outcome: Outcome, actions: tuple[Recommendation, ...], *, proven: bool) -> Reach:
        instrument = self.assessed.rules.instrument
        scored = self._scored(actions)
        names = (*(part.id for part in instrument.questionnaires), OVERALL)
        return Reach(
            goal=self.goal,
            limits=self.limits,
            outcome=outcome,
            actions=tuple(self._ranked(actions)),
            days=sum(one.effort_days for one in actions),
            proven=proven,
            scores={name: int(scored.score(name)[0]) for name in names},
            gates=tuple(self._gates(scored)) if outcome is Outcome.CLOSEST else (),
            opened=tuple(self._opened(actions)) if outcome is Outcome.CLOSEST else (),
        )

    def _ranked(self, actions: tuple[Recommendation, ...]) -> Iterator[str]:
        """In the order of the ranking, in which what is needed comes before what needs it."""
        names = {one.id for one in actions}
        ranking = (n for n in self.assessed.plans.order[self.place] if n >= 0)
        yield from (one for n in ranking if (one := self.assessed.rules.instrument.recommendations[n].id) in names)

    def _gates(self, scored: Scored) -> Iterator[str]:
        """The gates in force that hold the score below the band."""
        limit, scoring = self.goal.limit(self.assessed.rules.instrument), self.assessed.rules.scoring
        for gate in scoring.gates.values():
            at = gate.holds_at.get(self.goal.of)
            if at is not None and scoring.cap(at) < limit and scored.in_force(gate)[0]:
                yield gate.id

    def _opened(self, actions: tuple[Recommendation, ...]) -> Iterator[str]:
        """The actions that fire afterwards and do not fire today."""
        after = Lifting(self.assessed, self.place).afterwards(actions)
        for one in self.assessed.rules.instrument.recommendations:
            if after[f"{one.id}.fires"][0] and not self.assessed.values[f"{one.id}.fires"][self.place]:
                yield one.id
