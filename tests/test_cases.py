"""The example firms of the instrument: each does what its author wrote, and a case that does not is reported."""

import shutil
from pathlib import Path

import pytest

from msme_check import cases, resources
from msme_check.model.instrument import Instrument

FOLDER = resources.questionnaires() / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_case_holds(path: Path, tmp_path: Path, instrument: Instrument) -> None:
    shutil.copy(path, tmp_path)
    run = cases.run(tmp_path, instrument)
    assert run.count == 1
    assert run.problems == []


def test_every_gate_is_pinned_by_a_case(instrument: Instrument) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)
    for gate in instrument.settings.gates:
        assert f"[{gate.id}]" in text or f"{gate.id}," in text, gate.id


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("finance: 34.8", "finance: 34.9", "finance is 34.8, not 34.9."),
        ("fin_records: 32.5", "fin_records: null", "fin_records is 32.5, not nothing."),
        ("finance: emerging", "finance: ready", "finance is emerging, not ready."),
        ("ops_safety_walk,", "fin_partner_ready,", "The recommendation 'fin_partner_ready' does not fire."),
        ("gates: [G1, G11]", "gates: [G1]", "gates is"),
        ("fin_records_cashbook: 2", "fin_records_cashbok: 2", "There is no question 'fin_records_cashbok'."),
        ("expect:", "expected:", "There is no key 'expected' here."),
    ],
)
def test_what_does_not_hold_is_reported_with_its_line(
    old: str, new: str, what: str, tmp_path: Path, instrument: Instrument
) -> None:
    text = (FOLDER / "rice_mill_battambang.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "case.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [problem for problem in cases.run(tmp_path, instrument).problems if what in problem.what]
    assert problems
    assert problems[0].file.endswith("/case.yaml")
    changed = text[: text.index(old)].count("\n") + 1
    assert any(abs(problem.line - changed) <= 2 for problem in problems), (changed, problems)
