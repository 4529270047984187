"""Which entries of the directory somebody wants to see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msme_check.checking import suggestion
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Programme
from msme_check.model.rules import Recommendation
from msme_check.support import Firm, choose


@dataclass(frozen=True)
class Wanted:
    """None and empty: whatever it is. `hidden`: those too that have ended or that nobody verified."""

    country: str | None = None
    topic: str | None = None
    kind: str | None = None
    words: tuple[str, ...] = ()
    hidden: bool = False


def wanted(
    instrument: Instrument,
    *,
    country: str | None,
    topic: str | None,
    kind: str | None,
    words: Iterable[str],
    hidden: bool,
) -> Wanted:
    """What somebody asked for, in the ids of the instrument. Raises UsageError with every name that there is not."""
    countries = {option.code: option.text for option in instrument.profile_field["country"].options}
    topics = {one.id: one.title for one in instrument.recommendations}
    kinds = {one.id: one.title for one in instrument.settings.provider_kinds}
    named = (
        ("--country", country, countries, _("There is no country '{name}'.")),
        ("--topic", topic, topics, _("There is no recommendation '{name}'.")),
        ("--kind", kind, kinds, _("There is no provider kind '{name}'.")),
    )
    ids: dict[str, str | None] = {}
    faults: list[str] = []
    for option, name, known, what in named:
        ids[option] = None if name is None else _id(name, known)
        if name is not None and ids[option] is None:
            near = suggestion(name.lower().replace("-", "_"), known)
            faults.append(f"{option}: {what.format(name=name)} {near}")
    if faults:
        raise UsageError("\n".join(faults))
    folded = tuple(word.casefold() for word in words)
    return Wanted(ids["--country"], ids["--topic"], ids["--kind"], folded, hidden)


def _id(name: str, known: dict[str, str]) -> str | None:
    """The id that somebody means: itself in any case, with strokes of either kind, or its title."""
    plain = name.casefold().replace("-", "_")
    return next((one for one in known if one.casefold() == plain), None) or next(
        (one for one, title in known.items() if title.casefold() == name.casefold()), None
    )


def found(instrument: Instrument, asked: Wanted) -> tuple[Programme, ...]:
    """The entries that fit what was asked for, in the order of the directory."""
    return tuple(one for one in instrument.directory if _fits(one, asked, instrument) and (asked.hidden or shown(one)))


def hidden(instrument: Instrument, asked: Wanted) -> int:
    """How many more entries fit that are not shown."""
    if asked.hidden:
        return 0
    return sum(_fits(one, asked, instrument) and not shown(one) for one in instrument.directory)


def shown(one: Programme) -> bool:
    """Whether an entry is shown without being asked for: it was verified and has not ended."""
    return one.verified and one.status != "closed"


def _fits(one: Programme, asked: Wanted, instrument: Instrument) -> bool:
    return (
        (asked.country is None or asked.country in one.countries)
        and (asked.topic is None or asked.topic in one.topics)
        and (asked.kind is None or asked.kind in one.kinds)
        and (not asked.words or _has_words(one, asked, instrument))
    )


def _has_words(one: Programme, asked: Wanted, instrument: Instrument) -> bool:
    kinds = {kind.id: kind.title for kind in instrument.settings.provider_kinds}
    topics = (instrument.recommendation[name].title for name in one.topics)
    texts = (one.id, one.name, *(offer.text for offer in one.offers), *(kinds[kind] for kind in one.kinds), *topics)
    text = " ".join(texts).casefold()
    return all(word in text for word in asked.words)


@dataclass(frozen=True)
class Beside:
    """An action of a firm, and what its report shows beside it."""

    action: Recommendation
    programmes: tuple[Programme, ...]


def for_firm(instrument: Instrument, firm: Firm, actions: Iterable[str], asked: Wanted) -> Iterator[Beside]:
    """What serves a firm in each of these actions, of what was asked for."""
    for name in actions:
        action = instrument.recommendation[name]
        chosen = (one.programme for one in choose(instrument, firm, action))
        yield Beside(action, tuple(one for one in chosen if _fits(one, asked, instrument)))
