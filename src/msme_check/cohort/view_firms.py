"""The list of the firms of a group."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from msme_check.cohort.listing import Firm
from msme_check.cohort.material import Figure, Material
from msme_check.cohort.spread import TENTHS
from msme_check.cohort.totals import BY


@dataclass(frozen=True)
class FirmScore:
    """A score and its band; both are empty where there is no band."""

    points: Figure
    band: str


@dataclass(frozen=True)
class FirmLine:
    """A firm with its overall score and the four others. `report` is a path from the folder of the file."""

    firm_id: str
    name: str
    facts: tuple[str, ...]
    scores: tuple[FirmScore, ...]
    report: str


def lines(material: Material, firms: Iterator[Firm]) -> Iterator[FirmLine]:
    """The firms in words."""
    labels = [material.labels(fact) for fact in BY if fact in material.totals.codes]
    bands = [band.title for band in material.instrument.settings.bands]
    none = FirmScore(Figure(None, ""), "")
    known: dict[int, FirmScore] = {-1: none}
    for firm in firms:
        for tenth in firm.tenths:
            if tenth not in known:
                value = Decimal(tenth) / TENTHS
                known[tenth] = FirmScore(material.points(value, material.totals.firms), bands[material.band(value)])
        yield FirmLine(
            firm.firm_id,
            firm.name,
            tuple(titles[place] for titles, place in zip(labels, firm.facts, strict=True)),
            tuple(known[tenth] for tenth in firm.tenths),
            firm.report,
        )
