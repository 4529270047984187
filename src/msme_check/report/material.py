"""What the parts of a report are made from: an assessment beside the texts of its instrument."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from msme_check.i18n import _
from msme_check.model.assessment import AnswerScore, Assessment, FiredRecommendation, QuestionnaireScore
from msme_check.model.instrument import Instrument, ScoreBand
from msme_check.model.rules import Recommendation
from msme_check.report import words
from msme_check.report.figures import drawn, whole


@dataclass(frozen=True)
class Bar:
    """A score as a chart draws it, from 0 to 100. Without `score` only the range from `low` to `high` is known."""

    score: float | None
    low: float | None
    high: float | None
    said: str
    """The same in words, for who cannot see it."""


@dataclass(frozen=True)
class Material:
    """Looks things up; every part of the view takes it."""

    assessment: Assessment
    instrument: Instrument

    @cached_property
    def answers(self) -> dict[str, AnswerScore]:
        parts = self.assessment.questionnaires
        return {one.id: one for part in parts for dimension in part.dimensions for one in dimension.answers}

    @cached_property
    def taken(self) -> tuple[QuestionnaireScore, ...]:
        return tuple(part for part in self.assessment.questionnaires if part.taken)

    @cached_property
    def titles(self) -> dict[str, str]:
        return {part.id: part.title for part in self.instrument.questionnaires}

    @cached_property
    def planned(self) -> tuple[FiredRecommendation, ...]:
        """The plan from its first action to its last."""
        horizons = [one.id for one in self.instrument.settings.words.horizons]
        found = [one for one in self.assessment.recommendations if one.planned is not None]
        return tuple(sorted(found, key=lambda one: (horizons.index(one.planned or ""), one.rank)))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number that each planned action has in the report."""
        return {one.id: place for place, one in enumerate(self.planned, 1)}

    @cached_property
    def _limits(self) -> tuple[int, ...]:
        return tuple(band.start for band in self.instrument.settings.bands)

    def points(self, score: Decimal) -> str:
        """A score as it is shown."""
        return whole(score, self._limits)

    def band(self, name: str) -> ScoreBand:
        return next(band for band in self.instrument.settings.bands if band.id == name)

    def recommendation(self, name: str) -> Recommendation:
        return self.instrument.recommendation[name]

    def action(self, name: str) -> str:
        """An action by its number in the plan and its title; by its title where the plan has no room for it."""
        title = self.recommendation(name).title
        if name not in self.numbers:
            return title
        return _("action {n}, {title}").format(n=self.numbers[name], title=title)

    def answer(self, question: str) -> str:
        """The answer to a question in words."""
        one = self.instrument.questions[question]
        return words.answer(one, self.answers[question], self.instrument.settings.words)

    def said(self, question: str) -> str:
        """The answer to a question in words that can stand alone: with its question where it says little without."""
        one, given = self.instrument.questions[question], self.answers[question]
        if words.speaks_for_itself(one, given):
            return self.answer(question)
        return f"{one.text} – {self.answer(question)}"  # noqa: RUF001 - a dash, as between a question and its answer

    def bar(self, score: Decimal | None, low: Decimal | None = None, high: Decimal | None = None) -> Bar:
        """The bar of a score, and of its range where answers are missing."""
        if low is None or high is None or low == high:
            low = high = None
        said = _("{score} of 100").format(score=self.points(score)) if score is not None else _("no score")
        if low is not None and high is not None:
            range_ = self.range(low, high)
            said = range_ if score is None else f"{said}; {range_}"
        return Bar(
            None if score is None else drawn(score),
            None if low is None else drawn(low),
            None if high is None else drawn(high),
            said,
        )

    def range(self, low: Decimal, high: Decimal) -> str:
        return _("between {low} and {high}").format(low=self.points(low), high=self.points(high))
