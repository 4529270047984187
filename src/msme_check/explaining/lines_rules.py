"""The lines on gates, consistency pairs and recommendations."""

from collections.abc import Iterator

from msme_check.explaining import figures
from msme_check.explaining.firm import Truth
from msme_check.explaining.recommendations import Factor, Ranked, RecommendationExplained
from msme_check.explaining.rules import Action, Cause, GateExplained, HeldScore, PairExplained
from msme_check.explaining.trees import Node
from msme_check.i18n import _, ngettext
from msme_check.report.lines import Line

INDENT = "  "


def truth(value: Truth) -> str:
    """Whether something is true, in a word."""
    match value:
        case Truth.TRUE:
            return _("true")
        case Truth.FALSE:
            return _("false")
        case Truth.UNKNOWN:
            return _("unknown")


def action(one: Action) -> str:
    """An action by its title, with its place in the ranking and the plan."""
    if one.hidden:
        state = _("hidden by a gate")
    elif not one.fires:
        state = _("does not fire")
    elif one.planned is None:
        state = _("rank {n}, not in the plan").format(n=one.rank)
    else:
        state = _("rank {n}, {horizon}").format(n=one.rank, horizon=one.planned)
    return _("{title} ({id}): {state}").format(title=one.title, id=one.id, state=state)


def condition(node: Node, indent: str = "", *, brief: bool = False) -> Iterator[Line]:
    """A condition as a tree. `brief`: without the question and its answer, which stand above."""
    if node.parts:
        names = {"all": _("all of these"), "any": _("any of these"), "not": _("not this")}
        yield Line(_("{part}: {truth}").format(part=names[node.kind], truth=truth(node.truth)), f"{indent}- ")
        for part in node.parts:
            yield from condition(part, f"{indent}{INDENT}", brief=brief)
        return
    yield Line(_("{truth}: {asks}").format(truth=truth(node.truth), asks=node.asks), f"{indent}- ")
    if not brief:
        level = "" if node.level is None else _(" = level {n}").format(n=node.level)
        yield Line(_("{text} ({id})").format(text=node.text, id=node.id), f"{indent}{INDENT}")
        yield Line(_("Here: {found}{level}").format(found=node.found, level=level), f"{indent}{INDENT}")


def gate(found: GateExplained) -> Iterator[Line]:
    """A gate: whether it is in force and why, what it holds, what lifts it, what it hides."""
    state = _("in force") if found.in_force else _("not in force")
    yield Line(_("Gate {id}, {title}: {state}").format(id=found.id, title=found.title, state=state), strong=True)
    if found.unknown:
        yield Line(_("It rests on “I do not know”, which counts as the lowest level until it is found out."))
    yield from (Line(_holds(one, in_force=found.in_force)) for one in found.holds)
    for cause in found.causes:
        yield Line()
        yield from _cause(cause)
    if found.lifter_first:
        yield Line(_("What lifts it comes first in the plan."))
    if found.hides:
        yield Line()
        yield Line(_("What it hides while it is in force"), strong=True)
        yield from (Line(action(one), "- ") for one in found.hides)


def _holds(one: HeldScore, *, in_force: bool) -> str:
    if in_force:
        effect = _("It holds {title} at {cap} or lower, in the band {band}.")
    else:
        effect = _("In force, it would hold {title} at {cap} or lower, in the band {band}.")
    effect = effect.format(title=one.title, cap=figures.score(one.cap), band=one.band)
    if one.raw is None or one.score is None:
        return _("{effect} There is no such score here.").format(effect=effect)
    text = _("{effect} The answers make {raw}; under the gates in force it is {score}.")
    return text.format(effect=effect, raw=figures.score(one.raw), score=figures.score(one.score))


def _cause(cause: Cause) -> Iterator[Line]:
    state = _("in force") if cause.in_force else _("not in force")
    yield Line(_("{message}: {state}").format(message=cause.message, state=state), strong=True)
    if cause.note:
        yield Line(cause.note)
    yield from condition(cause.condition)
    if cause.lifted_by is not None:
        yield Line(_("What lifts it: {action}").format(action=action(cause.lifted_by)))


