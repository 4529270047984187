"""What each typed line does to the state of an interview."""

import pytest

from interview.playing import answer, at, shown, typed
from msme_check.errors import UsageError
from msme_check.interview import flow, offers
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.steps import MapStep, ReviewStep, SkippedStep
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder, Number
from msme_check.model.response import Response

CASHBOOK, RECEIPTS = "fin_records_cashbook", "fin_records_receipts"
PAPERS, BUREAU, BURDEN = "fin_formality_licences", "fin_credit_report", "fin_credit_burden"
PURPOSE = "fin_plan_purpose"


class TestOrder:
    def test_name_then_profile_then_questions(self, instrument: Instrument, blank: Response) -> None:
        interview = flow.start(instrument, blank)
        assert [step.id for step in interview.steps[:3]] == ["firm_name", "country", "sector"]
        assert interview.at == "firm_name"
        kinds = [type(step).__name__ for step in interview.steps]
        assert kinds == sorted(kinds, key=["NameStep", "FieldStep", "QuestionStep"].index)

    def test_questions_in_the_order_of_the_questionnaires(self, instrument: Instrument, profiled: Response) -> None:
        asked = [step.id for step in flow.start(instrument, profiled).questions]
        assert asked == [one for one in instrument.questions if one in asked]

    def test_quick_asks_core_questions_only(self, instrument: Instrument, profiled: Response) -> None:
        interview = flow.start(instrument, profiled, quick=True)
        assert interview.questions
        assert all(step.question.core for step in interview.questions)
        assert interview.response.quick

    def test_only_asks_the_named_questionnaires_in_the_instruments_order(
        self, instrument: Instrument, profiled: Response
    ) -> None:
        interview = flow.start(instrument, profiled, only=["digital", "finance"])
        assert {step.questionnaire.id for step in interview.questions} == {"finance", "digital"}
        assert interview.response.only == ("finance", "digital")

    def test_unknown_questionnaire(self, instrument: Instrument, profiled: Response) -> None:
        with pytest.raises(UsageError, match=r"There is no questionnaire 'finanse'\. Choose from: finance, operations"):
            flow.start(instrument, profiled, only=["finanse"])

    def test_questions_of_weight_0_are_not_asked(self, instrument: Instrument, profiled: Response) -> None:
        solo = profiled.model_copy(update={"profile": {**profiled.profile, "employees": 1}})
        assert "ops_people_terms" in flow.start(instrument, profiled).scope.questions
        assert "ops_people_terms" not in {step.id for step in flow.start(instrument, solo).questions}

    def test_changing_the_profile_changes_what_is_asked(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(at(flow.start(instrument, profiled), "employees"), "1")
        assert "ops_people_terms" not in {step.id for step in turn.interview.questions}


class TestProfile:
    def test_a_field_is_asked_only_where_its_condition_holds(self, instrument: Instrument, blank: Response) -> None:
        begun = typed(flow.start(instrument, blank), "", "5").interview
        assert begun.response.profile == {"country": "VN"}
        assert "employees_insured" in {step.id for step in begun.steps}
        thai = typed(at(begun, "country"), "4").interview
        assert "employees_insured" not in {step.id for step in thai.steps}

    def test_a_fact_that_is_no_longer_asked_is_taken_out(self, instrument: Instrument, blank: Response) -> None:
        begun = typed(flow.start(instrument, blank), "", "5").interview
        insured = typed(at(begun, "employees_insured"), "3").interview
        assert insured.response.profile["employees_insured"] == 3
        assert "employees_insured" not in typed(at(insured, "country"), "4").interview.response.profile

    def test_options_follow_the_sector(self, instrument: Instrument, blank: Response) -> None:
        turn = typed(flow.start(instrument, blank), "", "4", "3", "1")
        assert turn.interview.response.profile == {"country": "TH", "sector": "tourism", "subsector": "homestay"}
        other = typed(at(turn.interview, "sector"), "4")
        assert other.interview.response.profile == {"country": "TH", "sector": "retail"}
        assert other.interview.at == "subsector"

    def test_required_facts_cannot_be_skipped(self, instrument: Instrument, blank: Response) -> None:
        for line in ("s", "d", ""):
            turn = typed(flow.start(instrument, blank), "", line)
            assert (turn.outcome, turn.interview.at) == (Outcome.REFUSED, "country")
        assert "best guess" in typed(flow.start(instrument, blank), "", "d").message

    @pytest.mark.parametrize(
        ("line", "people"), [("12", 12), ("១២", 12), ("1,200", 1200), ("1.200", 1200), ("1 200 people", 1200)]
    )
    def test_whole_numbers(self, instrument: Instrument, profiled: Response, line: str, people: int) -> None:
        turn = typed(at(flow.start(instrument, profiled), "employees"), line)
        assert turn.interview.response.profile["employees"] == people

    @pytest.mark.parametrize("line", ["0", "-3", "3,5", "3.5", "many", "1,2,3", "200000", "²½"])
    def test_what_is_no_number_of_people(self, instrument: Instrument, profiled: Response, line: str) -> None:
        turn = typed(at(flow.start(instrument, profiled), "employees"), line)
        assert turn.outcome is Outcome.REFUSED
        assert turn.message.startswith(("Please type a whole number", "The number has to lie between 1 and 100,000"))

    def test_large_figures_are_repeated(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(at(flow.start(instrument, profiled), "turnover"), "1.500.000.000")
        assert turn.message == "Noted: 1,500,000,000 baht."

    @pytest.mark.parametrize(("country", "unit"), [("KH", "riel"), ("VN", "dong"), (None, "local currency")])
    def test_money_is_asked_for_in_the_currency_of_the_country(
        self, instrument: Instrument, profiled: Response, country: str | None, unit: str
    ) -> None:
        profile = {**profiled.profile, "country": country} if country else {}
        interview = flow.start(instrument, profiled.model_copy(update={"profile": profile}))
        for name in ("turnover", "assets"):
            step = next(step for step in interview.steps if step.id == name)
            shown = offers.offered(at(interview, name), step)
            assert shown.unit == unit and f"Type a whole number ({unit})." in shown.stem

    def test_years(self, instrument: Instrument, profiled: Response) -> None:
        here = at(flow.start(instrument, profiled), "years")
        assert typed(here, "2026").interview.response.profile["years"] == 2026
        assert "between 1850 and 2026" in typed(here, "2027").message
        assert "please type 2017" in typed(here, "2560").message
        assert typed(here, "2,015").outcome is Outcome.REFUSED

    def test_several_choices(self, instrument: Instrument, profiled: Response) -> None:
        here = at(flow.start(instrument, profiled), "sells_to")
        assert typed(here, "3, 1").interview.response.profile["sells_to"] == ("households", "companies")
        assert typed(here, "0").outcome is Outcome.REFUSED
        assert typed(here, "6").message.startswith("There is no line 6")

    def test_choices_by_code_or_text(self, instrument: Instrument, profiled: Response) -> None:
        here = at(flow.start(instrument, profiled), "country")
        for line in ("kh", "Cambodia", "1"):
            assert typed(here, line).interview.response.profile["country"] == "KH"

    def test_no_fact_is_not_applicable(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(at(flow.start(instrument, profiled), "consent"), "n")
        assert turn.outcome is Outcome.REFUSED
        assert "fits no fact about the business" in turn.message

    def test_the_name_is_cleaned(self, instrument: Instrument, blank: Response) -> None:
        turn = typed(flow.start(instrument, blank), " Lotus\x1b[31m \u202eSewing ")
        assert turn.interview.response.firm_name == "Lotus[31m Sewing"

    def test_a_name_may_be_a_word_that_is_a_command_elsewhere(self, instrument: Instrument, blank: Response) -> None:
        assert typed(flow.start(instrument, blank), "Help").interview.response.firm_name == "Help"
        assert "120 characters" in typed(flow.start(instrument, blank), "x" * 121).message


class TestAnswers:
    @pytest.mark.parametrize(("line", "level"), [("1", 0), ("5", 4), ("៣", 2), ("3", 2), (" 2 ", 1)])
    def test_ladder(self, instrument: Instrument, profiled: Response, line: str, level: int) -> None:
        assert answer(typed(flow.start(instrument, profiled), line), CASHBOOK) == level

    @pytest.mark.parametrize("line", ["0", "6", "1 2", "yes", "3.5", "1-5", "\x1b[A"])
    def test_what_is_no_line(self, instrument: Instrument, profiled: Response, line: str) -> None:
        turn = typed(flow.start(instrument, profiled), line)
        assert turn.message == "Please type one number from 1 to 5, or one of the letters shown."
        assert turn.interview.at == CASHBOOK

    @pytest.mark.parametrize(
        ("line", "ticked"),
        [
            ("1 3", ("identity_card", "activity_licence")),
            ("3,1", ("identity_card", "activity_licence")),
            ("១ ៣", ("identity_card", "activity_licence")),
            ("1、3", ("identity_card", "activity_licence")),
            ("0", ("none",)),
            ("None", ("none",)),
            ("none of these", ("none",)),
        ],
    )
    def test_checklist(self, instrument: Instrument, profiled: Response, line: str, ticked: tuple[str, ...]) -> None:
        assert answer(typed(at(flow.start(instrument, profiled), PAPERS), line), PAPERS) == ticked

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("0 1", "0 means that none is true, so it stands alone."),
            ("134", "For several lines leave a space between the numbers: 1 3 4"),
            ("9", "There is no line 9. The lines go from 1 to 5; please type all numbers again."),
            ("one", "Please type numbers from the list with a space between them, for example 1 3."),
            (",", "Please type numbers from the list with a space between them, for example 1 3."),
        ],
    )
    def test_what_is_no_list(self, instrument: Instrument, profiled: Response, line: str, message: str) -> None:
        assert message in typed(at(flow.start(instrument, profiled), PAPERS), line).message

    @pytest.mark.parametrize(("line", "word"), [("1", "yes"), ("2", "partly"), ("3", "no"), ("No", "no")])
    def test_yes_no(self, instrument: Instrument, profiled: Response, line: str, word: str) -> None:
        assert answer(typed(at(flow.start(instrument, profiled), BUREAU), line), BUREAU) == word

    @pytest.mark.parametrize(
        ("line", "figure"),
        [("35", 35), ("35%", 35), ("35 percent", 35), ("2,5", 2.5), ("៣៥", 35), ("0", 0), ("35 percent of sales", 35)],
    )
    def test_number(self, instrument: Instrument, profiled: Response, line: str, figure: float) -> None:
        turn = typed(at(flow.start(instrument, profiled), BURDEN), line)
        assert answer(turn, BURDEN) == figure
        assert turn.message == f"Noted: {figure} percent of sales."

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("-1", "The figure has to lie between 0 and"),
            ("1e6", "Please type a figure in digits"),
            ("nan", "Please type a figure in digits"),
            ("a lot", "Please type a figure in digits"),
            ("1,000", "This comma can be read in two ways."),
        ],
    )
    def test_what_is_no_figure(self, instrument: Instrument, profiled: Response, line: str, message: str) -> None:
        turn = typed(at(flow.start(instrument, profiled), BURDEN), line)
        assert message in turn.message
        assert turn.outcome is Outcome.REFUSED

    def test_evidence(self, instrument: Instrument, profiled: Response) -> None:
        shown = typed(flow.start(instrument, profiled), "4+")
        assert answer(shown, CASHBOOK) == 3
        assert shown.interview.response.evidence == (CASHBOOK,)
        assert shown.message == "Noted, and you could show it."
        kept = typed(at(shown.interview, CASHBOOK), "")
        assert kept.interview.response == shown.interview.response
        changed = typed(at(shown.interview, CASHBOOK), "4")
        assert changed.interview.response.evidence == ()
        added = typed(at(changed.interview, CASHBOOK), "+")
        assert added.interview.response == shown.interview.response

    def test_evidence_of_nothing(self, instrument: Instrument, profiled: Response) -> None:
        assert typed(flow.start(instrument, profiled), "+").outcome is Outcome.REFUSED
        unknown = typed(flow.start(instrument, profiled), "d").interview
        assert typed(at(unknown, CASHBOOK), "+").message.startswith("+ goes with an answer that you could show.")

    def test_figures_and_lists_may_be_shown_too(self, instrument: Instrument, profiled: Response) -> None:
        figure = typed(at(flow.start(instrument, profiled), BURDEN), "12 +")
        assert figure.message == "Noted: 12 percent of sales, and you could show it."
        assert typed(at(figure.interview, PAPERS), "1 2+").interview.response.evidence == (PAPERS, BURDEN)

    def test_the_profile_proposes_an_answer(self, instrument: Instrument, profiled: Response) -> None:
        here = at(flow.start(instrument, profiled), "fin_formality_registration")
        assert answer(typed(here, ""), "fin_formality_registration") == 2
        assert answer(typed(here, "5"), "fin_formality_registration") == 4


