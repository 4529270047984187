"""Assessed firms -> counts of the whole group, chunk by chunk.

Nothing here grows with the number of firms, and everything is a sum of whole numbers. So the totals are exact,
and the same for any size of chunk and any order of the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import polars as pl

from msme_check.answers import SIZE as SCORED_AS
from msme_check.assess import Assessed
from msme_check.cohort.spread import POINTS, TENTH_STEPS, TENTHS, Ints, counted
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.model.instrument import Instrument
from msme_check.scoring import COMPARED, OVERALL, UNIT, Scoring, compared
from msme_check.verdict import CONFIDENCE

SIZE = "size"
WHO = ("country", "sector", SIZE, "women_owned")
"""The facts by which a group is described: fields of the profile, where the instrument has them, and the size band."""

BY = ("sector", SIZE)
"""The facts by which the scores of dimensions are told apart."""

GAIN_STEPS = 100
"""Gains are counted in hundredths of a point, cut off, from -100 points to 100."""

SHARES = ("coverage", "dk_share", "na_share")
Key = TypeVar("Key")
_POINT = UNIT // COMPARED
_EVERY_GAIN = 2 * POINTS * GAIN_STEPS + 1


@dataclass
class Rows:
    """What became of the rows of the file. `cells` could not be used and count as missing."""

    read: int = 0
    rejected: int = 0
    cells: int = 0


@dataclass
class Totals:
    """The counts of a group of firms. `add` takes the next chunk."""

    instrument: Instrument
    firms: int = 0
    rows: Rows = field(default_factory=Rows)
    who: dict[str, Ints] = field(default_factory=dict)
    """Fact -> firms with each of `codes`, and last those of which it is not known."""
    scores: dict[str, Ints] = field(default_factory=dict)
    """Overall or questionnaire -> firms at each tenth of a point; only those that have a band."""
    dimensions: dict[tuple[str, str], Ints] = field(default_factory=dict)
    """(fact, dimension) -> firms by (place as in `who`, tenth of a point); only those that have the score."""
    gains: dict[str, Ints] = field(default_factory=dict)
    """Recommendation -> firms at each hundredth of `GAIN_STEPS`; where it fires and there is an overall score."""
    sums: dict[str, int] = field(default_factory=dict)
    """Everything else that is counted, by name; see `_sums` and `_served`."""

    @cached_property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes of each fact, in the order of the instrument."""
        return codes(self.instrument)

    def add(self, assessed: Assessed) -> None:
        """Adds the firms of a chunk."""
        frame, scoring = assessed.frame, assessed.rules.scoring
        self.firms += len(frame)
        places = frame.select(place(self.instrument, name).alias(name) for name in self.codes)
        for name in self.codes:
            _add(self.who, name, counted(places[name].to_numpy(), len(self.codes[name]) + 1))
        self._add_scores(frame)
        self._add_dimensions(frame, places)
        self._add_gains(frame)
        sums = frame.select(one.sum() for one in _sums(scoring)).row(0, named=True)
        for name, count in (*sums.items(), *_served(assessed)):
            self.sums[name] = self.sums.get(name, 0) + int(count or 0)

    def _add_scores(self, frame: pl.DataFrame) -> None:
        names = score_names(self.instrument)
        steps = frame.select(banded_tenths(name) for name in names)
        for name in names:
            _add(self.scores, name, counted(steps[name].to_numpy(), TENTH_STEPS))

    def _add_dimensions(self, frame: pl.DataFrame, places: pl.DataFrame) -> None:
        names = list(self.instrument.dimensions)
        steps = frame.select(tenths(f"{name}.score").alias(name) for name in names)
        for by in (name for name in BY if name in self.codes):
            groups = len(self.codes[by]) + 1
            first = places[by].to_numpy() * TENTH_STEPS
            for name in names:
                step = steps[name].to_numpy()
                step = (step + first)[step >= 0]
                _add(self.dimensions, (by, name), counted(step, groups * TENTH_STEPS).reshape(groups, TENTH_STEPS))

    def _add_gains(self, frame: pl.DataFrame) -> None:
        names = [one.id for one in self.instrument.recommendations]
        there = pl.col(f"{OVERALL}.score").is_not_null()
        steps = frame.select(
            pl.when(there & pl.col(f"{name}.fires")).then(_gain_step(name)).fill_null(-1).alias(name) for name in names
        )
        for name in names:
            _add(self.gains, name, counted(steps[name].to_numpy(), _EVERY_GAIN))


