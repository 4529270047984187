"""The shape of the JSON, which other programs rely on."""

import json
from pathlib import Path
from typing import Any

import pytest

from explaining.conftest import Explained
from msme_check.explaining.differences import FORMAT, compare
from msme_check.explaining.json import render
from msme_check.explaining.naming import explain, names

PAGE = Path(__file__).parents[2] / "docs" / "explaining.md"

HEAD = "format format_version firm_id quick instrument kind"
WEIGHT = {"base", "multipliers", "limited", "effective"}
COUNTED = {"id", "text", "answer", "state", "level", "points", "weight", "shares", "adds", "lost"}
LEFT_OUT = {"id", "text", "answer", "state", "weight", "why"}
HELD = {"score", "title", "gates", "takes"}
EFFECT = {"id", "title", "messages", "band", "cap", "binds"}
ACTION = {"id", "title", "fires", "hidden", "rank", "planned"}
NODE = {"kind", "truth", "parts", "id", "text", "asks", "found", "level"}
TOP = {
    None: "scores actions",
    "finance": "id of title score raw band note counted left_out held gates",
    "G10": "id title in_force unknown holds causes hides lifter_first",
    "P6": "id title in_force condition",
    "fin_loan_folder": "id title fires when only_for forced_by hidden_by ranked needs lifts policy",
    "official_size": "id title size act rule row compared check notes",
    "fin_credit_history": "id title why answer level evidence core dimension questionnaire counted_in counted left_out "
    "readers lifters grounds",
}


@pytest.mark.parametrize("name", TOP)
def test_the_keys_of_each_kind(name: str | None, example: Explained) -> None:
    firm = example()
    found = json.loads(render(firm, explain(firm, name)))
    assert list(found) == f"{HEAD} {TOP[name]}".split()
    assert (found["format"], found["format_version"]) == ("msme-check explanation", 1)
    assert found["instrument"] == {"id": "mekong_msme", "version": firm.assessment.instrument.version} | {
        "hash": firm.instrument.hash
    }


def test_the_keys_inside(example: Explained) -> None:
    firm = example()

    def found(name: str | None) -> Any:
        return json.loads(render(firm, explain(firm, name)))

    score = found("green")
    assert set(score["counted"][0]) == COUNTED
    assert set(score["counted"][0]["weight"]) == WEIGHT
    assert set(score["counted"][0]["weight"]["multipliers"][0]) == {"group", "title", "fact", "value", "exception"}
    assert set(score["counted"][0]["shares"]) == {"dimension", "questionnaire", "overall"}
    assert set(score["held"][0]) == HELD
    assert set(score["gates"][0]) == EFFECT
    assert set(found("digital")["left_out"][0] if found("digital")["left_out"] else LEFT_OUT) == LEFT_OUT
    gate = found("G10")
    assert set(gate["holds"][0]) == {"id", "title", "band", "cap", "raw", "score", "binds"}
    assert set(gate["causes"][0]) == {"message", "in_force", "note", "condition", "lifted_by"}
    assert set(gate["causes"][0]["condition"]) == NODE
    assert gate["causes"][0]["condition"]["truth"] == "true"
    assert set(gate["causes"][0]["lifted_by"]) == ACTION
    fired = next(iter(firm.fired))
    action = found(fired)
    assert set(action["ranked"]) == {
        *("rank", "of", "gain", "gain_of", "gain_of_title", "value", "factors"),
        *("leads", "lifts_gates", "planned", "moved", "because"),
    }
    assert [one["name"] for one in action["ranked"]["factors"]] == ["effort_days", "cost", "goal", "quick"]
    assert set(action["ranked"]["because"][0]) == {"about", "answer", "lift"}
    assert set(action["lifts"][0]) == {"id", "text", "start", "target", "rises", "note"}
    assert set(action["policy"]) == {"code", "direction", "place", "quote", "reading"}
    question = found("fin_credit_history")
    assert set(question["readers"][0]) == {"of", "id", "title", "holds", "tests"}
    assert set(question["lifters"][0]) == {"action", "target"}
    assert set(question["grounds"][0]) == {"text", "truth"}
    summary = found(None)["scores"][0]
    assert set(summary) == {"id", "title", "score", "raw", "band", "note", "pulls", "held", "gates"}


def test_numbers_are_rounded_to_four_decimals(example: Explained) -> None:
    firm = example()
    found = json.loads(render(firm, explain(firm, "green")))
    assert found["score"] == 64.9999
    assert all(one["adds"] == round(one["adds"], 4) for one in found["counted"])
    added = sum(one["adds"] for one in found["counted"]) - sum(one["takes"] for one in found["held"])
    assert abs(added - found["score"]) < 0.001


def test_the_same_answers_give_the_same_text(example: Explained) -> None:
    one, other = example(), example()
    for kind in names(one.instrument).values():
        assert render(one, explain(one, kind[0])) == render(other, explain(other, kind[0]))


def test_the_page_names_every_key(example: Explained) -> None:
    page = PAGE.read_text(encoding="utf-8")
    firm = example()

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    every = keys(json.loads(render(firm, compare(firm, example(fin_credit_history="0")), FORMAT)))
    for kind in names(firm.instrument).values():
        for name in (None, *kind):
            every |= keys(json.loads(render(firm, explain(firm, name))))
    missing = sorted(key for key in every if f"`{key}`" not in page)
    assert missing == []
