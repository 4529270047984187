"""What could be shown, and what a consultant has seen: said after an answer, kept in the response, told apart."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from interview.playing import at, helped, shown, typed
from msme_check import response_files
from msme_check.interview import flow
from msme_check.interview.flow import Interview, Outcome
from msme_check.interview.steps import PartStep, SeenStep
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, YesNo
from msme_check.model.response import Response

CASHBOOK, RECEIPTS = "fin_records_cashbook", "fin_records_receipts"
PAPERS, BUREAU, BURDEN = "fin_formality_licences", "fin_credit_report", "fin_credit_burden"


@pytest.fixture
def owner(instrument: Instrument, profiled: Response) -> Interview:
    return flow.start(instrument, profiled)


@pytest.fixture
def consultant(instrument: Instrument, profiled: Response) -> Interview:
    return flow.start(instrument, profiled, consultant=True)


class TestOwner:
    def test_the_choice_is_shown_with_the_thing_and_asks_nothing(self, owner: Interview) -> None:
        thing = owner.instrument.questions[CASHBOOK].show
        assert f"If you could show this, put + after the answer, such as 4+: {thing}" in shown(owner)
        assert typed(owner, "4").interview.at == RECEIPTS

    def test_every_kind_of_question_has_its_example(self, owner: Interview) -> None:
        for question, example in ((PAPERS, "1 3+"), (BUREAU, "1+"), (BURDEN, "12+")):
            assert f"such as {example}:" in shown(at(owner, question))
            assert typed(at(owner, question), example).interview.response.evidence == (question,)

    def test_where_there_is_nothing_to_show_no_choice_is_offered(self, owner: Interview) -> None:
        without = next(one for one in owner.instrument.questions.values() if one.show is None)
        assert "put + after" not in shown(at(owner, without.id))

    def test_it_is_the_firms_own_word(self, owner: Interview) -> None:
        response = typed(owner, "4+").interview.response
        assert (response.evidence, response.seen) == ((CASHBOOK,), ())


class TestConsultant:
    def test_after_an_answer_that_can_be_proved(self, consultant: Interview) -> None:
        turn = typed(consultant, "4")
        assert isinstance(turn.interview.step, SeenStep)
        thing = consultant.instrument.questions[CASHBOOK].show
        assert f"Have you seen the proof? {thing}" in shown(turn.interview)
        assert "put + after" not in shown(consultant)

    @pytest.mark.parametrize("line", ["1", "y", "yes"])
    def test_seen(self, consultant: Interview, line: str) -> None:
        turn = typed(consultant, "4", line)
        assert turn.message == "Noted: seen."
        assert turn.interview.at == RECEIPTS
        assert (turn.interview.response.evidence, turn.interview.response.seen) == ((CASHBOOK,), (CASHBOOK,))

    @pytest.mark.parametrize("line", ["2", "n", "no", "s"])
    def test_not_seen(self, consultant: Interview, line: str) -> None:
        turn = typed(consultant, "4", line)
        assert turn.message == "Noted: not seen."
        assert turn.interview.at == RECEIPTS
        assert (turn.interview.response.evidence, turn.interview.response.seen) == ((), ())

    def test_not_seen_takes_away_what_the_firm_said(self, owner: Interview) -> None:
        said = typed(owner, "4+").interview
        asking = at(replace(said, consultant=True), CASHBOOK)
        proof = typed(asking, "").interview
        assert "So far: the business says that it could show this." in shown(proof)
        assert typed(proof, "").interview.response == said.response
        assert typed(proof, "2").interview.response.evidence == ()
        assert typed(proof, "1").interview.response.seen == (CASHBOOK,)

    def test_enter_leaves_it_as_it_is(self, consultant: Interview) -> None:
        turn = typed(consultant, "4", "")
        assert (turn.interview.at, turn.interview.response.evidence) == (RECEIPTS, ())

    def test_plus_says_it_at_once(self, consultant: Interview) -> None:
        turn = typed(consultant, "4+")
        assert (turn.message, turn.interview.at) == ("Noted, and seen.", RECEIPTS)
        assert turn.interview.response.seen == (CASHBOOK,)
        figure = typed(at(consultant, BURDEN), "12+")
        assert figure.message == "Noted: 12 percent of sales, and seen."

    @pytest.mark.parametrize(
        ("question", "line"), [(CASHBOOK, "1"), (CASHBOOK, "d"), (BURDEN, "n"), (BUREAU, "3"), (PAPERS, "0")]
    )
    def test_the_lowest_answer_and_none_have_nothing_to_show(
        self, consultant: Interview, question: str, line: str
    ) -> None:
        assert not isinstance(typed(at(consultant, question), line).interview.step, SeenStep)

    def test_every_question_with_something_to_show_is_asked_about(self, consultant: Interview) -> None:
        lines = {Ladder: "5", YesNo: "1", Checklist: "1", Number: "5"}
        for one in consultant.questions:
            step = typed(at(consultant, one.id), lines[type(one.question)]).interview.step
            assert isinstance(step, SeenStep) == (one.question.show is not None)

    def test_another_answer_was_not_seen(self, consultant: Interview) -> None:
        seen = typed(consultant, "4", "1").interview
        kept = typed(at(seen, CASHBOOK), "").interview
        assert kept.response == seen.response
        assert kept.at == RECEIPTS  # it is not asked again
        changed = typed(at(seen, CASHBOOK), "5").interview
        assert isinstance(changed.step, SeenStep)
        assert (changed.response.evidence, changed.response.seen) == ((), ())

    def test_back_to_the_question(self, consultant: Interview) -> None:
        assert typed(consultant, "4", "b").interview.at == CASHBOOK

    @pytest.mark.parametrize("line", ["3", "0", "maybe", "d"])
    def test_neither_seen_nor_not(self, consultant: Interview, line: str) -> None:
        turn = typed(consultant, "4", line)
        assert turn.outcome is Outcome.REFUSED
        assert turn.message == "Please type 1 if you have seen it, or 2 if not."

    def test_help_and_quit(self, consultant: Interview) -> None:
        proof = typed(consultant, "4").interview
        assert typed(proof, "?").outcome is Outcome.HELP
        assert "you have seen it yourself, today" in helped(proof)
        assert typed(proof, "q").outcome is Outcome.STOP

    def test_in_the_map(self, consultant: Interview) -> None:
        proof = typed(consultant, "m", "2", "1", "4").interview
        assert isinstance(proof.step, SeenStep)
        assert isinstance(typed(proof, "1").interview.step, PartStep)

    def test_the_welcome_and_the_help_say_so(self, consultant: Interview) -> None:
        assert "after an answer: you have seen it" in helped(consultant)


class TestFiles:
    def test_what_was_seen_is_saved_and_read(self, consultant: Interview, tmp_path: Path) -> None:
        response = typed(consultant, "4", "1").interview.response
        response_files.save(tmp_path / "a.json", response)
        assert response_files.load(tmp_path / "a.json", consultant.instrument) == response
        assert response.cells()["evidence"] == CASHBOOK

    def test_a_file_without_any_is_as_it_was(self, owner: Interview) -> None:
        """An msme-check that does not know the key reads it."""
        response = typed(owner, "4+").interview.response
        assert "seen" not in json.loads(response_files.content(response))
        assert "seen" not in json.loads(response.model_dump_json())

    def test_an_unknown_question_is_named(self, consultant: Interview, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        content = json.loads(response_files.content(consultant.response)) | {"seen": ["fin_records_cashbok"]}
        path.write_text(json.dumps(content), "utf-8")
        with pytest.raises(Exception, match="Did you mean 'fin_records_cashbook'"):
            response_files.load(path, consultant.instrument)

    def test_what_was_seen_counts_as_proof_alone_too(self, profiled: Response) -> None:
        seen = profiled.model_copy(update={"answers": {CASHBOOK: 3}, "seen": (CASHBOOK,)})
        assert seen.cells()["evidence"] == CASHBOOK
