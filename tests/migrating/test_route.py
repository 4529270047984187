"""Answers of an earlier version under the ids of today: in response files, PDFs and files of firms."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import read
from comparing.conftest import Days
from comparing.test_commands import call
from msme_check import answers, carried_over, migrating, response_files
from msme_check.assessments import assess_response
from msme_check.comparing import comparison, saved
from msme_check.comparing.actions import Became
from msme_check.errors import Exit, FileError
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response
from msme_check.report import files

OLD = {
    "fin_records_cashbook": "2", "fin_records_receipts": "3", "fin_plan_pricing": "1", "premises": "family_home",
    "fin_security_assets": "land_title signed_order", "fin_security_insurance": "fire theft",
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path, day: Days, instrument: Instrument) -> Path:
    """A response file of version 1.0.0, typed as the interview types it."""
    path = tmp_path / "old.json"
    response_files.save(path, day(name="Golden Rice", **OLD))
    response_files.save(path, response_files.load(path, instrument))
    return path


def carried(path: Path, instrument: Instrument) -> carried_over.CarriedOver:
    return carried_over.load(path, instrument)


def test_every_answer_goes_where_it_belongs(old: Path, two_later: Instrument) -> None:
    found = carried(old, two_later)
    given, facts = found.response.answers, found.response.profile
    assert (given["fin_records_daybook"], given["fin_records_sales"], given["fin_records_buying"]) == (2, 3, 2)
    assert given["fin_security_assets"] == ("land_paper",)
    assert (given["fin_security_insurance"], given["fin_security_other"]) == (("fire",), ("theft",))
    assert facts["place"] == "home" and "premises" not in facts
    assert not {"fin_records_cashbook", "fin_records_receipts", "fin_plan_pricing"} & given.keys()
    assert found.response.instrument.version == "2.0.0"
    assert found.left_out == ("'fin_plan_pricing'",)
    assert found.moved == (
        "'premises' -> place",
        "'fin_records_cashbook' -> fin_records_daybook",
        "'fin_records_receipts' -> fin_records_sales, fin_records_buying",
        "'fin_security_insurance' -> fin_security_insurance, fin_security_other",
    )


def test_all_other_answers_stay_in_order(old: Path, two_later: Instrument) -> None:
    before = json.loads(old.read_bytes())["answers"]
    after = carried(old, two_later).response.answers
    same = [name for name in before if name in two_later.questions and not name.startswith("fin_security")]
    assert [name for name in after if name in same] == same
    assert all(after[name] == before[name] or [*after[name]] == before[name] for name in same)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("question", "answer", "now"),
    [
        ("fin_records_receipts", "dk", {"fin_records_sales": "dk", "fin_records_buying": "dk"}),
        ("fin_records_receipts", 4, {"fin_records_sales": 4}),
        ("fin_security_insurance", ["none"], {"fin_security_insurance": ("none",), "fin_security_other": ("none",)}),
        ("fin_security_insurance", ["theft"], {"fin_security_insurance": ("none",), "fin_security_other": ("theft",)}),
        ("fin_security_assets", ["signed_order"], {}),
        ("fin_security_assets", ["none"], {"fin_security_assets": ("none",)}),
    ],
)
def test_answers_of_every_kind(
    question: str, answer: Any, now: dict[str, Any], old: Path, two_later: Instrument
) -> None:
    content = json.loads(old.read_bytes())
    content["answers"] = {question: answer}
    old.write_text(json.dumps(content), encoding="utf-8")
    found = carried(old, two_later)
    assert found.response.answers == now
    assert found.left_out == (() if now else (f"'{question}'",))


def test_a_later_step_alone(old: Path, two_later: Instrument) -> None:
    """From 1.1.0 only the second step is taken; from between the versions too."""
    content = json.loads(old.read_bytes())
    for version in ("1.1.0", "1.5.3"):
        content["instrument"]["version"] = version
        content["answers"] = {"fin_records_notebook": 2, "fin_security_assets": ["land_deed"]}
        old.write_text(json.dumps(content), encoding="utf-8")
        found = carried(old, two_later).response.answers
        assert found == {"fin_records_daybook": 2, "fin_security_assets": ("land_paper",)}


def test_what_is_told(old: Path, two_later_folder: Path, tmp_path: Path) -> None:
    done = call("report", old, "-o", tmp_path / "new.txt", "--instrument", two_later_folder)
    assert done.exit_code == Exit.DONE, done.output
    lines = done.stderr.splitlines()
    assert lines[0] == "These answers are of version 1.0.0 of the questions; they are read for version 2.0.0."
    assert lines[1].startswith("4 answers stand under the ids of today: 'premises' -> place, ")
    assert lines[2] == ("1 answer has no place among the questions of today and was left out: 'fin_plan_pricing'.")
    done = call("explain", old, "fin_records_daybook", "--instrument", two_later_folder)
    assert done.stderr.splitlines() == lines[:3]


def test_a_response_of_a_later_version_is_refused(old: Path, tmp_path: Path, two_later: Instrument) -> None:
    response = carried(old, two_later).response
    later = tmp_path / "later.json"
    response_files.save(later, response)
    done = call("compare", old, later)
    assert done.exit_code == Exit.ANSWERS
    assert "was made with version 2.0.0 of the instrument; this program has 1.0.0" in done.stderr
    odd = json.loads(later.read_bytes())
    odd["instrument"]["version"] = "next"
    later.write_text(json.dumps(odd), encoding="utf-8")
    with pytest.raises(FileError):
        carried(later, two_later)


def test_the_plan_of_then_is_judged_by_the_questions_of_today(
    day: Days, instrument: Instrument, two_later: Instrument, two_later_folder: Path, tmp_path: Path
) -> None:
    """An action with a renamed id that lifts a renamed and a split question."""
    then, pdf = day(name="Golden Rice"), tmp_path / "old.pdf"
    files.write(assess_response(then, instrument), instrument, pdf)
    before = saved.load(pdf, two_later)
    response = before.response
    done = {**response.answers, "fin_records_daybook": 3, "fin_records_sales": 3, "fin_records_buying": 2}
    later = tmp_path / "new.json"
    response_files.save(later, response.model_copy(update={"answers": done}))
    found = comparison.compare(before, saved.load(later, two_later), two_later)
    action = next(one for one in found.actions if one.id == "fin_daily_daybook")
    assert action.became is Became.DONE
    assert [(one.question, one.target) for one in action.lifts] == [
        ("fin_records_daybook", 3), ("fin_records_sales", 3), ("fin_records_buying", 2),
    ]  # fmt: skip
    assert "fin_records_daybook" not in found.instrument.new
    assert set(found.instrument.gone) == {"fin_records_receipts", "fin_plan_pricing"}
    text = " ".join(call("compare", pdf, later, "--instrument", two_later_folder).stdout.split())
    assert "Answers that stand under another id today (4)" in text
    assert "Version 1.0.0 -> 2.0.0." in text


def test_a_report_made_anew_names_no_renamed_action(
    day: Days, instrument: Instrument, two_later_folder: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "old.pdf"
    files.write(assess_response(day(), instrument), instrument, pdf)
    done = call("report", pdf, "-o", tmp_path / "new.txt", "--instrument", two_later_folder)
    assert "stand under the ids of today" in done.stderr
    assert "cashbook ->" not in done.stderr.replace("'fin_records_cashbook' ->", "")
    assert "fin_daily_cashbook" not in done.stderr


def test_the_interview_goes_on_and_keeps_the_file_of_then(
    old: Path, two_later_folder: Path, two_later: Instrument
) -> None:
    before = old.read_bytes()
    done = call("assess", "--response", old, "--instrument", two_later_folder)
    assert "These answers are of version 1.0.0" in done.output
    kept = old.with_name("old-1.0.0.json")
    assert kept.read_bytes() == before
    assert f"The file as it was: {kept}" in done.output.replace("\n", "")


def write_firms(path: Path, header: dict[str, str], row: dict[str, str]) -> Path:
    """A file with one firm whose columns have other names."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([header.get(name, name) for name in row])
        writer.writerow(row.values())
    return path


