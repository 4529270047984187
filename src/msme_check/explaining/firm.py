"""One firm with all that was computed of it, and its answers and facts in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

import polars as pl

from msme_check.assess import Assessed, assess
from msme_check.assessments import assessment
from msme_check.conditions import Facts, fails, holds, profile
from msme_check.frames import Ints
from msme_check.i18n import _
from msme_check.model.assessment import AnswerScore, Assessment, FiredRecommendation, State
from msme_check.model.conditions import Condition
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.report.material import Material
from msme_check.units import reached_at

SIZE_FIELD = "size"
"""The one fact that is not asked: it follows from the number of people."""


class Truth(StrEnum):
    """What a condition is for one firm."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    """What would decide it was not answered, or does not apply."""


@dataclass(frozen=True)
class Firm:
    """A response, and the frame of one row that it was assessed in."""

    response: Response
    assessed: Assessed

    @property
    def instrument(self) -> Instrument:
        return self.assessed.rules.instrument

    @cached_property
    def assessment(self) -> Assessment:
        return assessment(self.assessed, 0, self.response)

    @cached_property
    def material(self) -> Material:
        return Material(self.assessment, self.instrument)

    @cached_property
    def row(self) -> Mapping[str, Any]:
        """The columns of the frame by name; None where there is none."""
        return self.assessed.values.row(0)

    @cached_property
    def facts(self) -> Facts:
        """What the conditions of rules read, the final scores among them."""
        frame = self.assessed.values

        def score(part: str, points: int) -> tuple[Ints, int]:
            return frame.number_of(f"{part}.score"), reached_at(points)

        return Facts(frame, self.assessed.rules.scoring.choices, score=score)

    @cached_property
    def fired(self) -> dict[str, FiredRecommendation]:
        """The recommendations that fire, in ranking order."""
        return {one.id: one for one in self.assessment.recommendations}

    @property
    def limits(self) -> tuple[int, ...]:
        """Where the bands begin."""
        return tuple(band.start for band in self.instrument.settings.bands)

    def truth(self, condition: Condition) -> Truth:
        """What the engine says of a condition, or of a part of one."""
        if holds(condition, self.facts)[0]:
            return Truth.TRUE
        return Truth.FALSE if fails(condition, self.facts)[0] else Truth.UNKNOWN

    def given(self, question: str) -> AnswerScore:
        """The answer to a question; missing where a quick estimate leaves the question out."""
        found = self.material.answers.get(question)
        return found or AnswerScore(id=question, state=State.MISSING, level=None, weight=Decimal(0))

    def answer(self, question: str) -> str:
        """The answer to a question in words."""
        if question not in self.material.answers:
            return _("Not part of the quick estimate")
        return self.material.answer(question)

    def code_words(self, field: str, code: str) -> str:
        """The words of one choice of a fact about the firm."""
        if field == SIZE_FIELD:
            titles = {band.id: band.title for band in self.instrument.settings.size_bands}
        else:
            titles = {option.code: option.text for option in self.instrument.profile_field[field].options}
        return titles.get(code, code)

    def fact(self, field: str) -> str:
        """A fact about the firm in words."""
        value = self.row[profile(SIZE_FIELD)] if field == SIZE_FIELD else self.assessment.profile[field]
        match value:
            case None | ():
                return _("not stated")
            case tuple():
                return "; ".join(self.code_words(field, code) for code in value)
            case int():
                return str(value)
            case _:
                return self.code_words(field, value)


def firm_of(response: Response, instrument: Instrument) -> Firm:
    """A response through the pipeline, with the frame that `assessments.assess_response` lets go."""
    raw = pl.DataFrame([response.cells()], infer_schema_length=None)
    return Firm(response, assess(raw, instrument, quick=response.quick))
