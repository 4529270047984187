"""Answers that cannot both be true are asked about once, right after the second of them."""

from dataclasses import replace

import pytest

from interview.playing import answer, at, helped, shown, typed
from msme_check.assessments import assess_response
from msme_check.interview import flow
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.steps import PairStep, PartStep, SeenStep
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

CASHBOOK, STATEMENTS, BOOKS = "fin_records_cashbook", "fin_records_statements", "dig_money_books"
DECISIONS, NUMBERS = "dig_data_decisions", "ops_measure_numbers"
ODD = {
    "P1": {STATEMENTS: "4", CASHBOOK: "2"},
    "P2": {"fin_formality_tax": "4", "fin_formality_registration": "1"},
    "P3": {"fin_banking_turnover": "90", "fin_banking_account": "2"},
    "P4": {BOOKS: "4", CASHBOOK: "1"},
    "P5": {"dig_money_accept": "3", "fin_banking_account": "1"},
    "P6": {"fin_credit_burden": "40", "fin_credit_history": "n"},
    "P7": {"ops_quality_standards": "5", "ops_process_method": "1"},
    "P8": {"ops_measure_targets": "4", NUMBERS: "1"},
    "P9": {"dig_sales_orders": "90", "dig_sales_presence": "1"},
    "P10": {DECISIONS: "4", NUMBERS: "1", CASHBOOK: "1"},
    "P11": {"grn_climate_emissions": "3", "grn_energy_record": "1"},
    "P12": {"grn_energy_source": "5", "grn_energy_record": "1"},
}
"""What is typed for each pair of the instrument."""


def answered(interview: Interview, lines: dict[str, str]) -> Interview:
    for question, line in lines.items():
        interview = typed(at(interview, question), line).interview
    return interview


@pytest.fixture
def begun(instrument: Instrument, profiled: Response) -> Interview:
    return flow.start(instrument, profiled)


@pytest.fixture
def odd(begun: Interview) -> Interview:
    """P1: a written summary of each year, and hardly anything written down."""
    return answered(begun, {CASHBOOK: "2", STATEMENTS: "4"})


def test_every_pair_of_the_instrument_has_its_answers_here(instrument: Instrument) -> None:
    pairs = {pair.id: questions_of(pair.when) for pair in instrument.settings.consistency_pairs}
    assert pairs == {name: frozenset(lines) for name, lines in ODD.items()}


@pytest.mark.parametrize("pair", ODD)
@pytest.mark.parametrize("turned", [False, True])
def test_the_pair_is_asked_about_after_its_last_answer(begun: Interview, pair: str, turned: bool) -> None:
    lines = list(ODD[pair].items())
    *first, last = reversed(lines) if turned else lines
    before = answered(begun, dict(first))
    assert not isinstance(before.step, PairStep)
    step = answered(before, dict([last])).step
    assert isinstance(step, PairStep)
    assert step.pair.id == pair
    order = list(begun.instrument.questions)
    assert [one.id for one in step.questions] == sorted(dict(lines), key=order.index)


def test_both_answers_are_shown_in_words(odd: Interview) -> None:
    text = shown(odd)
    questions = odd.instrument.questions
    assert "These answers seem not to fit together: A yearly summary exists" in text
    assert "They may all be right: you know the business best." in text
    for name, level in ((CASHBOOK, 1), (STATEMENTS, 3)):
        assert f"Change this one: {questions[name].text}" in text
        assert questions[name].levels[level].text in text  # type: ignore[union-attr]


@pytest.mark.parametrize("line", ["1", "", "s"])
def test_both_are_kept_and_not_asked_about_again(odd: Interview, line: str) -> None:
    turn = typed(odd, line)
    assert turn.message == "Noted: the answers stay as they are."
    assert turn.interview.response == odd.response
    assert turn.interview.at == "fin_records_receipts"
    again = typed(at(turn.interview, STATEMENTS), "5").interview
    assert not isinstance(again.step, PairStep)
    assert assess_response(again.response, again.instrument).consistency_pairs == ("P1",)


