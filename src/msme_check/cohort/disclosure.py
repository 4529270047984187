"""What may be shown of a group of firms. Public: nothing about fewer than five, and nothing that gives it away.

A number under five is shown as "< 5", a nought too. Where such a number could be computed from the others and
their total, more numbers are shown as "5+" only, until every hidden number could still be anything from 0 to 4.
Where even that is not enough, nothing of the table is shown ("-"). Which numbers are hidden besides follows from
their places and not from their size: "the smallest that was enough" would be a hint to what is hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msme_check.i18n import _

FEWEST = 5
"""A public figure rests on at least so many firms."""

_MOST_HIDDEN = FEWEST - 1
_FROM = 2 * FEWEST - 1
"""A whole of fewer cannot be told apart in two parts without telling how many are in the smaller one."""


@dataclass(frozen=True)
class Count:
    """A number of firms. `value` is None where it is not shown as it is; `text` is what is shown."""

    value: int | None
    text: str


def _exact(count: int) -> Count:
    return Count(count, str(count))


def _few() -> Count:
    return Count(None, _("< {n}").format(n=FEWEST))


def _enough() -> Count:
    return Count(None, _("{n}+").format(n=FEWEST))


NOTHING = Count(None, "-")


@dataclass(frozen=True)
class Disclosure:
    """Decides number by number. `firms`: all firms of the group, which is shown. Not public: all is shown."""

    public: bool
    firms: int

    @property
    def nothing(self) -> bool:
        """Whether the group itself is too small to say anything."""
        return self.public and self.firms < FEWEST

    def figure(self, firms: int) -> bool:
        """Whether a median or an average of so many firms is shown."""
        return firms > 0 and (not self.public or firms >= FEWEST)

    def parts(self, counts: Sequence[int]) -> tuple[Count, ...]:
        """Numbers that add up to all firms."""
        if not self.public:
            return tuple(_exact(count) for count in counts)
        if self.firms < _FROM:
            return (NOTHING,) * len(counts)
        few = [count for count in counts if count < FEWEST]
        first = next((n for n, count in enumerate(counts) if count < FEWEST), 0)
        after = (*range(first, len(counts)), *range(first))
        rest = [n for n in after if counts[n] >= FEWEST]
        hidden: list[int] = []
        while few and not _safe(few, [counts[n] for n in hidden]):
            if len(hidden) == len(rest):
                return (NOTHING,) * len(counts)
            hidden.append(rest[len(hidden)])
        return tuple(
            _few() if count < FEWEST else _enough() if n in hidden else _exact(count) for n, count in enumerate(counts)
        )

    def part(self, count: int) -> Count:
        """A number of all firms; the others are the rest."""
        if not self.public:
            return _exact(count)
        if self.firms < _FROM:
            return NOTHING
        if count < FEWEST:
            return _few()
        if self.firms - count < FEWEST:
            return Count(None, _("> {n}").format(n=self.firms - FEWEST))
        return _exact(count)

    def within(self, count: int, whole: int) -> Count:
        """A number of firms out of `whole`, which is itself shown as `part` shows it."""
        if not self.public:
            return _exact(count)
        least = min(whole, self.firms - _MOST_HIDDEN) if whole >= FEWEST else whole
        if whole < FEWEST:
            return self.part(whole)
        if least < _FROM:
            return NOTHING
        if count < FEWEST:
            return _few()
        return _exact(count) if least - count >= FEWEST else _enough()

    def roughly(self, count: int) -> Count:
        """A number beside a figure. Public: only whether it is enough."""
        if not self.public:
            return _exact(count)
        return _enough() if count >= FEWEST else _few()


def _safe(few: Sequence[int], hidden: Sequence[int]) -> bool:
    """Whether each number of `few` could be anything from 0 to 4, for who knows the sum of all that is not shown."""
    total = sum(few) + sum(hidden)
    if hidden:
        return total >= FEWEST * len(hidden) + _MOST_HIDDEN
    return FEWEST <= total <= _MOST_HIDDEN * (len(few) - 1)
