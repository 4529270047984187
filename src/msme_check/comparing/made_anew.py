"""What changed between the report in a PDF and a report made anew from its response: what `report OLD.pdf` says.

The old one is read from its `assessment.json`, which may be of another version of the instrument: a name that the
instrument does not know any more is shown as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from msme_check.carried_over import CarriedOver
from msme_check.comparing import earlier
from msme_check.comparing.earlier import EarlierScore, Scored
from msme_check.i18n import _
from msme_check.migrating import STAYING, Route
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.figures import percent, whole
from msme_check.scoring import OVERALL


@dataclass(frozen=True)
class Changes:
    """An old assessment beside a new one of the same response. `before` is None where the PDF has none to read."""

    before: Scored | None
    after: Scored

    @property
    def new_version(self) -> bool:
        return self.before is not None and self.before.instrument != self.after.instrument

    @property
    def new_content(self) -> bool:
        """Whether the instrument was changed in any way."""
        return self.before is not None and self.before.instrument_hash != self.after.instrument_hash


def compare(before: bytes | None, after: Assessment, route: Route = STAYING) -> Changes:
    """Compares an old report's `assessment.json` with an assessment; both as JSON reports have them, rounded alike.

    `route`: from the ids of then to those of today.
    """
    return Changes(earlier.read(before, route), earlier.as_reported(after))


def lines(changes: Changes, carried: CarriedOver, instrument: Instrument) -> list[str]:
    """What a person is told, line by line. `carried`: the answers of the PDF for the instrument of today."""
    told = [*carried.lines()]
    if changes.before is None:
        return [*told, _("The PDF holds no earlier scores that can be read, so nothing is compared.")]
    told.insert(0, _instrument(changes, changes.before))
    found = list(_Words(changes.before, changes.after, instrument).lines())
    return [*told, *(found or [_unchanged(changes.after)])]


def _instrument(changes: Changes, before: Scored) -> str:
    old, new = before.instrument.version, changes.after.instrument.version
    if changes.new_version:
        return _("Questions: version {old} -> {new}.").format(old=old, new=new)
    if changes.new_content:
        return _("Questions: still version {version}, but their content was changed.").format(version=new)
    return _("Questions: version {version}, unchanged.").format(version=new)


def _unchanged(after: Scored) -> str:
    if after.quick:
        return _("The plan is the same as before.")
    return _("Nothing changed: scores, bands, coverage, gates and planned actions are the same.")


class _Words:
    """Says each difference in words."""

    def __init__(self, before: Scored, after: Scored, instrument: Instrument) -> None:
        self.before, self.after, self.instrument = before, after, instrument
        settings = instrument.settings
        self.titles = {OVERALL: _("Overall"), **{part.id: part.title for part in instrument.questionnaires}}
        self.bands = {band.id: band.title for band in settings.bands}
        self.limits = tuple(band.start for band in settings.bands)

    def lines(self) -> Iterator[str]:
        """Nothing where nothing changed; else every score, so that what stayed is seen too."""
        if not (self.before.quick or self.after.quick):
            yield from self.scores()
            titles = {gate.id: gate.title for gate in self.instrument.settings.gates}
            gone, come = _difference(self.before.gates, self.after.gates)
            yield from (_("Gate no longer in force: {title}").format(title=titles.get(one, one)) for one in gone)
            yield from (_("Gate now in force: {title}").format(title=titles.get(one, one)) for one in come)
        known = self.instrument.recommendation
        titles = {name: one.title for name, one in known.items()}
        gone, come = _difference(self.before.planned, self.after.planned)
        yield from (_("No longer in the plan: {title}").format(title=titles.get(one, one)) for one in gone)
        yield from (_("New in the plan: {title}").format(title=titles.get(one, one)) for one in come)

    def scores(self) -> Iterator[str]:
        old, new = self.before.scores, self.after.scores
        names = [*old, *(name for name in new if name not in old)]
        found = [line for name in names if (line := self.score(name, old.get(name), new.get(name)))]
        same = all(_shown(old.get(name)) == _shown(new.get(name)) for name in names)
        if not same or self.before.coverage != self.after.coverage:
            yield from found

    def score(self, name: str, old: EarlierScore | None, new: EarlierScore | None) -> str:
        title = self.titles.get(name, name)
        if old is None:
            return _("{title}: new, {score}").format(title=title, score=self.said(new))
        if new is None:
            return _("{title}: {score} -> no longer part of the questions").format(title=title, score=self.said(old))
        places = next((n for n in (0, 1, 2) if self.said(old, n) != self.said(new, n)), 4)
        if _shown(old) == _shown(new):
            text = _("{title}: {score}, unchanged").format(title=title, score=self.said(new))
        else:
            text = _("{title}: {old} -> {new}").format(
                title=title, old=self.said(old, places), new=self.said(new, places)
            )
        return f"{text}{self.coverage(name)}"

    def coverage(self, name: str) -> str:
        old, new = self.before.coverage.get(name), self.after.coverage.get(name)
        if old is None or new is None or old == new:
            return ""
        limit = [self.instrument.settings.band_coverage]
        return _("; coverage {old} -> {new}").format(old=percent(old, limit), new=percent(new, limit))

    def said(self, one: EarlierScore | None, places: int = 0) -> str:
        """A score with its band; with decimals where two differ in these alone."""
        if one is None or one.score is None:
            return _("no score")
        number = whole(one.score, self.limits) if places == 0 else f"{one.score:.{places}f}"
        if one.band is None:
            return _("{score} (no band)").format(score=number)
        return _("{score} {band}").format(score=number, band=self.bands.get(one.band, one.band))


def _shown(one: EarlierScore | None) -> tuple[Decimal | None, str | None] | None:
    return None if one is None else (one.score, one.band)


def _difference(before: Iterable[str], after: Iterable[str]) -> tuple[list[str], list[str]]:
    """What went, and what came."""
    old, new = dict.fromkeys(before), dict.fromkeys(after)
    return [one for one in old if one not in new], [one for one in new if one not in old]