@pytest.mark.parametrize(("line", "question"), [("2", CASHBOOK), ("3", STATEMENTS), ("b", STATEMENTS)])
def test_one_of_them_is_changed(odd: Interview, line: str, question: str) -> None:
    there = typed(odd, line).interview
    assert there.at == question
    assert "Your answer so far" in shown(there)
    after = typed(there, "3").interview
    assert after.response.answers[question] == 2
    assert after.at == "fin_records_receipts"


def test_changed_to_something_else_that_is_odd_is_not_asked_about_twice(odd: Interview) -> None:
    after = typed(odd, "2", "1").interview
    assert after.response.answers[CASHBOOK] == 0
    assert not isinstance(after.step, PairStep)


@pytest.mark.parametrize("line", ["4", "0", "n", "d", "maybe"])
def test_what_is_no_choice(odd: Interview, line: str) -> None:
    turn = typed(odd, line)
    assert turn == flow.Turn(odd, Outcome.REFUSED, "Please type one number from 1 to 3, or one of the letters shown.")


def test_help_quit_and_the_map(odd: Interview) -> None:
    assert typed(odd, "?").outcome is Outcome.HELP
    assert "leave the answers as they are; you are not asked again" in helped(odd)
    assert typed(odd, "q").outcome is Outcome.STOP
    assert isinstance(typed(odd, "m", "").interview.step, PairStep)


def test_one_answer_in_several_pairs_is_asked_about_pair_by_pair(begun: Interview) -> None:
    several = answered(begun, {STATEMENTS: "4", BOOKS: "4", CASHBOOK: "1"})
    assert several.odd == ("P1", "P4")
    second = typed(several, "1").interview
    assert isinstance(second.step, PairStep)
    assert second.step.pair.id == "P4"
    assert typed(second, "1").interview.odd == ()
    # A better answer to the question that both are about settles both.
    settled = typed(several, "2", "4").interview
    assert (settled.odd, settled.at) == ((), "fin_records_receipts")


def test_the_same_answer_once_more_asks_nothing(begun: Interview, profiled: Response) -> None:
    held = profiled.model_copy(update={"answers": {CASHBOOK: 1, STATEMENTS: 3}})
    again = at(flow.start(begun.instrument, held), STATEMENTS)
    for line in ("", "4"):
        assert not isinstance(typed(again, line).interview.step, PairStep)
    assert isinstance(typed(again, "5").interview.step, PairStep)


def test_an_answer_that_is_not_known_is_odd_too(begun: Interview) -> None:
    assert isinstance(answered(begun, {CASHBOOK: "d", STATEMENTS: "4"}).step, PairStep)


def test_what_this_session_does_not_ask_is_not_asked_about(instrument: Instrument, profiled: Response) -> None:
    finance = profiled.model_copy(update={"answers": {CASHBOOK: 0}})
    digital = flow.start(instrument, finance, only=["digital"])
    assert not isinstance(answered(digital, {BOOKS: "4"}).step, PairStep)


def test_from_the_map_one_comes_back_to_it(odd: Interview) -> None:
    kept = typed(odd, "1").interview
    other = typed(at(kept, BOOKS), "4").interview
    assert isinstance(other.step, PairStep)
    part = typed(typed(at(other, "fin_records_receipts"), "m", "2", "1", "1").interview, "1").interview
    assert isinstance(part.step, PartStep)


def test_a_consultant_sees_the_proof_first(begun: Interview) -> None:
    asking = replace(begun, consultant=True)
    first = typed(typed(at(asking, CASHBOOK), "2").interview, "1").interview
    proof = typed(at(first, STATEMENTS), "4").interview
    assert isinstance(proof.step, SeenStep)
    pair = typed(proof, "2")
    assert isinstance(pair.interview.step, PairStep)
    assert answer(pair, STATEMENTS) == 3
