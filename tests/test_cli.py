"""The command line as a person meets it: what is written, what is said, which exit code."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from msme_check.cli import app
from msme_check.commands import authoring
from msme_check.errors import Exit

DATA = Path(__file__).parent / "data"
Rows = list[dict[str, str]]


def call(*words: str | Path, typed: str = "") -> Any:
    """Runs the program in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


def write(path: Path, rows: Rows) -> Path:
    """A CSV file of firms."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Batch -------------------------------------------------------------------------------------------------------


def test_a_batch_writes_tables_and_counts_add_up(tmp_path: Path) -> None:
    done = call("batch", DATA / "example_firms.csv", "-o", tmp_path / "out", "--reports", "none", "--top", "3")
    assert done.exit_code == Exit.DONE, done.output
    assert "40 firms read: 40 scored, 0 rejected." in done.stderr
    results = read(tmp_path / "out" / "results.csv")
    assert [row["firm_id"] for row in results] == [row["firm_id"] for row in read(DATA / "example_firms.csv")]
    recommendations = read(tmp_path / "out" / "recommendations.csv")
    assert {int(row["rank"]) for row in recommendations} == {1, 2, 3}
    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert record["rows"] == {"in": 40, "scored": 40, "rejected": 0}
    assert read(tmp_path / "out" / "rejected.csv") == []


BAD_CELLS = [
    ("fin_records_cashbook", "7"),
    ("fin_records_cashbook", "n/a"),
    ("ops_workplace_safety", "first_aid dragon"),
    ("fin_banking_turnover", "lots"),
    ("fin_credit_report", "perhaps"),
    ("exports", "sometimes"),
]


@pytest.mark.parametrize(("column", "cell"), BAD_CELLS)
def test_a_bad_cell_is_named_and_its_row_is_still_scored(
    column: str, cell: str, tmp_path: Path, example_rows: Rows
) -> None:
    rows = [dict(row) for row in example_rows[:3]]
    rows[1][column] = cell
    firms = write(tmp_path / "firms.csv", rows)
    done = call("batch", firms, "-o", tmp_path / "out", "--reports", "none")
    assert done.exit_code == Exit.ROWS_REJECTED
    assert "3 firms read: 3 scored, 0 rejected." in done.stderr
    (refused,) = read(tmp_path / "out" / "rejected.csv")
    assert (refused["row"], refused["column"], refused["scored"]) == ("3", column, "yes")
    assert refused["problem"] and refused["what_to_do"]
    everything = done.output + "".join(p.read_text("utf-8-sig") for p in (tmp_path / "out").glob("re*.csv"))
    assert "dragon" not in everything and "lots" not in everything and "sometimes" not in everything
    strict = call("batch", firms, "-o", tmp_path / "strict", "--reports", "none", "--strict")
    assert strict.exit_code == Exit.ROWS_REJECTED
    assert "3 firms read: 2 scored, 1 rejected." in strict.stderr


def test_a_repeated_firm_id_is_rejected_and_the_others_are_scored(tmp_path: Path, example_rows: Rows) -> None:
    rows = [dict(row) for row in example_rows[:3]]
    rows[2]["firm_id"] = rows[0]["firm_id"]
    done = call("batch", write(tmp_path / "f.csv", rows), "-o", tmp_path / "out", "--reports", "none")
    assert done.exit_code == Exit.ROWS_REJECTED
    assert "3 firms read: 2 scored, 1 rejected." in done.stderr
    (refused,) = read(tmp_path / "out" / "rejected.csv")
    assert (refused["row"], refused["column"], refused["scored"]) == ("4", "firm_id", "no")


def test_an_unknown_column_is_named_with_what_was_probably_meant(tmp_path: Path, example_rows: Rows) -> None:
    rows = [{("fin_records_cashbok" if k == "fin_records_cashbook" else k): v for k, v in example_rows[0].items()}]
    done = call("batch", write(tmp_path / "f.csv", rows), "-o", tmp_path / "out", "--reports", "none")
    assert done.exit_code == Exit.ROWS_REJECTED
    assert "fin_records_cashbok" in done.stderr and "Did you mean 'fin_records_cashbook'?" in done.stderr


@pytest.mark.parametrize("content", [b"", b"firm_id,country\n", b"\x00\x01\x02", b"PK\x03\x04rest", b"%PDF-1.7 x"])
def test_a_file_that_holds_no_firms_is_refused_with_one_message(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_bytes(content)
    done = call("batch", tmp_path / "firms.csv", "-o", tmp_path / "out", "--reports", "none")
    assert done.exit_code == Exit.ANSWERS
    assert "firms.csv" in done.stderr and "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = call("batch", tmp_path / "none.csv", "-o", tmp_path / "out", "--reports", "none")
    assert done.exit_code == Exit.ANSWERS
    assert "none.csv" in done.stderr


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = call("batch", DATA / "example_firms.csv", "-o", tmp_path / "file" / "out", "--reports", "none")
    assert done.exit_code == Exit.OUTPUT
    assert "out" in done.stderr and "Traceback" not in done.output


# One firm ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".json", ".txt"])
def test_a_report_of_saved_answers(suffix: str, saved: Path, tmp_path: Path) -> None:
    out = tmp_path / f"report{suffix}"
    done = call("report", saved, "-o", out)
    assert done.exit_code == Exit.DONE, done.output
    content = out.read_bytes()
    assert content.startswith(b"%PDF" if suffix == ".pdf" else content[:1])
    if suffix == ".html":
        assert b"Battambang &lt;b&gt;rice&lt;/b&gt; &amp; sons" in content


def test_a_report_of_an_unknown_kind_is_a_wrong_use(saved: Path, tmp_path: Path) -> None:
    done = call("report", saved, "-o", tmp_path / "report.docx")
    assert done.exit_code == Exit.USAGE
    assert ".pdf" in done.stderr


def test_a_response_of_a_later_instrument_version_is_refused(saved: Path, tmp_path: Path) -> None:
    content = json.loads(saved.read_text("utf-8"))
    content["instrument"]["version"] = "9.0.0"
    saved.write_text(json.dumps(content), encoding="utf-8")
    done = call("report", saved, "-o", tmp_path / "r.txt")
    assert done.exit_code == Exit.ANSWERS
    assert "9.0.0" in done.stderr and "1.0.0" in done.stderr


def test_a_response_without_answers_says_how_to_go_on(saved: Path, tmp_path: Path) -> None:
    content = json.loads(saved.read_text("utf-8"))
    content["answers"] = {}
    saved.write_text(json.dumps(content), encoding="utf-8")
    done = call("report", saved, "-o", tmp_path / "r.txt")
    assert done.exit_code == Exit.ANSWERS
    assert "msme-check assess --response" in done.stderr


def test_an_interview_that_stops_is_saved_and_goes_on(tmp_path: Path) -> None:
    answers = tmp_path / "mill.json"
    first = call("assess", "--response", answers, "--only", "finance", typed="Sok Rice Mill\n1\n")
    assert first.exit_code == Exit.INTERRUPTED
    assert "--response" in first.stderr and "--only finance" in first.stderr
    assert json.loads(answers.read_text("utf-8"))["profile"]["country"] == "KH"
    assert answers.stat().st_mode & 0o777 == 0o600


def test_an_interview_to_its_end_shows_the_result_and_writes_the_pdf(saved: Path) -> None:
    done = call("assess", "--response", saved)
    assert done.exit_code == Exit.DONE, done.output
    assert "Battambang <b>rice</b> & sons" in done.stdout
    assert saved.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_questionnaire_is_a_wrong_use(tmp_path: Path) -> None:
    done = call("assess", "--response", tmp_path / "a.json", "--only", "finanse")
    assert done.exit_code == Exit.USAGE
    assert "finance, operations, digital, green" in done.stderr


# Around it -----------------------------------------------------------------------------------------------------


def test_the_instrument_is_checked_with_its_cases() -> None:
    done = call("instrument", "check")
    assert done.exit_code == Exit.DONE, done.output
    assert "85 questions, 67 recommendations" in done.stdout


def test_a_folder_that_is_no_instrument(tmp_path: Path) -> None:
    done = call("instrument", "check", tmp_path)
    assert done.exit_code == Exit.INSTRUMENT
    assert "finance.yaml:1: This file is missing" in done.stdout


def test_an_unknown_language_is_a_wrong_use(tmp_path: Path) -> None:
    done = call("forms", "csv", "-o", tmp_path / "f.csv", "--lang", "xx")
    assert done.exit_code == Exit.USAGE
    assert "xx" in done.stderr and "en" in done.stderr


def test_forms_are_written_with_an_explanation(tmp_path: Path) -> None:
    done = call("forms", "csv", "-o", tmp_path / "blank.csv")
    assert done.exit_code == Exit.DONE, done.output
    assert read(tmp_path / "blank.csv") == []
    explained = read(tmp_path / "blank_columns.csv")
    assert {"fin_records_cashbook", "sells_to", "firm_id"} <= {next(iter(row.values())) for row in explained}


def test_the_demo_does_the_whole_job(tmp_path: Path) -> None:
    done = call("demo", "-o", tmp_path / "demo")
    assert done.exit_code == Exit.DONE, done.output
    assert len(list((tmp_path / "demo" / "reports").glob("*.pdf"))) >= 12
    results = read(tmp_path / "demo" / "results.csv")
    assert {row["country"] for row in results} == {"KH", "LA", "MM", "TH", "VN"}
    assert {row["sector"] for row in results} == {"agri", "manufacturing", "tourism", "retail", "services"}


def test_the_doctor_finds_what_is_there() -> None:
    done = call("doctor")
    assert done.exit_code == Exit.DONE, done.output
    assert "Pango" in done.stdout


def test_the_version_and_the_help_need_no_polars() -> None:
    code = "import sys; from msme_check import cli; sys.exit('polars' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert call("--version").stdout.startswith("msme-check ")


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m msme_check instrument check | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_a_mistake_of_our_own_is_one_message_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: object) -> Exit:
        raise ZeroDivisionError("secret answer")

    monkeypatch.setattr(authoring, "check", broken)
    done = call("instrument", "check")
    assert done.exit_code == Exit.OUTPUT
    assert "ZeroDivisionError at test_cli.py:" in done.stderr
    assert "secret" not in done.output and "Traceback" not in done.output


def test_no_file_is_left_where_the_program_is_called(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "msme_check", "instrument", "check"], cwd=tmp_path, check=True, capture_output=True
    )
    assert list(tmp_path.iterdir()) == []
