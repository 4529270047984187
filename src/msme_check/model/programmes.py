"""The support directory: whom an owner can ask, what they offer, and where that was read."""

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AnyHttpUrl, BeforeValidator, Field, ValidationError, model_validator

from msme_check.i18n import _
from msme_check.model.text import Id, Strict, Text, TextOnly

Weak = Literal["mirror", "document_sharing", "private"]
"""Why a source is weak: it republishes what others wrote, anybody may put documents there, or it is a page of somebody
who need not know (a web log, a seller)."""

Status = Literal["open", "check", "closed"]
"""`check`: it was for a limited time, or the source itself leaves open whether it still is."""

_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_FIGURE = re.compile(r"\d")


def _written(value: Any) -> Any:
    """A year alone is a number in YAML."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_date(text: str) -> str:
    try:
        known = _DATE.fullmatch(text) and earliest(text)
    except ValueError:
        known = None
    if not known:
        raise ValueError(_("this is no date. Write 2026, 2026-11 or 2026-11-28, as exactly as it is known"))
    return text


def _web_address(text: str) -> str:
    try:
        host = AnyHttpUrl(text).host or ""
    except ValidationError:
        host = ""
    if "." not in host.strip(".") or not text.isprintable() or " " in text:
        raise ValueError(_("this is no web address. Write it whole, such as https://name.example/page"))
    return text


RoughDate = Annotated[str, BeforeValidator(_written), AfterValidator(_real_date)]
"""A year, a month (2026-11) or a day, as exactly as it is known."""

Address = Annotated[str, AfterValidator(_web_address)]
"""A web address with http or https."""


def earliest(text: str) -> dt.date:
    """The first day that a rough date can mean. Raises ValueError where there is no such day."""
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    return dt.date(year, month, day)


def is_old(text: str, months: int, today: dt.date) -> bool:
    """Whether a rough date is, or may be, more than so many months before `today`."""
    first = earliest(text)
    years, month = divmod(first.month - 1 + months, 12)
    return (first.year + years, month + 1, first.day) < (today.year, today.month, today.day)


class ProgrammeSource(Strict):
    """Where something was read: a page, or a paper or talk in words (`document`).

    `date`: the one that the source carries, None where it carries none. `read`: when it was read for the directory.
    """

    address: Address | None = None
    document: str | None = Field(None, min_length=1)
    date: RoughDate | None = None
    read: RoughDate
    weak: Weak | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.address is None) == (self.document is None):
            raise ValueError(_("a source needs exactly one of address, document"))
        return self

    @model_validator(mode="after")
    def _read_later(self) -> Self:
        digits = min(len(self.date or ""), len(self.read))
        if (self.date or "")[:digits] > self.read[:digits]:
            raise ValueError(_("a source cannot be read before its date"))
        return self


class Audience(Strict):
    """Firms, by what they are: codes of the profile, and of the size bands."""

    sectors: tuple[str, ...] = ()
    subsectors: tuple[str, ...] = ()
    sizes: tuple[Id, ...] = ()
    exports: tuple[str, ...] = ()
    women: Literal[True] | None = None
    youth: Literal[True] | None = None


EVERYBODY = Audience()


class Offer(TextOnly):
    """One thing that a programme offers or asks for, in our words.

    `only_for`: firms that it is for, where it is not for all. `sources`: the numbers of those that say so, from 1; all
    if none is named. `unconfirmed`: its figures stand in weak sources only, and are shown with that word.
    """

    only_for: Audience = EVERYBODY
    sources: tuple[Annotated[int, Field(ge=1)], ...] = ()
    unconfirmed: bool = False


class Programme(Strict):
    """An entry of the support directory.

    `topics`: the recommendations that it helps with. `background`: it explains the policy and serves no firm.
    `only_for`: it takes no others. `suits`: those that it names first. `web`: its own address, where one was seen.
    `verified`: each fact was read in a source; what is only remembered is hidden until somebody asks for it.
    """

    id: Id
    name: Text
    kinds: tuple[Id, ...] = Field(min_length=1)
    countries: tuple[str, ...] = Field(min_length=1)
    topics: tuple[Id, ...] = ()
    background: bool = False
    offers: tuple[Offer, ...] = Field(min_length=1)
    only_for: Audience = EVERYBODY
    suits: Audience = EVERYBODY
    web: Address | None = None
    sources: tuple[ProgrammeSource, ...] = ()
    status: Status
    verified: bool

    @property
    def date(self) -> str | None:
        """Of the newest source; a weak one counts where no other has a date. None where none has."""
        solid = [source.date for source in self.sources if source.date and not source.weak]
        return max(solid or [source.date for source in self.sources if source.date], key=earliest, default=None)

    @property
    def read(self) -> str | None:
        """When a source of it was read last."""
        return max((source.read for source in self.sources), key=earliest, default=None)

    def sources_of(self, offer: Offer) -> tuple[ProgrammeSource, ...]:
        """The sources of an offer, of those that there are."""
        named = tuple(self.sources[n - 1] for n in offer.sources if n <= len(self.sources))
        return named or self.sources

    def rests_on_weak_sources(self, offer: Offer) -> bool:
        """Whether an offer names a figure that no solid source has."""
        return bool(_FIGURE.search(offer.text)) and all(source.weak for source in self.sources_of(offer))


class CountryNote(Strict):
    """What is said beside every programme in a country."""

    country: str
    text: Text


class SupportRule(Strict):
    """How the directory is used.

    `shown`: entries beside an action. `old_after_months`: a source older than that is marked. `weak_hosts`: sites whose
    pages are weak sources.
    """

    shown: int = Field(ge=1, le=3)
    old_after_months: int = Field(ge=1)
    weak_hosts: tuple[str, ...] = ()
    country_notes: tuple[CountryNote, ...] = ()
