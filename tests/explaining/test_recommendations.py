"""Recommendations explained: what fires follows from what is shown, and the value from its parts."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from explaining.conftest import Explained, random_firm
from msme_check.explaining import lines_rules
from msme_check.explaining.firm import Truth
from msme_check.explaining.recommendations import recommendation
from msme_check.explaining.trees import leaf_nodes
from msme_check.model.instrument import Instrument
from msme_check.report.view import build

FEW = settings(max_examples=15)
seeds = st.integers(0, 10**9)


@FEW
@given(seed=seeds)
def test_what_fires_follows_from_conditions_and_gates(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for rule in instrument.recommendations:
        found = recommendation(firm, rule)
        wanted = found.when.truth is Truth.TRUE and (found.only_for is None or found.only_for.truth is Truth.TRUE)
        assert found.fires == ((wanted or bool(found.forced_by)) and not found.hidden_by), rule.id
        assert found.fires == (found.ranked is not None) == (rule.id in firm.fired)


@FEW
@given(seed=seeds)
def test_the_value_is_the_product_of_its_parts(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for place, (name, fired) in enumerate(firm.fired.items(), 1):
        found = recommendation(firm, instrument.recommendation[name]).ranked
        assert found is not None
        assert (found.rank, found.of) == (place, len(firm.fired))
        product = found.gain
        for factor in found.factors:
            product *= factor.factor
        exact = Decimal(product.numerator) / product.denominator
        assert fired.value == exact.quantize(Decimal("1E-9"), ROUND_HALF_UP)
        assert abs(found.gain - Fraction(fired.gain)) < Fraction(1, 10**9)
        assert {(one.question, one.start, one.target) for one in fired.lifts} == {
            (one.id, one.start, one.target)
            for one in recommendation(firm, instrument.recommendation[name]).lifts
            if one.rises
        }


@FEW
@given(seed=seeds)
def test_each_reason_is_a_true_test_or_a_gate(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for name, fired in firm.fired.items():
        found = recommendation(firm, instrument.recommendation[name])
        shown = [*leaf_nodes(found.when), *(leaf_nodes(found.only_for) if found.only_for else ())]
        true = {one.id for one in shown if one.truth is Truth.TRUE and one.kind == "question"}
        assert set(fired.because) == true | {one.gate for one in found.forced_by}


def test_because_is_what_the_report_says(example: Explained) -> None:
    firm = example()
    actions = [one for horizon in build(firm.assessment, firm.instrument).plan.horizons for one in horizon.actions]
    assert actions
    for one, fired in zip(actions, firm.material.planned, strict=True):
        found = recommendation(firm, firm.instrument.recommendation[fired.id]).ranked
        assert found is not None
        assert one.reasons == found.because != ()


def test_a_late_payment_forces_one_action_and_hides_others(example: Explained, instrument: Instrument) -> None:
    firm = example("R00022", fin_credit_history="0")
    repair = recommendation(firm, instrument.recommendation["fin_repair_debt"])
    assert [one.gate for one in repair.forced_by] == ["G3"]
    assert repair.ranked is not None
    assert repair.ranked.leads
    assert "G3" in repair.ranked.lifts_gates
    hidden = recommendation(firm, instrument.recommendation["fin_loan_folder"])
    assert [one.gate for one in hidden.hidden_by] == ["G3"]
    assert not hidden.fires


def test_a_gain_of_nothing_has_a_reason(example: Explained) -> None:
    """Alone among many answers: its dimension has no score, so no action on it moves one."""
    few = dict.fromkeys((name for name in example().instrument.questions if name.startswith("ops_workplace")), "")
    firm = example(**few | {"ops_workplace_safety": "none"})
    gains = {}
    for name in firm.fired:
        found = recommendation(firm, firm.instrument.recommendation[name])
        assert found.ranked is not None
        said = " ".join(line.text for line in lines_rules.recommendation(found))
        gains[name] = found.ranked.gain
        assert ("It moves no score by itself today" in said) == (found.ranked.gain == 0), name
    assert 0 in gains.values() and any(gains.values())
