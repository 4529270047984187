"""How a question comes by its weight, and what share of each score it has; in exact fractions."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from msme_check.conditions import profile
from msme_check.counting import COUNTED
from msme_check.explaining.firm import Firm, Truth
from msme_check.model.questions import Dimension, Question
from msme_check.model.rules import OverlayException, OverlayGroup
from msme_check.scoring import OVERALL
from msme_check.units import UNIT
from msme_check.weights import scale


@dataclass(frozen=True)
class Multiplier:
    """What one overlay group makes of a weight. `fact`: what the firm is; `exception`: why the table does not count."""

    group: str
    title: str
    fact: str
    value: Fraction
    exception: str


@dataclass(frozen=True)
class Weight:
    """`base` times the multipliers is `effective`; `limited`: their product was more than the instrument allows."""

    base: int
    multipliers: tuple[Multiplier, ...]
    limited: bool
    effective: Fraction


@dataclass(frozen=True)
class Shares:
    """The part, 0 to 1, that a question has in each score; None where that score is made without it."""

    dimension: Fraction | None
    questionnaire: Fraction | None
    overall: Fraction | None


def weight(firm: Firm, question: Question) -> Weight:
    """The weight of a question for this firm, with all that made it."""
    overlays = firm.instrument.overlays
    multipliers = tuple(_multiplier(firm, group, question.id) for group in overlays.groups)
    product, limit = Fraction(1), Fraction(overlays.limit)
    for one in multipliers:
        product *= one.value
    return Weight(question.weight, multipliers, product > limit, min(product, limit) * question.weight)


def _multiplier(firm: Firm, group: OverlayGroup, question: str) -> Multiplier:
    """The first exception that holds, else the table, else 1."""
    exception = _exception(firm, group, question)
    if exception is not None:
        return Multiplier(group.id, group.title, firm.fact(group.by), Fraction(exception.multiplier), exception.why)
    value = group.multipliers.get(question, {}).get(firm.row[profile(group.by)], Decimal(1))
    return Multiplier(group.id, group.title, firm.fact(group.by), Fraction(value), "")


def _exception(firm: Firm, group: OverlayGroup, question: str) -> OverlayException | None:
    """The first exception for this question that holds."""
    here = (one for one in group.exceptions if question in one.questions)
    return next((one for one in here if firm.truth(one.when) is Truth.TRUE), None)


class Weighing:
    """The shares of the parts of one firm's scores, from the weights that the engine counted."""

    def __init__(self, firm: Firm) -> None:
        self.firm, self.instrument = firm, firm.instrument
        self.scoring = firm.assessed.rules.scoring

    def has_score(self, name: str) -> bool:
        """Whether a dimension, a questionnaire or the whole has a score; a quick estimate leaves dimensions out."""
        return self.firm.row.get(f"{name}.score") is not None

    def in_dimension(self, question: str) -> Fraction | None:
        """The share of a question in its dimension."""
        dimension = self.instrument.dimensions[self.instrument.dimension_of[question]]
        if question not in self._counted or not self.has_score(dimension.id):
            return None
        whole = sum((self._counted.get(one.id, Fraction(0)) for one in dimension.questions), Fraction(0))
        return self._counted[question] / whole

    def in_questionnaire(self, dimension: Dimension) -> Fraction | None:
        """The share of a dimension in its questionnaire, of the dimensions that have a score."""
        part = self.instrument.questionnaire_of[dimension.questions[0].id]
        found = {one.id: self._dimension_weight(one) for one in self._scored(part)}
        return found[dimension.id] / sum(found.values()) if dimension.id in found else None

    def _scored(self, part: str) -> list[Dimension]:
        questionnaire = next(one for one in self.instrument.questionnaires if one.id == part)
        return [one for one in self.scoring.used(questionnaire) if self.has_score(one.id)]

    def _dimension_weight(self, dimension: Dimension) -> Fraction:
        return Fraction(self.firm.row[f"{dimension.id}.share"])

    def in_overall(self, questionnaire: str) -> Fraction | None:
        """The share of a questionnaire in the overall score, of those that are complete."""
        shares = self.instrument.settings.overall.shares
        complete = {name: shares[name] for name in shares if self.firm.row[f"{name}.complete"]}
        if not self.has_score(OVERALL) or questionnaire not in complete:
            return None
        return Fraction(complete[questionnaire], sum(complete.values()))

    def shares(self, question: str) -> Shares:
        """The shares of a question in the three scores that it can count in."""
        within = self.in_dimension(question)
        part = self.in_questionnaire(self.instrument.dimensions[self.instrument.dimension_of[question]])
        whole = self.in_overall(self.instrument.questionnaire_of[question])
        questionnaire = None if within is None or part is None else within * part
        return Shares(within, questionnaire, None if questionnaire is None or whole is None else questionnaire * whole)

    @cached_property
    def _counted(self) -> dict[str, Fraction]:
        """The weights of the questions that count, as far as any does."""
        unit = scale(self.instrument)
        parts = (self.scoring.questions(part) for part in self.instrument.questionnaires)
        found = {one.id: Fraction(self.firm.row[f"{one.id}.{COUNTED}"], unit) for part in parts for one in part}
        return {name: value for name, value in found.items() if value}

    def cap(self, band: str) -> Fraction:
        """The most that a score can be while a gate holds it in a band."""
        return Fraction(self.scoring.cap(band), UNIT)
