"""The map of an interview: what it counts, going to any question and back, and what it says."""

from dataclasses import replace

import pytest

from interview.playing import at, shown, typed
from msme_check.interview import flow
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.steps import FIRM, MapStep, PartStep, ReviewStep
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

CASHBOOK, RECEIPTS, STATEMENTS = "fin_records_cashbook", "fin_records_receipts", "fin_records_statements"


def place(interview: Interview, part: str) -> str:
    """The number of a part on the map."""
    return str([one.id for one in interview.parts].index(part) + 1)


@pytest.fixture
def begun(instrument: Instrument, profiled: Response) -> Interview:
    """Two questions of the first dimension are answered, one of them as not known, and the third is skipped."""
    return typed(flow.start(instrument, profiled), "2", "d", "s").interview


class TestCounts:
    def test_the_firm_and_every_dimension(self, begun: Interview) -> None:
        step = typed(begun, "m").interview.step
        assert isinstance(step, MapStep)
        assert [part.id for part in step.parts] == [FIRM, *begun.instrument.dimensions]
        asked = [one.id for part in step.parts for one in part.steps]
        assert asked == [one.id for one in begun.steps]

    def test_what_is_answered_skipped_and_not_known(self, begun: Interview) -> None:
        text = shown(typed(begun, "m").interview)
        title = begun.instrument.dimensions["fin_records"].title
        assert f"  2  {title}: 2 of 4 (1 skipped, 1 not known)" in text
        assert f"Finance access: 2 of {count(begun, 'finance')}" in text
        facts = sum(begun.has(step) for step in begun.parts[0].steps)
        assert f"  1  About the business: {facts} of {len(begun.parts[0].steps)}" in text

    def test_questions_of_weight_0_are_shown_as_not_asked(self, instrument: Instrument, profiled: Response) -> None:
        alone = profiled.model_copy(update={"profile": {**profiled.profile, "employees": 1}})
        interview = flow.start(instrument, alone)
        assert {one.id for one in interview.left_out} == instrument.questions.keys() - interview.scope.questions
        opened = typed(interview, "m").interview
        assert "not asked)" in shown(opened)
        text = shown(typed(opened, place(interview, "ops_people")).interview)
        question = instrument.questions["ops_people_terms"]
        assert f"- {question.text} Not asked: it does not apply to a firm like yours" in " ".join(text.split())

    def test_only_what_this_session_asks(self, instrument: Instrument, profiled: Response) -> None:
        interview = flow.start(instrument, profiled, only=["green"], quick=True)
        parts = typed(interview, "m").interview.parts
        assert {part.questionnaire.id for part in parts if part.questionnaire} == {"green"}
        assert all(step.question.core for step in interview.questions)


def count(interview: Interview, questionnaire: str) -> int:
    return sum(step.questionnaire.id == questionnaire for step in interview.questions)


