"""How far the figures of a group can be trusted: rows, coverage, answers that do not fit together."""

from dataclasses import dataclass

from msme_check.cohort.disclosure import FEWEST, Count, Disclosure
from msme_check.cohort.material import Figure, Line, Material
from msme_check.counting import SHARE
from msme_check.i18n import _
from msme_check.report.figures import percent


@dataclass(frozen=True)
class PartQuality:
    """One questionnaire. The shares are averages over the firms that began it (`taken`)."""

    title: str
    taken: Count
    coverage: Figure
    unknown: Figure
    outside: Figure
    """Does not apply, or is not asked."""
    warned: Count
    """Firms where so much does not apply that they are compared with care."""


@dataclass(frozen=True)
class Quality:
    """`rows`: what became of the rows of the file. `warned_share`: so much does not apply where a firm is `warned`."""

    warned_share: str
    rows: tuple[tuple[str, Count], ...]
    parts: tuple[PartQuality, ...]
    pairs: tuple[tuple[str, Line], ...]
    odd: Count
    """Firms with any odd pair; nothing in public."""
    confidence: tuple[Line, ...]


def quality(material: Material) -> Quality:
    """Everything that limits what the figures can say."""
    sums, disclosure = material.totals.sums, material.disclosure
    labels = material.instrument.settings.confidence.labels
    counts = disclosure.parts([sums[f"confidence.{label.id}"] for label in labels])
    pairs = material.instrument.settings.consistency_pairs
    return Quality(
        warned_share=percent(material.instrument.settings.not_applicable_warning),
        rows=_rows(material),
        parts=tuple(_part(material, part.id) for part in material.instrument.questionnaires),
        pairs=tuple((pair.id, material.line(pair.text, disclosure.part(sums[pair.id]))) for pair in pairs),
        odd=Count(None, "") if disclosure.public else Count(sums["odd"], str(sums["odd"])),
        confidence=tuple(material.line(label.title, count) for label, count in zip(labels, counts, strict=True)),
    )


def _rows(material: Material) -> tuple[tuple[str, Count], ...]:
    rows, firms = material.totals.rows, material.totals.firms
    rejected = _apart(material.disclosure, rows.rejected)
    read = Count(rows.read, str(rows.read)) if rejected.value is not None else Count(None, "-")
    return (
        (_("Rows in the file"), read),
        (_("Rows rejected"), rejected),
        (_("Firms scored"), Count(firms, str(firms))),
        (_("Cells that could not be used; they count as not answered"), _apart(material.disclosure, rows.cells)),
    )


def _apart(disclosure: Disclosure, count: int) -> Count:
    """A number of what is not part of the group."""
    few = disclosure.public and count < FEWEST
    return disclosure.roughly(count) if few else Count(count, str(count))


def _part(material: Material, name: str) -> PartQuality:
    sums = material.totals.sums
    taken = sums[f"{name}.taken"]
    coverage, unknown, outside = (
        material.average(sums[f"{name}.{share}"], SHARE, taken) for share in ("coverage", "dk_share", "na_share")
    )
    return PartQuality(
        title=material.titles[name],
        taken=material.disclosure.roughly(taken),
        coverage=coverage,
        unknown=unknown,
        outside=outside,
        warned=material.disclosure.part(sums[f"{name}.warned"]),
    )
