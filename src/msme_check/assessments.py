"""One firm's row of an assessed frame -> an `Assessment`, which reports read."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from msme_check import lender, official_size
from msme_check.assess import Assessed, assess
from msme_check.conditions import Facts, holds, profile, state, ticked
from msme_check.counting import COUNTED, SHARE
from msme_check.model.assessment import (
    AnswerScore,
    Assessment,
    DimensionScore,
    FiredRecommendation,
    GateInForce,
    Lift,
    OfficialSize,
    OverallScore,
    Projection,
    QuestionnaireScore,
    Stability,
    State,
)
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Questionnaire
from msme_check.model.response import InstrumentRef, Response, cell_text
from msme_check.model.rules import Recommendation
from msme_check.planning import HORIZONS
from msme_check.reaching.next_band import next_band
from msme_check.rules import VALUE
from msme_check.scoring import OVERALL
from msme_check.stability import ANSWERS, NEAR, WEIGHTS
from msme_check.units import UNIT
from msme_check.verdict import CONFIDENCE, HIGH, LOW
from msme_check.weights import scale

Row = Mapping[str, Any]
STATE_LIST = tuple(State)


def assess_response(response: Response, instrument: Instrument) -> Assessment:
    """Assesses one response: a frame of one row through the pipeline that scores a million."""
    raw = pl.DataFrame([response.cells()], infer_schema_length=None)
    return assessment(assess(raw, instrument, quick=response.quick), 0, response)


def assessment(assessed: Assessed, place: int, response: Response) -> Assessment:
    """The assessment of the firm in row `place` of the frame; `response` gives its name, date and figures."""
    reader = _Reader(assessed, place, response)
    return reader.assessment()


def score_of(stored: int | None, unit: int = UNIT) -> Decimal | None:
    """A stored whole number as points (or a share): exact to nine places."""
    return None if stored is None else (Decimal(stored) / unit).quantize(Decimal("1E-9"))


class _Reader:
    def __init__(self, assessed: Assessed, place: int, response: Response) -> None:
        self.assessed, self.place, self.response = assessed, place, response
        self.rules = assessed.rules
        self.scoring = assessed.rules.scoring
        self.instrument = assessed.rules.instrument
        self.row: Row = assessed.values.row(place)

    def assessment(self) -> Assessment:
        settings = self.instrument.settings
        confidence = score_of(self.row["confidence"], CONFIDENCE) or Decimal(0)
        labels = [label.id for label in settings.confidence.labels if confidence >= label.start]
        recommendations = tuple(self._recommendations())
        return Assessment(
            response=self.response,
            instrument=InstrumentRef(id=settings.id, version=settings.version),
            instrument_hash=self.instrument.hash,
            firm_id=self.response.firm_id,
            firm_name=self.response.firm_name,
            date=self.response.date,
            quick=self.scoring.quick,
            profile=self._profile(),
            size=self.row[profile("size")] or "",
            size_outside=bool(self.row[profile("size_outside")]),
            official_size=self._official_size(),
            questionnaires=tuple(self._questionnaire(part) for part in self.instrument.questionnaires),
            overall=self._overall(),
            confidence=confidence,
            confidence_label=labels[-1],
            consistency_pairs=tuple(pair.id for pair in settings.consistency_pairs if self.row[pair.id]),
            recommendations=recommendations,
            projections=tuple(self._projections(recommendations)),
            next_band=None if self.scoring.quick else next_band(self.assessed, self.place),
            documents=tuple(lender.standings(self._facts(), self.instrument, self.response.seen)),
        )

    def _facts(self) -> Facts:
        """What conditions read of this firm alone."""
        return Facts(self.assessed.values.at(np.array([self.place])), self.scoring.choices)

    def _score(self, column: str) -> Decimal | None:
        return score_of(self.row[column])

    def _share(self, column: str) -> Decimal:
        return score_of(self.row[column], SHARE) or Decimal(0)

    def _stability(self, name: str) -> Stability | None:
        """Of the band of a score that has one; a quick check shows no bands."""
        if self.scoring.quick or self.row[f"{name}.band"] is None:
            return None
        rule, row = self.instrument.settings.stability, self.assessed.stability.row(self.place)
        weights, answers = (Decimal(row[f"{name}.{kind}"]) / rule.draws for kind in (WEIGHTS, ANSWERS))
        near = row[f"{name}.{NEAR}"]
        return Stability(weights=weights, answers=answers, firm=min(weights, answers) >= rule.firm_from, near=near)

    def _profile(self) -> dict[str, str | int | tuple[str, ...] | None]:
        found: dict[str, str | int | tuple[str, ...] | None] = {}
        for field in self.instrument.profile:
            if field.type == "choices":
                codes = (o.code for o in field.options if self.row[profile(field.id, o.code)])
                found[field.id] = tuple(codes) or None
            else:
                found[field.id] = self.row[profile(field.id)]
        return found

    def _official_size(self) -> OfficialSize | None:
        country, place = self.row[profile(official_size.COUNTRY)], self.row[official_size.ROW]
        law = self.instrument.size_definition.get(country)
        if law is None:
            return None
        named = official_size.asked_for(self.instrument).named
        facts = Facts(self.assessed.values.at(np.array([self.place])), self.scoring.choices)
        notes = (n for n, note in enumerate(law.notes) if note.when is None or holds(note.when, facts)[0])
        return OfficialSize(
            country=country,
            row=None if place is None else official_size.rows(self.instrument)[place][1],
            size=self.row[official_size.SIZE],
            known=named(self.row[official_size.KNOWN]),
            missing=named(self.row[official_size.MISSING]),
            unsure=named(self.row[official_size.UNSURE]),
            notes=tuple(notes),
            office=self.row[official_size.OFFICE],
        )

    def _questionnaire(self, part: Questionnaire) -> QuestionnaireScore:
        return QuestionnaireScore(
            id=part.id,
            taken=bool(self.row[f"{part.id}.taken"]),
            raw=self._score(f"{part.id}.raw"),
            score=self._score(f"{part.id}.score"),
            band=self.row[f"{part.id}.band"],
            stability=self._stability(part.id),
            coverage=self._share(f"{part.id}.coverage"),
            low=self._score(f"{LOW}:{part.id}.score"),
            high=self._score(f"{HIGH}:{part.id}.score"),
            dont_know_share=self._share(f"{part.id}.dk_share"),
            not_applicable_share=self._share(f"{part.id}.na_share"),
            gates=self._gates(part.id),
            dimensions=tuple(
                DimensionScore(
                    id=dimension.id,
                    score=self._score(f"{dimension.id}.score"),
                    weight=self.row[f"{dimension.id}.share"],
                    answers=tuple(self._answer(question.id) for question in self.scoring.questions(dimension)),
                )
                for dimension in self.scoring.used(part)
            ),
        )

    def _answer(self, name: str) -> AnswerScore:
        question = self.instrument.questions[name]
        found = STATE_LIST[self.row[state(name)]]
        answered = found is State.ANSWERED
        boxes = question.items if isinstance(question, Checklist) and answered else ()
        return AnswerScore(
            id=name,
            state=found,
            level=self.row[name],
            weight=Decimal(self.row[f"{name}.{COUNTED}"]) / scale(self.instrument),
            ticked=tuple(item.code for item in boxes if self.row[ticked(name, item.code)]),
            figure=cell_text(self.response.answers[name]) if answered and question.type == "number" else "",
            evidence=bool(self.row[f"{name}.evidence"]),
        )

    def _gates(self, score: str) -> tuple[GateInForce, ...]:
        raw = self.row[f"{score}.raw"]
        found = []
        for gate in self.instrument.settings.gates:
            causes = tuple(n for n in range(len(gate.causes)) if self.row[f"{gate.id}.{n}"])
            if score not in gate.holds_at or not causes:
                continue
            questions = {name for n in causes for name in questions_of(gate.causes[n].when)}
            unknown = any(STATE_LIST[self.row[state(name)]] is State.DONT_KNOW for name in questions)
            binds = raw is not None and raw > self.scoring.cap(gate.holds_at[score])
            found.append(GateInForce(id=gate.id, causes=causes, binds=binds, unknown=unknown))
        return tuple(found)

    def _overall(self) -> OverallScore:
        parts = self.instrument.questionnaires
        return OverallScore(
            raw=self._score(f"{OVERALL}.raw"),
            score=self._score(f"{OVERALL}.score"),
            band=self.row[f"{OVERALL}.band"],
            stability=self._stability(OVERALL),
            low=self._score(f"{LOW}:{OVERALL}.score"),
            high=self._score(f"{HIGH}:{OVERALL}.score"),
            complete=tuple(part.id for part in parts if self.row[f"{part.id}.complete"]),
            gates=self._gates(OVERALL) if self.row[f"{OVERALL}.raw"] is not None else (),
        )

    def _recommendations(self) -> Iterable[FiredRecommendation]:
        plans = self.assessed.plans
        for rank, place in enumerate(plans.order[self.place]):
            if place < 0:
                return
            one = self.instrument.recommendations[place]
            horizon = HORIZONS[plans.horizon[self.place, place]]
            bits = self.row[f"{one.id}.because"]
            gain = score_of(self.row[f"{one.id}.gain"]) or Decimal(0)
            yield FiredRecommendation(
                id=one.id,
                rank=rank + 1,
                planned=horizon or None,
                moved=bool(plans.moved[self.place, place]),
                dear=bool(plans.dear[self.place, place]),
                gain=gain,
                gain_of=OVERALL if self.row[f"{OVERALL}.score"] is not None else one.questionnaire,
                value=score_of(self.row[f"{one.id}.value"], VALUE) or Decimal(0),
                lifts=tuple(self._lifts(one)),
                lifts_gates=tuple(dict.fromkeys(self._lifted_gates(one))),
                because=tuple(r for n, r in enumerate(self.rules.reasons(one)) if bits >> n & 1),
            )

    def _lifts(self, one: Recommendation) -> Iterable[Lift]:
        for question, target in one.lifts.items():
            level = self.row[question]
            if level is not None and level < target:
                yield Lift(question=question, start=level, target=target)

    def _lifted_gates(self, one: Recommendation) -> Iterable[str]:
        for gate, n in self.rules.touched(one):
            if self.row[f"{gate}.{n}"] and not self.row[f"{one.id}:{gate}.{n}"]:
                yield gate

    def _projections(self, recommendations: tuple[FiredRecommendation, ...]) -> Iterable[Projection]:
        """The scores after all actions of a horizon and of those before it, scored again with gates."""
        for horizon in HORIZONS[1:]:
            if any(one.planned == horizon for one in recommendations):
                yield self._projected(horizon)

    def _projected(self, horizon: str) -> Projection:
        row = self.assessed.projected[horizon].row(self.place)
        names = [part.id for part in self.instrument.questionnaires]
        return Projection(
            horizon=horizon,
            scores={name: score_of(row[f"{name}.score"]) for name in names},
            bands={name: row[f"{name}.band"] for name in names},
            overall=score_of(row[f"{OVERALL}.score"]),
            overall_band=row[f"{OVERALL}.band"],
        )
