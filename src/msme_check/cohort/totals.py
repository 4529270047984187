"""Assessed firms -> counts of the whole group, chunk by chunk.

Nothing here grows with the number of firms, and everything is a sum of whole numbers. So the totals are exact,
and the same for any size of chunk and any order of the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any, TypeVar

import numpy as np

from msme_check.assess import Assessed
from msme_check.cohort.spread import POINTS, TENTH_STEPS, TENTHS, Ints, counted
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.frames import NONE, Frame, total
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL, Scoring
from msme_check.units import COMPARED, UNIT, compared
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
        frame = assessed.values
        self.firms += len(frame)
        places = {name: place(frame, self.instrument, name) for name in self.codes}
        for name in self.codes:
            _add(self.who, name, counted(places[name], len(self.codes[name]) + 1))
        for name in score_names(self.instrument):
            _add(self.scores, name, counted(banded_tenths(frame, name), TENTH_STEPS))
        self._add_dimensions(frame, places)
        for one in self.instrument.recommendations:
            there = (frame[f"{OVERALL}.score"] >= 0) & frame[f"{one.id}.fires"]
            _add(self.gains, one.id, counted(_gain_steps(frame[f"{one.id}.gain"][there]), _EVERY_GAIN))
        for name, count in (*_sums(frame, assessed.rules.scoring), *_served(assessed)):
            self.sums[name] = self.sums.get(name, 0) + count

    def __getstate__(self) -> dict[str, Any]:
        """For another process: without the instrument, which it knows, and of the counts those that are not 0. The
        others are thousands for each firm of a chunk."""
        kept = {name: value for name, value in self.__dict__.items() if name not in {"instrument", "codes"}}
        return kept | {name: {key: _few(counts) for key, counts in kept[name].items()} for name in _COUNTS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """All counts again. What comes from another process is merged with others, which know their instrument."""
        self.__dict__ |= state | {name: {key: _all(*few) for key, few in state[name].items()} for name in _COUNTS}

    def merge(self, other: "Totals") -> None:
        """Adds the firms that others have counted with the same instrument."""
        self.firms += other.firms
        self.rows.read += other.rows.read
        self.rows.rejected += other.rows.rejected
        self.rows.cells += other.rows.cells
        for kept, more in ((self.who, other.who), (self.scores, other.scores), (self.gains, other.gains)):
            for name, counts in more.items():
                _add(kept, name, counts)
        for key, counts in other.dimensions.items():
            _add(self.dimensions, key, counts)
        for name, count in other.sums.items():
            self.sums[name] = self.sums.get(name, 0) + count

    def _add_dimensions(self, frame: Frame, places: dict[str, Ints]) -> None:
        groups = {by: len(self.codes[by]) + 1 for by in BY if by in self.codes}
        for name in self.instrument.dimensions:
            steps = tenths(frame[f"{name}.score"]) if f"{name}.score" in frame else np.full(len(frame), NONE)
            known = steps >= 0
            for by, count in groups.items():
                step = (steps + places[by] * TENTH_STEPS)[known]
                _add(self.dimensions, (by, name), counted(step, count * TENTH_STEPS).reshape(count, TENTH_STEPS))


_COUNTS = ("who", "scores", "dimensions", "gains")


def _few(counts: Ints) -> tuple[tuple[int, ...], Ints, Ints]:
    """The shape of counts, and where in it those are that are not 0."""
    places = np.flatnonzero(counts)
    return counts.shape, places, counts.ravel()[places]


def _all(shape: tuple[int, ...], places: Ints, some: Ints) -> Ints:
    counts = np.zeros(prod(shape), dtype=some.dtype)
    counts[places] = some
    return counts.reshape(shape)


def codes(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The codes of each fact of `WHO`, in the order of the instrument; a fact that it does not have is left out."""
    fields = instrument.profile_field
    found = {name: tuple(one.code for one in fields[name].options) for name in WHO if name in fields}
    found[SIZE] = tuple(band.id for band in instrument.settings.size_bands)
    return {name: found[name] for name in WHO if name in found}


def place(frame: Frame, instrument: Instrument, fact: str) -> Ints:
    """The place of each firm's fact in `codes`; one more than the last where it is not known."""
    known = codes(instrument)[fact]
    if fact == SIZE:
        people = frame[profile("employees")]
        reached = total((people >= band.start for band in instrument.settings.size_bands), len(frame))
        return np.where(reached > 0, reached - 1, len(known))
    found = frame.number_of(profile(fact))
    return np.where(found < 0, len(known), found)


def score_names(instrument: Instrument) -> tuple[str, ...]:
    """The overall score and the questionnaires."""
    return (OVERALL, *(part.id for part in instrument.questionnaires))


def tenths(score: Ints) -> Ints:
    """Stored scores in tenths of a point, cut off after the one rounding before comparing; -1 where there is none."""
    return np.where(score < 0, NONE, compared(score) // (_POINT // TENTHS))


def banded_tenths(frame: Frame, name: str) -> Ints:
    """The tenths of a score where it has a band; otherwise -1: such a score rests on too few answers."""
    return np.where(frame[f"{name}.band"] < 0, NONE, tenths(frame[f"{name}.score"]))


def _add(kept: dict[Key, Ints], name: Key, counts: Ints) -> None:
    kept[name] = kept[name] + counts if name in kept else counts


def _gain_steps(gain: Ints) -> Ints:
    return (gain + COMPARED // 2) // COMPARED // (_POINT // GAIN_STEPS) + POINTS * GAIN_STEPS


def _sums(frame: Frame, scoring: Scoring) -> Iterator[tuple[str, int]]:
    instrument = scoring.instrument
    settings = instrument.settings
    for gate in settings.gates:
        in_force = np.logical_or.reduce([frame[f"{gate.id}.{n}"] for n in range(len(gate.causes))])
        yield f"{gate.id}.force", int(in_force.sum())
        for score, band in gate.holds_at.items():
            yield f"{gate.id}.{score}.binds", int((in_force & (frame[f"{score}.raw"] > scoring.cap(band))).sum())
    yield from ((f"{one.id}.fires", int(frame[f"{one.id}.fires"].sum())) for one in instrument.recommendations)
    warned = int(settings.not_applicable_warning * SHARE)
    for part in instrument.questionnaires:
        taken = frame[f"{part.id}.taken"]
        yield f"{part.id}.taken", int(taken.sum())
        yield from ((f"{part.id}.{share}", int((frame[f"{part.id}.{share}"] * taken).sum())) for share in SHARES)
        yield f"{part.id}.warned", int((taken & (frame[f"{part.id}.na_share"] > warned)).sum())
    pairs = [pair.id for pair in settings.consistency_pairs]
    yield from ((pair, int(frame[pair].sum())) for pair in pairs)
    yield (
        "odd",
        int(np.logical_or.reduce([np.zeros(len(frame), dtype=np.bool_), *(frame[pair] for pair in pairs)]).sum()),
    )
    starts = [label.start * CONFIDENCE for label in settings.confidence.labels]
    reached = total((frame["confidence"] >= start for start in starts), len(frame))
    for count, label in enumerate(settings.confidence.labels, 1):
        yield f"confidence.{label.id}", int((reached == count).sum())


def _served(assessed: Assessed) -> Iterator[tuple[str, int]]:
    """For each direction, the firms whose plan has an action that follows from it."""
    instrument = assessed.rules.instrument
    for one in instrument.directions:
        members = [n for n, action in enumerate(instrument.recommendations) if action.direction == one.id]
        yield f"{one.id}.served", int((assessed.plans.horizon[:, members] > 0).any(axis=1).sum())
