"""Other answers: read as cells are, scored as everything is, and every mistake at once."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explaining.conftest import Explained, explained, random_firm
from msme_check.assessments import assess_response
from msme_check.errors import UsageError
from msme_check.explaining.differences import ChangedAction, Difference, action_words, compare, lines
from msme_check.explaining.firm import Firm, firm_of
from msme_check.explaining.whatif import with_answers
from msme_check.model.instrument import Instrument
from random_firms import random_row

FEW = settings(max_examples=15)


def changed(firm: Firm, *words: str) -> tuple[Firm, Difference]:
    after = firm_of(with_answers(firm.response, words, firm.instrument), firm.instrument)
    return after, compare(firm, after)


def told(firm: Firm, found: Difference) -> list[str]:
    return [f"{line.before}{line.text}" for line in lines(firm, found)]


def test_an_answer_that_is_better(example: Explained) -> None:
    firm = example()
    after, found = changed(firm, "grn_rules_permits=3", "FIN_RECORDS_CASHBOOK = 4")
    assert after.response.answers["grn_rules_permits"] == 3
    assert [one.id for one in found.answers] == ["fin_records_cashbook", "grn_rules_permits"]
    assert [(one.id, one.in_force) for one in found.gates] == [("G10", False)]
    green = next(one for one in found.scores if one.id == "green")
    assert green.before == Fraction("64.9999")
    assert green.after is not None
    assert green.after > 65
    assert "- No longer in force: G10, Permits are not known" in told(firm, found)
    assert told(firm, found)[-1] == "Nothing was saved."


@FEW
@given(seed=st.integers(0, 10**9), other=st.integers(0, 10**9), count=st.integers(1, 9))
def test_it_is_the_assessment_of_these_answers(seed: int, other: int, count: int, instrument: Instrument) -> None:
    """Cells of another firm in the same places: as if they had been in the file."""
    firm = random_firm(instrument, seed)
    row = random_row(random.Random(other), instrument)  # noqa: S311 - no secret
    names = random.Random(other).sample(list(instrument.questions), count)  # noqa: S311 - no secret
    words = [f"{name}={row[name]}" for name in names if row[name] != "na"]
    after, found = changed(firm, *words)
    texts = {**{k: str(v) for k, v in firm.response.cells().items()}, **dict(word.split("=", 1) for word in words)}
    direct = explained(instrument, texts)
    assert after.assessment.questionnaires == direct.assessment.questionnaires
    assert after.assessment.recommendations == direct.assessment.recommendations
    assessed = {"overall": after.assessment.overall.score}
    assessed |= {part.id: part.score for part in after.assessment.questionnaires}
    for one in found.scores:
        score = assessed[one.id]
        assert one.after == (None if score is None else Fraction(score))
    gone = {one.id for one in found.actions if not one.fires_after}
    come = {one.id for one in found.actions if not one.fires_before}
    assert gone == firm.fired.keys() - after.fired.keys()
    assert come == after.fired.keys() - firm.fired.keys()


KINDS = [
    ("fin_banking_turnover=12,5", "fin_banking_turnover", 12.5),
    ("fin_banking_turnover=៤០", "fin_banking_turnover", 40),
    ("fin_credit_report=yes", "fin_credit_report", "yes"),
    ("fin_credit_history=dk", "fin_credit_history", "dk"),
    ("fin_credit_history=na", "fin_credit_history", "na"),
    ("fin_formality_licences=none", "fin_formality_licences", ("none",)),
    ("fin_formality_licences=identity_card", "fin_formality_licences", ("identity_card",)),
    ("fin_credit_history=I do not know", "fin_credit_history", "dk"),
    ("fin_credit_history=", "fin_credit_history", None),
]


@pytest.mark.parametrize(("word", "name", "value"), KINDS)
def test_texts_are_read_as_in_a_cell(word: str, name: str, value: object, example: Explained) -> None:
    firm = example()
    assert with_answers(firm.response, [word], firm.instrument).answers.get(name) == value


def test_a_fact_about_the_firm(example: Explained) -> None:
    firm = example()
    response = with_answers(firm.response, ["country=Cambodia", "employees=1", "sells_to=households"], firm.instrument)
    assert (response.profile["country"], response.profile["employees"]) == ("KH", 1)
    assert response.profile["sells_to"] == ("households",)
    assert firm.response.profile["employees"] != 1
    after, found = changed(firm, "employees=1")
    assert after.assessment.size == "solo"
    assert next(one for one in found.answers if one.id == "employees").after == "1"


def test_a_question_that_is_not_asked_of_such_a_firm(example: Explained) -> None:
    firm = example("R00022", employees="1")
    _after, found = changed(firm, "ops_people_voice=4")
    assert [one.note for one in found.answers] == ["It weighs 0 for such a firm, so its answer changes nothing."]
    assert (found.gates, found.actions) == ((), ())
    assert any(line.endswith("unchanged") for line in told(firm, found))


def test_answers_as_they_are(example: Explained) -> None:
    firm = example()
    value = with_answers(
        firm.response, [f"grn_rules_permits={firm.response.answers['grn_rules_permits']}"], firm.instrument
    )
    found = compare(firm_of(value, firm.instrument), firm_of(value, firm.instrument))
    assert "These are the answers that the firm has given already, so nothing changes." in told(firm, found)


def test_scores_that_cannot_be_shown(example: Explained) -> None:
    empty = {n: "" for n, part in example().instrument.questionnaire_of.items() if part in {"digital", "green"}}
    firm = example(**empty)
    _after, found = changed(firm, "grn_rules_permits=2")
    text = "\n".join(told(firm, found))
    assert "- Overall: no score, unchanged" in text
    assert "- Digital adoption: no score, unchanged" in text
    assert "- Green practices: no score -> " in text
    assert " (no band)" in text


def test_each_way_in_which_an_action_changes() -> None:
    """In words, whatever the plan of an example firm happens to be."""
    ways = {
        (True, False, "soon", None): "No longer asked for: A (a)",
        (False, True, None, None): "New, not in the plan: A (a)",
        (False, True, None, "soon"): "New, soon: A (a)",
        (True, True, "soon", None): "No longer in the plan: A (a)",
        (True, True, None, "soon"): "Now in the plan, soon: A (a)",
        (True, True, "later", "soon"): "At another time, soon: A (a)",
    }
    for (then, now, before, after), words in ways.items():
        assert action_words(ChangedAction("a", "A", then, now, before, after)) == words


def test_the_same_answers_change_nothing(example: Explained) -> None:
    firm = example()
    _after, found = changed(firm, f"fin_records_cashbook={firm.response.answers['fin_records_cashbook']}")
    assert (found.gates, found.actions) == ((), ())
    assert all(one.before == one.after for one in found.scores)


def test_answers_that_do_not_fit_any_more_are_named(example: Explained) -> None:
    firm = example("R00022", sector="manufacturing", subsector="furniture")
    _after, found = changed(firm, "sector=services")
    assert found.no_longer_fit == ("subsector",)
    assert "! Answers that do not fit such a firm, and count as not answered: subsector" in told(firm, found)


def test_actions_that_come_and_go(example: Explained) -> None:
    firm = example()
    _after, found = changed(firm, "fin_credit_history=0")
    text = "\n".join(told(firm, found))
    assert "- Now in force: G3, A payment is late today" in text
    assert "- No longer asked for: " in text
    assert "(fin_repair_debt)" in text


def test_all_mistakes_at_once_and_no_value_in_them(example: Explained) -> None:
    firm = example("R00022", seeks_finance="yes")
    words = (
        *("fin_records_cashbok=3", "fin_banking_account=SECRET", "sector=", "nothing", "country=KH", "country=LA"),
        *("fin_plan_purpose=na", "subsector=rice_mill", "employees=many", "fin_records_receipts=3"),
    )
    with pytest.raises(UsageError) as caught:
        with_answers(firm.response, words, firm.instrument)
    found = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in found] == [
        *("--set 'fin_records_cashbok'", "--set fin_banking_account", "--set sector", "--set 'nothing'"),
        *("--set country", "--set employees", "--set subsector", "--set fin_plan_purpose"),
    ]
    assert "Did you mean 'fin_records_cashbook'?" in found[0]
    assert "SECRET" not in str(caught.value)
    assert "many" not in str(caught.value)


def test_a_quick_estimate_takes_core_questions_only(instrument: Instrument, example: Explained) -> None:
    firm = example(quick=True)
    other = next(one.id for one in instrument.questions.values() if not one.core)
    with pytest.raises(UsageError, match="It is no core question"):
        with_answers(firm.response, [f"{other}=1"], instrument)


def test_the_response_stays_as_it_was(instrument: Instrument, example: Explained) -> None:
    firm = example()
    before = firm.response.model_dump_json()
    changed(firm, "fin_credit_history=0", "employees=1")
    assert firm.response.model_dump_json() == before
    assert assess_response(firm.response, instrument) == firm.assessment
