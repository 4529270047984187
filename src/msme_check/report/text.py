"""The report as plain lines: a summary in the terminal, the whole of it as a .txt file. No tables, no colours needed.

A bar stands before its title, so that all bars begin and end in line in every script.
"""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from msme_check.i18n import _, ngettext
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import text_plan
from msme_check.report.lines import WIDEST, Line, heading, wrapped
from msme_check.report.material import Bar
from msme_check.report.view import View, build
from msme_check.report.view_answers import AnswerPart
from msme_check.report.view_fields import DimensionLine, Field, Weak
from msme_check.report.view_front import ScoreLine
from msme_check.report.view_lender import LenderPage
from msme_check.report.view_quick import QuickCheck

FILE_WIDTH = 80
NARROW = 60
"""Below this width bars are shorter."""

LOWEST = 2
"""How many of the lowest dimensions are named as what holds a questionnaire back."""

ACCENTS = ("blue", "magenta", "cyan", "green")
"""Colours of the bars, by the place of their questionnaire. They say nothing that the words do not say."""


def show(assessment: Assessment, instrument: Instrument, console: Console) -> None:
    """Prints the summary: the picture of the scores, what holds them back, and what to do first."""
    width = min(console.width, WIDEST)
    for line in summary(build(assessment, instrument), width):
        for place, text in enumerate(wrapped(line, width)):
            shown = Text(text, style="bold" if line.strong else "")
            if line.accent and place == 0:
                shown.stylize(line.accent, 0, len(line.before))
            console.print(shown, markup=False, emoji=False, highlight=False, soft_wrap=True)


def render(view: View, width: int = FILE_WIDTH) -> str:
    """The whole report as plain text."""
    return "".join(f"{text}\n" for line in whole(view, width) for text in wrapped(line, width))


def summary(view: View, width: int = FILE_WIDTH) -> Iterator[Line]:
    """What the terminal shows."""
    yield from _firm(view)
    if view.check is not None:
        yield from _quick(view, view.check)
    else:
        yield from _overall(view)
        yield from _picture(view, width)
        yield from _holds(view)
        yield from _reliance(view)
    yield from _first(view)


def whole(view: View, width: int = FILE_WIDTH) -> Iterator[Line]:
    """What a file holds."""
    yield from _firm(view)
    if view.check is not None:
        yield from _quick(view, view.check)
        yield Line(view.check.whole)
        yield Line(view.check.command, "  ")
    else:
        yield from _overall(view)
        yield Line()
        for line in view.scores:
            yield from _score(line, width)
        yield from _reliance(view)
    for line, field in view.fields:
        yield Line()
        yield from _field(line, field, width)
        yield from _found(field)
        yield from _weakest(field)
    yield from heading(_("The plan"))
    yield from (Line(sentence) for sentence in view.plan.made_for)
    for horizon in view.plan.horizons:
        yield from text_plan.horizon(horizon)
        for action in horizon.actions:
            yield from text_plan.action(action)
    yield from text_plan.after_plan(view)
    if view.lender:
        yield from _lender(view.lender)
    if view.directions:
        yield from heading(_("The plan and the nine policy directions"))
        yield Line(view.policy_note)
        for direction in view.directions:
            actions = "; ".join(direction.actions) or _("none")
            yield Line(direction.title, f"{direction.code}  ")
            yield Line(direction.summary, "    ")
            yield Line(_("Actions of this plan: {actions}").format(actions=actions), "    ")
        yield Line(view.unserved)
        yield from (Line(_("To read on: {page}.").format(page=page)) for page in view.background)
    yield from heading(_("Method and limits"))
    yield from (Line(paragraph) for paragraph in view.method.paragraphs)
    if view.method.official:
        yield Line(view.method.official)
    yield from (Line(pair, "- ") for pair in view.method.pairs)
    yield Line(view.method.identity)
    yield from heading(_("All answers"))
    for part in view.answers:
        yield from _answers(part)


