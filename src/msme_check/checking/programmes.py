"""The support directory: what its entries name exists, each fact has a source, and no figure rests on weak ones."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from msme_check.checking.places import Found, suggestion
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Audience, Programme, is_old
from msme_check.yaml_files import Path


def programmes(instrument: Instrument) -> Found:
    """The entries of the instrument's own files, and the rules for using them."""
    for stem, entries in instrument.programmes.items():
        yield from of_file(instrument, file_name(stem), entries)
    countries = _codes(instrument, "country")
    for n, note in enumerate(instrument.settings.support.country_notes):
        path: Path = ("support", "country_notes", n)
        yield from _unknown("instrument.yaml", path, _("There is no country '{name}'."), [note.country], countries)


def file_name(stem: str) -> str:
    """The name of a file of the directory, as it is shown."""
    return f"programmes/{stem}.yaml"


def of_file(instrument: Instrument, file: str, entries: Sequence[Programme]) -> Found:
    """Everything that is wrong with the entries of a file."""
    for n, one in enumerate(entries):
        yield from _references(instrument, file, (n,), one)
        yield from _sources(instrument, file, (n,), one)


def _references(instrument: Instrument, file: str, path: Path, one: Programme) -> Found:
    kinds = [kind.id for kind in instrument.settings.provider_kinds]
    named = (
        ("kinds", _("There is no provider kind '{name}'."), one.kinds, kinds),
        ("countries", _("There is no country '{name}'."), one.countries, _codes(instrument, "country")),
        ("topics", _("There is no recommendation '{name}'."), one.topics, list(instrument.recommendation)),
    )
    for key, what, names, known in named:
        yield from _unknown(file, (*path, key), what, names, known)
    for key, audience in (("only_for", one.only_for), ("suits", one.suits)):
        yield from _audience(instrument, file, (*path, key), audience)
    for m, offer in enumerate(one.offers):
        yield from _audience(instrument, file, (*path, "offers", m, "only_for"), offer.only_for)
    if not one.topics and not one.background:
        what = _("'{name}' names no topic, so no report shows it.").format(name=one.id)
        yield file, (*path, "topics"), what, _("Name the recommendations that it helps with.")
    if one.topics and one.background:
        what = _("'{name}' explains the policy and has topics.").format(name=one.id)
        yield file, (*path, "topics"), what, _("Remove the topics, or 'background'.")


def _audience(instrument: Instrument, file: str, path: Path, audience: Audience) -> Found:
    sizes = [band.id for band in instrument.settings.size_bands]
    named = (
        ("sectors", audience.sectors, _codes(instrument, "sector")),
        ("subsectors", audience.subsectors, _codes(instrument, "subsector")),
        ("sizes", audience.sizes, sizes),
        ("exports", audience.exports, _codes(instrument, "exports")),
    )
    for key, names, known in named:
        yield from _unknown(file, (*path, key), _("There is no choice '{name}'."), names, known)


def _codes(instrument: Instrument, name: str) -> list[str]:
    field = instrument.profile_field.get(name)
    return [option.code for option in field.options] if field else []


def _unknown(file: str, path: Path, what: str, names: Iterable[str], known: Sequence[str]) -> Found:
    for name in names:
        if name not in known:
            yield file, path, what.format(name=name), suggestion(name, known)


def _sources(instrument: Instrument, file: str, path: Path, one: Programme) -> Found:
    if one.verified and not one.sources:
        what = _("'{name}' is called verified and has no source.").format(name=one.id)
        yield file, (*path, "verified"), what, _("Name where it was read, or write 'verified: false'.")
    for m, source in enumerate(one.sources):
        if source.address and not source.weak and (host := _weak_host(instrument, source.address)):
            what = _("Pages of {host} are weak sources.").format(host=host)
            yield file, (*path, "sources", m), what, _("Add 'weak: mirror', 'document_sharing' or 'private'.")
    for m, offer in enumerate(one.offers):
        place: Path = (*path, "offers", m)
        for number in offer.sources:
            if number > len(one.sources):
                what = _("There is no source number {n}; there are {count}.").format(n=number, count=len(one.sources))
                yield file, (*place, "sources"), what, _("Count them from 1.")
        if one.sources and not offer.unconfirmed and one.rests_on_weak_sources(offer):
            what = _("A figure of '{name}' stands in weak sources only.").format(name=one.id)
            yield file, place, what, _("Leave the figure out, or write 'unconfirmed: true' beside it.")


def _weak_host(instrument: Instrument, address: str) -> str | None:
    host = f".{urlsplit(address).hostname or ''}"
    return next((one for one in instrument.settings.support.weak_hosts if host.endswith(f".{one}")), None)


@dataclass(frozen=True)
class Ageing:
    """The entries of one file whose sources are old, with the date of the newest; and those whose sources have none."""

    file: str
    old: tuple[tuple[str, str], ...]
    undated: tuple[str, ...]


def ageing(instrument: Instrument, today: dt.date) -> Iterator[Ageing]:
    """What should be read again on `today`. It is no mistake."""
    months = instrument.settings.support.old_after_months
    for stem, entries in instrument.programmes.items():
        current = [one for one in entries if one.status != "closed"]
        old = tuple((one.id, one.date) for one in current if one.date and is_old(one.date, months, today))
        undated = tuple(one.id for one in current if one.date is None)
        if old or undated:
            yield Ageing(file_name(stem), old, undated)
