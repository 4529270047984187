"""What the report on a group says in a few lines: the first page of it. Only figures that stand elsewhere in it."""

from collections.abc import Iterator

from msme_check.cohort.material import Material
from msme_check.cohort.view_plan import ActionLine, GateLine
from msme_check.cohort.view_scores import HeatMap, Spread
from msme_check.i18n import _


def short(
    material: Material,
    overall: Spread,
    heat: HeatMap,
    gates: tuple[GateLine, ...],
    actions: tuple[ActionLine, ...],
) -> Iterator[str]:
    """The middle of the group, its strong and weak sides, what holds most firms back, what is asked of most."""
    firms = material.totals.firms
    if overall.median.value is not None:
        text = _("The median of the overall scores is {median} (n = {n}).")
        yield text.format(median=overall.median.text, n=overall.firms.text)
    yield from _sides(heat)
    known = [gate for gate in gates if gate.force.value]
    if known:
        most = max(known, key=lambda gate: gate.force.value or 0)
        text = _("The gate that is in force for most: {title}, {count} of {n} firms.")
        yield text.format(title=most.title, count=most.force.text, n=firms)
    if actions and actions[0].firms.value != 0:
        text = _("The action that is asked of most: {title}, {count} of {n} firms.")
        yield text.format(title=actions[0].title, count=actions[0].firms.text, n=firms)


def _sides(heat: HeatMap) -> Iterator[str]:
    """The dimensions with the highest and the lowest median over all firms; the first of several."""
    found = [(row.title, row.cells[0]) for _title, rows in heat.parts for row in rows]
    shown = [(cell.median.value, title, cell) for title, cell in found if cell.median.value is not None]
    if len(shown) > 1:
        _value, title, cell = max(shown, key=lambda one: one[0])
        text = _("The strongest dimension: {title}, median {median} (n = {n}).")
        yield text.format(title=title, median=cell.median.text, n=cell.firms.text)
        _value, title, cell = min(shown, key=lambda one: one[0])
        text = _("The weakest dimension: {title}, median {median} (n = {n}).")
        yield text.format(title=title, median=cell.median.text, n=cell.firms.text)
