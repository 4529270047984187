"""The one pure pipeline: rows of text in, assessments out; for one firm and for ten million.

answers.read -> counting -> scoring -> verdict -> rules -> planning
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import polars as pl

from msme_check import answers, planning, verdict
from msme_check.conditions import Columns
from msme_check.counting import COUNTED, counting, coverage, sum_of
from msme_check.model.instrument import Instrument
from msme_check.planning import HORIZONS, Plans
from msme_check.rules import Rules
from msme_check.scoring import OVERALL, Scenario, Scoring, scoring
from msme_check.weights import dimension_weight


@dataclass(frozen=True)
class Assessed:
    """Many firms at once. `frame`: all columns of `answers`, `scoring` and `planning`; a row for each firm."""

    frame: pl.DataFrame
    plans: Plans
    faults: pl.DataFrame
    rules: Rules

    @cached_property
    def projected(self) -> dict[str, pl.DataFrame]:
        """For each horizon all firms scored again, as if its actions and those of the horizons before it were done.

        A row of scores and bands for each firm, as in `frame`; no horizon in which nothing is planned. For all firms
        at once, because for each alone it takes 36 ms.
        """
        scores = [*(part.id for part in self.rules.instrument.questionnaires), OVERALL]
        frame, found = self.frame, {}
        for number, horizon in enumerate(HORIZONS[1:], 1):
            for place, one in enumerate(self.rules.instrument.recommendations):
                planned = self.plans.horizon[:, place] == number
                if planned.any():
                    done = pl.lit(pl.Series(planned))
                    after = {lifted.meta.output_name(): lifted for lifted in self.rules.lifted(one)}
                    frame = frame.with_columns(
                        pl.when(done).then(lifted).otherwise(pl.col(name)).alias(name) for name, lifted in after.items()
                    )
            if (self.plans.horizon == number).any():
                again = rescored(frame, self.rules.scoring)
                found[horizon] = again.select(f"{name}.{what}" for name in scores for what in ("score", "band"))
        return found

    def listed(self, top: int | None = None) -> pl.DataFrame:
        """The recommendations that fire, in ranking order; at most `top` for each firm."""
        return planning.listed(self.frame, self.rules, self.plans, top)


@lru_cache(maxsize=8)
def rules(instrument: Instrument, *, quick: bool = False) -> Rules:
    """The compiled rules of an instrument."""
    return Rules(scoring(instrument, Columns(answers.choices(instrument)), quick=quick))


def assess(raw: pl.DataFrame, instrument: Instrument, *, quick: bool = False) -> Assessed:
    """Assesses every row of `raw`, whose columns are text as in a CSV file (see `answers.columns`)."""
    compiled = rules(instrument, quick=quick)
    read = answers.read(raw, instrument, quick=quick)
    frame = compiled.judge(scored(read.frame, compiled.scoring))
    return Assessed(frame, planning.plans(frame, instrument), read.faults, compiled)


def scored(frame: pl.DataFrame, scoring: Scoring) -> pl.DataFrame:
    """The frame of `answers.read` with weights that count, coverage, scores, bands, ranges, pairs, confidence."""
    instrument = scoring.instrument
    frame = frame.with_columns(counting(instrument))
    limit = Fraction(instrument.settings.band_coverage)
    frame = frame.with_columns(
        one for part in instrument.questionnaires for one in coverage(part.id, scoring.questions(part), limit)
    )
    dimensions = [one for part in instrument.questionnaires for one in scoring.used(part)]
    frame = frame.with_columns(
        *(scoring.kept(one, sum_of(scoring.questions(one), COUNTED)).alias(f"{one.id}.counted") for one in dimensions),
        *(dimension_weight(instrument, one).alias(f"{one.id}.share") for one in dimensions),
    )
    frame = rescored(frame, scoring)
    frame = scoring.score(frame, verdict.ranges(scoring)).with_columns(verdict.pairs(scoring))
    return frame.with_columns(verdict.confidence(scoring))


def rescored(frame: pl.DataFrame, scoring: Scoring) -> pl.DataFrame:
    """The frame with scores, gates and bands from its levels, whatever these were before."""
    return scoring.score(frame, [Scenario("", scoring.facts)]).with_columns(verdict.bands(scoring))
