"""Which programmes of the support directory stand beside an action of a firm. No input or output, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass

from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import EVERYBODY, Audience, Offer, Programme, earliest
from msme_check.model.rules import Recommendation


@dataclass(frozen=True)
class Firm:
    """What decides who serves a firm: codes of its profile. None: not said."""

    country: str | None
    sector: str | None = None
    subsector: str | None = None
    size: str | None = None
    exports: str | None = None
    women: bool = False
    youth: bool = False


@dataclass(frozen=True)
class Chosen:
    """A programme for an action of a firm, and which of its offers is told there."""

    programme: Programme
    offer: Offer


def firm_of(assessment: Assessment) -> Firm:
    """The firm of an assessment, as the directory sees it."""

    def said(name: str) -> str | None:
        value = assessment.profile.get(name)
        return value if isinstance(value, str) else None

    return Firm(
        country=said("country"),
        sector=said("sector"),
        subsector=said("subsector"),
        size=assessment.size or None,
        exports=said("exports"),
        women=said("women_owned") == "yes",
        youth=said("youth_owned") == "yes",
    )


def choose(instrument: Instrument, firm: Firm, action: Recommendation) -> tuple[Chosen, ...]:
    """The programmes that are shown to a firm beside an action: the best ones, at most as many as the instrument says.

    They name the action as a topic and serve the firm's country and its kind. Better is, in this order: a consultant's
    own entry; one only for such firms; one that puts such firms first; one of this country alone; one of a kind that
    the action asks for; one that is open for sure; one with the newer source. Equals stand in the order of their ids.
    Neither closed ones nor those that nobody verified are shown.
    """
    found = sorted(serving(instrument, firm, action), key=lambda one: _order(instrument, firm, action, one))
    return tuple(Chosen(one, offer_for(one, firm)) for one in found[: instrument.settings.support.shown])


def serving(instrument: Instrument, firm: Firm, action: Recommendation) -> Iterator[Programme]:
    """All verified programmes that may be shown beside an action of a firm."""
    for one in instrument.directory:
        current = one.verified and one.status != "closed" and not one.background
        if current and action.id in one.topics and firm.country in one.countries and admits(one.only_for, firm):
            yield one


def _order(
    instrument: Instrument, firm: Firm, action: Recommendation, one: Programme
) -> tuple[bool, bool, bool, bool, bool, bool, int, str]:
    return (
        one not in instrument.own_programmes,
        one.only_for == EVERYBODY and offer_for(one, firm).only_for == EVERYBODY,
        not suits(one.suits, firm),
        len(one.countries) > 1,
        not set(one.kinds) & set(action.provider_kinds),
        one.status != "open",
        -earliest(one.date).toordinal() if one.date else 0,
        one.id,
    )


def offer_for(programme: Programme, firm: Firm) -> Offer:
    """What a programme offers to a firm like this one in particular, else the first thing it offers to all.

    Where it offers something to others only, the first thing that it offers at all.
    """
    offers = [one for one in programme.offers if admits(one.only_for, firm)]
    return next((one for one in offers if one.only_for != EVERYBODY), (offers or programme.offers)[0])


def admits(audience: Audience, firm: Firm) -> bool:
    """Whether a firm is all that an audience names."""
    return all(_tests(audience, firm))


def suits(audience: Audience, firm: Firm) -> bool:
    """Whether a firm is one of the things that an audience names."""
    return any(_tests(audience, firm))


def _tests(audience: Audience, firm: Firm) -> Iterator[bool]:
    """Whether the firm is it, for each thing that is named."""
    codes = (
        (audience.sectors, firm.sector),
        (audience.subsectors, firm.subsector),
        (audience.sizes, firm.size),
        (audience.exports, firm.exports),
    )
    yield from (code in named for named, code in codes if named)
    if audience.women:
        yield firm.women
    if audience.youth:
        yield firm.youth
