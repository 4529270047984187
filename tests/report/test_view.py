"""What a report says, before any format draws it."""

from decimal import Decimal

import pytest

from msme_check.model.assessment import NextBand
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist
from msme_check.report import view_front
from msme_check.report.material import Material
from msme_check.report.view import FIRST, build
from report.conftest import RICE_MILL, Firm, Viewed, same_level


def test_the_rice_mill_of_the_framework(viewed: Viewed) -> None:
    view = viewed(RICE_MILL, name="Mill")
    finance, field = view.fields[0]
    assert (finance.title, finance.number, finance.band, finance.coverage) == (
        "Finance access",
        "35",
        "Emerging",
        "100%",
    )
    assert [line.number for line in field.dimensions] == ["33", "13", "50", "56", "36", "25"]
    assert field.gates[0].title == "Business and family money are mixed"
    assert "not above the band Emerging" in field.gates[0].effect
    assert "Give the business its own money box and account" in field.gates[0].lifted_by
    assert [fact.value for fact in view.facts][:3] == [
        "Cambodia",
        "Farming and processing - Rice mill",
        "Micro (2-9 people)",
    ]


def test_a_held_score_shows_both_numbers_and_the_reason(viewed: Viewed) -> None:
    view = viewed("R00022")
    green, field = view.fields[3]
    assert (green.number, green.band) == ("64", "Developing")
    reason = "A firm of this size needs to know which environment papers apply"
    assert green.notes == (f"66, held at 64 because: {reason}.",)
    assert field.gates[0].effect == (
        "This holds the score at 64, in the band Developing; by the answers alone it would be 66."
    )
    assert field.gates[0].lifted_by == "action 6, Ask once and write a list of the environment rules"


def test_each_of_several_gates_says_what_it_does_by_itself(viewed: Viewed, instrument: Instrument) -> None:
    cells = {**same_level(instrument, 4), "fin_records_cashbook": "0", "fin_formality_registration": "0"}
    finance, field = viewed("R00021", **cells).fields[0]
    assert finance.number == "44"
    assert [gate.effect for gate in field.gates] == [
        "This holds the score at 44, in the band Emerging; by the answers alone it would be 86.",
        "By itself, this would hold the score in the band Developing.",
    ]
    assert finance.notes[0].startswith("86, held at 44 because: There is no written record")


def test_a_gate_beside_too_little_coverage_names_no_score(viewed: Viewed) -> None:
    _finance, field = viewed("R00031", fin_records_cashbook="0").fields[0]
    assert field.gates[0].effect == "While this lasts, the score cannot rise above the band Emerging."


def test_a_gate_that_rests_on_i_do_not_know_says_so(viewed: Viewed) -> None:
    view = viewed(RICE_MILL, fin_banking_account="dk")
    assert (
        "You did not know, which counts as the lowest level until you find out." in view.fields[0][1].gates[0].messages
    )


def test_below_the_coverage_there_is_only_the_range(viewed: Viewed) -> None:
    view = viewed("R00031")
    finance = view.scores[0]
    assert (finance.number, finance.band, finance.coverage) == ("", "No band", "52%")
    assert finance.bar.score is None
    assert finance.range == "With the missing answers it lies between 32 and 79."
    assert (view.overall.number, view.overall.band) == ("", "No overall score")
    assert view.overall.meaning == ("It needs 3 questionnaires of which at least 80% is answered; here there are 0.")
    assert view.plan.columns == ()


def test_a_questionnaire_that_was_not_taken(viewed: Viewed) -> None:
    view = viewed("R00031")
    operations = view.scores[1]
    assert (operations.number, operations.band, operations.coverage) == ("", "Not taken", "")
    assert operations.bar.low is None
    assert len(view.fields) == 3
    assert view.answers[1].note == "Not taken: its 22 questions have no answer."


def test_something_that_is_done_well(viewed: Viewed, instrument: Instrument) -> None:
    best = viewed("R00022").best
    assert best is not None
    assert best.title == "People and neighbours, 89 of 100"
    assert best.answer.startswith("One named person, with a list of things to check and a day for it each month. Also:")
    assert viewed("R00021", **same_level(instrument, 0)).best is None


def test_what_was_found_is_in_the_words_of_the_answers(viewed: Viewed, instrument: Instrument) -> None:
    _finance, field = viewed(RICE_MILL).fields[0]
    money = field.dimensions[0]
    assert money.best == (
        "All sales and all costs are written in one notebook, phone or computer, but there were gaps of a week or more "
        "in the last 3 months"
    )
    assert money.weakest == "There is only a rough figure for the year, in my head or for the tax officer"
    papers = field.dimensions[2]
    assert (papers.best, bool(papers.weakest)) == ("", True)  # all at one level below the highest
    high = viewed("R00021", **same_level(instrument, 4)).fields[0][1].dimensions
    assert all(one.best and not one.weakest for one in high)
    low = viewed("R00021", **same_level(instrument, 0)).fields[0][1].dimensions
    assert all(one.weakest and not one.best for one in low)


