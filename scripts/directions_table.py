"""The policy trace of docs/directions.md: each direction with its quoted line and the actions that follow from it."""

from msme_check import loading, resources
from msme_check.tracing.trace import DirectionTraced, trace


def traced() -> str:
    """All directions of the shipped instrument."""
    return "\n\n".join(_direction(one) for one in trace(loading.load(resources.questionnaires())).directions)


def _direction(one: DirectionTraced) -> str:
    lines = [f"### {one.code} {one.title}", "", f"Place in the policy text: {one.place}", "", f"> {one.quote}", ""]
    lines += [one.summary, "", "| Action | Line that it quotes | How we read it |", "|---|---|---|"]
    for action in one.recommendations:
        where = "" if action.place == one.place else f"({action.place}) "
        lines.append(f"| {action.title} (`{action.id}`) | {where}“{action.quote}” | {action.reading} |")
    if one.also:
        names = ", ".join(f"`{other.id}`" for other in one.also)
        lines += ["", f"Actions of other directions that lift an answer under it: {names}."]
    return "\n".join(lines)