def _firm(view: View) -> Iterator[Line]:
    yield Line(view.title)
    yield Line(view.firm, strong=True)
    yield Line(" - ".join(fact.value for fact in view.facts))
    if view.official:
        yield Line(_("Official size: {text}").format(text=view.official.text))
        if view.official.check:
            yield Line(f"{view.official.check} {view.official.why}".rstrip())
    yield Line()


def _overall(view: View) -> Iterator[Line]:
    of = _("{n} of 100, {band}").format(n=view.overall.number, band=view.overall.band)
    yield Line(_("Overall: {score}").format(score=of) if view.overall.number else view.overall.band, strong=True)
    said = (view.overall.meaning, view.overall.stability, *view.overall.notes, view.next_band)
    yield from (Line(text) for text in said if text)


def _quick(view: View, check: QuickCheck) -> Iterator[Line]:
    yield Line(view.label, strong=True)
    yield Line(view.method.paragraphs[0])
    yield from heading(_("What the quick check found"))
    for part in check.parts:
        yield Line(part.title, strong=True)
        yield from (Line(hurdle, "! ") for hurdle in part.hurdles)
        if part.best:
            yield Line(_("In place: {answer}").format(answer=part.best), "+ ")
        yield from _weak(part.weak)


def _picture(view: View, width: int) -> Iterator[Line]:
    """Each questionnaire with its band, and its dimensions below it."""
    dimensions = {line.title: field.dimensions for line, field in view.fields}
    for line in view.scores:
        yield Line()
        yield from _score(line, width)
        for dimension in dimensions.get(line.title, ()):
            yield _dimension(dimension, width, ACCENTS[line.place % len(ACCENTS)])


def _holds(view: View) -> Iterator[Line]:
    """Gates in force with what lifts them, and the lowest dimensions."""
    yield from heading(_("What holds you back"))
    for line, field in view.fields:
        for gate in field.gates:
            yield Line(f"{line.title}: {' '.join(gate.messages)}", "! ")
            if gate.lifted_by:
                yield Line(_("What lifts it: {action}.").format(action=gate.lifted_by), "  ")
        scored = [one for one in field.dimensions if one.number and one.number != "100"]
        lowest = sorted(scored, key=lambda one: int(one.number))[:LOWEST]
        if lowest:
            named = ", ".join(_("{title} ({n})").format(title=one.title, n=one.number) for one in lowest)
            yield Line(_("{field}: lowest in {dimensions}").format(field=line.title, dimensions=named), "- ")


def _reliance(view: View) -> Iterator[Line]:
    yield Line()
    if view.best:
        text = _("What is done best: {dimension}. {answer}.")
        yield Line(text.format(dimension=view.best.title, answer=view.best.answer))
    yield Line(_("Confidence in the answers: {label}. {meaning}").format(**vars(view.confidence)))


def _first(view: View) -> Iterator[Line]:
    """The actions to begin with, each with its first step, and how many there are besides."""
    if not view.first:
        yield Line()
        yield Line(_("No action is needed by these answers."))
        return
    yield from heading(view.first_title)
    for action in view.first:
        yield text_plan.title(action)
        yield Line(_("First step: {step}").format(step=action.steps[0]), "    ")
        if action.support.programmes:
            yield Line(_("Whom to ask:"), "    ")
        yield from text_plan.support(action, "    ")
    left = sum(len(horizon.actions) for horizon in view.plan.horizons) - len(view.first)
    if left:
        text = ngettext(
            "{n} more action of the plan is in the report, and how to do each of them, step by step.",
            "{n} more actions of the plan are in the report, and how to do each of them, step by step.",
            left,
        )
        yield Line(text.format(n=left))


