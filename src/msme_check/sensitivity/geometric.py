"""Scores where some of the three steps of averaging are geometric means instead of arithmetic ones.

A geometric mean is the exponential of the weighted mean of logarithms. Like an arithmetic mean it keeps what is equal
everywhere; where sides differ it is lower, so that a strong side makes up less for a weak one (OECD and JRC, Handbook
on Constructing Composite Indicators, 2008, on aggregation). With a 0 among its parts it would be 0 whatever the others
are, so the instrument's `geometric_shift` is added to each part before and taken off after.

All else is as the engine found it: which questions and dimensions count, their weights, which questionnaires are
complete, the gates and their caps, the limits of bands. Logarithms are no whole numbers; so each score is rounded to
`units.UNIT`, and bands are found as those of any score.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from msme_check.conditions import Facts, holds
from msme_check.counting import COUNTED
from msme_check.frames import NONE, Frame, Ints, Small
from msme_check.model.questions import Dimension
from msme_check.scoring import OVERALL, Scoring
from msme_check.units import UNIT, reached_at
from msme_check.verdict import band

Step = Literal["questions", "dimensions", "questionnaires"]
"""Questions to a dimension, dimensions to a questionnaire, questionnaires to the overall score."""

Floats = npt.NDArray[np.float64]
Part = tuple[Floats, Ints]
"""Points (0-100) and the weight of each firm's; points do not matter where the weight is 0."""


def scores(frame: Frame, scoring: Scoring, steps: frozenset[Step]) -> dict[str, Ints]:
    """The final scores of a scored frame where `steps` average geometrically; NONE where there is none."""
    shift = float(scoring.instrument.settings.sensitivity.geometric_shift)

    def averaged(parts: Sequence[Part], step: Step) -> Ints:
        return _mean(parts, shift if step in steps else None)

    def of_dimension(one: Dimension) -> Floats:
        if "questions" not in steps:
            return frame[f"{one.id}.score"] / UNIT
        asked = [question.id for question in scoring.questions(one)]
        parts = [(scoring.points(frame[name]).astype(np.float64), frame[f"{name}.{COUNTED}"]) for name in asked]
        return averaged(parts, "questions") / UNIT

    found: dict[str, Ints] = {}
    for part in scoring.instrument.questionnaires:
        used = [(of_dimension(one), frame[f"{one.id}.share"] * (frame[f"{one.id}.counted"] > 0))
                for one in scoring.used(part)]  # fmt: skip
        found[part.id] = np.minimum(averaged(used, "dimensions"), frame[f"{part.id}.cap"])
    enough = frame[f"{OVERALL}.shares"] > 0
    parts = [
        (found[name] / UNIT, share * (frame[f"{name}.complete"] & enough))
        for name, share in scoring.instrument.settings.overall.shares.items()
    ]
    return found | {OVERALL: np.minimum(averaged(parts, "questionnaires"), _cap(frame, scoring, found))}


def bands(frame: Frame, scoring: Scoring, steps: frozenset[Step]) -> dict[str, Small]:
    """The places of the bands of these scores; NONE where a score has none."""
    found = {name: band(scoring.instrument, score) for name, score in scores(frame, scoring, steps).items()}
    for part in scoring.instrument.questionnaires:
        found[part.id] = np.where(frame[f"{part.id}.complete"], found[part.id], np.int8(NONE))
    return found


def _mean(parts: Sequence[Part], shift: float | None) -> Ints:
    """The weighted mean in units of a score, arithmetic where there is no shift; NONE where nothing has a weight."""
    weights = np.sum([weight for _points, weight in parts], axis=0)
    total = np.zeros(len(weights))
    for points, weight in parts:
        total += weight * (points if shift is None else np.log(np.maximum(points, 0) + shift))
    mean = total / np.maximum(weights, 1)
    if shift is not None:
        mean = np.exp(mean) - shift
    return np.where(weights > 0, np.rint(np.maximum(mean, 0) * UNIT), NONE).astype(np.int64)


def _cap(frame: Frame, scoring: Scoring, found: Mapping[str, Ints]) -> Ints:
    """The lowest cap of the overall score; gates that read scores read those of `found`."""
    facts = Facts(frame, scoring.choices, score=lambda part, points: (found[part], reached_at(points)))
    cap = np.full(frame.length, np.iinfo(np.int64).max)
    for gate in scoring.gates.values():
        if OVERALL in gate.holds_at:
            for cause in gate.causes:
                limit = scoring.cap(gate.holds_at[OVERALL])
                np.minimum(cap, limit, out=cap, where=holds(cause.when, facts))
    return cap
