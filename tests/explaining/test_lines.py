"""Explanations as a person reads them, and the ids that can be asked for."""

import re
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter
from rich.cells import cell_len

from explaining.conftest import Explained
from msme_check.errors import UsageError
from msme_check.explaining.figures import number, score
from msme_check.explaining.firm import Firm, firm_of
from msme_check.explaining.lines import lines
from msme_check.explaining.naming import explain, names
from msme_check.explaining.trees import tree
from msme_check.interview.wrapping import wrap
from msme_check.model.conditions import Condition
from random_firms import with_recommendations

WIDTHS = (40, 80)
NOTHING = re.compile(r"None(?!\s+of\s+these)")
"""How Python writes that there is nothing."""

KHMER = "ក្រុមហ៊ុនផលិតម្ហូបអាហារនៅខេត្តបាត់ដំបងកម្ពុជាដែលមានឈ្មោះវែងណាស់"
LAO = "ເຮືອນພັກແມ່ຄຳທີ່ເມືອງຫຼວງພະບາງ"


def text(firm: Firm, name: str | None = None, width: int = 80) -> str:
    """An explanation as it is printed."""
    found = lines(firm, explain(firm, name))
    wrapped = (wrap(one.text, width, one.before, " " * len(one.before)) for one in found)
    return "\n".join(line.rstrip() for part in wrapped for line in part)


def every_id(firm: Firm) -> list[str]:
    return [name for kind in names(firm.instrument).values() for name in kind]


@pytest.mark.parametrize(
    ("row", "cells"),
    [("R00022", {}), ("R00031", {}), ("R00022", {"quick": True}), ("R00022", {"fin_credit_history": "dk"})],
)
def test_everything_can_be_explained_and_fits_every_window(row: str, cells: dict[str, str], example: Explained) -> None:
    firm = example(row, firm_name=KHMER, **cells)
    for name in (None, *every_id(firm)):
        for width in WIDTHS:
            found = text(firm, name, width)
            assert max(map(cell_len, found.splitlines())) <= width, name
            assert "{" not in found
            assert not NOTHING.search(found)
        assert KHMER in text(firm, name, 40).replace("\n", "")


def test_a_lao_name_is_whole(example: Explained) -> None:
    assert LAO in text(example(firm_name=LAO), "G1", 40)


def test_the_overview_names_what_pulls_and_what_holds(example: Explained) -> None:
    found = " ".join(text(example()).split())
    assert "Green practices: 64.9999, Developing (green)" in found
    assert "Gate G10 holds it at 64.9999 or lower, in the band Developing" in found
    assert "- Costs " in found
    assert "What comes first" in found


def test_a_score_adds_up_before_the_eyes(example: Explained) -> None:
    found = text(example(grn_energy_record=""), "green")
    for line in ("All questions together: ", "less ", "Score: 64.9999", "What does not count here"):
        assert line in found, line
    assert "because Green practices is held (G10)" in " ".join(found.split())


def test_a_gate_shows_its_tests(example: Explained) -> None:
    found = " ".join(text(example(), "g10").split())
    assert "Gate G10, Permits are not known: in force" in found
    assert "- all of these: true - true: Medium" in found
    assert "Size of the firm (size)" in found
    assert "- true: level 1 or lower" in found
    assert "What lifts it: Ask once and write a list of the environment rules (grn_rule_list): rank" in found


def test_a_gate_without_the_score_it_holds(example: Explained) -> None:
    firm = example("R00031")
    found = " ".join(text(firm, "G11").split())
    assert (
        "In force, it would hold Overall at 84.9999 or lower, in the band Ready. There is no such score here." in found
    )
    weak = example(
        **{n: "" for n, part in example().instrument.questionnaire_of.items() if part in {"digital", "green"}}
    )
    assert "It would hold the overall score, and there is none." in " ".join(text(weak, "G11").split())


def test_an_action_shows_why_and_which_policy_line(example: Explained) -> None:
    found = " ".join(text(example(fin_credit_history="0"), "fin_repair_debt").split())
    for part in (
        "fires",
        "Gate G3 makes it fire, whatever its condition says",
        "Because",
        "It leads, because it lifts a gate that has to be lifted first.",
        "It lifts G3.",
        "Value: ",
        "The policy line",
    ):
        assert part in found, part
    hidden = " ".join(text(example(fin_credit_history="0"), "fin_loan_folder").split())
    assert "Gate G3 hides it: A loan payment is more than 30 days late" in hidden


