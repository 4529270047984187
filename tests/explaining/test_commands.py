"""`explain` and `whatif` as a person meets them: what is read, what is said, which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from explaining.conftest import Explained
from msme_check import response_files
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.report import files
from msme_check.response_files import save


def call(*words: str | Path) -> Any:
    """Runs the program in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def saved(tmp_path: Path, example: Explained, instrument: Instrument) -> Path:
    """A saved response, as the interview saves it."""
    path = tmp_path / "response.json"
    save(path, example().response)
    save(path, response_files.load(path, instrument))
    return path


def test_an_overview(saved: Path) -> None:
    done = call("explain", saved)
    assert done.exit_code == Exit.DONE, done.output
    assert "Green practices: 64.9999, Developing (green)" in done.stdout
    assert done.stderr == ""


def test_headings_stand_out_in_a_terminal(saved: Path) -> None:
    done = CliRunner(env={"FORCE_COLOR": "1", "COLUMNS": "80"}).invoke(app, ["explain", str(saved), "G10"])
    assert "\x1b[1mGate G10, Permits are not known: in force\x1b[0m" in done.stdout
    assert "\x1b" not in call("explain", saved, "G10").stdout


def test_json_and_nothing_else(saved: Path) -> None:
    done = call("explain", saved, "G10", "--json")
    assert json.loads(done.stdout)["in_force"] is True


def test_an_unknown_id(saved: Path) -> None:
    done = call("explain", saved, "grn_rule_lists")
    assert done.exit_code == Exit.USAGE
    assert "Did you mean 'grn_rule_list'?" in done.stderr
    assert done.stdout == ""


def test_what_if_saves_nothing(saved: Path) -> None:
    before = saved.read_bytes()
    done = call("whatif", saved, "--set", "grn_rules_permits=3")
    assert done.exit_code == Exit.DONE, done.output
    assert "No longer in force: G10, Permits are not known" in done.stdout
    found = json.loads(call("whatif", saved, "--set", "grn_rules_permits=3", "--json").stdout)
    assert (found["format"], found["kind"]) == ("msme-check what-if", "what_if")
    assert found["gates"] == [{"id": "G10", "title": "Permits are not known", "in_force": False}]
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_what_if_needs_something_to_change(saved: Path) -> None:
    assert call("whatif", saved).exit_code == Exit.USAGE
    done = call("whatif", saved, "--set", "grn_rules_permits=9", "--set", "x=1")
    assert done.exit_code == Exit.USAGE
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("command", [["explain"], ["whatif", "--set", "fin_records_cashbook=1"]])
def test_files_that_cannot_be_explained(
    command: list[str], tmp_path: Path, example: Explained, instrument: Instrument
) -> None:
    done = call(*command, tmp_path / "nowhere.json")
    assert done.exit_code == Exit.ANSWERS
    assert "This file is not there." in done.stderr
    empty = tmp_path / "empty.json"
    save(empty, example().response.model_copy(update={"answers": {}}))
    done = call(*command, empty)
    assert done.exit_code == Exit.ANSWERS
    assert (
        done.stderr
        == f"{empty}: no question is answered, so there is nothing to explain. Ask with: msme-check assess\n"
    )


def test_a_report_explains_itself(tmp_path: Path, example: Explained, instrument: Instrument) -> None:
    firm = example()
    pdf = tmp_path / "report.pdf"
    files.write(firm.assessment, instrument, pdf)
    done = call("explain", pdf, "G10", "--json")
    assert done.exit_code == Exit.DONE, done.output
    assert done.stderr == ""
    assert json.loads(done.stdout)["in_force"] is True


def test_a_report_of_other_questions_says_so(tmp_path: Path, example: Explained, instrument: Instrument) -> None:
    firm = example()
    older = firm.assessment.model_copy(
        update={
            "instrument_hash": "0" * 64,
            "response": firm.response.model_copy(update={"answers": {**firm.response.answers, "fin_boat": 1}}),
        }
    )
    pdf = tmp_path / "old.pdf"
    files.write(older, instrument, pdf)
    done = call("explain", pdf, "green")
    assert done.exit_code == Exit.DONE, done.output
    assert "content was changed" in done.stderr
    assert "was left out: 'fin_boat'" in done.stderr
    assert "Green practices: 64.9999" in done.stdout
