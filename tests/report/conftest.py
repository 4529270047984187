"""Assessed firms to make reports of."""

from collections.abc import Callable, Iterator

import pytest

from msme_check.assessments import assess_response
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import InstrumentRef, Response
from msme_check.report.pdf import Renderer
from msme_check.report.view import View, build
from msme_check.report.view_lender import LenderPage

Firm = Callable[..., Assessment]
"""firm("R00014", name="...", quick=True, fin_records_cashbook="4") -> its assessment"""

Viewed = Callable[..., View]

RICE_MILL = "rice_mill"
_PROFILE = {
    "country": "KH", "sector": "agri", "subsector": "rice_mill", "employees": "3", "registered": "local",
    "exports": "none", "imports": "false", "sells_to": "households companies", "premises": "own",
    "seeks_finance": "yes", "respondent": "owner",
}  # fmt: skip
_LEVELS = (
    "fin_records 2 1 1 1, fin_banking 0 0 1 1, fin_formality 2 2 2, fin_credit 3 0 3 1, fin_security 2 2 0, "
    "fin_plan 1 1 1 1"
)
"""The worked example of the framework (F.8); its other questionnaires are answered with level 1 here."""


def cell(question: Question, level: int) -> str:
    """An answer to a question that has a level, or the nearest below it."""
    match question:
        case Ladder():
            return str(level)
        case YesNo():
            return {0: "no", 1: "no", 2: "partly", 3: "partly"}.get(level, "yes")
        case Checklist():
            count = max(n for n, reached in enumerate(question.count_levels) if reached <= level)
            return " ".join(item.code for item in question.items[:count]) or "none"
        case Number():
            band = max((band for band in question.bands if band.level <= level), key=lambda one: one.level)
            return str(int(band.start))


def same_level(instrument: Instrument, level: int) -> dict[str, str]:
    """Every question answered at one level."""
    return {name: cell(question, level) for name, question in instrument.questions.items()}


def _rice_mill(instrument: Instrument) -> dict[str, str]:
    cells = {**_PROFILE, **same_level(instrument, 1)}
    for part in _LEVELS.split(", "):
        dimension, *levels = part.split()
        for question, level in zip(instrument.dimensions[dimension].questions, levels, strict=True):
            cells[question.id] = cell(question, int(level))
    return cells


@pytest.fixture(scope="session")
def firm(instrument: Instrument, example_rows: list[dict[str, str]]) -> Firm:
    """The assessment of an example firm, with some of its cells changed."""
    rows = {row["firm_id"]: row for row in example_rows} | {RICE_MILL: _rice_mill(instrument)}

    def assessed(
        firm_id: str, *, name: str | None = None, quick: bool = False, shown: str = "", seen: str = "", **cells: str
    ) -> Assessment:
        row = {**rows[firm_id], **cells}
        settings = instrument.settings
        return assess_response(
            Response(
                instrument=InstrumentRef(id=settings.id, version=settings.version),
                firm_id=firm_id,
                firm_name=row.get("firm_name", "") if name is None else name,
                date="2026-11-20",
                quick=quick,
                profile={field: row[field] for field in instrument.profile_field if row.get(field)},
                answers={question: row[question] for question in instrument.questions if row.get(question)},
                evidence=tuple(shown.split()),
                seen=tuple(seen.split()),
            ),
            instrument,
        )

    return assessed


@pytest.fixture(scope="session")
def viewed(firm: Firm, instrument: Instrument) -> Viewed:
    """The view of an example firm."""
    return lambda *args, **kwargs: build(firm(*args, **kwargs), instrument)


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """One warm renderer for all tests."""
    return Renderer()


def texts(view: View) -> Iterator[str]:
    """Everything of a view that must be found in every whole report."""
    yield from (view.firm, view.overall.stability)
    yield from (fact.value for fact in view.facts)
    for part in view.answers:
        yield part.note
        for group in part.groups:
            yield group.title
            for line in group.answers:
                yield line.question
                yield line.answer
    for horizon in view.plan.horizons:
        for action in horizon.actions:
            yield from (action.title, action.why, action.quote, action.reading, *action.steps, *action.providers)
            yield from (*action.lifts, action.gain)
            yield from (*(one.text for one in action.support.programmes), action.support.note)
            yield from (reason.answer for reason in action.reasons)
    for score, field in view.fields:
        yield from (score.title, score.band, score.stability, *field.notes)
        yield from (text for gate in field.gates for text in (gate.title, *gate.messages, gate.effect, gate.lifted_by))
        yield from (text for one in field.dimensions for text in (one.title, one.note, one.best, one.weakest))
        yield from (text for weak in field.weakest for text in (weak.question, weak.today, weak.next))
    yield from view.background
    for direction in view.directions:
        yield from (direction.title, direction.summary, *direction.actions)
    if view.best:
        yield from (view.best.title, view.best.answer)
    if view.check:
        yield from (view.check.whole, view.check.command)
        for one in view.check.parts:
            yield from (one.title, *one.hurdles, one.best)
            if one.weak:
                yield from (one.weak.question, one.weak.today, one.weak.next)
    if view.lender:
        yield from lender_texts(view.lender)
    yield from (*view.method.paragraphs, *view.method.pairs, view.method.identity)


def lender_texts(page: LenderPage) -> Iterator[str]:
    """Everything of the page for the lender that must be found wherever it is, in the language of the report."""
    yield from (one.text for one in (page.title, page.about, page.no_decision, page.not_needed, page.usual))
    yield from (one.text for one in (page.bring_first, page.figures_given))
    yield from (one.text for one in page.first or (page.nothing_ready,))
    if not page.figures:
        yield page.no_figures.text
    for line in (*page.facts, *page.figures):
        yield from (line.label.text, line.value.text)
    for part in page.parts:
        yield from (part.title.text, part.meaning.text)
        for one in part.documents:
            yield from (one.title.text, one.standing.text, one.mark.text, one.to_do, one.action)
