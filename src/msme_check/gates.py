"""The gates of an instrument: what puts them in force, and where they hold scores (framework F.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from msme_check.frames import Ints
from msme_check.model.conditions import Condition, ScoreTest, leaves
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Gate
from msme_check.units import UNIT

OVERALL = "overall"
Cause = tuple[str, int]
"""A cause of a gate: the gate's id, and the cause's place in it."""

_NO_CAP = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Holding:
    """The gates that may hold a score: their causes, and for each gate the place of the band that it holds at.

    `caps`: for each set of these bands (bit n: that in place n) the lowest cap.
    """

    causes: frozenset[Cause]
    place: Mapping[str, int]
    caps: Ints


@dataclass(frozen=True)
class Gates:
    """The gates of one instrument."""

    instrument: Instrument

    @cached_property
    def gates(self) -> dict[str, Gate]:
        """The gates by id."""
        return {gate.id: gate for gate in self.instrument.settings.gates}

    @cached_property
    def holding(self) -> dict[str, Holding]:
        """For each questionnaire and the overall score the gates that may hold it."""
        return {name: self._holding(name) for name in (*(one.id for one in self.instrument.questionnaires), OVERALL)}

    def _holding(self, score: str) -> Holding:
        held = {gate.id: gate.holds_at[score] for gate in self.gates.values() if score in gate.holds_at}
        bands = list(dict.fromkeys(held.values()))
        limits = [self.cap(band) for band in bands]
        sets = range(1 << len(bands))
        caps = [min((limit for n, limit in enumerate(limits) if one >> n & 1), default=_NO_CAP) for one in sets]
        causes = (cause for cause in self._every_cause() if cause[0] in held)
        return Holding(frozenset(causes), {gate: bands.index(band) for gate, band in held.items()}, np.array(caps))

    def when(self, cause: Cause) -> Condition:
        """The condition of a cause of a gate."""
        gate, number = cause
        return self.gates[gate].causes[number].when

    def cap(self, band: str) -> int:
        """0.0001 below the start of the band above (framework F.3)."""
        bands = self.instrument.settings.bands
        above = bands[[one.id for one in bands].index(band) + 1]
        return above.start * UNIT - UNIT // 10_000

    @cached_property
    def answer_causes(self) -> tuple[Cause, ...]:
        """The causes that read answers and profile, not scores."""
        return tuple(one for one in self._every_cause() if one not in set(self.score_causes))

    @cached_property
    def score_causes(self) -> tuple[Cause, ...]:
        """The causes that read scores; they hold the overall score."""
        reads = (
            one for one in self._every_cause() if any(isinstance(leaf, ScoreTest) for leaf in leaves(self.when(one)))
        )
        return tuple(reads)

    @cached_property
    def score_limits(self) -> tuple[tuple[str, int], ...]:
        """The scores that causes read, and the limits in points that they are compared with."""
        tests = (test for cause in self.score_causes for test in leaves(self.when(cause)))
        limits = ((one.score, one.below, one.at_least) for one in tests if isinstance(one, ScoreTest))
        return tuple(dict.fromkeys((name, limit) for name, *both in limits for limit in both if limit is not None))

    def _every_cause(self) -> Iterator[Cause]:
        yield from ((gate.id, n) for gate in self.gates.values() for n in range(len(gate.causes)))
