"""The official size explained: the figures, their limits, and what nobody stated."""

import pytest

from explaining.conftest import Explained
from msme_check.explaining.lines import lines
from msme_check.explaining.naming import explain
from msme_check.explaining.official import OfficialExplained


def found(example: Explained, **cells: str) -> OfficialExplained:
    firm = example("R00010", **cells)
    one = explain(firm, "official_size")
    assert isinstance(one, OfficialExplained)
    return one


def test_each_figure_stands_with_its_limits_and_its_size(example: Explained) -> None:
    one = found(example)  # a rice mill in Cambodia with 21 people
    assert (one.size, one.row) == ("medium", "Industry")
    people, revenue, assets = one.compared
    assert (people.value, people.size, people.standing) == (21, "small", "verified")
    assert [(limit.size, limit.up_to) for limit in people.limits] == [("micro", 4), ("small", 49), ("medium", 199)]
    assert (revenue.value, revenue.size) == (1868390000, "medium")
    assert [limit.up_to for limit in revenue.limits] == [
        249_999_999,
        1_600_000_000,
        8_000_000_000,
    ]  # 4000 riel a dollar
    assert (assets.value, assets.size) == (396210000, "small")
    assert one.check == ""


def test_what_was_not_stated_has_no_size(example: Explained) -> None:
    one = found(example, turnover="", assets="99999999999")
    assert [compared.size for compared in one.compared] == ["small", "", "large"]
    assert one.compared[2].standing == "related"  # held against the limit of the tax rule
    assert one.size == "large"
    assert one.check.startswith("Check with the office. Not stated: sales of a year;")


@pytest.mark.parametrize(("country", "act"), [("LA", "Decree 25/GOL"), ("VN", "Decree 80/2021/ND-CP")])
def test_in_words(country: str, act: str, example: Explained) -> None:
    firm = example("R00010", country=country, turnover="", assets="")
    text = "\n".join(line.before + line.text for line in lines(firm, explain(firm, "official_size")))
    assert act in text
    assert "Counted as: " in text
    assert "- Sales of a year: not stated" in text
    if country == "LA":
        assert "- People who work in the business: 21\n  Micro to 5, Small to 50, Medium to 99" in text
        assert "  = Small; the limit is recalled, and was in no text that was read" in text
    else:
        assert "Not known, because nothing was stated that Decree 80/2021/ND-CP" in text
