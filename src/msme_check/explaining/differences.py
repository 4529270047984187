"""Two assessments of one firm side by side: what other answers change, in models and in lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msme_check.conditions import STATES, state
from msme_check.explaining import figures
from msme_check.explaining.firm import Firm
from msme_check.explaining.opening import opening
from msme_check.explaining.rules import exact, horizon
from msme_check.i18n import _
from msme_check.model.assessment import State
from msme_check.report.figures import whole
from msme_check.report.lines import Line
from msme_check.scoring import OVERALL

FORMAT = "msme-check what-if"


@dataclass(frozen=True)
class ChangedAnswer:
    """A question or a fact that was set. `note`: why it changes nothing, where that can be said."""

    id: str
    text: str
    before: str
    after: str
    note: str


@dataclass(frozen=True)
class ChangedScore:
    """A score before and after; bands in words, empty where there is none."""

    id: str
    title: str
    before: Fraction | None
    after: Fraction | None
    band_before: str
    band_after: str


@dataclass(frozen=True)
class ChangedGate:
    """A gate that came into force, or is no longer in force."""

    id: str
    title: str
    in_force: bool


@dataclass(frozen=True)
class ChangedAction:
    """An action that fires in one of the two only, or is planned for another time (in words; None: not planned)."""

    id: str
    title: str
    fires_before: bool
    fires_after: bool
    planned_before: str | None
    planned_after: str | None


@dataclass(frozen=True)
class Difference:
    """What changes. `no_longer_fit`: answers that do not fit the changed firm and count as missing."""

    answers: tuple[ChangedAnswer, ...]
    no_longer_fit: tuple[str, ...]
    scores: tuple[ChangedScore, ...]
    gates: tuple[ChangedGate, ...]
    actions: tuple[ChangedAction, ...]
    kind: Literal["what_if"] = "what_if"


def compare(before: Firm, after: Firm) -> Difference:
    """What is different in `after`, whose answers are those of `before` but for some."""
    return Difference(
        answers=tuple(_answers(before, after)),
        no_longer_fit=tuple(_no_longer_fit(before, after)),
        scores=tuple(_scores(before, after)),
        gates=tuple(_gates(before, after)),
        actions=tuple(_actions(before, after)),
    )


def _answers(before: Firm, after: Firm) -> Iterator[ChangedAnswer]:
    instrument = before.instrument
    for field in instrument.profile:
        if before.response.profile.get(field.id) != after.response.profile.get(field.id):
            yield ChangedAnswer(field.id, field.text, before.fact(field.id), after.fact(field.id), "")
    for question in instrument.questions.values():
        name = question.id
        if before.response.answers.get(name) != after.response.answers.get(name):
            not_asked = after.row[state(name)] == STATES[State.NOT_ASKED]
            note = _("It weighs 0 for such a firm, so its answer changes nothing.") if not_asked else ""
            yield ChangedAnswer(name, question.text, before.answer(name), after.answer(name), note)


def _no_longer_fit(before: Firm, after: Firm) -> Iterator[str]:
    """Columns that can be read before and not after, with the same text in them."""
    found = [set(firm.assessed.faults["column"]) for firm in (before, after)]
    known = (*before.instrument.profile_field, *before.instrument.questions)
    yield from (name for name in known if name in found[1] - found[0])


def _scores(before: Firm, after: Firm) -> Iterator[ChangedScore]:
    for name, title in {OVERALL: _("Overall"), **before.material.titles}.items():
        scores = [exact(firm, f"{name}.score") for firm in (before, after)]
        bands = [_band(firm, firm.row[f"{name}.band"]) for firm in (before, after)]
        yield ChangedScore(name, title, scores[0], scores[1], bands[0], bands[1])


def _band(firm: Firm, name: str | None) -> str:
    return "" if name is None else firm.material.band(name).title


def _gates(before: Firm, after: Firm) -> Iterator[ChangedGate]:
    for gate in before.instrument.settings.gates:
        places = range(len(gate.causes))
        then, now = (any(firm.row[f"{gate.id}.{place}"] for place in places) for firm in (before, after))
        if then != now:
            yield ChangedGate(gate.id, gate.title, bool(now))


def _actions(before: Firm, after: Firm) -> Iterator[ChangedAction]:
    """In the order of the ranking afterwards; then those that are gone, in their order before."""
    for name in dict.fromkeys((*after.fired, *before.fired)):
        then, now = before.fired.get(name), after.fired.get(name)
        planned = [horizon(before, one.planned) if one else None for one in (then, now)]
        if (then is None) != (now is None) or planned[0] != planned[1]:
            title = before.instrument.recommendation[name].title
            yield ChangedAction(name, title, then is not None, now is not None, *planned)


def lines(firm: Firm, found: Difference) -> Iterator[Line]:
    """What changes for a firm, for a person."""
    yield from opening(firm)
    yield from changed_lines(firm, found)
    yield Line()
    yield Line(_("Nothing was saved."))


def changed_lines(firm: Firm, found: Difference, *, exactly: bool = True) -> Iterator[Line]:
    """The changes alone.

    `exactly`: with decimals and ids, to check them. Otherwise as reports have them, for an owner: whole numbers, words.
    """
    yield Line(_("Other answers"), strong=True)
    for one in found.answers:
        yield Line(_("{text} ({id})").format(text=one.text, id=one.id) if exactly else one.text, "- ")
        yield Line(_("{before} -> {after}").format(before=one.before, after=one.after), "  ")
        if one.note:
            yield Line(one.note, "  ")
    if not found.answers:
        yield Line(_("These are the answers that the firm has given already, so nothing changes."))
    if found.no_longer_fit:
        text = _("Answers that do not fit such a firm, and count as not answered: {names}")
        yield Line(text.format(names=", ".join(found.no_longer_fit)), "! ")
    yield Line()
    yield Line(_("Scores"), strong=True)
    say = score_words if exactly else _whole_words
    yield from (Line(say(one, firm.limits), "- ") for one in found.scores)
    if found.gates:
        yield Line()
        yield Line(_("Gates") if exactly else _("What holds you back"), strong=True)
    for gate in found.gates:
        yield Line(_gate_words(gate, exactly), "- ")
    if found.actions:
        yield Line()
        yield Line(_("Actions"), strong=True)
    yield from (Line(action_words(one, exactly=exactly), "- ") for one in found.actions)


def _gate_words(gate: ChangedGate, exactly: bool) -> str:
    if exactly:
        text = _("Now in force: {id}, {title}") if gate.in_force else _("No longer in force: {id}, {title}")
        return text.format(id=gate.id, title=gate.title)
    return (_("New: {title}") if gate.in_force else _("No longer: {title}")).format(title=gate.title)


def score_words(one: ChangedScore, limits: tuple[int, ...]) -> str:
    """A score before and after, in words."""
    before, after = _said(one.before, one.band_before, limits), _said(one.after, one.band_after, limits)
    if one.before == one.after and before == after:
        return _("{title}: {score}, unchanged").format(title=one.title, score=after)
    return _("{title}: {old} -> {new}").format(title=one.title, old=before, new=after)


def _whole_words(one: ChangedScore, limits: tuple[int, ...]) -> str:
    """A score before and after as a report shows it, where a part of a point may be all that changes."""
    before, after = (
        "" if score is None else " ".join(filter(None, (whole(_decimal(score), limits), band)))
        for score, band in ((one.before, one.band_before), (one.after, one.band_after))
    )
    if before == after and one.before is not None and one.before != one.after:
        rises = one.after is not None and one.after > one.before
        text = (
            _("{title}: {score}, higher by less than a point")
            if rises
            else _("{title}: {score}, lower by less than a point")
        )
        return text.format(title=one.title, score=after)
    if before == after:
        return _("{title}: {score}, unchanged").format(title=one.title, score=after or _("no score"))
    return _("{title}: {old} -> {new}").format(title=one.title, old=before or _("no score"), new=after or _("no score"))


def _decimal(score: Fraction) -> Decimal:
    return Decimal(score.numerator) / score.denominator


def _said(score: Fraction | None, band: str, limits: tuple[int, ...]) -> str:
    if score is None:
        return _("no score")
    if not band:
        return _("{score} (no band)").format(score=figures.score(score, limits))
    return _("{score} {band}").format(score=figures.score(score, limits), band=band)


def action_words(one: ChangedAction, *, exactly: bool = True) -> str:
    """How an action changes, in words; `exactly`: with its id."""
    if not one.fires_after:
        text = _("No longer asked for: {action}")
    elif not one.fires_before and one.planned_after is None:
        text = _("New, not in the plan: {action}")
    elif not one.fires_before:
        text = _("New, {horizon}: {action}")
    elif one.planned_after is None:
        text = _("No longer in the plan: {action}")
    elif one.planned_before is None:
        text = _("Now in the plan, {horizon}: {action}")
    else:
        text = _("At another time, {horizon}: {action}")
    action = _("{title} ({id})").format(title=one.title, id=one.id) if exactly else one.title
    return text.format(action=action, horizon=one.planned_after)
