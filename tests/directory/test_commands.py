"""`msme-check programmes`: the directory listed, searched, and for one firm."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from msme_check.cli.program import app
from msme_check.errors import Exit
from msme_check.model.assessment import Assessment


def call(*words: str | Path) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


def listed(*words: str | Path) -> list[str]:
    """The ids of the entries that are listed."""
    done = call("programmes", "--json", *words)
    assert done.exit_code == Exit.DONE, done.output
    return [one["id"] for one in json.loads(done.stdout)["programmes"]]


def test_all_are_listed_but_what_has_ended() -> None:
    assert len(listed()) == 63 and "vn_jicaaed" not in listed()
    assert len(listed("--all")) == 64


def test_the_options_narrow_the_list() -> None:
    assert listed("--country", "kh", "--kind", "credit_guarantee") == ["kh_cgcc"]
    assert listed("--country", "Lao PDR", "--topic", "fin_guarantee") == ["la_msmea2f"]
    assert listed("--kind", "Cleaner-production-centre") == ["vn_vncpc"]
    assert listed("KAIZEN", "factories") == ["rg_aots"]
    assert listed("no such words") == []


def test_an_entry_is_told_with_sources_and_dates() -> None:
    text = " ".join(call("programmes", "CGCC", "--country", "KH").stdout.split())
    for part in (
        "Credit Guarantee Corporation of Cambodia (CGCC) [kh_cgcc] Credit guarantee body; Cambodia",
        "fee of 0.5% in the first year instead of 1% (for: women owners)",
        "Names first: women owners",
        "Helps to: Use a credit guarantee ",
        "cgcc.com.kh As of 2024-06",
        "conditions change, ask first",
        "Source: https://cgcc.com.kh/en/cgcc-wegs (no date; read in 2026-11)",
        "(2024-06; read in 2026-11; republishes what others wrote)",
    ):
        assert part in text, part


def test_the_list_says_how_many_there_are_and_what_is_hidden() -> None:
    text = call("programmes", "--country", "VN", "--topic", "ops_quality_gate").stdout
    assert text.endswith("2 programmes.\n1 more has ended or was not verified; --all shows it.\n") or (
        "1 programme.\n1 more has ended or was not verified; --all shows it.\n" in text
    )
    ended = call("programmes", "--country", "VN", "--topic", "ops_quality_gate", "--all").stdout
    assert "as of 2023-12-12" in ended.lower() and "it has ended" in ended


def test_myanmar_has_its_neutral_line() -> None:
    text = " ".join(call("programmes", "--country", "MM", "--kind", "bank").stdout.split())
    assert text.count("Check current status and any legal limits before you contact.") == 2
    assert "it may have ended, ask first" in text


def test_every_name_that_there_is_not_is_told_at_once_with_the_nearest() -> None:
    done = call("programmes", "--country", "XX", "--topic", "fin_guarante", "--kind", "bnak")
    assert done.exit_code == Exit.USAGE
    assert done.stderr.splitlines() == [
        "--country: There is no country 'XX'. Check its spelling.",
        "--topic: There is no recommendation 'fin_guarante'. Did you mean 'fin_guarantee'?",
        "--kind: There is no provider kind 'bnak'. Did you mean 'bank'?",
    ]


def test_for_a_firm_its_plan_is_gone_through(saved: Path, tmp_path: Path) -> None:
    done = call("programmes", "--for", saved)
    assert done.exit_code == Exit.DONE, done.output
    call("report", saved, "-o", tmp_path / "r.json")
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    planned = [one["id"] for one in report["recommendations"] if one["planned"]]
    told = json.loads(call("programmes", "--for", saved, "--json").stdout)
    assert told["firm_id"] == "F1" and [one["action"] for one in told["actions"]] == planned
    for one in told["actions"]:
        expected = [each["id"] for each in report["support"].get(one["action"], [])]
        assert [each["id"] for each in one["programmes"]] == expected
    assert any(one["programmes"] for one in told["actions"])
    if any(not one["programmes"] for one in told["actions"]):
        assert "No entry of the directory. Whom to ask: " in " ".join(done.stdout.split())


def test_for_a_firm_one_action_can_be_asked_for(saved: Path) -> None:
    told = json.loads(call("programmes", "--for", saved, "--topic", "fin_see_credit_report", "--json").stdout)
    assert [[each["id"] for each in one["programmes"]] for one in told["actions"]] == [["kh_cbc"]]
    assert told["actions"][0]["programmes"][0]["old"] is True


@pytest.mark.parametrize("words", [("--country", "KH"), ("--all",)])
def test_what_does_not_go_with_a_firm_is_refused(words: tuple[str, ...], saved: Path) -> None:
    done = call("programmes", "--for", saved, *words)
    assert done.exit_code == Exit.USAGE and "Leave --country and --all away." in done.stderr


def test_the_report_as_json_reads_back_without_its_support(saved: Path, tmp_path: Path) -> None:
    call("report", saved, "-o", tmp_path / "r.json")
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))
    del found["format"], found["format_version"]
    for programmes in found.pop("support").values():
        for one in programmes:
            assert one["sources"] and one["offer"] in [offer["text"] for offer in one["offers"]]
    assert Assessment.model_validate(found | {"response": json.loads(saved.read_bytes())}).firm_id == "F1"


def test_the_check_names_what_should_be_read_again_and_is_content() -> None:
    done = call("instrument", "check")
    assert done.exit_code == Exit.DONE
    assert "programmes/cambodia.yaml: Read these again, their sources are more than 24 months old: " in done.stdout
    assert "kh_smebank (2020-04)" in done.stdout
    assert "programmes/cambodia.yaml: The sources of these have no date: kh_obr, kh_gdt" in done.stdout
    assert done.stdout.endswith("No problem found.\n")
