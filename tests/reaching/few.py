"""Small cases of `reach`, all of whose sets can be scored, and the engine's word on any set."""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from msme_check import answers
from msme_check.assess import Assessed, assess
from msme_check.conditions import ticked
from msme_check.frames import Frame, Kind
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Recommendation
from msme_check.reaching.limits import COSTS, Limits
from random_firms import random_row, with_recommendations


def firms(instrument: Instrument, seed: int, count: int = 1) -> Assessed:
    """Random firms, assessed; the same for the same seed."""
    rows = [random_row(random.Random(seed + n), instrument) for n in range(count)]  # noqa: S311 - no secret
    return assess(pl.DataFrame([{c: row.get(c, "") for c in answers.columns(instrument)} for row in rows]), instrument)


def with_few(instrument: Instrument, seed: int, count: int) -> Instrument:
    """The instrument with some of its actions: other days, costs, needs and lifts, and gates that these lift or not."""
    numbers = random.Random(seed)  # noqa: S311 - no secret
    chosen = sorted(numbers.sample(instrument.recommendations, count), key=lambda one: one.order)
    names = [one.id for one in chosen]
    changed = []
    for place, one in enumerate(chosen):
        lifts = dict(one.lifts)
        for name in numbers.sample(list(numbers.choice(chosen).lifts), 1):
            lifts.setdefault(name, numbers.randint(1, 4))
        update = {
            "effort_days": numbers.randint(1, 5),
            "cost": numbers.choice(COSTS),
            "needs": tuple(numbers.sample(names[:place], min(place, numbers.choice([0, 0, 1, 2]))))
            if place < 6
            else (),
            "lifts": lifts,
        }
        changed.append(one.model_copy(update=update))
    gates = []
    for gate in instrument.settings.gates:
        causes = tuple(
            one if one.lifted_by in names else one.model_copy(update={"lifted_by": None}) for one in gate.causes
        )
        gates.append(gate.model_copy(update={"causes": causes, "hides": tuple(n for n in gate.hides if n in names)}))
    settings = instrument.settings.model_copy(update={"gates": tuple(gates)})
    few = with_recommendations(instrument, changed).model_copy(
        update={"settings": settings, "hash": f"few {count} {seed}"}
    )
    few.__dict__.pop("recommendation", None)
    return few


def after(assessed: Assessed, place: int, actions: Sequence[Recommendation]) -> Frame:
    """A firm scored again from its levels, none of which is taken from what was computed before."""
    keep = np.zeros(len(assessed), dtype=np.bool_)
    keep[place] = True
    frame = assessed.values.filter(keep)
    for one in actions:
        for name, target in one.lifts.items():
            if 0 <= frame[name][0] < target:
                frame.add(name, np.array([target], dtype=np.int8), Kind.LEVEL)
                for code in one.ticks.get(name, ()):
                    frame.add(ticked(name, code), np.array([1], dtype=np.int8), Kind.TICK)
    assessed.rules.scoring.score(frame)
    return frame


def score(assessed: Assessed, place: int, actions: Sequence[Recommendation], of: str) -> int:
    """A score after some actions."""
    return int(after(assessed, place, actions)[f"{of}.score"][0])


def firing(assessed: Assessed, place: int) -> list[Recommendation]:
    """What is asked for today, in the order of the instrument."""
    return [one for one in assessed.rules.instrument.recommendations if assessed.values[f"{one.id}.fires"][place]]


def complete(chosen: Sequence[Recommendation], fires: Sequence[Recommendation]) -> bool:
    """Whether a set has all that it needs and that fires."""
    names, asked = {one.id for one in chosen}, {one.id for one in fires}
    return all(need in names for one in chosen for need in one.needs if need in asked)


def keeps(chosen: Sequence[Recommendation], limits: Limits) -> bool:
    """Whether a set keeps the limits."""
    dear = limits.cost is not None and any(COSTS.index(one.cost) > COSTS.index(limits.cost) for one in chosen)
    return not dear and (limits.days is None or sum(one.effort_days for one in chosen) <= limits.days)


def size(chosen: Sequence[Recommendation], places: dict[str, int]) -> tuple[object, ...]:
    """By what sets are compared: days, how many of the dearest, of the next, ..., how many, which stand first."""
    costs = [sum(one.cost == cost for one in chosen) for cost in reversed(COSTS[1:])]
    return sum(one.effort_days for one in chosen), *costs, len(chosen), sorted(places[one.id] for one in chosen)


def allowed(fires: Sequence[Recommendation], limits: Limits) -> Iterator[tuple[Recommendation, ...]]:
    """All sets that may be proposed."""
    for count in range(len(fires) + 1):
        for chosen in combinations(fires, count):
            if keeps(chosen, limits) and complete(chosen, fires):
                yield chosen
