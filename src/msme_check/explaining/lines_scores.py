"""The lines on scores and questions."""

from collections.abc import Iterator
from fractions import Fraction

from msme_check.explaining import figures
from msme_check.explaining.firm import Firm
from msme_check.explaining.lines_rules import action, condition, truth
from msme_check.explaining.overview import Overview, Summary
from msme_check.explaining.questions import QuestionExplained, Reader
from msme_check.explaining.scores import Counted, GateEffect, Held, LeftOut, ScoreExplained
from msme_check.explaining.weighing import Weight
from msme_check.i18n import _
from msme_check.report.lines import Line
from msme_check.scoring import OVERALL

INDENT = "  "


def overview(firm: Firm, found: Overview) -> Iterator[Line]:
    """Each score with what pulls and what holds it."""
    for one in found.scores:
        yield from _head(firm, one)
        for pull in one.pulls:
            text = _("Costs {n} points: {question} ({id})")
            yield Line(text.format(n=figures.number(pull.lost), question=pull.text, id=pull.id), "- ")
            yield Line(_("Today: {text}").format(text=pull.answer), INDENT)
        yield Line()
    if found.actions:
        yield Line(_("What comes first"), strong=True)
        yield from (Line(action(one), "- ") for one in found.actions)
        yield Line()
    example = next((one.gates[0].id for one in found.scores if one.gates), found.scores[-1].id)
    yield Line(
        _(
            "To see more, name an id: of a score ({score}, or one of its dimensions), of a gate or an action ({rule}), "
            "or of a question."
        ).format(score=", ".join(one.id for one in found.scores), rule=example)
    )


def score(firm: Firm, found: ScoreExplained) -> Iterator[Line]:
    """A score, question by question, and the sum."""
    yield from _head(firm, found)
    group = ""
    for one in found.counted:
        title = _group(firm, found, one.id)
        if title != group:
            group = title
            yield Line()
            yield Line(title, strong=True)
        yield from counted(one, found.id)
    if found.raw is not None:
        yield Line()
        yield from _sum(firm, found)
    if found.left_out:
        yield Line()
        yield Line(_("What does not count here"), strong=True)
    for left_out in found.left_out:
        yield from not_counted(left_out)


def _head(firm: Firm, one: ScoreExplained | Summary) -> Iterator[Line]:
    """A score with its band and its gates."""
    if one.score is None:
        number = _("no score")
    else:
        number = figures.score(one.score, firm.limits)
    text = _("{title}: {score}, {band}") if one.band else _("{title}: {score}")
    yield Line(text.format(title=one.title, score=number, band=one.band) + f" ({one.id})", strong=True)
    if one.note:
        yield Line(one.note)
    if one.score is not None and one.note:
        yield Line(_("The number is that of what is answered; reports do not show it."))
    for gate in one.gates:
        yield Line(_gate(gate), "! ")
    if one.raw != one.score and one.raw is not None:
        yield Line(_("Without gates it would be {n}.").format(n=figures.score(one.raw, firm.limits)), INDENT)


def _gate(gate: GateEffect) -> str:
    said = "; ".join(gate.messages)
    if gate.binds:
        text = _("Gate {id} holds it at {cap} or lower, in the band {band}: {messages}.")
    else:
        text = _(
            "Gate {id} is in force, and would hold it at {cap}, in the band {band}, if it were higher: {messages}."
        )
    return text.format(id=gate.id, cap=figures.score(gate.cap), band=gate.band, messages=said)


def _group(firm: Firm, found: ScoreExplained, question: str) -> str:
    """The heading that a question stands under: its dimension, in the overall score with its questionnaire."""
    instrument = firm.instrument
    dimension = instrument.dimensions[instrument.dimension_of[question]]
    if found.of == "overall":
        part = firm.material.titles[instrument.questionnaire_of[question]]
        return _("{questionnaire} - {dimension}").format(questionnaire=part, dimension=dimension.title)
    return dimension.title


def counted(one: Counted, score: str) -> Iterator[Line]:
    """A question that counts, with its weight, its shares and what it adds to the score named."""
    yield Line(_("{question} ({id})").format(question=one.text, id=one.id), "- ")
    yield Line(_("{answer} = level {level}, {points} points").format(**vars(one)), INDENT)
    yield Line(weight(one.weight), INDENT)
    yield Line(_shares(one), INDENT)
    total = one.adds + one.lost
    text = _("It adds {adds} of the {total} points that it could.")
    if score == OVERALL:
        text = _("It adds {adds} of the {total} points that it could to the overall score.")
    yield Line(text.format(adds=figures.number(one.adds), total=figures.number(total)), INDENT)


