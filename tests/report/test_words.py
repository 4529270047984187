"""Answers in words: each says what was answered, and none points at a line that is not there."""

from decimal import Decimal

import pytest

from msme_check.descriptors import alone
from msme_check.model.assessment import AnswerScore, State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, YesNo
from msme_check.report import words


def given(name: str, level: int | None, state: State = State.ANSWERED, **more: object) -> AnswerScore:
    return AnswerScore(id=name, state=state, level=level, weight=Decimal(1), **more)


def test_a_line_stands_together_with_what_it_builds_on(instrument: Instrument) -> None:
    for question in instrument.questions.values():
        for level, line in enumerate(question.levels if isinstance(question, Ladder) else ()):
            assert isinstance(question, Ladder)
            text = alone(question, level)
            assert line.text in text
            if line.builds_on:
                assert alone(question, level - 1) in text


def test_the_next_line_of_a_ladder(instrument: Instrument) -> None:
    question = instrument.questions["fin_records_cashbook"]
    assert isinstance(question, Ladder)
    shown = instrument.settings.words
    assert words.next_line(question, given(question.id, 1), shown) == question.levels[2].text
    assert question.levels[4].builds_on
    assert words.next_line(question, given(question.id, 3), shown) == (f"The same, and also: {question.levels[4].text}")


def test_after_i_do_not_know_the_next_line_does_not_say_the_same(instrument: Instrument) -> None:
    for question in instrument.questions.values():
        unknown = given(question.id, 0, State.DONT_KNOW)
        assert "The same" not in words.next_line(question, unknown, instrument.settings.words)


@pytest.mark.parametrize(
    ("figure", "level", "following"),
    [
        ("70", 0, "Below 51 percent of sales"),
        ("40", 1, "Below 31 percent of sales"),
        ("12", 3, "Below 11 percent of sales"),
    ],
)
def test_the_next_figure_where_less_is_better(instrument: Instrument, figure: str, level: int, following: str) -> None:
    question = instrument.questions["fin_credit_burden"]
    assert words.next_line(question, given(question.id, level, figure=figure), instrument.settings.words) == following


def test_the_next_figure_where_more_is_better(instrument: Instrument) -> None:
    question = instrument.questions["fin_banking_savings"]
    found = words.next_line(question, given(question.id, 1, figure="2"), instrument.settings.words)
    assert found == "3 weeks or more"


def test_more_ticks(instrument: Instrument) -> None:
    question = instrument.questions["ops_workplace_safety"]
    assert isinstance(question, Checklist)
    codes = tuple(item.code for item in question.items[:1])
    one = given(question.id, 0, ticked=codes)
    assert words.answer(question, one, instrument.settings.words) == f"{question.items[0].text}; 6 not ticked"
    assert words.next_line(question, one, instrument.settings.words).startswith("1 more of these: ")
    none = given(question.id, 0)
    assert words.answer(question, none, instrument.settings.words) == "None of these; 7 not ticked"


def test_the_table_of_a_solo_firm_is_seen_by_its_level(instrument: Instrument) -> None:
    question = instrument.questions["grn_people_inclusive"]
    assert isinstance(question, Checklist)
    codes = tuple(item.code for item in question.items[:2])
    found = words.next_line(question, given(question.id, 2, ticked=codes), instrument.settings.words)
    assert found.startswith(("1 more of these", "2 more of these"))


def test_yes_partly_no(instrument: Instrument) -> None:
    question = instrument.questions["fin_credit_report"]
    assert isinstance(question, YesNo)
    shown = instrument.settings.words
    partly = f"Partly: {question.partly}"
    assert [words.answer(question, given(question.id, level), shown) for level in (0, 2, 4)] == ["No", partly, "Yes"]
    assert [words.next_line(question, given(question.id, level), shown) for level in (0, 2)] == [partly, "Yes"]


def test_the_kinds_of_no_answer_are_told_apart(instrument: Instrument) -> None:
    question = instrument.questions["fin_records_cashbook"]
    kinds = (State.DONT_KNOW, State.NOT_APPLICABLE, State.MISSING, State.NOT_ASKED)
    found = {words.answer(question, given(question.id, None, state), instrument.settings.words) for state in kinds}
    assert found == {"I do not know", "Does not apply", "Not answered", "Not asked of a firm like yours"}


def test_every_answer_below_the_top_has_a_next_line(instrument: Instrument) -> None:
    for question in instrument.questions.values():
        for level in range(words.TOP):
            figures = [""]
            if isinstance(question, Number):
                figures = [str(band.start) for band in question.bands if band.level == level]
            for figure in figures:
                one = given(question.id, level, figure=figure)
                assert words.next_line(question, one, instrument.settings.words).strip()