def codes(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The codes of each fact of `WHO`, in the order of the instrument; a fact that it does not have is left out."""
    fields = instrument.profile_field
    found = {name: tuple(one.code for one in fields[name].options) for name in WHO if name in fields}
    found[SIZE] = tuple(band.id for band in instrument.settings.size_bands)
    return {name: found[name] for name in WHO if name in found}


def place(instrument: Instrument, fact: str) -> pl.Expr:
    """The place of a firm's fact in `codes`; one more than the last where it is not known."""
    known = codes(instrument)[fact]
    if fact == SIZE:
        people = pl.col(profile("employees"))
        reached = [(people >= band.start).cast(pl.Int64) for band in instrument.settings.size_bands]
        return pl.when(pl.col(SCORED_AS).is_not_null()).then(pl.sum_horizontal(reached) - 1).otherwise(len(known))
    column = pl.col(profile(fact))
    return column.replace_strict(known, range(len(known)), default=len(known), return_dtype=pl.Int64)


def score_names(instrument: Instrument) -> tuple[str, ...]:
    """The overall score and the questionnaires."""
    return (OVERALL, *(part.id for part in instrument.questionnaires))


def tenths(score: str) -> pl.Expr:
    """A stored score in tenths of a point, cut off after the one rounding before comparing; -1 where there is none."""
    return (compared(pl.col(score)) // (_POINT // TENTHS)).fill_null(-1)


def banded_tenths(name: str) -> pl.Expr:
    """The tenths of a score where it has a band; otherwise -1: such a score rests on too few answers."""
    return pl.when(pl.col(f"{name}.band").is_not_null()).then(tenths(f"{name}.score")).otherwise(-1).alias(name)


def _add(kept: dict[Key, Ints], name: Key, counts: Ints) -> None:
    kept[name] = kept[name] + counts if name in kept else counts


def _gain_step(name: str) -> pl.Expr:
    return compared(pl.col(f"{name}.gain")) // (_POINT // GAIN_STEPS) + POINTS * GAIN_STEPS


def _sums(scoring: Scoring) -> Iterator[pl.Expr]:
    instrument = scoring.instrument
    settings = instrument.settings
    for gate in settings.gates:
        in_force = pl.any_horizontal(pl.col(f"{gate.id}.{n}") for n in range(len(gate.causes)))
        yield in_force.alias(f"{gate.id}.force")
        for score, band in gate.holds_at.items():
            binds = (pl.col(f"{score}.raw") > scoring.cap(band)).fill_null(value=False)
            yield (in_force & binds).alias(f"{gate.id}.{score}.binds")
    yield from (pl.col(f"{one.id}.fires") for one in instrument.recommendations)
    warned = int(settings.not_applicable_warning * SHARE)
    for part in instrument.questionnaires:
        taken = pl.col(f"{part.id}.taken")
        yield taken
        yield from (pl.when(taken).then(pl.col(f"{part.id}.{share}")).alias(f"{part.id}.{share}") for share in SHARES)
        yield (taken & (pl.col(f"{part.id}.na_share") > warned)).alias(f"{part.id}.warned")
    pairs = [pair.id for pair in settings.consistency_pairs]
    yield from (pl.col(pair) for pair in pairs)
    yield pl.any_horizontal(pl.lit(value=False), *pairs).alias("odd")
    starts = [label.start * CONFIDENCE for label in settings.confidence.labels]
    reached = pl.sum_horizontal((pl.col("confidence") >= start).cast(pl.Int64) for start in starts)
    for count, label in enumerate(settings.confidence.labels, 1):
        yield (reached == count).alias(f"confidence.{label.id}")


def _served(assessed: Assessed) -> Iterator[tuple[str, int]]:
    """For each direction, the firms whose plan has an action that follows from it."""
    instrument = assessed.rules.instrument
    for one in instrument.directions:
        members = [n for n, action in enumerate(instrument.recommendations) if action.direction == one.id]
        yield f"{one.id}.served", int((assessed.plans.horizon[:, members] > 0).any(axis=1).sum())