def test_an_answer_that_says_little_is_found_with_its_question(viewed: Viewed) -> None:
    months = viewed(RICE_MILL).fields[0][1].dimensions[1].best
    assert months.startswith("If no customer paid you from tomorrow on")
    assert months.endswith(" weeks")


def test_the_first_page_names_the_first_actions_of_the_plan(viewed: Viewed) -> None:
    view = viewed("R00014")
    planned = [action for horizon in view.plan.horizons for action in horizon.actions]
    assert [action.number for action in planned] == list(range(1, len(planned) + 1))
    assert view.first == tuple(planned[:FIRST])
    assert view.first_title == "3 things to do this month"


def test_a_plan_that_begins_later_hurries_nobody(viewed: Viewed, instrument: Instrument) -> None:
    view = viewed("R00021", **same_level(instrument, 4))
    assert view.plan.horizons[0].title != "In the first 3 months"
    assert view.first_title == "Begin here"


def test_an_action_shows_its_reasons_and_what_it_lifts(viewed: Viewed) -> None:
    first = viewed("R00014").first[0]
    assert first.title == "Write down every day's money in and out"
    assert [(reason.about, reason.answer, reason.lift) for reason in first.reasons] == [
        ("", "There is no written record, so a lender cannot see the business.", ""),
        ("Money records", "Nothing is written down; it is in my head", "level 0 to 3"),
        ("Money records", "They are thrown away, or we never ask for them", "level 0 to 3"),
    ]
    assert first.lifts == ("Finance access",)
    assert first.gain == "about 3 points of the overall score"


def test_a_gain_that_would_be_shown_as_nothing_is_not_shown(firm: Firm, viewed: Viewed) -> None:
    gains = {one.id: one.gain for one in firm("R00022").recommendations if one.planned}
    shown = [action.gain for horizon in viewed("R00022").plan.horizons for action in horizon.actions]
    assert sum(bool(gain) for gain in shown) == sum(gain >= Decimal("0.5") for gain in gains.values())
    assert not any(" 0 point" in gain for gain in shown)


def test_an_answer_that_says_little_stands_with_its_question(viewed: Viewed, instrument: Instrument) -> None:
    for horizon in viewed("R00014").plan.horizons:
        for reason in (reason for action in horizon.actions for reason in action.reasons):
            if reason.answer.startswith(("I do not know", "None of these")) or reason.answer[:1].isdigit():
                assert reason.about in {question.text for question in instrument.questions.values()}


def test_an_action_that_was_put_off_says_why(firm: Firm, viewed: Viewed) -> None:
    moved = {one.id for one in firm("R00004").recommendations if one.moved}
    shown = [action for horizon in viewed("R00004").plan.horizons for action in horizon.actions if action.moved]
    assert moved
    assert len(shown) == len(moved)
    assert {action.moved for action in shown} <= {
        "Put off: with this, the first 90 days would be too full.",
        "Put off: the time before is full.",
    }


def test_what_is_not_planned_is_counted(firm: Firm, viewed: Viewed) -> None:
    plan = viewed("R00014").plan
    left = sum(one.planned is None for one in firm("R00014").recommendations)
    assert len(plan.others) == 10
    assert plan.more == f"and {left - 10} more"


def test_the_scores_after_each_horizon(viewed: Viewed) -> None:
    plan = viewed("R00022").plan
    assert plan.columns == ("Finance", "Operations", "Digital", "Green", "Overall")
    assert [row.title for row in plan.projections] == ["Today", "In the first 3 months", "In 3 to 12 months"]
    assert plan.projections[0].cells == ("67 Ready", "35 Emerging", "73 Ready", "64 Developing", "59 Developing")


def test_directions_without_an_action_are_named(viewed: Viewed) -> None:
    view = viewed("R00014")
    assert [line.code for line in view.directions] == ["C1", "C2", "C3", "C4", "C5", "D1", "D2", "S1", "S2"]
    without = [line.code for line in view.directions if not line.actions]
    numbers = [action.split(",")[0] for line in view.directions for action in line.actions]
    planned = [action.number for horizon in view.plan.horizons for action in horizon.actions]
    assert sorted(map(int, numbers)) == planned
    assert view.unserved == f"No action of this plan follows from {', '.join(without)}."


