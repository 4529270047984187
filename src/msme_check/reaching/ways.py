"""The ways to a band as problems to search: which gates have to be lifted, and what has to add up to what.

A questionnaire's score before gates is a sum over its questions, and gates hold it at a cap. The overall score adds up
the held scores, so it is not one sum: where a questionnaire stays held, it adds its cap at most. A way says for each
questionnaire which of its caps stays (those below are lifted). The lower of a sum and a cap reaches a limit where both
do: so a way asks of a few sums at once that they reach the limit. Of all ways together the smallest set is the smallest
there is.

Sums are in the units of scores and rounded up, so that no set is missed which the engine would let pass.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations, compress, product
from math import ceil

import numpy as np

from msme_check.counting import COUNTED
from msme_check.frames import Ints
from msme_check.model.conditions import AnyOf, Condition, ScoreTest
from msme_check.model.rules import Gate, Recommendation
from msme_check.reaching.lifting import Lifting, subsets
from msme_check.reaching.limits import COSTS, Goal, Limits
from msme_check.reaching.search import Adds, Allows, Problem
from msme_check.scoring import OVERALL
from msme_check.units import UNIT, reached_at

ROUNDED = 10
"""Units of a score that the engine's few divisions may take off."""


@dataclass(frozen=True)
class Way:
    """`base`: the sums today; the goal is reached where base + sums are at `need`. `ceiling`: the caps that stay."""

    actions: tuple[Recommendation, ...]
    problem: Problem
    base: Ints
    need: Ints
    ceiling: int


@dataclass(frozen=True)
class _Sum:
    """One sum that has to reach something: the parts that count in it by their shares, and the rest."""

    shares: dict[str, Fraction]
    rest: Fraction
    need: int