def pair(found: PairExplained) -> Iterator[Line]:
    """A consistency pair."""
    state = _("does not fit together") if found.in_force else _("nothing odd")
    yield Line(_("Pair {id}, {title}: {state}").format(id=found.id, title=found.title, state=state), strong=True)
    yield from condition(found.condition)


def recommendation(found: RecommendationExplained) -> Iterator[Line]:
    """A recommendation: its conditions, what it gains, where it ranks, and the policy line."""
    state = _("fires") if found.fires else _("does not fire")
    yield Line(_("{title} ({id}): {state}").format(title=found.title, id=found.id, state=state), strong=True)
    for one in found.hidden_by:
        text = _("Gate {id} hides it: {message}.")
        yield Line(text.format(id=one.gate, message=one.message), "! ")
    for one in found.forced_by:
        text = _("Gate {id} makes it fire, whatever its condition says: {message}.")
        yield Line(text.format(id=one.gate, message=one.message), "! ")
    if found.ranked:
        yield from _ranked(found.ranked)
    yield Line()
    yield Line(_("When it fires"), strong=True)
    yield from condition(found.when)
    if found.only_for is not None:
        yield Line(_("And only for such firms:"))
        yield from condition(found.only_for)
    yield Line()
    yield from _lifts(found)
    yield Line(_("The policy line"), strong=True)
    policy = found.policy
    named = "" if policy.direction in policy.place else policy.direction
    yield Line(", ".join(filter(None, (policy.code, named, policy.place))))
    yield Line(f"“{policy.quote}”", INDENT)
    yield Line(policy.reading, INDENT)


def _ranked(one: Ranked) -> Iterator[Line]:
    yield Line(_("Because"), strong=True)
    for reason in one.because:
        lift = f" ({reason.lift})" if reason.lift else ""
        yield Line(" - ".join(filter(None, (reason.about, reason.answer))) + lift, "- ")
    yield Line(_("Rank and value"), strong=True)
    yield Line(_("Rank {n} of {of}.").format(n=one.rank, of=one.of))
    if one.planned is None:
        yield Line(_("The plan has no room for it."))
    else:
        yield Line(
            (_("In the plan, put off: {horizon}") if one.moved else _("In the plan: {horizon}")).format(
                horizon=one.planned
            )
        )
    if one.leads:
        yield Line(_("It leads, because it lifts a gate that has to be lifted first."))
    if one.lifts_gates:
        text = _("It lifts {gates}. What lifts a gate ranks before what does not.")
        yield Line(text.format(gates=", ".join(one.lifts_gates)))
    yield Line(_("Gain: {n} points of {title}.").format(n=figures.score(one.gain), title=one.gain_of_title))
    if not one.gain:
        yield Line(
            _(
                "It moves no score by itself today: too little beside it is answered, a gate still holds the score, "
                "or what it lifts counts as that level already."
            )
        )
    parts = " ".join(_factor(part) for part in one.factors)
    yield Line(
        _("Value: {gain} {parts} = {value}").format(
            gain=figures.score(one.gain), parts=parts, value=figures.score(one.value)
        )
    )


def _factor(part: Factor) -> str:
    if part.name == "effort_days":
        days = int(1 / part.factor)
        return ngettext("/ {n} day", "/ {n} days", days).format(n=days)
    if part.name == "cost":
        return _("/ {n} (cost: {words})").format(n=figures.number(1 / part.factor), words=part.words)
    if part.name == "goal":
        return _("x {n} (goal: {words})").format(n=figures.number(part.factor), words=part.words)
    return _("x {n} (when: {words})").format(n=figures.number(part.factor), words=part.words)


def _lifts(found: RecommendationExplained) -> Iterator[Line]:
    yield Line(_("What it lifts"), strong=True)
    for one in found.lifts:
        if one.rises:
            said = _("from level {start} to {target}").format(start=one.start, target=one.target)
        else:
            said = _("would be level {target}, here: {note}").format(target=one.target, note=one.note)
        yield Line(_("{text} ({id}): {lift}").format(text=one.text, id=one.id, lift=said), "- ")
    yield Line()
    if found.needs:
        yield Line(_("What it needs first"), strong=True)
        yield from (Line(action(one), "- ") for one in found.needs)
        yield Line()
