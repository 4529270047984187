"""A whole run over an export: the same results as over a plain file that says the same."""

import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from batch.conftest import Batch, read
from msme_check import answers
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.intake import columns_map
from msme_check.model.instrument import Instrument

EXPORTS = Path(__file__).parents[1] / "intake" / "exports"


def plain(export: Path, path: Path, instrument: Instrument) -> Path:
    """The firms of an export as a plain file of codes."""
    firms = json.loads(export.with_suffix(".expected.json").read_text(encoding="utf-8"))["firms"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, answers.columns(instrument))
        writer.writeheader()
        for firm in firms:
            said = {**firm["profile"], **firm["answers"]}
            cells = {name: " ".join(value) if isinstance(value, list) else value for name, value in said.items()}
            writer.writerow({"firm_id": firm["firm_id"], "firm_name": firm["firm_name"], **cells})
    return path


def test_the_results_of_an_export_are_those_of_a_plain_file(
    tmp_path: Path, batch: Batch, instrument: Instrument
) -> None:
    for name in ("kobo_labels.csv", "odk_central.csv", "microsoft_forms_workbook.xlsx", "texts_in_a_sheet.csv"):
        export = EXPORTS / name
        codes = plain(export, tmp_path / f"{name}.codes.csv", instrument)
        first, second = tmp_path / name / "export", tmp_path / name / "plain"
        assert batch(export, first).exit_code == batch(codes, second).exit_code == Exit.DONE
        for table in ("results.csv", "recommendations.csv"):
            assert (first / table).read_bytes() == (second / table).read_bytes(), (name, table)


def test_the_map_of_columns_is_part_of_what_a_run_is(tmp_path: Path, batch: Batch, instrument: Instrument) -> None:
    known = columns_map.load(EXPORTS / "own_form.map.yaml", instrument)
    summary = batch(EXPORTS / "own_form.csv", columns=known)
    assert (summary.rows, summary.scored, summary.bad_cells) == (3, 3, 0)
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert record["settings"]["columns"] == known.sha256


def test_a_name_in_the_zawgyi_encoding_is_listed(tmp_path: Path, batch: Batch) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(
        "firm_id,firm_name,country,sector,employees,fin_records_cashbook\n"
        "1,\u1031\u1000\u103a\u1038\u101c\u1000\u1039,MM,agri,3,2\n"
        "2,\u1000\u103b\u1031\u1038\u101c\u1000\u103a,MM,agri,3,2\n"
        "3,Mandalay,\u103b\u1019\u1014\u1039\u1019\u102c,agri,3,2\n",
        encoding="utf-8",
    )
    summary = batch(path)
    assert (summary.rows, summary.scored, summary.exit_code) == (3, 2, Exit.ROWS_REJECTED)
    lines = read(tmp_path / "out" / "rejected.csv")
    assert [(line["row"], line["column"], line["scored"]) for line in lines] == [
        ("2", "firm_name", "yes"),
        ("4", "country", "no"),
    ]
    assert all("Zawgyi" in line["problem"] and "Unicode" in line["what_to_do"] for line in lines)


def test_a_draft_is_written_and_used_by_the_commands(tmp_path: Path) -> None:
    firms, draft = EXPORTS / "own_form.csv", tmp_path / "map.yaml"
    runner = CliRunner()
    written = runner.invoke(app, ["intake", "columns", str(firms), "-o", str(draft)])
    assert written.exit_code == Exit.DONE and f"Written: {draft}" in written.stderr
    assert '  "Country":' in draft.read_text(encoding="utf-8") and '# "Gadgets": leave_out' in draft.read_text("utf-8")
    words = ["batch", str(firms), "-o", str(tmp_path / "out"), "--reports", "none", "--columns"]
    refused = runner.invoke(app, [*words, str(draft)])
    assert refused.exit_code == Exit.ANSWERS and "'msme-check intake columns' helps" in refused.stderr
    done = runner.invoke(app, [*words, str(EXPORTS / "own_form.map.yaml")])
    assert done.exit_code == Exit.DONE and "3 firms read: 3 scored, 0 rejected." in done.stderr


def test_a_map_with_mistakes_stops_before_anything_is_read(tmp_path: Path) -> None:
    said = tmp_path / "map.yaml"
    said.write_text("columns:\n  a: contry\n", encoding="utf-8")
    words = ["batch", str(tmp_path / "no.csv"), "-o", str(tmp_path / "out"), "--columns", str(said)]
    run = CliRunner().invoke(app, words)
    assert run.exit_code == Exit.USAGE and f"{said}:2: There is no question or fact 'contry'." in run.stderr
