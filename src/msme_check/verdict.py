"""What is said beside the scores: bands, odd pairs, the range of what is not known, confidence."""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from msme_check.conditions import STATES, Columns, expression, state, ticked
from msme_check.counting import APPLICABLE
from msme_check.model.assessment import State
from msme_check.model.questions import Checklist
from msme_check.scoring import OVERALL, Scenario, Scoring, compared, divided, limit_units

CONFIDENCE = 10**6
"""One point of confidence as it is stored."""

LOW, HIGH = "low", "high"


def band(scoring: Scoring, score: pl.Expr) -> pl.Expr:
    """The id of a score's band."""
    name = pl.lit(None, dtype=pl.String)
    for one in scoring.instrument.settings.bands:
        name = pl.when(score >= limit_units(one.start)).then(pl.lit(one.id)).otherwise(name)
    return name


def bands(scoring: Scoring) -> Iterator[pl.Expr]:
    """The band of each questionnaire that is complete, and of the overall score (framework F.2, R3)."""
    for part in scoring.instrument.questionnaires:
        found = band(scoring, compared(pl.col(f"{part.id}.score")))
        yield pl.when(pl.col(f"{part.id}.complete")).then(found).alias(f"{part.id}.band")
    yield band(scoring, compared(pl.col(f"{OVERALL}.score"))).alias(f"{OVERALL}.band")


def pairs(scoring: Scoring) -> Iterator[pl.Expr]:
    """The consistency pairs of answers that cannot both be true (F.7)."""
    for pair in scoring.instrument.settings.consistency_pairs:
        yield expression(pair.when, scoring.facts).fill_null(value=False).alias(pair.id)


def ranges(scoring: Scoring) -> Iterator[Scenario]:
    """Two scenarios: every missing answer at the lowest level with nothing ticked, and at the highest."""
    top = len(scoring.instrument.settings.level_points) - 1
    questions = [one for part in scoring.instrument.questionnaires for one in scoring.questions(part)]
    for name, level in ((LOW, 0), (HIGH, top)):
        levels = {one.id: _filled(one.id, pl.col(one.id), pl.lit(level, dtype=pl.Int8)) for one in questions}
        ticks = {
            (one.id, item.code): _filled(one.id, pl.col(ticked(one.id, item.code)), pl.lit(value=name == HIGH))
            for one in questions
            if isinstance(one, Checklist)
            for item in one.items
        }
        columns = Columns(scoring.facts.choices, levels=levels, ticks=ticks)
        yield Scenario(name, columns, weight=APPLICABLE, complete="taken")


def _filled(question: str, given: pl.Expr, missing: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(state(question)) == STATES[State.MISSING]).then(missing).otherwise(given)


def confidence(scoring: Scoring) -> pl.Expr:
    """Framework F.4, over the questionnaires that were taken; 0-100 in units of 1e-6, never below 0."""
    rule = scoring.instrument.settings.confidence
    base, evidence = Fraction(rule.base), Fraction(rule.evidence)
    common = base.denominator * evidence.denominator
    applicable, unknown, shown = (
        pl.sum_horizontal(
            pl.when(pl.col(f"{part.id}.taken")).then(pl.col(f"{part.id}.{key}"))
            for part in scoring.instrument.questionnaires
        )
        for key in ("applicable", "unknown", "shown")
    )
    trusted = int(base * common) * applicable + int(evidence * common) * shown
    value = divided((applicable - unknown) * trusted * 100 * CONFIDENCE, applicable * applicable * common)
    odd = pl.sum_horizontal(pl.col(pair.id).cast(pl.Int64) for pair in scoring.instrument.settings.consistency_pairs)
    return pl.max_horizontal(value.fill_null(0) - odd * rule.pair_penalty * CONFIDENCE, 0).alias("confidence")
