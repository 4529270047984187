"""What is said beside the scores: bands, odd pairs, the range of what is not known, confidence."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from msme_check.conditions import STATES, Facts, holds, state, ticked
from msme_check.frames import NONE, Frame, Ints, Kind, Small, total
from msme_check.model.assessment import State
from msme_check.model.conditions import QuestionTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL, Scenario, Scored, Scoring
from msme_check.units import divided, reached

CONFIDENCE = 10**6
"""One point of confidence as it is stored."""

LOW, HIGH = "low", "high"


def band(instrument: Instrument, score: Ints) -> Small:
    """The place of each score's band; NONE where there is no score."""
    return reached(score, (one.start for one in instrument.settings.bands))


def add_bands(scored: Scored, frame: Frame) -> None:
    """Adds the band of each questionnaire that is complete, and of the overall score (framework F.2, R3)."""
    instrument = scored.scoring.instrument
    words = tuple(one.id for one in instrument.settings.bands)
    for part in instrument.questionnaires:
        found = band(instrument, scored.score(part.id))
        found |= -(~frame[f"{part.id}.complete"]).view(np.int8)  # -1, which is NONE, has all bits
        frame.add(f"{part.id}.band", found, Kind.CODE, words)
    frame.add(f"{OVERALL}.band", band(instrument, scored.score(OVERALL)), Kind.CODE, words)


def add_pairs(facts: Facts, instrument: Instrument) -> None:
    """Adds the consistency pairs of answers that cannot both be true (F.7)."""
    for pair in instrument.settings.consistency_pairs:
        facts.frame.add(pair.id, holds(pair.when, facts), Kind.FLAG)


def ranges(scoring: Scoring, frame: Frame) -> Iterator[Scenario]:
    """Two scenarios: every missing answer at the lowest level with nothing ticked, and at the highest."""
    top = len(scoring.instrument.settings.level_points) - 1
    counting = {name for names in scoring.asked.values() for name in names}
    tests = [test for cause in scoring.answer_causes for test in leaves(scoring.when(cause))]
    read = [one for one in tests if isinstance(one, QuestionTest) and one.question in counting]
    missing = {one.question: frame[state(one.question)] == STATES[State.MISSING] for one in read}
    for name, level, tick in ((LOW, 0, 0), (HIGH, top, 1)):
        # What is missing is stored as NONE, to which the difference is added.
        raised = {question: where * np.int8(level - NONE) for question, where in missing.items()}
        checked = {question: where * np.int8(tick - NONE) for question, where in missing.items()}
        levels = {one.question: frame[one.question] + raised[one.question] for one in read if one.ticked is None}
        ticks = {
            (one.question, one.ticked): frame[ticked(one.question, one.ticked)] + checked[one.question]
            for one in read
            if one.ticked is not None
        }
        yield Scenario(name, levels, ticks, filled=level)


def add_confidence(frame: Frame, instrument: Instrument) -> None:
    """Adds framework F.4, over the questionnaires that were taken; 0-100 in units of 1e-6, never below 0."""
    rule = instrument.settings.confidence
    base, evidence = Fraction(rule.base), Fraction(rule.evidence)
    common = base.denominator * evidence.denominator
    applicable, unknown, shown = (
        total((frame[f"{part.id}.{key}"] * frame[f"{part.id}.taken"] for part in instrument.questionnaires), len(frame))
        for key in ("applicable", "unknown", "shown")
    )
    trusted = int(base * common) * applicable + int(evidence * common) * shown
    value = divided((applicable - unknown) * trusted * 100 * CONFIDENCE, applicable * applicable * common)
    odd = total((frame[pair.id] for pair in instrument.settings.consistency_pairs), len(frame))
    value = np.maximum(np.maximum(value, 0) - odd * rule.pair_penalty * CONFIDENCE, 0)
    frame.add("confidence", value, Kind.COUNT)
