"""The report on a group of firms: plain words and numbers, chosen once for PDF, HTML and workbook."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from msme_check.cohort import view_firms, view_plan, view_quality, view_scores
from msme_check.cohort.disclosure import FEWEST, Disclosure
from msme_check.cohort.listing import Firm
from msme_check.cohort.material import Line, Material
from msme_check.cohort.totals import BY, SIZE, Totals
from msme_check.cohort.view_firms import FirmLine
from msme_check.cohort.view_plan import ActionLine, DirectionLine, GateLine
from msme_check.cohort.view_quality import Quality
from msme_check.cohort.view_scores import HeatMap, Spread
from msme_check.cohort.view_short import short
from msme_check.i18n import _, ngettext
from msme_check.model.instrument import Instrument
from msme_check.report.figures import percent
from msme_check.report.view_front import language

Firms = Callable[[], Iterator[Firm]]
"""Goes through the firms anew at each call."""


@dataclass(frozen=True)
class Breakdown:
    """A fact, and how many firms are of each kind; in the order of the instrument, never by a score."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Listed:
    """The list of firms. Its columns: id, name, the facts, the scores. `firms` goes through it anew at each call."""

    count: int
    facts: tuple[str, ...]
    scores: tuple[str, ...]
    firms: Callable[[], Iterator[FirmLine]]


@dataclass(frozen=True)
class CohortView:
    """Everything that the report shows. With a `message` there is nothing else to show but `quality.rows`.

    `listed` is None in public.
    """

    language: str
    title: str
    label: str
    date: str
    instrument: str
    public: bool
    firms: int
    heading: str
    message: str
    short: tuple[str, ...]
    notes: tuple[str, ...]
    who: tuple[Breakdown, ...]
    spreads: tuple[Spread, ...]
    maps: tuple[HeatMap, ...]
    gates: tuple[GateLine, ...]
    actions: tuple[ActionLine, ...]
    directions: tuple[DirectionLine, ...]
    unserved: str
    quality: Quality | None
    listed: Listed | None


def build(totals: Totals, instrument: Instrument, firms: Firms | None, *, today: date, public: bool) -> CohortView:
    """The view of a group in the language in use. `firms`: None where they are not to be listed."""
    disclosure = Disclosure(public, totals.firms)
    material = Material(totals, instrument, disclosure)
    settings = instrument.settings
    message = _message(disclosure)
    told = not message
    spreads = view_scores.spreads(material) if told else ()
    maps = view_scores.maps(material) if told else ()
    gates = view_plan.gates(material) if told else ()
    actions = view_plan.actions(material) if told else ()
    return CohortView(
        language=language(),
        title=settings.title,
        label=_("Report on a group of firms"),
        date=today.isoformat(),
        instrument=f"{settings.id} {settings.version}",
        public=public,
        firms=0 if disclosure.nothing else totals.firms,
        heading=_heading(disclosure),
        message=message,
        short=tuple(short(material, spreads[0], maps[0], gates, actions)) if told else (),
        notes=_notes(material) if told else (),
        who=tuple(_who(material)) if told else (),
        spreads=spreads,
        maps=maps,
        gates=gates,
        actions=actions,
        directions=view_plan.directions(material) if told else (),
        unserved=view_plan.unserved(material) if told else "",
        quality=None if disclosure.nothing else view_quality.quality(material),
        listed=_listed(material, firms) if told and firms is not None and not public else None,
    )


def _heading(disclosure: Disclosure) -> str:
    if disclosure.nothing:
        return _("Fewer than {n} firms").format(n=FEWEST)
    return ngettext("{n} firm", "{n} firms", disclosure.firms).format(n=disclosure.firms)


def _message(disclosure: Disclosure) -> str:
    if disclosure.nothing:
        text = _(
            "Fewer than {n} firms were scored. In public nothing is shown of so few, because readers could "
            "tell whose answers they are."
        )
        return text.format(n=FEWEST)
    if not disclosure.firms:
        return _("No firm could be scored, so there are no figures. rejected.csv says what to correct in the file.")
    return ""


def _notes(material: Material) -> tuple[str, ...]:
    """How to read the figures, and what they cannot say."""
    settings = material.instrument.settings
    notes = [
        _(
            "The firms answered questions about themselves. Nobody has checked the answers, "
            "and this is no credit rating."
        ),
        settings.weights_note,
        _(
            "A score counts where at least {share} of what applies was answered; n is the number of these firms. "
            "Medians are exact to a tenth of a point: half of the firms have this score or less."
        ).format(share=percent(settings.band_coverage)),
        _("The firms came as they came. They are no sample, so the figures hold for these firms and for no others."),
    ]
    if material.disclosure.public:
        text = _(
            'For publication: nothing is shown that fewer than {n} firms stand behind. "< {n}" means 0 to {most}. '
            '"{n}+" means {n} or more, and "-" not shown; otherwise the small numbers could be computed. '
            "Each median and average is one of at least {n} firms."
        )
        notes.append(text.format(n=FEWEST, most=FEWEST - 1))
    return tuple(notes)


def _who(material: Material) -> Iterator[Breakdown]:
    titles = {"country": _("Country"), "sector": _("Sector"), SIZE: _("Size")}
    for fact in material.totals.codes:
        lines = tuple(line for _place, line in material.groups(fact))
        yield Breakdown(titles.get(fact) or material.instrument.profile_field[fact].text, lines)


def _listed(material: Material, firms: Firms) -> Listed:
    titles = {"sector": _("Sector"), SIZE: _("Size")}
    return Listed(
        count=material.totals.firms,
        facts=tuple(titles[fact] for fact in BY if fact in material.totals.codes),
        scores=tuple(material.titles.values()),
        firms=lambda: view_firms.lines(material, firms()),
    )