def test_a_question_shows_the_rules_that_read_it(example: Explained) -> None:
    found = " ".join(text(example(fin_credit_history="dk"), "fin_credit_history").split())
    assert "Answer: I do not know = level 0" in found
    assert "A payment is late today (G3): in force - true: level 0" in found
    assert "Loans are repaid, but the firm never borrowed (P6): nothing odd" in found
    assert "When it need not apply - You never borrowed and never bought on credit: the firm's word" in found
    gate = " ".join(text(example(fin_credit_history="dk"), "G3").split())
    assert "It rests on “I do not know”" in gate
    assert "What lifts it comes first in the plan." in gate
    debts = {"fin_credit_burden": "80", "fin_plan_purpose": "1", "seeks_finance": "yes"}
    assert "(fin_loan_folder): hidden by a gate" in " ".join(text(example(**debts), "G5").split())


def test_a_box_that_a_gate_reads(example: Explained) -> None:
    boxes = example().instrument.questions["ops_people_terms"]
    codes = [item.code for item in getattr(boxes, "items") if item.code != "no_underage"]  # noqa: B009
    found = " ".join(text(example(employees="5", ops_people_terms=" ".join(codes)), "G7").split())
    assert "not this: true - false: ticked: Nobody is under the legal working age" in found
    assert "Here: not ticked" in found


def test_a_weight_that_is_limited(example: Explained) -> None:
    found = " ".join(text(example(sector="manufacturing", subsector="textile"), "grn_water_wastewater").split())
    assert "Weight 3 x 1.5 (What the firm does: Manufacturing) x 1.5 (Process water: " in found
    assert "multipliers limited = 6" in found


def test_a_question_that_could_be_shown_and_one_that_nothing_lifts(example: Explained) -> None:
    assert "It could be shown." in text(example(evidence="fin_credit_history"), "fin_credit_history")
    firm = example()
    others = [one for one in firm.instrument.recommendations if "grn_climate_risk" not in one.lifts]
    without = firm_of(firm.response, with_recommendations(firm.instrument, others))
    assert "Actions that lift it\nnone" in text(without, "grn_climate_risk")


ASKED = [
    ({"profile": "employees", "at_most": 9}, "at most 9"),
    ({"profile": "sells_to", "only": ["households"]}, "nothing but: Households"),
    ({"profile": "exports", "is_not": "none"}, "anything but: No"),
    ({"score": "green", "at_least": 45}, "a score of 45 or more"),
    ({"score": "green", "below": 45}, "a score below 45"),
    ({"question": "fin_records_cashbook", "missing": True}, "not answered"),
    ({"question": "fin_records_cashbook", "is_not": 2}, "any level but 2"),
    ({"question": "fin_records_cashbook", "above": 2}, "a level above 2"),
    ({"question": "fin_records_cashbook", "below": 2}, "a level below 2"),
]


@pytest.mark.parametrize(("written", "asks"), ASKED)
def test_what_a_test_asks(written: dict[str, Any], asks: str, example: Explained) -> None:
    condition: Condition = TypeAdapter(Condition).validate_python(written)
    assert tree(example(), condition).asks.startswith(asks)


def test_a_quick_estimate_says_so(example: Explained) -> None:
    assert "quick estimate" in text(example(quick=True))


@pytest.mark.parametrize(
    ("typed", "near"),
    [("fin_records_cashbok", "fin_records_cashbook"), ("finanse", "finance"), ("Overal", "overall"), ("G77", "G7")],
)
def test_a_near_miss_gets_a_suggestion(typed: str, near: str, example: Explained) -> None:
    with pytest.raises(UsageError) as caught:
        explain(example(), typed)
    assert str(caught.value) == (
        f"There is no score, gate, recommendation or question '{typed}'. Did you mean '{near}'?"
    )


def test_what_is_no_name_is_not_repeated(example: Explained) -> None:
    with pytest.raises(UsageError) as caught:
        explain(example(), "\x1b[31m" + "x" * 200)
    assert str(caught.value).endswith("question (a name that no file of ours has).")


def test_each_id_stands_for_one_thing(example: Explained) -> None:
    found = every_id(example())
    assert len(found) == len(set(found)) > 200


def test_figures() -> None:
    assert score(Fraction("44.99999"), (45,)) == "44.9999"
    assert score(Fraction("44.99999")) == "45"
    assert score(Fraction(100)) == "100"
    assert number(Fraction(1, 3)) == "0.33"
    assert number(Fraction(1, 1000)) == "less than 0.01"
    assert number(Fraction(0)) == "0"
    assert number(Fraction(10)) == "10"
