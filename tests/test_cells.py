"""One cell -> one answer: every kind of question, and everything that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.cells import Answer, Fact, Fault, amount, answer, fact, is_error, number, plain, stored, whole
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Number, Question
from msme_check.model.response import Value, cell_text

ANSWERS = [
    ("fin_records_cashbook", "3", Answer(State.ANSWERED, 3)),
    ("fin_records_cashbook", " 3.0 ", Answer(State.ANSWERED, 3)),
    ("fin_records_cashbook", "\u17e3", Answer(State.ANSWERED, 3)),  # Khmer digit three
    ("fin_records_cashbook", "7", Answer(State.MISSING, fault=Fault.LEVEL)),
    ("fin_records_cashbook", "-1", Answer(State.MISSING, fault=Fault.LEVEL)),
    ("fin_records_cashbook", "2.5", Answer(State.MISSING, fault=Fault.LEVEL)),
    ("fin_records_cashbook", "three", Answer(State.MISSING, fault=Fault.LEVEL)),
    ("fin_records_cashbook", "", Answer(State.MISSING)),
    ("fin_records_cashbook", "DK", Answer(State.DONT_KNOW, 0)),
    ("fin_records_receivables", "N/A", Answer(State.NOT_APPLICABLE)),
    ("fin_credit_report", "Partly", Answer(State.ANSWERED, 2)),
    ("fin_credit_report", "maybe", Answer(State.MISSING, fault=Fault.YES_NO)),
    ("ops_workplace_safety", "none", Answer(State.ANSWERED, 0)),
    ("ops_workplace_safety", "clear_exit, first_aid", Answer(State.ANSWERED, 1, ("first_aid", "clear_exit"))),
    ("ops_workplace_safety", "first_aid none", Answer(State.MISSING, fault=Fault.NONE_AND_OTHERS)),
    ("ops_workplace_safety", "first_aid ladder", Answer(State.MISSING, fault=Fault.ITEM)),
    ("fin_banking_turnover", "4.5", Answer(State.ANSWERED, 0, figure=4.5)),  # ruling R10: 4.5 is in 0-4
    ("fin_banking_turnover", "4,5", Answer(State.ANSWERED, 0, figure=4.5)),
    ("fin_banking_turnover", "5", Answer(State.ANSWERED, 1, figure=5.0)),
    ("fin_banking_turnover", "80%", Answer(State.ANSWERED, 4, figure=80.0)),
    ("fin_banking_turnover", "101", Answer(State.MISSING, fault=Fault.RANGE)),
    ("fin_banking_turnover", "1,000", Answer(State.MISSING, fault=Fault.FIGURE)),
    ("fin_credit_burden", "51", Answer(State.ANSWERED, 0, figure=51.0)),
    ("grn_materials_loss", "dk", Answer(State.DONT_KNOW, 0)),
]


@pytest.mark.parametrize(("question", "text", "expected"), ANSWERS)
def test_an_answer(question: str, text: str, expected: Answer, instrument: Instrument) -> None:
    assert answer(instrument.questions[question], text) == expected


FACTS = [
    ("country", "kh", Fact("KH")),
    ("country", "France", Fact(fault=Fault.CHOICE)),
    ("sells_to", "export households", Fact(("households", "export"))),
    ("sells_to", "households martians", Fact(fault=Fault.CHOICE)),
    ("employees", "3,5", Fact(fault=Fault.FIGURE)),
    ("employees", "0", Fact(fault=Fault.RANGE)),
    ("turnover", "1.500.000", Fact(1_500_000)),
    ("turnover", "", Fact()),
]


@pytest.mark.parametrize(("field", "text", "expected"), FACTS)
def test_a_fact(field: str, text: str, expected: Fact, instrument: Instrument) -> None:
    assert fact(instrument.profile_field[field], text) == expected


@pytest.mark.parametrize("text", ["nan", "inf", "1e3", "1_0", "0x10", "", "--1", "1.2.3", "9" * 5000])
def test_what_is_no_figure(text: str) -> None:
    assert number(text) is None
    assert whole(text) is None
    assert amount(text) is None


@given(st.text())
def test_plain_text_has_nothing_that_moves_a_cursor_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in once)


@given(st.text(), st.sampled_from(["fin_records_cashbook", "ops_workplace_safety", "fin_banking_turnover"]))
def test_any_text_gives_an_answer_or_a_fault(instrument: Instrument, text: str, question: str) -> None:
    found = answer(instrument.questions[question], text)
    assert (found.level is None) == (found.state in {State.MISSING, State.NOT_APPLICABLE})


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("fin_records_cashbook", "3", 3), ("fin_records_cashbook", "na", "na"), ("fin_records_cashbook", "DK", "dk"),
        ("fin_banking_turnover", "12.50", 12.5), ("fin_banking_turnover", "40%", 40),
        ("fin_formality_licences", "none", ("none",)),
        ("fin_formality_licences", "owner_list, identity_card", ("identity_card", "owner_list")),
        ("fin_records_cashbook", "", None), ("fin_records_cashbook", "9", None),
    ],
)  # fmt: skip
def test_what_a_response_holds(question: str, text: str, value: Value | None, instrument: Instrument) -> None:
    found = stored(instrument.questions[question], answer(instrument.questions[question], text))
    assert (found, type(found)) == (value, type(value))


def test_what_a_response_holds_is_read_as_the_same_answer(instrument: Instrument) -> None:
    for question in instrument.questions.values():
        for text in (*_texts(question), "na", "dk"):
            found = answer(question, text)
            value = stored(question, found)
            assert value is not None, (question.id, text)
            assert answer(question, cell_text(value)) == found, (question.id, text)


def _texts(question: Question) -> list[str]:
    """Something that can be answered, of each kind."""
    if isinstance(question, Checklist):
        codes = [item.code for item in question.items]
        return ["none", *codes, " ".join(codes)]
    if isinstance(question, Number):
        return [f"{question.minimum:g}", f"{question.minimum + 0.5:g}", f"{question.maximum:g}"]
    return ["0", "4"] if question.type == "ladder" else ["yes", "partly", "no"]


@pytest.mark.parametrize("text", ["#N/A", "#ref!", "#NOM ?", "#NOM\u00a0?", "#ÜBERLAUF!", "#¡VALOR!", "Err:502"])
def test_what_a_failed_formula_shows_is_known_in_the_words_of_several_programs(text: str) -> None:
    assert is_error(text) and is_error(plain(text))


@pytest.mark.parametrize("text", ["", "#", "#12", "#A1!", "N/A", "NV", "#NOM", "Err:50", "Err: the firm", "Error"])
def test_other_texts_are_no_errors(text: str) -> None:
    assert not is_error(text)