class TestGoing:
    @pytest.mark.parametrize("line", ["", "b", "back"])
    def test_back_to_where_one_was(self, begun: Interview, line: str) -> None:
        turn = typed(begun, "m", line)
        assert (turn.outcome, turn.interview) == (Outcome.MOVED, begun)

    @pytest.mark.parametrize("line", ["m", "M", "map"])
    def test_from_every_step(self, instrument: Instrument, blank: Response, line: str) -> None:
        interview = flow.start(instrument, blank)
        if line != "map":  # a business may be called so
            assert isinstance(typed(interview, line).interview.step, MapStep)
        at_country = at(interview, "country")
        assert isinstance(typed(at_country, line).interview.step, MapStep)

    def test_into_a_part_and_back(self, begun: Interview) -> None:
        part = typed(begun, "m", "2").interview
        assert isinstance(part.step, PartStep)
        for line in ("", "b", "m"):
            assert isinstance(typed(part, line).interview.step, MapStep)
        assert typed(part, "", "").interview == begun

    def test_an_answer_is_changed_and_the_interview_goes_on_where_it_was(self, begun: Interview) -> None:
        asked = typed(begun, "m", "2", "1").interview
        assert asked.at == CASHBOOK
        turn = typed(asked, "5")
        assert isinstance(turn.interview.step, PartStep)
        over = typed(turn.interview, "", "").interview
        assert over.response.answers[CASHBOOK] == 4
        assert over.at == begun.at
        assert over.left is None

    @pytest.mark.parametrize("line", ["", "b"])
    def test_an_answer_that_is_looked_at_stays(self, begun: Interview, line: str) -> None:
        turn = typed(begun, "m", "2", "1", line)
        assert isinstance(turn.interview.step, PartStep)
        assert turn.interview.response == begun.response

    def test_ahead_to_a_later_question(self, begun: Interview) -> None:
        ahead = typed(begun, "m", place(begun, "grn_energy"), "1", "3", "", "").interview
        assert ahead.response.answers["grn_energy_record"] == 2
        assert ahead.at == begun.at

    def test_the_question_the_map_was_opened_from_may_be_answered_there(self, begun: Interview) -> None:
        over = typed(begun, "m", "2", "4", "2", "", "").interview
        assert over.response.answers[begun.at] == 1
        assert over.at == flow.start(begun.instrument, over.response).at

    def test_a_question_that_is_answered_already_is_come_back_to(self, begun: Interview) -> None:
        back = at(begun, CASHBOOK)
        assert typed(back, "m", "").interview.at == CASHBOOK

    def test_an_answer_is_taken_out(self, begun: Interview) -> None:
        turn = typed(begun, "m", "2", "1", "s")
        assert turn.message == "Your earlier answer was taken out."
        assert "Skipped" in shown(turn.interview)
        assert CASHBOOK in turn.interview.skipped

    def test_a_fact_is_changed(self, begun: Interview) -> None:
        people = [one.id for one in begun.parts[0].steps].index("employees") + 1
        turn = typed(begun, "m", "1", str(people), "1")
        assert turn.interview.response.profile["employees"] == 1
        assert turn.interview.at == f"/map/{FIRM}"
        assert "ops_people_terms" in {one.id for one in turn.interview.left_out}

    def test_a_fact_that_takes_away_the_step_one_was_at(self, instrument: Instrument, profiled: Response) -> None:
        here = at(flow.start(instrument, profiled), "ops_people_terms")
        people = [one.id for one in here.parts[0].steps].index("employees") + 1
        over = typed(here, "m", "1", str(people), "1", "", "").interview
        assert over.at == CASHBOOK

    def test_from_the_review_and_back(self, instrument: Instrument, profiled: Response) -> None:
        answers = dict.fromkeys(instrument.questions, "dk")
        review = flow.start(instrument, profiled.model_copy(update={"answers": answers}))
        assert isinstance(review.step, ReviewStep)
        assert typed(review, "m", "2", "1", "3", "", "").interview.step == ReviewStep()
        assert isinstance(typed(review, "2").interview.step, MapStep)

    def test_a_jump_ahead_skips_nothing_on_another_day(self, begun: Interview) -> None:
        ahead = typed(begun, "m", place(begun, "fin_plan"), "1", "3").interview
        again = flow.start(begun.instrument, ahead.response)
        assert again.at == "fin_banking_account"
        assert again.skipped == (STATEMENTS, "fin_records_receivables")  # of a part that was begun


class TestWords:
    @pytest.mark.parametrize("line", ["0", "99", "n", "d", "s", "y", "4+", "Money records"])
    def test_what_is_no_number_of_the_list(self, begun: Interview, line: str) -> None:
        for opened, last in ((typed(begun, "m").interview, 25), (typed(begun, "m", "2").interview, 4)):
            turn = typed(opened, line)
            assert turn == flow.Turn(
                opened, Outcome.REFUSED, f"Please type one number from 1 to {last}, or one of the letters shown."
            )

    def test_answers_are_shown_in_words(self, instrument: Instrument, profiled: Response) -> None:
        interview = typed(flow.start(instrument, profiled), "2+", "d").interview
        text = shown(typed(interview, "m", "2").interview)
        line = instrument.questions[CASHBOOK].levels[1].text  # type: ignore[union-attr]
        assert f"{line} (you could show it)" in text
        assert "I do not know" in text
        assert text.count("Not answered yet") == 2
        seen = replace(interview, response=interview.response.model_copy(update={"seen": (CASHBOOK,)}))
        assert f"{line} (seen by the consultant)" in shown(typed(seen, "m", "2").interview)

    def test_help_and_quit(self, begun: Interview) -> None:
        for opened in (typed(begun, "m").interview, typed(begun, "m", "2").interview):
            assert typed(opened, "?").outcome is Outcome.HELP
            assert typed(opened, "q") == flow.Turn(opened, Outcome.STOP)
