"""Conditions as trees: each test is the engine's own, and the tree of the tests is the condition."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explaining.conftest import random_firm
from msme_check.conditions import fails, holds
from msme_check.explaining.firm import Firm, Truth
from msme_check.explaining.rules import gate, in_force, pair
from msme_check.explaining.trees import Node, leaf_nodes, tree
from msme_check.model.conditions import All, AnyOf, Condition, Leaf, Not, ProfileTest, QuestionTest, ScoreTest, leaves
from msme_check.model.instrument import Instrument

FEW = settings(max_examples=15)
MANY = settings(max_examples=200)
seeds = st.integers(0, 10**9)


def from_tests(node: Node) -> Truth:
    """A tree evaluated from its tests alone, in three values."""
    if not node.parts:
        return node.truth
    found = [from_tests(part) for part in node.parts]
    if node.kind == "not":
        return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}[found[0]]
    decides, otherwise = (Truth.FALSE, Truth.TRUE) if node.kind == "all" else (Truth.TRUE, Truth.FALSE)
    if decides in found:
        return decides
    return Truth.UNKNOWN if Truth.UNKNOWN in found else otherwise


def by_the_engine(firm: Firm, condition: Condition) -> Truth:
    if holds(condition, firm.facts)[0]:
        return Truth.TRUE
    return Truth.FALSE if fails(condition, firm.facts)[0] else Truth.UNKNOWN


def conditions(instrument: Instrument) -> Iterator[Condition]:
    """Every condition of the instrument that is judged over answers, facts or scores."""
    for rule in instrument.recommendations:
        yield from [rule.when] if rule.only_for is None else [rule.when, rule.only_for]
    for one in instrument.settings.gates:
        yield from (cause.when for cause in one.causes)
    yield from (one.when for one in instrument.settings.consistency_pairs)
    for group in instrument.overlays.groups:
        yield from (exception.when for exception in group.exceptions)


def _same(node: Node, firm: Firm, condition: Condition) -> None:
    """Node by node, and test by test."""
    assert node.truth is from_tests(node) is by_the_engine(firm, condition)
    own = list(leaves(condition))
    shown = list(leaf_nodes(node))
    assert [by_the_engine(firm, leaf) for leaf in own] == [one.truth for one in shown]
    assert [_name(leaf) for leaf in own] == [one.id for one in shown]
    assert all(one.text and one.asks and one.found for one in shown)


def _name(leaf: Leaf) -> str:
    match leaf:
        case QuestionTest():
            return leaf.question
        case ProfileTest():
            return leaf.profile
        case ScoreTest():
            return leaf.score


@FEW
@given(seed=seeds, quick=st.booleans())
def test_the_tests_of_every_rule_are_the_engines(seed: int, quick: bool, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed, quick=quick)
    for condition in conditions(instrument):
        _same(tree(firm, condition), firm, condition)


@FEW
@given(seed=seeds)
def test_gates_and_pairs_are_those_that_the_engine_found(seed: int, instrument: Instrument) -> None:
    firm = random_firm(instrument, seed)
    for one in instrument.settings.gates:
        found = gate(firm, one)
        for place, cause in enumerate(found.causes):
            assert cause.in_force == in_force(firm, one.id, place)
            assert cause.in_force == (from_tests(cause.condition) is Truth.TRUE and not cause.note)
            assert not cause.note or firm.assessment.overall.raw is None
    odd = [one.id for one in instrument.settings.consistency_pairs if pair(firm, one).in_force]
    assert tuple(odd) == firm.assessment.consistency_pairs


def any_condition(instrument: Instrument) -> st.SearchStrategy[Condition]:
    """Conditions of the instrument's tests and of others, one inside the other."""
    known = [leaf for condition in conditions(instrument) for leaf in leaves(condition)]
    level = st.integers(0, 4)
    names = ("is", "is_not", "below", "at_most", "at_least", "above")
    question = st.builds(
        lambda name, test, n: QuestionTest.model_validate({"question": name, test: n}),
        st.sampled_from(list(instrument.questions)),
        st.sampled_from(names),
        level,
    )
    missing = st.builds(
        lambda name: QuestionTest(question=name, missing=True), st.sampled_from(list(instrument.questions))
    )
    leaf = st.sampled_from(known) | question | missing

    def larger(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return (
            st.builds(lambda found: All(all=found), several)
            | st.builds(lambda found: AnyOf(any=found), several)
            | st.builds(lambda found: Not.model_validate({"not": found}), parts)
        )

    return st.recursive(leaf, larger, max_leaves=8)


@pytest.fixture(scope="module")
def some_firms(instrument: Instrument) -> list[Firm]:
    return [random_firm(instrument, seed) for seed in range(21)]


@pytest.fixture(scope="module")
def some_conditions(instrument: Instrument) -> st.SearchStrategy[Condition]:
    return any_condition(instrument)


@MANY
@given(data=st.data())
def test_any_condition_is_the_tree_of_its_tests(
    data: st.DataObject, some_firms: list[Firm], some_conditions: st.SearchStrategy[Condition]
) -> None:
    firm = some_firms[data.draw(st.integers(0, 20))]
    condition = data.draw(some_conditions)
    _same(tree(firm, condition), firm, condition)
