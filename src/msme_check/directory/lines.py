"""Entries of the directory as lines of text."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msme_check.directory.search import Beside
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Audience, Offer, Programme, ProgrammeSource
from msme_check.report.lines import Line
from msme_check.report.view_support import caution, note, web, what
from msme_check.support import Firm


def listing(instrument: Instrument, entries: Sequence[Programme], today: dt.date | None, hidden: int) -> Iterator[Line]:
    """Every entry in full, and how many there are. `hidden`: so many more fit and are not shown."""
    for one in entries:
        yield from entry(instrument, one, today)
        yield Line()
    yield Line(ngettext("{n} programme.", "{n} programmes.", len(entries)).format(n=len(entries)))
    if hidden:
        text = ngettext(
            "{n} more has ended or was not verified; --all shows it.",
            "{n} more have ended or were not verified; --all shows them.",
            hidden,
        )
        yield Line(text.format(n=hidden))


def for_firm(instrument: Instrument, firm: Firm, found: Iterable[Beside], today: dt.date | None) -> Iterator[Line]:
    """What serves a firm, action by action. An entry is told in full once."""
    if said := note(instrument, firm.country):
        yield Line(said)
        yield Line()
    told: set[str] = set()
    kinds = {kind.id: kind.title for kind in instrument.settings.provider_kinds}
    for one in found:
        yield Line(one.action.title, strong=True)
        for programme in one.programmes:
            if programme.id in told:
                yield Line(_("{name} (above)").format(name=programme.name), "  ")
            else:
                yield from (Line(line.text, f"  {line.before}") for line in entry(instrument, programme, today))
            told.add(programme.id)
        if not one.programmes:
            names = ", ".join(kinds[kind] for kind in one.action.provider_kinds)
            yield Line(_("No entry of the directory. Whom to ask: {kinds}.").format(kinds=names), "  ")
        yield Line()


def entry(instrument: Instrument, one: Programme, today: dt.date | None) -> Iterator[Line]:
    """All that an entry says."""
    kinds = {kind.id: kind.title for kind in instrument.settings.provider_kinds}
    countries = {option.code: option.text for option in instrument.profile_field["country"].options}
    yield Line(f"{one.name} [{one.id}]", strong=True)
    where = ", ".join(countries[code] for code in one.countries)
    yield Line(f"{', '.join(kinds[kind] for kind in one.kinds)}; {where}", "  ")
    yield from (Line(_offer(instrument, offer), "  - ") for offer in one.offers)
    if whom := audience(instrument, one.only_for):
        yield Line(_("Only for: {whom}").format(whom=whom), "  ")
    if whom := audience(instrument, one.suits):
        yield Line(_("Names first: {whom}").format(whom=whom), "  ")
    if one.topics:
        titles = "; ".join(instrument.recommendation[name].title for name in one.topics)
        yield Line(_("Helps to: {actions}").format(actions=titles), "  ")
    if one.background:
        yield Line(_("Explains the policy; it serves no firm."), "  ")
    if one.web:
        yield Line(web(one), "  ")
    if not one.verified:
        yield Line(_("Nobody has verified this; it is told from memory."), "  ")
    said = caution(one, instrument.settings.support.old_after_months, today)
    yield Line(said[:1].upper() + said[1:], "  ")
    if len(one.countries) == 1 and (said := note(instrument, one.countries[0])):
        yield Line(said, "  ")
    yield from (Line(_source(source), "  ") for source in one.sources)


def _offer(instrument: Instrument, offer: Offer) -> str:
    whom = audience(instrument, offer.only_for)
    return _("{offer} (for: {whom})").format(offer=what(offer), whom=whom) if whom else what(offer)


def audience(instrument: Instrument, whom: Audience) -> str:
    """An audience in words; empty for everybody."""
    sizes = {band.id: band.title for band in instrument.settings.size_bands}
    texts = {
        option.code: option.text
        for name in ("sector", "subsector")
        if name in instrument.profile_field
        for option in instrument.profile_field[name].options
    }
    said = [texts[code] for code in (*whom.sectors, *whom.subsectors)]
    said += [sizes[code] for code in whom.sizes]
    said += [_("firms that sell across the border")] if whom.exports else []
    said += [_("women owners")] if whom.women else []
    said += [_("young owners")] if whom.youth else []
    return ", ".join(said)


def _source(source: ProgrammeSource) -> str:
    said = source.date or _("no date")
    weak = {
        "mirror": _("republishes what others wrote"),
        "document_sharing": _("a site where anybody may put documents"),
        "private": _("a page of somebody who need not know"),
    }
    details = "; ".join(filter(None, (said, _("read in {date}").format(date=source.read), weak.get(source.weak or ""))))
    return _("Source: {where} ({details})").format(where=source.address or source.document, details=details)
