"""The limits of docs/official-size.md: each with how well it is known, and where it was read."""

from decimal import Decimal

from msme_check import loading, resources
from msme_check.model.sizes import Cell, Criterion, Row, SizeDefinition

MARKS = {"verified": "", "related": " (b)", "derived": " (c)", "recalled": " (d)"}
"""What stands after a limit by how well it is known; the page says what the letters mean."""


def tables() -> str:
    """Country by country: the act, how its figures go together, the limits of each row, the texts that were read."""
    instrument = loading.load(resources.questionnaires())
    countries = {one.code: one.text for one in instrument.profile_field["country"].options}
    sizes = {one.id: one.title for one in instrument.settings.official_sizes}
    return "\n\n".join(_country(countries[law.country], law, sizes) for law in instrument.size_definitions)


def _country(name: str, law: SizeDefinition, sizes: dict[str, str]) -> str:
    lines = [f"### {name}", "", f"**{law.act}.** {law.rule}", ""]
    lines += [f"| Firms | Size | {' | '.join(_heading(law, one) for one in law.criteria)} |"]
    lines += [f"|---|---|{'---|' * len(law.criteria)}"]
    for row in law.rows:
        lines += [_line(law, row, size, title) for size, title in sizes.items() if size in row.cells]
    lines += ["", *(f"- {note.text}" for note in law.notes)]
    for one in law.sources:
        act = ", ".join(filter(None, (one.act, one.article)))
        lines.append(f"- Read on {one.read.isoformat()}: {act}. <{one.address}>")
    return "\n".join(lines).rstrip()


def _heading(law: SizeDefinition, one: Criterion) -> str:
    if one.currency is None:
        return f"{one.title} (`{one.field}`)"
    unit = {1: "", 10**6: "million ", 10**9: "billion "}[one.unit]
    return f"{one.title}, {unit}{one.currency} (`{one.field}`)"


def _line(law: SizeDefinition, row: Row, size: str, title: str) -> str:
    cells = row.cells[size]
    limits = (_limit(cells[one.id]) if one.id in cells else "" for one in law.criteria)
    return f"| {row.title} | {title} | {' | '.join(limits)} |"


def _limit(cell: Cell) -> str:
    words = "below" if cell.up_to is None else "to"
    return f"{words} {_number(cell.end)}{MARKS[cell.standing]}"


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
