"""The one pure pipeline: rows of text in, assessments out; for one firm and for ten million.

answers.read -> official_size -> counting -> scoring -> verdict -> rules -> planning
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
import polars as pl

from msme_check import answers, planning, verdict
from msme_check.answers import choices
from msme_check.conditions import Facts, ticked
from msme_check.counting import Sums, add_counting, add_coverage
from msme_check.frames import Bools, Frame, Kind
from msme_check.model.instrument import Instrument
from msme_check.official_size import add_official_size
from msme_check.planning import HORIZONS, Plans
from msme_check.rules import Rules
from msme_check.scoring import Scored, Scoring
from msme_check.stability import stability
from msme_check.weights import dimension_weight


@dataclass(frozen=True)
class Assessed:
    """Many firms at once. `values`: all columns of `answers`, `scoring` and `rules`; a row for each firm."""

    values: Frame
    plans: Plans
    faults: pl.DataFrame
    rules: Rules

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """All columns with nulls where there is none; for many firms, `values.table` of a few is much quicker."""
        return self.values.table()

    def filter(self, keep: Bools) -> "Assessed":
        """The firms for which `keep` is true."""
        return replace(self, values=self.values.filter(keep), plans=self.plans.filter(keep))

    @cached_property
    def projected(self) -> dict[str, Frame]:
        """For each horizon all firms scored again, as if its actions and those of the horizons before it were done.

        Scores and bands for each firm, as in `values`; no horizon in which nothing is planned.
        """
        frame, found = self.values.copy(), {}
        for number, horizon in enumerate(HORIZONS[1:], 1):
            for place, one in enumerate(self.rules.instrument.recommendations):
                planned = self.plans.horizon[:, place] == number
                if planned.any():
                    levels, ticks = self.rules.lifted(one, frame)
                    for name, level in levels.items():
                        frame.add(name, np.where(planned, level, frame[name]), Kind.LEVEL)
                    for (name, code), tick in ticks.items():
                        box = ticked(name, code)
                        frame.add(box, np.where(planned, tick, frame[box]), Kind.TICK)
            if (self.plans.horizon == number).any():
                found[horizon] = frame.copy()
                score(found[horizon], self.rules.scoring)
        return found

    @cached_property
    def stability(self) -> Frame:
        """How often each firm's bands stay (`stability.stability`). It takes longer than scores: only if asked for."""
        return stability(self.values, self.rules.scoring)

    def listed(self, top: int | None = None) -> pl.DataFrame:
        """The recommendations that fire, in ranking order; at most `top` for each firm."""
        return planning.listed(self.values, self.rules, self.plans, top)


@lru_cache(maxsize=8)
def rules(instrument: Instrument, *, quick: bool = False) -> Rules:
    """The rules of an instrument."""
    return Rules(Scoring(instrument, choices(instrument), quick))


def assess(raw: pl.DataFrame, instrument: Instrument, *, quick: bool = False) -> Assessed:
    """Assesses every row of `raw`, whose columns are text as in a CSV file (see `answers.columns`)."""
    used = rules(instrument, quick=quick)
    read = answers.read(raw, instrument, quick=quick)
    add_official_size(Facts(read.frame, used.scoring.choices), instrument)
    scored = _scored(read.frame, used.scoring)
    used.judge(scored)
    return Assessed(read.frame, planning.plans(read.frame, instrument), read.faults, used)


def _scored(frame: Frame, scoring: Scoring) -> Scored:
    """Adds to the frame of `answers.read` what counts, coverage, scores, bands, ranges, pairs, confidence."""
    weigh(frame, scoring)
    scored = score(frame, scoring)
    for scenario in verdict.ranges(scoring, frame):
        Scored(scoring, frame, scenario).write(frame)
    verdict.add_pairs(Facts(frame, scoring.choices), scoring.instrument)
    verdict.add_confidence(frame, scoring.instrument)
    return scored


def weigh(frame: Frame, scoring: Scoring) -> None:
    """Adds to the frame of `answers.read` what counts and what could count, coverage, and the shares of dimensions."""
    instrument = scoring.instrument
    limit = Fraction(instrument.settings.band_coverage)
    for part in instrument.questionnaires:
        whole = Sums(frame.length, instrument)
        for one in part.dimensions:
            sums = add_counting(frame, instrument, one.questions, (question.id for question in scoring.questions(one)))
            whole.add(sums)
            if scoring.questions(one):
                frame.add(f"{one.id}.weight", sums.counted, Kind.COUNT)
                frame.add(f"{one.id}.counted", scoring.kept(one.id, sums.counted), Kind.COUNT)
                frame.add(f"{one.id}.applicable", sums.applicable, Kind.COUNT)
                frame.add(f"{one.id}.share", dimension_weight(frame, instrument, one), Kind.COUNT)
        base = sum(question.weight for question in scoring.questions(part))
        add_coverage(frame, part.id, whole, base, limit)


def score(frame: Frame, scoring: Scoring) -> Scored:
    """Adds scores, gates and bands from the levels of a frame that was weighed, whatever these were before."""
    scored = scoring.score(frame)
    verdict.add_bands(scored, frame)
    return scored
