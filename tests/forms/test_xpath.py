"""A condition as XPath: true and false just where the engine that scores says so."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from forms.phones import true
from msme_check.answers import choices, read
from msme_check.conditions import Facts
from msme_check.conditions import fails as engine_fails
from msme_check.conditions import holds as engine_holds
from msme_check.forms import xpath
from msme_check.model.conditions import All, AnyOf, Condition, Not, ProfileTest, QuestionTest
from msme_check.model.instrument import Instrument
from random_firms import random_row


@dataclass(frozen=True)
class Firms:
    """Firms as their cells, and as the engine knows them."""

    rows: list[dict[str, str]]
    facts: Facts


@pytest.fixture(scope="module")
def firms(instrument: Instrument) -> Firms:
    rng = random.Random(3)  # noqa: S311 - firms, not secrets
    rows = [random_row(rng, instrument) for _ in range(60)]
    rows = [{name: text for name, text in row.items() if name not in instrument.questions} for row in rows]
    return Firms(rows, Facts(read(pl.DataFrame(rows), instrument).frame, choices(instrument)))


def judged(expression: str, firm: Mapping[str, str]) -> bool:
    """What XPath says of an expression about a firm."""
    answers = etree.Element("firm")
    for name, text in firm.items():
        etree.SubElement(answers, name).text = text or None
    return true(re.sub(r"\$\{(\w+)\}", r"/firm/\1", expression), answers)


def same(condition: Condition, instrument: Instrument, firms: Firms) -> None:
    holds, fails = xpath.holds(condition, instrument), xpath.fails(condition, instrument)
    assert [judged(holds, row) for row in firms.rows] == engine_holds(condition, firms.facts).tolist(), holds
    assert [judged(fails, row) for row in firms.rows] == engine_fails(condition, firms.facts).tolist(), fails


NUMBERS = st.sampled_from([1, 2, 5, 9, 10, 49, 50, 250, 1990, 2010, 10**9])


def leaves_of(instrument: Instrument) -> st.SearchStrategy[ProfileTest]:
    """Every kind of test of every kind of field."""
    bands = [band.id for band in instrument.settings.size_bands if band.scored_as is None]
    fields = [(one.id, [option.code for option in one.options], one.type) for one in instrument.profile]
    return st.one_of(*(_leaf(name, codes, kind) for name, codes, kind in [("size", bands, "choice"), *fields]))


def _leaf(name: str, codes: list[str], kind: str) -> st.SearchStrategy[ProfileTest]:
    some = st.lists(st.sampled_from(codes or [""]), min_size=1, max_size=3, unique=True)
    one = st.sampled_from(codes or [""])
    tests: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "choice": {"in": some, "is": one, "is_not": one},
        "choices": {"has": some, "only": some},
    }
    kinds = tests.get(kind, {"at_most": NUMBERS, "at_least": NUMBERS})
    given = st.one_of(*(values.map(partial(_test, name, test)) for test, values in kinds.items()))
    return given.map(ProfileTest.model_validate)


def _test(name: str, test: str, value: Any) -> dict[str, Any]:
    return {"profile": name, test: value}


@pytest.fixture(scope="module")
def conditions(instrument: Instrument) -> st.SearchStrategy[Condition]:
    """Trees of tests."""
    return st.recursive(
        leaves_of(instrument),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(all=tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(any=tuple(parts))),
            inner.map(lambda part: Not.model_validate({"not": part})),
        ),
        max_leaves=5,
    )


@given(data=st.data())
def test_any_condition_on_a_profile_means_what_the_engine_means(
    instrument: Instrument, firms: Firms, conditions: st.SearchStrategy[Condition], data: st.DataObject
) -> None:
    same(data.draw(conditions), instrument, firms)


def test_sizes_are_numbers_of_people(instrument: Instrument) -> None:
    small = ProfileTest.model_validate({"profile": "size", "in": ["solo", "micro"]})
    assert xpath.holds(small, instrument) == "${employees} >= 1 and ${employees} < 10"
    assert xpath.fails(small, instrument) == "${employees} >= 10"


def test_only_means_nothing_else(instrument: Instrument) -> None:
    only = ProfileTest.model_validate({"profile": "sells_to", "only": ["households"]})
    assert xpath.holds(only, instrument).startswith("selected(${sells_to}, 'households') and not(selected(")


def test_an_exception_comes_before_the_table_of_its_group(instrument: Instrument) -> None:
    assert xpath.asked(instrument.questions["fin_records_cashbook"], instrument) == ""
    assert xpath.asked(instrument.questions["ops_people_terms"], instrument) == (
        "not(${employees} >= 1 and ${employees} < 2)"
    )
    assert xpath.asked(instrument.questions["dig_sales_reviews"], instrument) == (
        "not(${sector} = 'manufacturing' and not(${sector} = 'manufacturing' and selected(${sells_to}, 'households')))"
    )


def test_where_a_ground_cannot_be_settled_it_is_the_firms_word(instrument: Instrument) -> None:
    assert xpath.not_applicable(instrument.questions["fin_credit_burden"], instrument) == ""
    assert xpath.not_applicable(instrument.questions["fin_plan_purpose"], instrument) == (
        "not(${seeks_finance} != '' and ${seeks_finance} != 'no')"
    )


def test_a_condition_on_answers_is_not_translated(instrument: Instrument) -> None:
    with pytest.raises(ValueError, match="profile alone"):
        xpath.holds(QuestionTest.model_validate({"question": "fin_records_cashbook", "is": 2}), instrument)