def test_answers_that_do_not_fit_together(viewed: Viewed) -> None:
    assert viewed("R00014").method.pairs == ("A yearly summary exists, but sales and costs are hardly written down.",)


def test_evidence_is_marked(viewed: Viewed) -> None:
    view = viewed("R00014", shown="fin_records_cashbook")
    lines = [line for part in view.answers for group in part.groups for line in group.answers]
    assert [line.question for line in lines if line.shown] == [lines[0].question]
    assert view.answers[0].note.endswith("Could be shown: 1; Coverage: 100%")


@pytest.mark.parametrize("level", [0, 4])
def test_extremes(viewed: Viewed, instrument: Instrument, level: int) -> None:
    view = viewed("R00021", **same_level(instrument, level))
    assert view.overall.number == str(level * 25)
    weakest = [weak for _score, field in view.fields for weak in field.weakest]
    assert len(weakest) == (8 if level == 0 else 0)


def test_a_checklist_at_the_next_level_names_what_is_open(viewed: Viewed, instrument: Instrument) -> None:
    view = viewed("R00021", **{**same_level(instrument, 0), "ops_workplace_safety": "none"})
    safety = instrument.questions["ops_workplace_safety"]
    assert isinstance(safety, Checklist)
    weak = next(weak for _score, field in view.fields for weak in field.weakest if weak.question == safety.text)
    assert weak.next == f"2 more of these: {'; '.join(item.text for item in safety.items[:3])}; 4 others"


def test_the_quick_check_has_no_scores(viewed: Viewed) -> None:
    view = viewed("R00014", quick=True)
    assert view.label == "Quick estimate"
    assert (view.scores, view.fields, view.directions, view.plan.projections, view.best) == ((), (), (), (), None)
    assert view.first
    answers = [line for part in view.answers for group in part.groups for line in group.answers]
    assert len(answers) == 21


def test_the_quick_check_says_what_it_found(viewed: Viewed, instrument: Instrument) -> None:
    view = viewed("R00014", quick=True, fin_banking_account="0", fin_records_cashbook="4")
    assert view.check is not None
    finance = view.check.parts[0]
    assert finance.title == instrument.questionnaires[0].title
    gate = next(one for one in instrument.settings.gates if one.id == "G1")
    assert f"{gate.causes[0].message}." in finance.hurdles
    assert finance.best and finance.weak
    assert "--whole" in view.check.command
    assert f"the other {len(instrument.questions) - 21} questions too" in view.check.whole
    assert view.overall.number == ""


def test_a_questionnaire_at_the_top_has_nothing_to_begin_with(viewed: Viewed, instrument: Instrument) -> None:
    core = [one for one in instrument.questionnaires[3].questions if one.core]
    top = {one.id: " ".join(i.code for i in one.items) if isinstance(one, Checklist) else "4" for one in core}
    view = viewed("R00014", quick=True, **top)
    assert view.check is not None
    green = view.check.parts[3]
    assert (green.hurdles, green.weak) == ((), None)
    assert green.best


def test_a_whole_report_is_no_quick_check(viewed: Viewed) -> None:
    assert viewed("R00014").check is None


def test_a_firm_without_a_name_goes_by_its_id(viewed: Viewed) -> None:
    assert viewed("R00014", name="").firm == "R00014"


def test_a_long_name_is_cut_above_pages_alone(viewed: Viewed) -> None:
    view = viewed("R00014", name="N" * 200)
    assert view.firm == "N" * 200
    assert view.running == "N" * 79 + "…"
    assert viewed("R00014", name="N" * 40_000).firm == "N" * 299 + "…"


def test_a_name_is_cleaned(firm: Firm, instrument: Instrument) -> None:
    named = firm("R00014").model_copy(update={"firm_name": "A\x1b[31m\u202eB\ud800"})
    assert build(named, instrument).firm == "A[31mB"


def test_the_actions_that_lift_a_band_are_named(viewed: Viewed, instrument: Instrument) -> None:
    assert viewed("R00022").next_band == "Action 6 alone brings Green practices from Developing to Ready."
    assert viewed("R00021", **same_level(instrument, 4)).next_band == ""


def test_several_actions_stand_in_the_order_of_the_plan(firm: Firm, instrument: Instrument) -> None:
    assessment = firm("R00022")
    planned = [one.id for one in Material(assessment, instrument).planned]
    found = NextBand(of="overall", start="developing", end="ready", actions=(planned[2], planned[0]))
    text = view_front.next_band(Material(assessment.model_copy(update={"next_band": found}), instrument))
    assert text == "Actions 1 and 3 together bring the overall score from Developing to Ready."
