"""Whom to ask, by name: the programmes of the support directory that stand beside the actions of a plan."""

import datetime as dt
from dataclasses import dataclass

from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Offer, Programme, is_old
from msme_check.report.material import Material
from msme_check.support import Chosen, choose, firm_of

_SCHEMES = ("https://www.", "http://www.", "https://", "http://")


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme beside an action. `what` it offers, its address in `web`, `caution`: as of when, and to ask first.

    Where it stood beside an earlier action, `again` names that one, and the three others are empty.
    """

    name: str
    what: str
    web: str
    caution: str
    again: str

    @property
    def text(self) -> str:
        """All of it in one line, the name first."""
        parts = [part for part in (self.what, self.web) if part]
        said = f"{self.name}: {'; '.join(parts)}" if parts else self.name
        return f"{said} ({self.again or self.caution})"


@dataclass(frozen=True)
class Support:
    """The programmes beside one action. `note`: what is said beside every programme of this country; else empty."""

    programmes: tuple[ProgrammeLine, ...] = ()
    note: str = ""


def support(material: Material) -> dict[str, Support]:
    """What stands beside each planned action, by its id. A programme is told whole once, beside the first of them."""
    told: dict[str, int] = {}
    found: dict[str, Support] = {}
    firm = firm_of(material.assessment)
    for fired in material.planned:
        chosen = choose(material.instrument, firm, material.recommendation(fired.id))
        lines = tuple(_line(material, one, told.get(one.programme.id, 0)) for one in chosen)
        found[fired.id] = Support(lines, note(material.instrument, firm.country) if lines else "")
        for one in chosen:
            told.setdefault(one.programme.id, material.numbers[fired.id])
    return found


def background(material: Material) -> tuple[str, ...]:
    """Pages that explain the policy, for who wants to read on."""
    country = firm_of(material.assessment).country
    found = (one for one in material.instrument.directory if one.background and country in one.countries)
    return tuple(f"{one.name}: {'; '.join(filter(None, (one.offers[0].text, web(one))))}" for one in found)


def web(programme: Programme) -> str:
    """The address of a programme as people write it, without `https://` before it and a stroke after it."""
    address = programme.web or ""
    scheme = next((one for one in _SCHEMES if address.startswith(one)), "")
    return address.removeprefix(scheme).rstrip("/")


def what(offer: Offer) -> str:
    """What is offered, in the words of the directory."""
    return _("{offer} (unconfirmed)").format(offer=offer.text) if offer.unconfirmed else offer.text


def as_of(programme: Programme, months: int, today: dt.date | None) -> str:
    """How old what is told is; seen from `today`, where that is known."""
    if programme.date is None:
        if programme.read is None:
            return _("without a source")
        return _("read in {date}, of unknown date").format(date=programme.read)
    if today is not None and is_old(programme.date, months, today):
        text = ngettext("as of {date}, more than {n} month old", "as of {date}, more than {n} months old", months)
        return text.format(date=programme.date, n=months)
    return _("as of {date}").format(date=programme.date)


def caution(programme: Programme, months: int, today: dt.date | None) -> str:
    """How old what is told is, and that one must ask first."""
    words = {
        "open": _("{when}; conditions change, ask first"),
        "check": _("{when}; it may have ended, ask first"),
        "closed": _("{when}; it has ended"),
    }
    return words[programme.status].format(when=as_of(programme, months, today))


def day(text: str) -> dt.date | None:
    """The day of an assessment; None where it has none that can be read."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _line(material: Material, one: Chosen, told: int) -> ProgrammeLine:
    if told:
        return ProgrammeLine(one.programme.name, "", "", "", _("see action {n}").format(n=told))
    months = material.instrument.settings.support.old_after_months
    said = caution(one.programme, months, day(material.assessment.date))
    return ProgrammeLine(one.programme.name, what(one.offer), web(one.programme), said, "")


def note(instrument: Instrument, country: str | None) -> str:
    """What is said beside every programme of a country; empty where nothing is."""
    notes = instrument.settings.support.country_notes
    return next((one.text for one in notes if one.country == country), "")