@dataclass(frozen=True)
class Ways:
    """The ways of one firm to a goal, with the actions that fire today and keep the limits."""

    lifting: Lifting
    goal: Goal
    limits: Limits

    def reaching(self) -> Iterator[Way]:
        """The ways that can reach the goal."""
        yield from self._ways(self.goal.limit(self.lifting.assessed.rules.instrument), strict=True)

    def closest(self) -> Iterator[Way]:
        """The ways by which the score can rise, whether that reaches the goal or not."""
        yield from self._ways(self.goal.limit(self.lifting.assessed.rules.instrument), strict=False)

    # What is there -----------------------------------------------------------------------------------------

    @cached_property
    def candidates(self) -> tuple[Recommendation, ...]:
        """The actions that fire and keep the limits, with all that they need."""
        instrument = self.lifting.assessed.rules.instrument
        fires = {one.id for one in instrument.recommendations if self._now(f"{one.id}.fires")}
        left = {one.id: one for one in instrument.recommendations if one.id in fires and self.limits.allow(one)}
        while lost := [name for name, one in left.items() if any(n in fires and n not in left for n in one.needs)]:
            for name in lost:
                del left[name]
        return tuple(left.values())

    def _now(self, column: str) -> int:
        return int(self.lifting.assessed.values[column][self.lifting.place])

    @cached_property
    def _parts(self) -> dict[str, Fraction]:
        """The questionnaires that count in the goal's score, by their shares of it."""
        if self.goal.of != OVERALL:
            return {self.goal.of: Fraction(1)}
        shares = self.lifting.assessed.rules.instrument.settings.overall.shares
        complete = {name: Fraction(share) for name, share in shares.items() if self._now(f"{name}.complete")}
        return {name: share / sum(complete.values()) for name, share in complete.items()}

    @cached_property
    def _rates(self) -> dict[str, Fraction]:
        """What a point of each question adds to the score of its questionnaire before gates, in units."""
        scoring, found = self.lifting.assessed.rules.scoring, {}
        for part in scoring.instrument.questionnaires:
            if self.goal.of not in {OVERALL, part.id}:
                continue
            used = [one for one in scoring.used(part) if self._now(f"{one.id}.counted")]
            whole = sum(self._now(f"{one.id}.share") for one in used)
            for one in used:
                share = Fraction(self._now(f"{one.id}.share"), whole * self._now(f"{one.id}.counted"))
                for question in scoring.questions(one):
                    found[question.id] = share * self._now(f"{question.id}.{COUNTED}") * UNIT
        return found

    @cached_property
    def _lifters(self) -> dict[str, tuple[int, ...]]:
        """For each question that counts, the candidates that raise it."""
        found: dict[str, list[int]] = {}
        for place, one in enumerate(self.candidates):
            for name, target in one.lifts.items():
                if self._rates.get(name) and 0 <= self._now(name) < target:
                    found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def _raised(self, question: str, places: Sequence[int]) -> list[int]:
        """The points that a question gains by each set of some candidates, in the order of `subsets`."""
        points = self.lifting.assessed.rules.instrument.settings.level_points
        today = self._now(question)
        targets = [self.candidates[place].lifts[question] for place in places]
        sets = (compress(targets, row) for row in subsets(len(targets)))
        return [points[max(today, *taken, today)] - points[today] for taken in sets]

    def _highest(self, part: str) -> Fraction:
        """A questionnaire's score before gates after all candidates."""
        of = self.lifting.assessed.rules.instrument.questionnaire_of
        here = ((name, places) for name, places in self._lifters.items() if of[name] == part)
        more = (self._rates[name] * self._raised(name, places)[-1] for name, places in here)
        return self._now(f"{part}.raw") + sum(more, Fraction(0))

    # The ways ----------------------------------------------------------------------------------------------

    def _ways(self, limit: int, *, strict: bool) -> Iterator[Way]:
        floors = self._floors(limit) if strict else {}
        parts = [name for name in self._parts if name != self.goal.of]
        for own in self._caps(self.goal.of, limit if strict else None):
            for kept in product(*(self._caps(part, None) for part in parts)):
                caps = {part: cap for part, cap in zip(parts, kept, strict=True) if cap is not None}
                if any(caps.get(part, floor) < floor for part, floor in floors.items()):
                    continue
                lifts = [*self._below(self.goal.of, own), *chain(*(self._below(p, caps.get(p)) for p in parts))]
                lifts += chain(*(self._below(part, floor) for part, floor in floors.items()))
                found = self._way(lifts, caps, floors, limit, min(limit, own if own is not None else limit))
                if found is not None:
                    yield found

    def _caps(self, score: str, limit: int | None) -> list[int | None]:
        """The caps under which a score can stay, None for none; those that matter. `limit`: those below are out."""
        caps = sorted({cap for _gate, cap in self._holding(score)})
        if limit is not None:
            return [next((cap for cap in caps if cap >= limit), None)]
        highest = self._highest(score) if score != OVERALL else None
        found: list[int | None] = []
        for cap in caps:
            found.append(cap)
            if highest is not None and highest <= cap:
                return found
        return [*found, None]

    def _holding(self, score: str) -> list[tuple[Gate, int]]:
        """The gates in force today by answers that hold a score, with their caps."""
        scoring = self.lifting.assessed.rules.scoring
        names = dict.fromkeys(name for name, number in scoring.answer_causes if self._now(f"{name}.{number}"))
        gates = [scoring.gates[name] for name in names if score in scoring.gates[name].holds_at]
        return [(gate, scoring.cap(gate.holds_at[score])) for gate in gates]

    def _below(self, score: str, cap: int | None) -> list[Gate]:
        """The gates that have to be lifted for a score to stay under no cap below this one."""
        return [gate for gate, own in self._holding(score) if cap is None or own < cap]

    def _floors(self, limit: int) -> dict[str, int]:
        """What the questionnaires have to reach so that no gate on scores holds the goal's score below the limit."""
        scoring = self.lifting.assessed.rules.scoring
        found: dict[str, int] = {}
        for gate, number in scoring.score_causes:
            at = scoring.gates[gate].holds_at.get(self.goal.of)
            if at is not None and scoring.cap(at) < limit:
                for test in _below_tests(scoring.when((gate, number))):
                    floor = reached_at(test.below or 0)
                    if 0 <= self._now(f"{test.score}.score") < floor:
                        found[test.score] = max(found.get(test.score, 0), floor)
        return found

    def _sums(self, caps: dict[str, int], floors: dict[str, int], limit: int) -> Iterator[_Sum]:
        """One sum for each set of held questionnaires that add their cap in place of their own sum."""
        binding = [part for part, cap in caps.items() if self._highest(part) > cap]
        for held in chain(*(combinations(binding, count) for count in range(len(binding) + 1))):
            shares = {part: share for part, share in self._parts.items() if part not in held}
            yield _Sum(shares, sum((self._parts[part] * caps[part] for part in held), Fraction(0)), limit - ROUNDED)
        for part, floor in floors.items():
            yield _Sum({part: Fraction(1)}, Fraction(0), floor - ROUNDED)

    def _way(
        self, lifts: Sequence[Gate], caps: dict[str, int], floors: dict[str, int], limit: int, ceiling: int
    ) -> Way | None:
        """The problem of one way; None where a gate that has to be lifted cannot be."""
        rules = self.lifting.assessed.rules
        allows = []
        for gate in {gate.id: gate for gate in lifts}.values():
            for number in range(len(gate.causes)):
                cause = gate.id, number
                touching = tuple(n for n, one in enumerate(self.candidates) if cause in set(rules.touched(one)))
                lifted = ~self.lifting.cause(cause, [self.candidates[n] for n in touching])
                if not lifted.any():
                    return None
                if not lifted.all():
                    allows.append(Allows(touching, lifted))
        sums = list(self._sums(caps, floors, limit))
        base = [ceil(sum((s * self._now(f"{p}.raw") for p, s in one.shares.items()), one.rest)) for one in sums]
        adds = [Adds(places, self._table(name, places, sums)) for name, places in self._lifters.items()]
        need = [one.need - today for one, today in zip(sums, base, strict=True)]
        return Way(*_narrowed(self.candidates, adds, allows, len(base)), np.array(base), np.array(need), ceiling)

    def _table(self, question: str, places: tuple[int, ...], sums: Sequence[_Sum]) -> Ints:
        part = self.lifting.assessed.rules.instrument.questionnaire_of[question]
        rates = [one.shares.get(part, Fraction(0)) * self._rates[question] for one in sums]
        return np.array(
            [[ceil(rate * more) for rate in rates] for more in self._raised(question, places)], dtype=np.int64
        )


