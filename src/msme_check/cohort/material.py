"""What the parts of a cohort's view are made from: the totals beside the texts of their instrument."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from msme_check.cohort.disclosure import Count, Disclosure
from msme_check.cohort.totals import SIZE, Totals
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.report.figures import percent, whole
from msme_check.scoring import OVERALL

SHADES = 5
"""From the lightest, 0, to the darkest."""


@dataclass(frozen=True)
class Figure:
    """A median or an average. `value` is None where there is none, or it is not shown; `shade`: of its band."""

    value: Decimal | None
    text: str
    shade: int | None = None


NO_FIGURE = Figure(None, "-")


@dataclass(frozen=True)
class Line:
    """A kind of firms, how many there are, and their share of all; `share` is empty where it is not shown."""

    title: str
    count: Count
    share: str


@dataclass(frozen=True)
class Material:
    """Looks things up; every part of the view takes it."""

    totals: Totals
    instrument: Instrument
    """In the language of the report."""
    disclosure: Disclosure

    @cached_property
    def titles(self) -> dict[str, str]:
        """The overall score and the questionnaires by their short names."""
        parts = {part.id: part.short_title for part in self.instrument.questionnaires}
        return {OVERALL: _("Overall"), **parts}

    @cached_property
    def limits(self) -> tuple[int, ...]:
        return tuple(band.start for band in self.instrument.settings.bands)

    def labels(self, fact: str) -> tuple[str, ...]:
        """The words for the codes of a fact, and for: not known."""
        if fact == SIZE:
            found = [band.title for band in self.instrument.settings.size_bands]
        else:
            found = [option.text for option in self.instrument.profile_field[fact].options]
        return (*found, _("Not stated"))

    def always_known(self, fact: str) -> bool:
        """Whether no firm is scored without this fact."""
        return fact == SIZE or self.instrument.profile_field[fact].required

    def groups(self, fact: str) -> tuple[tuple[int, Line], ...]:
        """The kinds of firms by a fact: the place of each in the totals, and its line."""
        counts = [int(count) for count in self.totals.who[fact]]
        if self.always_known(fact):
            counts = counts[:-1]
        shown = self.disclosure.parts(counts)
        titles = self.labels(fact)[: len(shown)]
        return tuple((n, self.line(title, one)) for n, (title, one) in enumerate(zip(titles, shown, strict=True)))

    def line(self, title: str, count: Count) -> Line:
        return Line(title, count, self.share(count))

    def share(self, count: Count) -> str:
        """A number as a share of all firms."""
        if count.value is None or not self.totals.firms:
            return ""
        return percent(Decimal(count.value) / self.totals.firms)

    def points(self, value: Decimal | None, firms: int) -> Figure:
        """A median of scores as it is shown; no higher than the band that it reaches."""
        if value is None or not self.disclosure.figure(firms):
            return NO_FIGURE
        return Figure(value, whole(value, self.limits), self.shade(self.band(value)))

    def band(self, value: Decimal) -> int:
        """The place of a score's band."""
        return sum(value >= start for start in self.limits) - 1

    def shade(self, band: int) -> int:
        """The shade of a band; the highest has the darkest."""
        return band * (SHADES - 1) // (len(self.limits) - 1)

    def average(self, total: int, unit: int, firms: int) -> Figure:
        """The average of shares that are stored in `unit`, over some firms, in percent."""
        if not self.disclosure.figure(firms):
            return NO_FIGURE
        value = Decimal(total) / unit / firms
        return Figure(value, percent(value))
