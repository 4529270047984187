"""An assessment as a report shows it: plain words and numbers, chosen once for all formats."""

from dataclasses import dataclass

from msme_check.i18n import _, ngettext
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import (
    view_answers,
    view_fields,
    view_front,
    view_lender,
    view_method,
    view_plan,
    view_quick,
    view_size,
    view_support,
)
from msme_check.report.material import Material
from msme_check.report.view_answers import AnswerPart
from msme_check.report.view_fields import Field
from msme_check.report.view_front import Best, Confidence, Fact, Overall, ScoreLine
from msme_check.report.view_lender import LenderPage
from msme_check.report.view_method import Method
from msme_check.report.view_plan import Action, DirectionLine, Plan
from msme_check.report.view_quick import QuickCheck
from msme_check.report.view_size import Official

FIRST = 3
"""How many actions the first page names."""


@dataclass(frozen=True)
class BandMark:
    """A band on the axis of a chart, from `start` to `end`."""

    title: str
    start: int
    end: int


@dataclass(frozen=True)
class View:
    """Everything that a report shows. `running`: the firm's name as it stands on top of each page.

    With `quick` there are no scores: `fields` and `directions` are empty, `lender` is None, and `check` holds what was
    found. `official`: the size by law.
    """

    language: str
    title: str
    label: str
    firm: str
    running: str
    date: str
    quick: bool
    check: QuickCheck | None
    facts: tuple[Fact, ...]
    official: Official | None
    bands: tuple[BandMark, ...]
    overall: Overall
    next_band: str
    scores: tuple[ScoreLine, ...]
    confidence: Confidence
    best: Best | None
    first_title: str
    first: tuple[Action, ...]
    fields: tuple[tuple[ScoreLine, Field], ...]
    plan: Plan
    lender: LenderPage | None
    directions: tuple[DirectionLine, ...]
    unserved: str
    background: tuple[str, ...]
    policy_note: str
    method: Method
    answers: tuple[AnswerPart, ...]


def build(assessment: Assessment, instrument: Instrument) -> View:
    """The view of an assessment, in the language in use; `instrument` gives its texts in that language."""
    material = Material(assessment, instrument)
    settings = instrument.settings
    scores = () if assessment.quick else view_front.scores(material)
    plan = view_plan.plan(material)
    return View(
        language=view_front.language(),
        title=settings.title,
        label=_("Quick estimate") if assessment.quick else _("Readiness report"),
        firm=view_front.firm_name(material),
        running=view_front.running_name(material),
        date=assessment.date,
        quick=assessment.quick,
        check=view_quick.quick_check(material),
        facts=view_front.facts(material),
        official=view_size.official(material),
        bands=_bands(instrument),
        overall=_no_scores() if assessment.quick else view_front.overall(material),
        next_band=view_front.next_band(material),
        scores=scores,
        confidence=view_front.confidence(material),
        best=None if assessment.quick else view_front.best(material),
        first_title=_first_title(plan),
        first=_first(plan),
        fields=tuple(
            (score, view_fields.field(material, part))
            for score, part in zip(scores, assessment.questionnaires, strict=False)
            if part.taken
        ),
        plan=plan,
        lender=_lender(material),
        directions=() if assessment.quick else view_plan.directions(material),
        unserved="" if assessment.quick else view_plan.unserved(material),
        background=() if assessment.quick else view_support.background(material),
        policy_note=settings.policy_note,
        method=view_method.method(material),
        answers=view_answers.answers(material),
    )


def _no_scores() -> Overall:
    return Overall("", _("A quick check gives no scores"), "", "", ())


def _lender(material: Material) -> LenderPage | None:
    """Where the answers say something of the documents that lenders ask for; a quick estimate says too little."""
    if material.assessment.quick or not view_lender.has_answers(material):
        return None
    return view_lender.page(material)


def _first(plan: Plan) -> tuple[Action, ...]:
    return tuple(action for horizon in plan.horizons for action in horizon.actions)[:FIRST]


def _first_title(plan: Plan) -> str:
    """Where the plan begins later than in its first stretch of time, nothing has to be done at once."""
    if not plan.horizons or not plan.horizons[0].first:
        return _("Begin here")
    n = len(_first(plan))
    return ngettext("{n} thing to do this month", "{n} things to do this month", n).format(n=n)


def _bands(instrument: Instrument) -> tuple[BandMark, ...]:
    bands = instrument.settings.bands
    ends = (*(band.start for band in bands[1:]), 100)
    return tuple(BandMark(band.title, band.start, end) for band, end in zip(bands, ends, strict=True))
