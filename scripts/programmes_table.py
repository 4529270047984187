"""The support directory as tables, for docs/programmes.md."""

from msme_check import loading, resources
from msme_check.directory.lines import audience
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Programme, ProgrammeSource
from msme_check.report.view_support import web, what

_STATUS = {"open": "open", "check": "check first", "closed": "has ended"}
_WEAK = {"mirror": "weak: republished", "document_sharing": "weak: document site", "private": "weak: private page"}


def tables() -> str:
    """A table for each country, and one for what serves several."""
    instrument = loading.load(resources.questionnaires())
    countries = {option.code: option.text for option in instrument.profile_field["country"].options}
    lines: list[str] = []
    for title, entries in _grouped(instrument, countries):
        lines += [f"### {title}", "", "| Name | What it offers, in our words | Kinds | Web | Sources | State |"]
        lines += ["|---|---|---|---|---|---|", *(_row(instrument, one) for one in entries), ""]
    return "\n".join(lines).rstrip()


def _grouped(instrument: Instrument, countries: dict[str, str]) -> list[tuple[str, list[Programme]]]:
    groups = [
        (name, [one for one in instrument.directory if one.countries == (code,)]) for code, name in countries.items()
    ]
    return [*groups, ("Several countries", [one for one in instrument.directory if len(one.countries) > 1])]


def _row(instrument: Instrument, one: Programme) -> str:
    kinds = {kind.id: kind.title for kind in instrument.settings.provider_kinds}
    offers = []
    for offer in one.offers:
        whom = audience(instrument, offer.only_for)
        offers.append(f"{what(offer)} (for: {whom})" if whom else what(offer))
    for words, found in (("Only for", one.only_for), ("Names first", one.suits)):
        if whom := audience(instrument, found):
            offers.append(f"*{words}: {whom}*")
    cells = (
        f"**{one.name}** `{one.id}`",
        "<br>".join(offers),
        ", ".join(kinds[kind] for kind in one.kinds),
        web(one) or "-",
        "<br>".join(_source(n, source) for n, source in enumerate(one.sources, 1)),
        _STATUS[one.status] if one.verified else "not verified",
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _source(number: int, source: ProgrammeSource) -> str:
    where = f"[{number}]({source.address})" if source.address else f"{number} {source.document}"
    said = [source.date or "no date", f"read {source.read}", *([_WEAK[source.weak]] if source.weak else [])]
    return f"{where} {', '.join(said)}"