def _score(line: ScoreLine, width: int) -> Iterator[Line]:
    text = f"{line.title}: {line.band}"
    if line.coverage:
        text = _("{score}, coverage {share}").format(score=text, share=line.coverage)
    accent = ACCENTS[line.place % len(ACCENTS)]
    yield Line(text, f"{_bar(line.bar, width)} {line.number:>3}  ", strong=True, accent=accent)
    indent = " " * (len(_bar(line.bar, width)) + 6)
    yield from (Line(note, indent) for note in (line.stability, *line.notes, line.range) if note)


def _dimension(one: DimensionLine, width: int, accent: str = "") -> Line:
    title = f"{one.title} ({one.note})" if one.note else one.title
    return Line(title, f"{_bar(one.bar, width)} {one.number:>3}  ", accent=accent)


def _bar(bar: Bar, width: int) -> str:
    """`#` up to the score, `?` where it may lie with the missing answers, `.` for the rest; empty without a score."""
    cells = 10 if width < NARROW else 20
    if bar.score is None and bar.low is None:
        return f"[{' ' * cells}]"
    sure = bar.low if bar.low is not None else bar.score or 0
    open_ = bar.high if bar.high is not None else sure
    known, possible = (int(points * cells / 100 + 0.5) for points in (sure, open_))
    return f"[{'#' * known}{'?' * (possible - known)}{'.' * (cells - possible)}]"


def _field(line: ScoreLine, field: Field, width: int) -> Iterator[Line]:
    yield Line(f"{line.title}: {line.number} {line.band}".replace("  ", " "), strong=True)
    yield from (_dimension(one, width) for one in field.dimensions)
    for gate in field.gates:
        yield Line(" ".join((f"{gate.title}.", *gate.messages, gate.effect)), "! ")
        if gate.lifted_by:
            yield Line(_("What lifts it: {action}.").format(action=gate.lifted_by), "  ")
    yield from (Line(note) for note in field.notes)


def _found(field: Field) -> Iterator[Line]:
    """The best and the weakest answer of each dimension."""
    for dimension in field.dimensions:
        for sign, answer in (("+ ", dimension.best), ("- ", dimension.weakest)):
            if answer:
                yield Line(f"{dimension.title}: {answer}", sign)


def _weakest(field: Field) -> Iterator[Line]:
    for weak in field.weakest:
        yield from _weak(weak)


def _weak(weak: Weak | None) -> Iterator[Line]:
    if weak is not None:
        yield Line(weak.question, "? ")
        yield Line(_("Today: {text}").format(text=weak.today), "  ")
        yield Line(_("Next: {text}").format(text=weak.next), "  ")


def _lender(page: LenderPage) -> Iterator[Line]:
    """In the report's language alone: two do not stand side by side in lines."""
    yield from heading(page.title.text)
    yield Line(" ".join((page.about.text, page.no_decision.text)))
    yield from (Line(f"{line.label.text}: {line.value.text}", "- ") for line in page.facts)
    yield from heading(page.bring_first.text)
    yield from (Line(one.text, f"{place:>2}  ") for place, one in enumerate(page.first, 1))
    yield Line("" if page.first else page.nothing_ready.text)
    yield from heading(page.figures_given.text)
    yield from (Line(f"{line.label.text}: {line.value.text}", "- ") for line in page.figures)
    yield Line("" if page.figures else page.no_figures.text)
    for part in page.parts:
        yield from heading(f"{part.title.text}: {part.meaning.text}")
        for one in part.documents:
            yield Line(f"{one.title.text}: {one.standing.text}", "- ")
            yield from (Line(text, "  ") for text in (one.mark.text, f"{one.to_do} {one.action}".strip()) if text)
    yield Line()
    yield from (Line(text) for text in (page.not_needed.text, page.usual.text) if text)


def _answers(part: AnswerPart) -> Iterator[Line]:
    yield from heading(part.title)
    yield Line(part.note)
    for group in part.groups:
        yield from heading(group.title)
        for line in group.answers:
            shown = f" ({line.shown})" if line.shown else ""
            yield Line(line.question, "- ")
            yield Line(f"{line.answer}{shown}", "  = ")