def _below_tests(condition: Condition) -> list[ScoreTest]:
    match condition:
        case AnyOf():
            return [test for one in condition.any for test in _below_tests(one)]
        case ScoreTest():
            return [condition]
        case _:
            return []


def _narrowed(
    candidates: Sequence[Recommendation], adds: Sequence[Adds], allows: Sequence[Allows], sums: int
) -> tuple[tuple[Recommendation, ...], Problem]:
    """The problem of the actions alone that add something or lift a gate, and of those that they need."""
    place = {one.id: n for n, one in enumerate(candidates)}
    wanted = {n for one in adds if one.table.any() for n in one.scope} | {n for one in allows for n in one.scope}
    new = wanted
    while new:
        new = {place[need] for n in new for need in candidates[n].needs if need in place} - wanted
        wanted |= new
    kept = sorted(wanted)
    now = {n: number for number, n in enumerate(kept)}
    actions = tuple(candidates[n] for n in kept)
    needs = [
        Allows((now[n], now[place[need]]), np.array([True, False, True, True]))
        for n in kept
        for need in candidates[n].needs
        if need in place
    ]
    problem = Problem(
        days=np.array([one.effort_days for one in actions], dtype=np.int64),
        rest=np.array([rest(one) for one in actions], dtype=np.int64),
        sums=sums,
        adds=tuple(Adds(tuple(now[n] for n in one.scope), one.table) for one in adds if one.table.any()),
        allows=(*(Allows(tuple(now[n] for n in one.scope), one.table) for one in allows), *needs),
    )
    return actions, problem


_DIGITS = 9
"""Bits for a number of actions; an instrument has at most 500."""


def rest(one: Recommendation) -> int:
    """What decides between sets of equal days: how many of the dearest, how many of the next, ..., how many in all."""
    return (1 << _DIGITS * COSTS.index(one.cost) if one.cost != COSTS[0] else 0) + 1