def not_counted(one: LeftOut) -> Iterator[Line]:
    """A question that does not count, and why."""
    yield Line(_("{question} ({id})").format(question=one.text, id=one.id), "- ")
    yield Line(one.why, INDENT)
    if one.weight.effective:
        yield Line(weight(one.weight), INDENT)


def weight(one: Weight) -> str:
    """A weight and what made it: only the multipliers that change it, and every exception."""
    parts = [figures.number(Fraction(one.base))]
    for by in one.multipliers:
        if by.value != 1 or by.exception:
            why = by.exception or _("{title}: {fact}").format(title=by.title, fact=by.fact)
            parts.append(_("{n} ({why})").format(n=figures.number(by.value), why=why))
    text = _("Weight {weight}") if len(parts) == 1 else _("Weight {product} = {weight}")
    if one.limited:
        text = _("Weight {product}, multipliers limited = {weight}")
    return text.format(product=" x ".join(parts), weight=figures.number(one.effective))


def _shares(one: Counted) -> str:
    shares = one.shares
    texts = (
        (shares.dimension, _("{share} of its dimension")),
        (shares.questionnaire, _("{share} of its questionnaire")),
        (shares.overall, _("{share} of the overall score")),
    )
    said = (text.format(share=figures.percent(share)) for share, text in texts if share is not None)
    return _("Share: {shares}").format(shares=", ".join(said))


def _sum(firm: Firm, found: ScoreExplained) -> Iterator[Line]:
    """What the questions add together, less what gates take off."""
    total = sum((one.adds for one in found.counted), Fraction(0))
    yield Line(_("All questions together: {n}").format(n=figures.score(total, firm.limits)))
    for held in found.held:
        yield Line(_held(held), INDENT)
    if found.score is not None and found.held:
        yield Line(_("Score: {n}").format(n=figures.score(found.score, firm.limits)), strong=True)


def _held(held: Held) -> str:
    text = _("less {n}, because {title} is held ({gates})")
    return text.format(n=figures.number(held.takes, 4), title=held.title, gates=", ".join(held.gates))


def question(found: QuestionExplained) -> Iterator[Line]:
    """A question: the answer, where it counts, and the rules that read it."""
    yield Line(_("{question} ({id})").format(question=found.title, id=found.id), strong=True)
    yield Line(_("Why it is asked: {text}").format(text=found.why))
    level = "" if found.level is None else _(" = level {n}").format(n=found.level)
    yield Line(_("Answer: {answer}{level}").format(answer=found.answer, level=level))
    yield Line(
        _("It belongs to {dimension} ({dimension_id}) in {questionnaire} ({questionnaire_id}).").format(
            dimension=found.dimension.title,
            dimension_id=found.dimension.id,
            questionnaire=found.questionnaire.title,
            questionnaire_id=found.questionnaire.id,
        )
    )
    if found.evidence:
        yield Line(_("It could be shown."))
    yield Line()
    yield Line(_("What it counts"), strong=True)
    if found.counted is not None:
        yield from (Line(line.text) for line in list(counted(found.counted, found.counted_in))[2:])
    if found.left_out is not None:
        yield from (Line(line.text) for line in list(not_counted(found.left_out))[1:])
    yield from _readers(found)
    yield from _grounds(found)


def _readers(found: QuestionExplained) -> Iterator[Line]:
    yield Line()
    yield Line(_("Rules that read it"), strong=True)
    for one in found.readers:
        yield Line(_("{title} ({id}): {state}").format(title=one.title, id=one.id, state=_state(one)), "- ")
        for test in one.tests:
            yield from condition(test, INDENT, brief=True)
    yield Line()
    yield Line(_("Actions that lift it"), strong=True)
    for lifter in found.lifters:
        yield Line(_("to level {n}: {action}").format(n=lifter.target, action=action(lifter.action)), "- ")
    if not found.lifters:
        yield Line(_("none"))


def _state(one: Reader) -> str:
    match one.of:
        case "gate":
            return _("in force") if one.holds else _("not in force")
        case "pair":
            return _("does not fit together") if one.holds else _("nothing odd")
        case _:
            return _("fires") if one.holds else _("does not fire")


def _grounds(found: QuestionExplained) -> Iterator[Line]:
    if not found.grounds:
        return
    yield Line()
    yield Line(_("When it need not apply"), strong=True)
    for one in found.grounds:
        said = _("the firm's word") if one.truth is None else truth(one.truth)
        yield Line(_("{text}: {truth}").format(text=one.text, truth=said), "- ")
