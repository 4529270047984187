"""The official size of a firm: each figure, the limit that it was held against, and what the law makes of all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msme_check import official_size
from msme_check.conditions import profile
from msme_check.errors import AnswersError
from msme_check.explaining.firm import Firm
from msme_check.i18n import _
from msme_check.model.sizes import Cell, Criterion, Row, SizeDefinition
from msme_check.report import view_size
from msme_check.report.lines import Line

ID = "official_size"


@dataclass(frozen=True)
class Limit:
    """The last whole number of a size."""

    size: str
    up_to: int


@dataclass(frozen=True)
class Compared:
    """A figure of the law. `value`: in people or whole units of the local currency; None where it was not stated.

    `size`: in which it lies; empty without a value. `limits`: of each size that has one. `standing`: how well the limit
    of its size is known.
    """

    id: str
    text: str
    value: int | None
    size: str
    limits: tuple[Limit, ...]
    standing: str


@dataclass(frozen=True)
class OfficialExplained:
    """The official size. `row`: of the law's table; `title`: the size with the act, as in the report."""

    id: str
    title: str
    size: str | None
    act: str
    rule: str
    row: str
    compared: tuple[Compared, ...]
    check: str
    notes: tuple[str, ...]
    kind: Literal["official_size"] = "official_size"


def official(firm: Firm) -> OfficialExplained:
    """The official size of a firm. Raises AnswersError where the instrument has no law of its country."""
    shown, found = view_size.official(firm.material), firm.assessment.official_size
    if shown is None or found is None:
        raise AnswersError(_("There is no official size: the instrument holds no law of the firm's country."))
    law = firm.instrument.size_definition[found.country]
    row = None if found.row is None else law.row[found.row]
    used = () if row is None else tuple(one for one in law.criteria if one.id in row.criteria)
    return OfficialExplained(
        id=ID,
        title=shown.text,
        size=found.size,
        act=law.act,
        rule=law.rule,
        row="" if row is None else row.title,
        compared=() if row is None else tuple(_compared(firm, law, row, one) for one in used),
        check=f"{shown.check} {shown.why}".rstrip(),
        notes=tuple(law.notes[place].text for place in found.notes),
    )


def _compared(firm: Firm, law: SizeDefinition, row: Row, criterion: Criterion) -> Compared:
    sizes = firm.instrument.settings.official_sizes
    value = firm.row[profile(criterion.field)]
    cells: dict[str, Cell] = {size: cells[criterion.id] for size, cells in row.cells.items()}
    limits = tuple(Limit(size, law.last(criterion, cell)) for size, cell in cells.items())
    place = int(official_size.by_figure(firm.assessed.values, firm.instrument)[criterion.field][0])
    found = "" if value is None else sizes[place].id
    standing = "" if value is None else cells[found if found in cells else list(cells)[-1]].standing
    return Compared(criterion.id, criterion.title, value, found, limits, standing)


def lines(firm: Firm, found: OfficialExplained) -> Iterator[Line]:
    """The official size in words."""
    titles = {one.id: one.title for one in firm.instrument.settings.official_sizes}
    yield Line(_("Official size: {text}").format(text=found.title), strong=True)
    yield Line(found.rule)
    if found.row:
        yield Line(_("Counted as: {row}.").format(row=found.row))
    for one in found.compared:
        said = _("not stated") if one.value is None else f"{one.value:,}"
        yield Line(_("{figure}: {value}").format(figure=one.text, value=said), "- ")
        limits = ", ".join(
            _("{size} to {limit}").format(size=titles[limit.size], limit=f"{limit.up_to:,}") for limit in one.limits
        )
        yield Line(limits, "  ")
        if one.size:
            yield Line(f"{titles[one.size]}; {_standing(one.standing)}", "  = ")
    yield from (Line(text) for text in (found.check, *found.notes) if text)


def _standing(standing: str) -> str:
    match standing:
        case "verified":
            return _("the limit is verified")
        case "related":
            return _("the limit was read in a text about another act")
        case "derived":
            return _("the limit is not written; it follows from another one")
        case _:
            return _("the limit is recalled, and was in no text that was read")
