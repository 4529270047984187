"""How many points a difference must have to be more than noise, where only scores are known and no answers.

It is worked out for a firm in the middle, whose answers can be misjudged upwards and downwards alike, with the weights
that the experts gave and no overlay: its answers of both years are redrawn one step off, apart from each other, and
the points are those that in the share of redraws that `firm_from` asks for the misjudging alone does not reach.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from msme_check.explaining.firm import SIZE_FIELD
from msme_check.model.conditions import Condition, ProfileTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.questions import LEVELS, Checklist
from msme_check.scoring import OVERALL
from msme_check.stability import redraws

Floats = npt.NDArray[np.float64]

MIDDLE = LEVELS // 2


@lru_cache(maxsize=8)
def noise(instrument: Instrument) -> Mapping[str, Decimal]:
    """The points by questionnaire, and of the overall score; rounded up to a tenth of a point."""
    found: dict[str, Floats] = {}
    for part in instrument.questionnaires:
        shares = [one.weight for one in part.dimensions]
        found[part.id] = np.average([_dimension(instrument, one.id) for one in part.dimensions], axis=0, weights=shares)
    parts = {name: share for name, share in instrument.settings.overall.shares.items() if share}
    found[OVERALL] = np.average([found[name] for name in parts], axis=0, weights=[*parts.values()])
    return {name: _reached(scores, float(instrument.settings.stability.firm_from)) for name, scores in found.items()}


def _dimension(instrument: Instrument, name: str) -> Floats:
    """The score of a dimension in each redraw, for a firm that is in the middle everywhere."""
    drawn, questions = redraws(instrument), instrument.dimensions[name].questions
    points = [drawn.points[one.id][:, MIDDLE] for one in questions]
    scores: Floats = np.average(points, axis=0, weights=[one.weight for one in questions])
    return scores


def _reached(scores: Floats, share: float) -> Decimal:
    """The difference that two misjudged years of one firm stay below in a share of the redraws."""
    differences = scores - np.roll(scores, len(scores) // 2)
    found = float(np.quantile(np.abs(differences), max(0.0, 2 * share - 1)))  # one of the two signs
    return Decimal(int(np.ceil(np.round(found * 10, 6)))) / 10


def weighing(instrument: Instrument) -> tuple[str, ...]:
    """The facts about a firm that decide what counts for it and how much: choices, and its size."""
    fields = {group.by for group in instrument.overlays.groups}
    fields |= {shift.by for shift in instrument.overlays.dimension_shifts}
    fields |= {leaf.profile for one in _conditions(instrument) for leaf in leaves(one) if isinstance(leaf, ProfileTest)}
    return (*(one.id for one in instrument.profile if one.id in fields and one.options), SIZE_FIELD)


def _conditions(instrument: Instrument) -> Iterator[Condition]:
    for group in instrument.overlays.groups:
        yield from (one.when for one in group.exceptions)
    for gate in instrument.settings.gates:
        yield from (cause.when for cause in gate.causes)
    for question in instrument.questions.values():
        yield from (ground.when for ground in question.not_applicable if ground.when is not None)
        if isinstance(question, Checklist):
            yield from (table.when for table in question.count_levels_when)
