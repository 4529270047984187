"""`reach` as a person meets it: what is said, as JSON, which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from explaining.conftest import Explained
from msme_check import response_files
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.explaining.ways import lines, way
from msme_check.model.instrument import Instrument
from msme_check.reaching import search
from msme_check.reaching.limits import NO_LIMITS, Limits
from msme_check.report import files
from msme_check.response_files import save


def call(*words: str | Path) -> Any:
    """Runs the program in this process."""
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, ["reach", *(str(word) for word in words)])


@pytest.fixture
def saved(tmp_path: Path, example: Explained, instrument: Instrument) -> Path:
    """A saved response, as the interview saves it."""
    path = tmp_path / "response.json"
    save(path, example().response)
    save(path, response_files.load(path, instrument))
    return path


def test_one_action_lifts_the_gate(saved: Path) -> None:
    """Green is held at 64.9999 by G10 alone, which one action lifts."""
    before = saved.read_bytes()
    done = call(saved, "--band", "READY", "--questionnaire", "green")
    assert done.exit_code == Exit.DONE, done.output
    assert "Green practices: the way to Ready" in done.stdout
    assert "This one action is enough. It takes 2 days of work." in done.stdout
    assert "(grn_rule_list)" in done.stdout
    assert "- Green practices: 64.9999 Developing -> " in done.stdout
    assert "No other set of the actions" in done.stdout
    assert saved.read_bytes() == before


def test_the_same_as_json(saved: Path) -> None:
    found = json.loads(call(saved, "--band", "ready", "--questionnaire", "green", "--json").stdout)
    assert (found["format"], found["kind"], found["outcome"]) == ("msme-check reach", "reach", "reached")
    assert [one["id"] for one in found["actions"]] == ["grn_rule_list"]
    assert found["proven"] is True
    assert (found["lacks"], found["without_limits"]) == (0, None)


def test_a_limit_that_stands_in_the_way(saved: Path) -> None:
    done = call(saved, "--band", "ready", "--questionnaire", "green", "--days", "1")
    assert done.exit_code == Exit.GATE_NOT_MET
    assert "No set of the actions that are asked for today reaches it in 1 day of work." in done.stdout
    assert "None of them raises this score." in done.stdout
    assert "Gate G10, Permits are not known: it is still in force then." in done.stdout
    assert "Without them it takes 2 days of work" in done.stdout
    done = call(saved, "--band", "ready", "--questionnaire", "green", "--cost", "free")
    assert "with no action above this cost: Free." in done.stdout
    done = call(saved, "--band", "ready", "--questionnaire", "green", "--cost", "free", "--days", "1")
    assert "reaches it in 1 day of work with no action above this cost: Free." in " ".join(done.stdout.split())


def test_a_band_that_all_actions_together_do_not_reach(saved: Path) -> None:
    done = call(saved, "--band", "leading", "--questionnaire", "green")
    assert done.exit_code == Exit.GATE_NOT_MET
    assert "reaches it, not even all of them." in done.stdout
    assert "points short. They take" in done.stdout
    assert "each lifts answers to a level of its own, and no further." in done.stdout


def test_actions_that_are_asked_for_afterwards(example: Explained) -> None:
    firm = example(fin_credit_history="0")
    text = "\n".join(line.text for line in lines(firm, way(firm, "leading", "finance", NO_LIMITS)))
    assert "When they are done, answer again. Then these are asked for too:" in text


def test_a_band_that_is_there(saved: Path) -> None:
    done = call(saved, "--band", "emerging", "--questionnaire", "green")
    assert done.exit_code == Exit.DONE
    assert "It is there already: Developing. Nothing is needed for it." in done.stdout
    assert "Scores" not in done.stdout


def test_words_that_do_not_exist(saved: Path) -> None:
    for words, said in (
        (["--band", "redy"], "There is no band 'redy'. Choose from: starting, emerging, developing, ready, leading."),
        (["--band", "ready", "--questionnaire", "gren"], "Did you mean 'green'?"),
        (["--band", "ready", "--cost", "cheap"], "There is no cost 'cheap'. Choose from: free, low, medium, high."),
    ):
        done = call(saved, *words)
        assert done.exit_code == Exit.USAGE
        assert said in done.stderr
        assert done.stdout == ""


def test_scores_without_a_band(tmp_path: Path, example: Explained) -> None:
    empty = {n: "" for n, part in example().instrument.questionnaire_of.items() if part in {"digital", "green"}}
    one = next(n for n, part in example().instrument.questionnaire_of.items() if part == "green")
    path = tmp_path / "some.json"
    save(path, example(**{**empty, one: "1"}).response)
    for words, said in (
        ([], "Overall has no band today, so there is no way from it. It needs 3 questionnaires"),
        (["--questionnaire", "digital"], "None of its questions is answered."),
        (["--questionnaire", "green"], "Less than 80% is answered"),
    ):
        done = call(path, "--band", "ready", *words)
        assert done.exit_code == Exit.ANSWERS
        assert said in done.stderr
    quick = tmp_path / "quick.json"
    save(quick, example(quick=True).response)
    assert "A quick estimate has no bands" in call(quick, "--band", "ready").stderr


def test_from_a_report(tmp_path: Path, example: Explained, instrument: Instrument) -> None:
    pdf = tmp_path / "report.pdf"
    files.write(example().assessment, instrument, pdf)
    done = call(pdf, "--band", "ready", "--questionnaire", "green", "--json")
    assert json.loads(done.stdout)["actions"][0]["id"] == "grn_rule_list"


def test_what_is_not_proven_is_not_claimed(example: Explained, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_BEGUN", 1)
    firm = example(fin_credit_history="0")
    texts = []
    for band, limits in (("leading", NO_LIMITS), ("ready", NO_LIMITS), ("leading", Limits(days=9))):
        found = way(firm, band, None, limits)
        assert not found.proven
        texts += [line.text for line in lines(firm, found)]
    assert not any(text.startswith("No other set") for text in texts)
    assert any(text.startswith("There were too many sets to weigh all of them") for text in texts)
