"""Pairs of questions that firms answer alike: Spearman's rank correlation of their levels, with the number of firms.

Levels are few, so equal ones are many: each has the mean of the ranks that it takes up. All pairs are counted in one
table of level by level, from which ranks follow for any number of firms.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np

from msme_check.conditions import STATES, state
from msme_check.frames import Frame, Ints
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import LEVELS
from msme_check.sensitivity.findings import Pair

_DECIMALS = 10**6


class Likeness:
    """All pairs of questions, over read frames."""

    def __init__(self, instrument: Instrument) -> None:
        self.rule = instrument.settings.sensitivity
        self.names = tuple(instrument.questions)
        self.tables = np.zeros((len(self.names) * LEVELS,) * 2, dtype=np.int64)

    def add(self, frame: Frame) -> None:
        """Some firms; "don't know" is no answer here."""
        columns = [
            (frame[name] == level) & (frame[state(name)] == STATES[State.ANSWERED])
            for name in self.names
            for level in range(LEVELS)
        ]
        chosen = np.array(columns, dtype=np.float64)
        self.tables += (chosen @ chosen.T).astype(np.int64)  # exact: whole numbers below 2**53

    def answered(self, question: str) -> Ints:
        """How many firms are at each level of a question."""
        start = self.names.index(question) * LEVELS
        found: Ints = np.diagonal(self.tables)[start : start + LEVELS]
        return found

    def pairs(self) -> tuple[Pair, ...]:
        """The pairs that are nearly the same, or the nearest pair where none is; only where enough firms answered."""
        found = []
        for (one, first), (other, second) in combinations(enumerate(self.names), 2):
            table = self.tables[one * LEVELS : (one + 1) * LEVELS, other * LEVELS : (other + 1) * LEVELS]
            firms = int(table.sum())
            if firms >= self.rule.alike_firms_from:
                correlation = rank_correlation(table)
                if correlation is not None:
                    alike = correlation >= Fraction(self.rule.alike_from)
                    found.append(Pair(first, second, correlation, firms, alike))
        found.sort(key=lambda pair: (-pair.correlation, -pair.firms))
        return tuple(pair for pair in found if pair.alike) or tuple(found[:1])


def rank_correlation(table: Ints) -> Fraction | None:
    """Spearman's correlation of rows and columns of a table of firms, to six decimals; None where one is constant."""
    firms = table.sum()
    rows, columns = (_ranks(table.sum(axis=axis)) for axis in (1, 0))
    above = float(rows @ table @ columns)
    spread = float(table.sum(axis=1) @ rows**2) * float(table.sum(axis=0) @ columns**2)
    if not firms or not spread:
        return None
    return Fraction(round(above / spread**0.5 * _DECIMALS), _DECIMALS)


def _ranks(firms: Ints) -> Ints:
    """For each level twice the distance of its mean rank from the middle, in whole numbers."""
    before = np.cumsum(firms) - firms
    found: Ints = 2 * before + firms - firms.sum()
    return found
