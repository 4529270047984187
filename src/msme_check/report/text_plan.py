"""The plan of a report as plain lines."""

from collections.abc import Iterator

from msme_check.i18n import _
from msme_check.report.lines import Line, heading
from msme_check.report.view import View
from msme_check.report.view_plan import Action, Horizon


def horizon(horizon: Horizon) -> Iterator[Line]:
    """The title of a part of the plan."""
    yield Line()
    yield Line(_("{horizon} - {effort} of work").format(horizon=horizon.title, effort=horizon.effort), strong=True)


def title(action: Action) -> Line:
    """An action in one line."""
    return Line(f"{action.title} ({action.effort}; {action.cost})", f"{action.number:>2}  ")


def action(action: Action) -> Iterator[Line]:
    """An action in full: why, steps, reasons, policy line, whom to ask."""
    yield Line()
    yield title(action)
    indent = "    "
    yield Line(action.why, indent)
    yield from (Line(step, f"{indent}[ ] ") for step in action.steps)
    reasons = (" - ".join(filter(None, (one.about, one.answer))) + (f" ({one.lift})" if one.lift else "")
               for one in action.reasons)  # fmt: skip
    yield Line(_("Because: {answers}").format(answers="; ".join(one.removesuffix(".") for one in reasons)), indent)
    if action.lifts:
        lifted = "; ".join(filter(None, (", ".join(action.lifts), action.gain)))
        yield Line(_("Lifts: {questionnaires}").format(questionnaires=lifted), indent)
    if action.moved:
        yield Line(action.moved, indent)
    where = ", ".join(filter(None, (action.direction_code, action.direction, action.place)))
    policy = f"{where}: “{action.quote}” {action.reading}"
    yield Line(_("Policy line: {text}").format(text=policy), indent)
    yield Line(_("SDG targets {targets}.").format(targets=action.sdg), indent)
    yield Line(_("Whom to ask: {kinds}.").format(kinds=", ".join(action.providers)), indent)
    yield from support(action, indent)


def support(action: Action, indent: str) -> Iterator[Line]:
    """Whom to ask, by name."""
    yield from (Line(one.text, f"{indent}- ") for one in action.support.programmes)
    if action.support.note:
        yield Line(action.support.note, indent)


def after_plan(view: View) -> Iterator[Line]:
    plan = view.plan
    if not plan.horizons:
        yield Line(_("No action is needed by these answers."))
    if len(plan.projections) > 1 and plan.columns:
        yield from heading(_("What this could add up to (no promise)"))
        for row in plan.projections:
            cells = (f"{column} {cell}" for column, cell in zip(plan.columns, row.cells, strict=True))
            yield Line(f"{row.title}: {'; '.join(cells)}")
    if plan.others:
        named = "; ".join(filter(None, (*plan.others, plan.more)))
        yield Line()
        yield Line(_("Also worth doing: {actions}.").format(actions=named))
