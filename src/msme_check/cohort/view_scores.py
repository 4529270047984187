"""How the scores of a group are spread, and how the dimensions differ by sector and by size."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from msme_check.cohort.disclosure import Count
from msme_check.cohort.material import Figure, Line, Material
from msme_check.cohort.spread import POINTS, Ints, between, score_median
from msme_check.cohort.totals import BY, SIZE, score_names
from msme_check.i18n import _
from msme_check.report.figures import percent

TENS = tuple(range(0, POINTS, 10))
LONG = 100_000
"""From here on numbers are too long to stand over a column; percentages stand there."""

NO_BAND = -1
"""Stands for the shade of: no band."""

HIDDEN = -2
"""Stands for the shade of what is not shown in public."""


@dataclass(frozen=True)
class Column:
    """Some scores of a histogram, from `start` to below `end`. `height`: from 0 to 1, the highest column has 1."""

    count: int

    start: int
    end: int
    text: str
    height: float


@dataclass(frozen=True)
class Segment:
    """A part of the bar of all firms, in percent of its length."""

    start: float
    width: float
    shade: int


@dataclass(frozen=True)
class Spread:
    """One score of all firms. `bands` ends with: no band. `columns` is empty where histograms are not shown."""

    title: str
    firms: Count
    median: Figure
    columns: tuple[Column, ...]
    columns_said: str
    bands: tuple[tuple[int, Line], ...]
    """The shade of a band, and its line."""
    segments: tuple[Segment, ...]
    segments_said: str


@dataclass(frozen=True)
class MapCell:
    """The median of some firms in one dimension, and how many they are."""

    median: Figure
    firms: Count


@dataclass(frozen=True)
class MapRow:
    title: str
    cells: tuple[MapCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Medians of the dimensions. `columns`: all firms, then one kind after the other; `parts`: by questionnaire."""

    title: str
    columns: tuple[Line, ...]
    parts: tuple[tuple[str, tuple[MapRow, ...]], ...]


def spreads(material: Material) -> tuple[Spread, ...]:
    """The overall score and the four questionnaires, over the firms that have a band."""
    return tuple(_spread(material, name) for name in score_names(material.instrument))


def _spread(material: Material, name: str) -> Spread:
    counts = material.totals.scores[name]
    banded = int(counts.sum())
    shown = material.disclosure.parts([*between(counts, material.limits), material.totals.firms - banded])
    titles = [*(band.title for band in material.instrument.settings.bands), _("No band")]
    shades = [*(material.shade(n) for n in range(len(titles) - 1)), NO_BAND]
    bands = tuple(
        (shade, material.line(title, count)) for shade, title, count in zip(shades, titles, shown, strict=True)
    )
    # Two ways to cut the same scores would give away who stands between their limits.
    columns = () if material.disclosure.public else tuple(_columns(counts))
    return Spread(
        title=material.titles[name],
        firms=Count(banded, str(banded)) if shown[-1].value is not None else material.disclosure.roughly(banded),
        median=material.points(score_median(counts), banded),
        columns=columns,
        columns_said=_columns_said(columns),
        bands=bands,
        segments=tuple(_segments(material, bands)),
        segments_said="; ".join(f"{line.title}: {line.count.text}" for _shade, line in bands),
    )


def _columns(counts: Ints) -> Iterator[Column]:
    tens = between(counts, TENS)
    highest = max(*tens, 1)
    for start, count in zip(TENS, tens, strict=True):
        text = str(count) if highest < LONG else percent(Decimal(count) / int(counts.sum()))
        yield Column(count, start, start + 10, text, round(count / highest, 4))


def _columns_said(columns: tuple[Column, ...]) -> str:
    text = _("{start} to below {end} points: {n}")
    return "; ".join(text.format(start=one.start, end=one.end, n=one.count) for one in columns)


def _segments(material: Material, bands: tuple[tuple[int, Line], ...]) -> Iterator[Segment]:
    """The numbers that are shown, in the order of the bands, then all that is not."""
    start, firms = 0.0, material.totals.firms
    for shade, line in bands:
        if line.count.value:
            width = 100 * line.count.value / firms
            yield Segment(round(start, 2), round(width, 2), shade)
            start += width
    if any(line.count.value is None for _shade, line in bands):
        yield Segment(round(start, 2), round(100 - start, 2), HIDDEN)


def maps(material: Material) -> tuple[HeatMap, ...]:
    """One map for each fact by which dimensions are told apart."""
    titles = {"sector": _("By sector"), SIZE: _("By size")}
    return tuple(_map(material, by, titles[by]) for by in BY if by in material.totals.codes)


def _map(material: Material, by: str, title: str) -> HeatMap:
    firms = material.totals.firms
    groups = material.groups(by)
    if not material.disclosure.public:
        groups = tuple(one for one in groups if one[1].count.value)
    everyone = material.line(_("All firms"), Count(firms, str(firms)))
    places = [place for place, _line in groups]
    parts = tuple(
        (
            part.title,
            tuple(_row(material, one.title, material.totals.dimensions[by, one.id], places) for one in part.dimensions),
        )
        for part in material.instrument.questionnaires
    )
    return HeatMap(title, (everyone, *(line for _place, line in groups)), parts)


def _row(material: Material, title: str, counts: Ints, places: list[int]) -> MapRow:
    rows = (counts.sum(axis=0), *(counts[place] for place in places))
    return MapRow(title, tuple(_cell(material, one) for one in rows))


def _cell(material: Material, counts: Ints) -> MapCell:
    firms = int(counts.sum())
    return MapCell(material.points(score_median(counts), firms), material.disclosure.roughly(firms))
