"""Interviewers whose firms are all alike.

The measure is the share of questions in which two firms of one interviewer differ, over all pairs of his firms: one
less the chance that two answers to a question are the same. It is worked out from how many firms are at each level of
each question, which are whole numbers that add up, whatever the size of chunks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.batch.figures import figures
from msme_check.counting import SHARE
from msme_check.frames import Bools, Ints
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.quality.checks import Check
from msme_check.quality.examined import Examined
from msme_check.quality.lines import lines, worded

MOST = 50_000
"""Interviewers that are told apart, in some 90 MB. With more of them, such as firms that answer for themselves, the
name says nothing about interviewers, and they are not compared."""

NOBODY = -1
Counts = npt.NDArray[np.int32]


@dataclass
class Interviewers:
    """The interviewers of a batch by number, in the order in which they come; and the answers of their firms."""

    instrument: Instrument
    numbers: dict[str, int] = field(default_factory=dict)
    too_many: bool = False
    _counts: Counts = field(init=False)
    """Firms by interviewer, question and level."""
    _firms: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    _first: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    """The place of the first firm of each."""

    def __post_init__(self) -> None:
        levels = len(self.instrument.settings.level_points)
        self._counts = np.zeros((1, len(self.instrument.questions), levels), dtype=np.int32)

    @property
    def names(self) -> list[str]:
        """The names of interviewers by number."""
        return list(self.numbers)

    def add(self, some: Examined) -> Ints:
        """Counts the firms of a chunk. Returns the number of each firm's interviewer, or NOBODY."""
        found = self._numbers_of(some.interviewers)
        known = found != NOBODY
        if known.any():
            there, begins, local = np.unique(found[known], return_index=True, return_inverse=True)
            new = self._firms[there] == 0
            self._first[there[new]] = some.places[known][begins[new]]
            self._firms[there] += np.bincount(local)
            self._count(some, known, there, local)
        return found

    def _numbers_of(self, names: pl.Series) -> Ints:
        if names.null_count() == len(names):
            return np.full(len(names), NOBODY, dtype=np.int64)
        if not self.too_many:
            different = names.unique(maintain_order=True)
            for name in filter(None, different):
                self.numbers.setdefault(name, len(self.numbers))
            self.too_many = len(self.numbers) > MOST
        if self.too_many:
            self.numbers.clear()
            self._counts = self._counts[:1]
            return np.full(len(names), NOBODY, dtype=np.int64)
        self._grow()
        numbers = pl.Series([self.numbers.get(name, NOBODY) for name in different], dtype=pl.Int64)
        return names.replace_strict(different, numbers, return_dtype=pl.Int64).to_numpy()

    def _grow(self) -> None:
        """Makes place for twice as many interviewers as there are, where they do not fit."""
        short = len(self.numbers) - len(self._firms)
        if short > 0:
            more = max(short, len(self._firms))
            self._counts = np.concatenate([self._counts, np.zeros((more, *self._counts.shape[1:]), dtype=np.int32)])
            self._firms = np.concatenate([self._firms, np.zeros(more, dtype=np.int64)])
            self._first = np.concatenate([self._first, np.zeros(more, dtype=np.int64)])

    def _count(self, some: Examined, known: Bools, there: Ints, local: Ints) -> None:
        levels = self._counts.shape[2] + 1  # the first is for: not answered
        start = local * levels + 1
        everybody = known.all()
        for number, level in enumerate(some.levels.values()):
            counted = np.bincount(start + (level if everybody else level[known]), minlength=len(there) * levels)
            self._counts[there, number] += counted.reshape(len(there), levels)[:, 1:].astype(np.int32)

    def alike(self) -> Iterator[pl.DataFrame]:
        """A line for each interviewer whose firms differ far less from each other than those of all others do.

        The line stands at his first firm.
        """
        rule = self.instrument.settings.quality.interviewer_alike
        limit = Fraction(rule.difference_at_most)
        counts = self._counts[: len(self.numbers)]
        everybody = counts.sum(axis=0, dtype=np.int64)
        everyone, found = int(self._firms.sum()), []
        for number in np.flatnonzero(self._firms[: len(self.numbers)] >= rule.firms_from).tolist():
            own, rest = counts[number].astype(np.int64), everyone - int(self._firms[number])
            differ, others = _difference(own), _difference(everybody - own)
            if rest >= rule.firms_from and differ is not None and others and differ <= limit * others:
                found.append(_Alike(number, differ, others, limit * others))
        if found:
            yield self._lines(found)

    def _lines(self, found: list["_Alike"]) -> pl.DataFrame:
        numbers = np.array([one.number for one in found])
        template = _(
            "All {firms} firms of this interviewer: two of them differ in {own} of 100 answers, two firms of the other "
            "interviewers in {others}."
        )
        what = worded(
            template,
            firms=self._firms[numbers],
            own=_rounded([one.differ for one in found], 100),
            others=_rounded([one.others for one in found], 100),
        )
        value, limit = (
            figures(_rounded(values, SHARE), SHARE).cast(pl.String)
            for values in ([one.differ for one in found], [one.limit for one in found])
        )
        names = self.names
        who = None, pl.Series([names[number] for number in numbers])
        return lines(Check.INTERVIEWER_ALIKE, self._first[numbers], who, what, value=value, limit=limit)


@dataclass(frozen=True)
class _Alike:
    """An interviewer by number. `differ`: how much two of his firms do; `others`: two of all others; `limit`."""

    number: int
    differ: Fraction
    others: Fraction
    limit: Fraction


def _difference(counts: Ints) -> Fraction | None:
    """In which share of the answers two of the firms differ, over all pairs that answered a question.

    `counts`: firms by question and level. None where no two firms answered the same question.
    """
    answered = counts.sum(axis=1)
    pairs = int((answered * (answered - 1) // 2).sum())
    same = int((counts * (counts - 1) // 2).sum())
    return Fraction(pairs - same, pairs) if pairs else None


def _rounded(values: list[Fraction], unit: int) -> Ints:
    """In units of 1/`unit`, rounded half up."""
    return np.array([int(value * unit + Fraction(1, 2)) for value in values], dtype=np.int64)
