"""Sets of actions, scored by the engine: one firm copied once for each set, with what the set lifts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from msme_check.assess import Assessed
from msme_check.conditions import Facts, holds, ticked
from msme_check.frames import Bools, Frame, Ints, Kind, Small
from msme_check.model.rules import Recommendation
from msme_check.scoring import Cause, Scenario, Scored


def subsets(count: int) -> Bools:
    """(2**count, count) all sets of so many things: in row r the n-th is taken where bit n of r is set."""
    rows = np.arange(1 << count)
    return (rows[:, np.newaxis] >> np.arange(count) & 1).astype(np.bool_)


@dataclass(frozen=True)
class Lifting:
    """One firm, a row of `assessed`, after sets of actions."""

    assessed: Assessed
    place: int

    def scored(self, actions: Sequence[Recommendation], taken: Bools) -> Scored:
        """All scores after the actions of each row of `taken`, which has a column for each action."""
        frame = self._copies(len(taken))
        levels, ticks = self._lifted(actions, taken)
        rules = self.assessed.rules
        dimensions = frozenset(rules.instrument.dimension_of[name] for name in levels)
        causes = frozenset(cause for one in actions for cause in rules.touched(one))
        scenario = Scenario("reach", levels, ticks, dimensions=dimensions & self._used, causes=causes)
        return Scored(rules.scoring, frame, scenario)

    def cause(self, cause: Cause, actions: Sequence[Recommendation]) -> Bools:
        """Whether a cause of a gate is in force after each of all sets of the actions, in the order of `subsets`."""
        taken = subsets(len(actions))
        levels, ticks = self._lifted(actions, taken)
        scoring = self.assessed.rules.scoring
        return holds(scoring.when(cause), Facts(self._copies(len(taken)), scoring.choices, levels, ticks))

    def afterwards(self, actions: Sequence[Recommendation]) -> Frame:
        """The firm with everything judged anew, as if it had answered after the actions."""
        taken = np.ones((1, len(actions)), dtype=np.bool_)
        levels, ticks = self._lifted(actions, taken)
        keep = np.zeros(len(self.assessed), dtype=np.bool_)
        keep[self.place] = True
        frame, rules = self.assessed.values.filter(keep), self.assessed.rules
        for name, level in levels.items():
            frame.add(name, level, Kind.LEVEL)
        for (name, code), tick in ticks.items():
            frame.add(ticked(name, code), tick, Kind.TICK)
        rules.judge(rules.scoring.score(frame))
        return frame

    @property
    def _used(self) -> frozenset[str]:
        return frozenset(one.id for one in self.assessed.rules.scoring.every_dimension)

    def _copies(self, count: int) -> Frame:
        rows: Ints = np.full(count, self.place)
        return self.assessed.values.at(rows)

    def _lifted(
        self, actions: Sequence[Recommendation], taken: Bools
    ) -> tuple[dict[str, Small], dict[tuple[str, str], Small]]:
        """Levels and ticks, action after action as `Assessed.projected` takes them."""
        now = self._copies(len(taken))
        levels: dict[str, Small] = {}
        ticks: dict[tuple[str, str], Small] = {}
        for column, one in enumerate(actions):
            here = taken[:, column]
            lifted, marked = self.assessed.rules.lifted(one, now)
            for name, level in lifted.items():
                levels[name] = now.add(name, np.where(here, level, now[name]), Kind.LEVEL)
            for (name, code), tick in marked.items():
                box = ticked(name, code)
                ticks[name, code] = now.add(box, np.where(here, tick, now[box]), Kind.TICK)
        return levels, ticks