class TestCommands:
    def test_back_and_on_again(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(flow.start(instrument, profiled), "2", "3", "b", "b")
        assert turn.interview.at == CASHBOOK
        on = typed(turn.interview, "4")
        assert answer(on, CASHBOOK) == 3
        assert on.interview.at == "fin_records_statements"

    def test_back_from_the_first_question_reaches_the_profile(self, instrument: Instrument, profiled: Response) -> None:
        assert typed(flow.start(instrument, profiled), "b").interview.at == "consent"

    def test_nothing_before_the_name(self, instrument: Instrument, blank: Response) -> None:
        assert typed(flow.start(instrument, blank), "b").outcome is Outcome.REFUSED

    def test_skip(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(flow.start(instrument, profiled), "s")
        assert answer(turn, CASHBOOK) is None
        assert turn.interview.at == RECEIPTS
        assert turn.interview.skipped == (CASHBOOK,)

    def test_skip_takes_an_answer_out_and_says_so(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(flow.start(instrument, profiled), "4+", "b", "s")
        assert turn.message == "Your earlier answer was taken out."
        assert turn.interview.response.answers == {}
        assert turn.interview.response.evidence == ()

    def test_dont_know(self, instrument: Instrument, profiled: Response) -> None:
        assert answer(typed(flow.start(instrument, profiled), "D"), CASHBOOK) == "dk"

    def test_not_applicable_where_there_is_a_ground(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(at(flow.start(instrument, profiled), BURDEN), "n")
        assert answer(turn, BURDEN) == "na"
        assert turn.message == "Noted: does not apply to you."

    def test_n_at_yes_or_no_is_not_taken_for_no(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(at(flow.start(instrument, profiled), BUREAU), "n")
        assert answer(turn, BUREAU) == "na"
        assert "If you meant 'no', type b and then 3." in turn.message

    def test_not_applicable_where_no_ground_exists(self, instrument: Instrument, profiled: Response) -> None:
        turn = typed(flow.start(instrument, profiled), "n")
        assert turn.message.startswith("This question applies to every business.")

    def test_not_applicable_where_the_profile_rules_it_out(self, instrument: Instrument, profiled: Response) -> None:
        interview = at(flow.start(instrument, profiled), PURPOSE)
        turn = typed(interview, "n")
        assert turn.outcome is Outcome.REFUSED
        assert instrument.questions[PURPOSE].not_applicable[0].text in turn.message
        without = typed(at(interview, "seeks_finance"), "2").interview
        assert answer(typed(at(without, PURPOSE), "n"), PURPOSE) == "na"

    def test_a_ground_that_the_profile_takes_away_opens_the_question(
        self, instrument: Instrument, profiled: Response
    ) -> None:
        interview = flow.start(instrument, profiled)
        without = typed(at(interview, "seeks_finance"), "2").interview
        said = typed(at(without, PURPOSE), "n").interview
        again = typed(at(said, "seeks_finance"), "1")
        assert answer(again, PURPOSE) is None

    def test_help_and_quit_change_nothing(self, instrument: Instrument, profiled: Response) -> None:
        interview = flow.start(instrument, profiled)
        for line, outcome in (
            ("?", Outcome.HELP),
            ("\uff1f", Outcome.HELP),
            ("help", Outcome.HELP),
            ("Q", Outcome.STOP),
        ):
            assert typed(interview, line) == flow.Turn(interview, outcome)

    def test_nothing_typed_and_nothing_to_keep(self, instrument: Instrument, profiled: Response) -> None:
        interview = flow.start(instrument, profiled)
        assert typed(interview, "").message.startswith("Nothing is chosen yet.")
        assert typed(at(interview, "fin_banking_turnover"), "").message.startswith("Nothing was typed.")


def best(question: object) -> str:
    """An answer that every kind of question takes."""
    return "5" if isinstance(question, Ladder) else "0" if isinstance(question, Number) else "1"


class TestEnd:
    def finished(self, instrument: Instrument, response: Response, *skipping: str) -> Interview:
        """An interview whose finance questions are all answered but those named, which were skipped."""
        interview = flow.start(instrument, response, only=["finance"])
        for step in interview.questions:
            interview = typed(at(interview, step.id), "s" if step.id in skipping else best(step.question)).interview
        return interview

    def test_the_review_when_all_is_answered_then_over(self, instrument: Instrument, profiled: Response) -> None:
        interview = self.finished(instrument, profiled)
        assert interview.step == ReviewStep()
        over = typed(interview, "1").interview
        assert over.step is None
        assert typed(over, "1").outcome is Outcome.STOP

    def test_skipped_ones_are_offered_once(self, instrument: Instrument, profiled: Response) -> None:
        interview = self.finished(instrument, profiled, RECEIPTS, PURPOSE)
        assert interview.step == SkippedStep(2)
        again = typed(interview, "y").interview
        assert again.at == RECEIPTS
        over = typed(again, "2", "s").interview
        assert over.step == ReviewStep()
        assert over.response.answers[RECEIPTS] == 1

    @pytest.mark.parametrize("line", ["n", "no", "s", "2"])
    def test_they_may_be_left_open(self, instrument: Instrument, profiled: Response, line: str) -> None:
        assert typed(self.finished(instrument, profiled, RECEIPTS), line).interview.step == ReviewStep()

    def test_neither_yes_nor_no(self, instrument: Instrument, profiled: Response) -> None:
        interview = self.finished(instrument, profiled, RECEIPTS)
        assert typed(interview, "maybe").message == "Please type y to answer them now, or n to leave them open."
        assert typed(interview, "b").interview.at == interview.questions[-1].id

    def test_resume_offers_the_ones_that_were_skipped_before(self, instrument: Instrument, profiled: Response) -> None:
        response = self.finished(instrument, profiled, RECEIPTS).response
        assert flow.start(instrument, response).step == SkippedStep(1)


class TestReview:
    @pytest.fixture
    def review(self, instrument: Instrument, profiled: Response) -> Interview:
        """All is answered, three questions with "I do not know"."""
        answers = dict.fromkeys(instrument.questions, 0) | dict.fromkeys([CASHBOOK, RECEIPTS, PURPOSE], "dk")
        return flow.start(instrument, profiled.model_copy(update={"answers": answers}))

    def test_what_it_counts_and_offers(self, review: Interview) -> None:
        text = shown(review)
        count = len(review.questions)
        assert f"{count} of {count} questions are answered. 3 answers are “I do not know”." in text
        assert "1  Finish, and see the result" in text
        assert "2  Look at the answers, and change some" in text
        assert "left open" not in text and "3  " not in text

    def test_what_is_left_open_is_counted(self, instrument: Instrument, profiled: Response) -> None:
        interview = typed(flow.start(instrument, profiled, only=["finance"]), "s").interview
        for step in interview.questions[1:]:
            interview = typed(at(interview, step.id), "d").interview
        assert "1 question is left open." in shown(typed(interview, "n").interview)

    @pytest.mark.parametrize("line", ["", "1"])
    def test_finish(self, review: Interview, line: str) -> None:
        assert typed(review, line).interview.step is None

    @pytest.mark.parametrize("line", ["2", "m"])
    def test_look_at_the_answers_and_come_back(self, review: Interview, line: str) -> None:
        opened = typed(review, line).interview
        assert isinstance(opened.step, MapStep)
        assert typed(opened, "").interview == review

    def test_back_to_the_last_question(self, review: Interview) -> None:
        last = typed(review, "b").interview
        assert last.at == review.questions[-1].id
        assert typed(last, "").interview.step == review.step

    @pytest.mark.parametrize("line", ["3", "0", "n", "s", "d", "yes"])
    def test_what_is_no_choice(self, review: Interview, line: str) -> None:
        turn = typed(review, line)
        assert turn.message == "Please type one number from 1 to 2, or one of the letters shown."
        assert turn.interview == review

    def test_the_end_of_the_input_finishes_what_has_nothing_open(
        self, review: Interview, instrument: Instrument, profiled: Response
    ) -> None:
        assert flow.ended(review).interview.step is None
        assert flow.ended(flow.start(instrument, profiled)).outcome is Outcome.STOP

    def test_a_quick_check_may_go_on_to_the_whole(self, instrument: Instrument, profiled: Response) -> None:
        core = {one.id: "dk" for one in instrument.questions.values() if one.core}
        quick = flow.start(instrument, profiled.model_copy(update={"quick": True, "answers": core}))
        whole = flow.start(instrument, profiled)
        more = len(whole.questions) - len(quick.questions)
        assert quick.step == ReviewStep(more)
        assert f"3  Go on to the whole questionnaire: {more} more questions" in shown(quick)
        on = typed(quick, "3").interview
        assert (on.at, on.response.quick, on.response.answers) == (RECEIPTS, False, core)


class TestResume:
    def test_goes_on_after_the_last_answer(self, instrument: Instrument, profiled: Response) -> None:
        response = profiled.model_copy(update={"answers": {CASHBOOK: 2, "fin_records_statements": 1}})
        interview = flow.start(instrument, response)
        assert interview.at == "fin_records_receivables"
        assert interview.skipped == (RECEIPTS,)

    def test_a_required_fact_that_is_missing_comes_first(self, instrument: Instrument, profiled: Response) -> None:
        facts = {name: fact for name, fact in profiled.profile.items() if name != "employees"}
        response = profiled.model_copy(update={"profile": facts, "answers": {CASHBOOK: 2}})
        interview = flow.start(instrument, response)
        assert interview.at == "employees"
        assert typed(interview, "4").interview.at == RECEIPTS

    def test_facts_that_were_skipped_are_not_asked_again(self, instrument: Instrument, profiled: Response) -> None:
        assert flow.start(instrument, profiled).at == CASHBOOK

    def test_a_questionnaire_that_was_not_asked_yet_is_asked_in_its_place(
        self, instrument: Instrument, profiled: Response
    ) -> None:
        answers = {step.id: "dk" for step in flow.start(instrument, profiled, only=["digital"]).questions}
        digital = profiled.model_copy(update={"only": ("digital",), "answers": answers})
        interview = flow.start(instrument, digital, only=["finance"])
        assert interview.at == CASHBOOK
        assert interview.response.only == ("finance", "digital")

    def test_only_narrows_a_session_of_a_full_response(self, instrument: Instrument, profiled: Response) -> None:
        response = profiled.model_copy(update={"answers": {CASHBOOK: 2}})
        interview = flow.start(instrument, response, only=["green"])
        assert interview.at == "grn_energy_record"
        assert interview.response.only is None

    def test_a_quick_check_stays_one_unless_told_otherwise(self, instrument: Instrument, profiled: Response) -> None:
        core = {one.id: "dk" for one in instrument.questions.values() if one.core}
        quick = profiled.model_copy(update={"quick": True, "answers": core})
        assert isinstance(flow.start(instrument, quick).step, ReviewStep)
        full = flow.start(instrument, quick, quick=False)
        assert full.at == RECEIPTS
        assert not full.response.quick
