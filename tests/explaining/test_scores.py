"""Scores taken apart: the parts are exact, add up to the engine's score, and every question has its place."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explaining.conftest import Explained, random_firm
from msme_check.explaining.firm import Firm
from msme_check.explaining.scores import Counted, LeftOut, ScoreExplained, Scores
from msme_check.explaining.weighing import weight
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.weights import scale

FEW = settings(max_examples=25)
seeds = st.integers(0, 10**9)
NEAR = Fraction(1, 10**9)


def _all(firm: Firm) -> Iterator[tuple[ScoreExplained, Decimal | None, Decimal | None]]:
    """Every score beside the engine's raw and final one."""
    scores = Scores(firm)
    assessed = {part.id: part for part in firm.assessment.questionnaires}
    yield scores.overall(), firm.assessment.overall.raw, firm.assessment.overall.score
    for part in firm.instrument.questionnaires:
        yield scores.questionnaire(part), assessed[part.id].raw, assessed[part.id].score
        for one in assessed[part.id].dimensions:
            yield scores.dimension(firm.instrument.dimensions[one.id]), one.score, one.score


@FEW
@given(seed=seeds, quick=st.booleans())
def test_what_questions_add_less_what_gates_take_is_the_score(seed: int, quick: bool, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed, quick=quick)
    for found, raw, score in _all(firm):
        assert (found.score is None) == (score is None), found.id
        if found.score is None or score is None or raw is None or found.raw is None:
            assert found.counted == ()
            continue
        added = sum((one.adds for one in found.counted), Fraction(0))
        taken = sum((one.takes for one in found.held), Fraction(0))
        assert added - taken == found.score
        assert abs(found.score - Fraction(score)) < NEAR
        assert abs(found.raw - Fraction(raw)) < NEAR
        assert sum(one.adds + one.lost for one in found.counted) == 100
        assert all(one.takes > 0 for one in found.held)


@FEW
@given(seed=seeds)
def test_every_question_counts_or_says_why_not(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for found, _raw, _score in _all(firm):
        named = [*(one.id for one in found.counted), *(one.id for one in found.left_out)]
        here = instrument.questions if found.of == "overall" else _questions(instrument, found)
        assert sorted(named) == sorted(here)
        assert all(one.why for one in found.left_out)
        counting = {State.ANSWERED, State.DONT_KNOW}
        assert all(one.state in counting for one in found.counted)


def _questions(instrument: Instrument, found: ScoreExplained) -> list[str]:
    if found.of == "dimension":
        return [one.id for one in instrument.dimensions[found.id].questions]
    return [name for name, part in instrument.questionnaire_of.items() if part == found.id]


@FEW
@given(seed=seeds)
def test_weights_and_shares_are_the_engines(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for question in instrument.questions.values():
        found = weight(firm, question)
        assert found.effective == Fraction(firm.row[f"{question.id}.weight"], scale(instrument)), question.id
        product = Fraction(question.weight)
        for one in found.multipliers:
            product *= one.value
        assert found.limited == (product > found.effective)
        assert found.limited or product == found.effective


def test_a_gate_takes_off_what_the_answers_make_above_its_cap(example: Explained) -> None:
    firm = example("R00022")
    found = Scores(firm).questionnaire(firm.instrument.questionnaires[3])
    assert found.id == "green"
    assert found.score == Fraction("64.9999")
    (held,) = found.held
    assert held.gates == ("G10",)
    assert found.raw is not None
    assert held.takes == found.raw - Fraction("64.9999")
    overall = Scores(firm).overall()
    share = Fraction(firm.instrument.settings.overall.shares["green"], 100)
    assert [(one.score, one.takes) for one in overall.held] == [("green", held.takes * share)]


def test_an_exception_of_the_overlay_is_named(instrument: Instrument, example: Explained) -> None:
    cells = {"sector": "manufacturing", "subsector": "", "sells_to": "households"}
    found = weight(example("R00022", **cells), instrument.questions["dig_sales_reviews"])
    by_sector = next(one for one in found.multipliers if one.group == "sector")
    assert by_sector.value == 1
    assert by_sector.exception == "A manufacturer that sells to households is reviewed like anybody else"
    plain = weight(example("R00022", **cells | {"sells_to": "companies"}), instrument.questions["dig_sales_reviews"])
    assert plain.effective == 0
    assert all(not one.exception for one in plain.multipliers)


CASES = [
    ({"fin_records_cashbook": ""}, "fin_records_cashbook", "It is not answered."),
    ({"fin_plan_purpose": "na", "seeks_finance": "no"}, "fin_plan_purpose", "The firm says that it does not apply."),
    ({"exports": "none", "imports": "false"}, "ops_supply_trade", "It is not asked, because it weighs 0"),
]


@pytest.mark.parametrize(("cells", "name", "why"), CASES)
def test_why_a_question_does_not_count(
    cells: dict[str, str], name: str, why: str, instrument: Instrument, example: Explained
) -> None:
    found = Scores(example("R00022", **cells)).question(instrument.questions[name])
    assert isinstance(found, LeftOut)
    assert found.why.startswith(why)


def test_a_dimension_of_which_too_little_is_answered_is_left_out(instrument: Instrument, example: Explained) -> None:
    dimension = instrument.dimensions["fin_records"]
    lightest = min(dimension.questions, key=lambda one: one.weight)
    others = {one.id: "" for one in dimension.questions if one is not lightest}
    scores = Scores(example("R00022", **others, **{lightest.id: "2"}))
    found = scores.question(lightest)
    assert isinstance(found, LeftOut)
    assert found.why == "Less than 1/3 of the weight of its dimension is answered, so the dimension is left out."
    assert scores.dimension(dimension).note == "It has no score: too little of it was answered, or nothing applies."


def test_without_an_overall_score_a_question_counts_in_its_questionnaire(
    instrument: Instrument, example: Explained
) -> None:
    empty = {name: "" for name, part in instrument.questionnaire_of.items() if part in {"digital", "green"}}
    firm = example("R00022", **empty)
    overall = Scores(firm).overall()
    assert overall.score is None
    assert overall.note.startswith("It needs 3 questionnaires")
    found = Scores(firm).question(instrument.questions["fin_records_cashbook"])
    assert isinstance(found, Counted)
    assert found.shares.overall is None
    left_out = next(one for one in overall.left_out if one.id == "fin_records_cashbook")
    assert left_out.why == "Less than 80% of its questionnaire is answered, or there is no overall score."


def test_a_quick_estimate_leaves_the_other_questions_out(instrument: Instrument, example: Explained) -> None:
    firm = example("R00022", quick=True)
    other = next(one for one in instrument.questions.values() if not one.core)
    found = Scores(firm).question(other)
    assert isinstance(found, LeftOut)
    assert found.why == "It is no core question, and these answers are a quick estimate."
    assert firm.answer(other.id) == "Not part of the quick estimate"