def test_columns_of_then_in_a_file_of_firms(
    old: Path, two_later: Instrument, two_later_folder: Path, day: Days, tmp_path: Path
) -> None:
    response: Response = day(**OLD)
    path = write_firms(tmp_path / "firms.csv", {}, response.cells())
    done = call("batch", path, "-o", tmp_path / "out", "--reports", "none", "--instrument", two_later_folder)
    text = " ".join(done.output.split())
    assert "'fin_records_cashbook' is called 'fin_records_daybook' today, and is read as such." in text
    assert "'premises' is called 'place' today" in text
    assert (
        "'fin_records_receipts' of an earlier version is now fin_records_sales, fin_records_buying. The column" in text
    )
    assert "'fin_plan_pricing' of an earlier version is no longer asked, and is left out." in text
    (firm,) = read(tmp_path / "out" / "results.csv")
    assert firm["place"] == "home"
    rejected = read(tmp_path / "out" / "rejected.csv")
    assert [line["column"] for line in rejected] == ["fin_security_assets"]  # signed_order is no choice today


def test_a_column_of_today_comes_before_one_of_then(two_later_folder: Path, day: Days, tmp_path: Path) -> None:
    row = {**day().cells(), "fin_records_cashbook": "4"}
    row["fin_records_daybook"] = "0"
    path = write_firms(tmp_path / "firms.csv", {}, row)
    done = call("batch", path, "-o", tmp_path / "out", "--reports", "none", "--instrument", two_later_folder)
    assert "The column is left out" in " ".join(done.output.split())
    assert (tmp_path / "out" / "results.csv").exists()


def test_boxes_of_then(two_later_folder: Path, day: Days, tmp_path: Path) -> None:
    """A column for each box, with the code that the box had two versions ago."""
    row = {name: text for name, text in day().cells().items() if name != "fin_security_assets"}
    row |= {"fin_security_assets/land_title": "1", "fin_security_assets/savings_deposit": "0"}
    path = write_firms(tmp_path / "firms.csv", {}, row)
    done = call("batch", path, "-o", tmp_path / "out", "--reports", "none", "--instrument", two_later_folder)
    assert "land_title" not in done.output


def test_names_of_then(two_later: Instrument) -> None:
    former = migrating.former_names(two_later)
    assert former["fin_records_cashbook"] == former["fin_records_notebook"] == ("fin_records_daybook",)
    assert former["fin_plan_pricing"] == ()
    assert migrating.only_renamed(two_later, "fin_records_cashbook")
    assert not migrating.only_renamed(two_later, "fin_records_receipts")
    assert migrating.former_choices(two_later) == {
        "fin_security_assets": {"land_title": "land_paper", "land_deed": "land_paper"},
        "place": {"family_home": "home"},
    }
    assert migrating.route(two_later, "2.0.0").steps == migrating.route(two_later, "odd").steps == ()
    assert {*answers.columns(two_later)} >= {"fin_records_daybook", "place"}
