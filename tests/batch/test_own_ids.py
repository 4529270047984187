"""What stands in place of an id is none: such firms are refused, and none is told to be the same as another."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from batch.conftest import Batch, Rows, read, write
from batch.test_run import changed, results
from msme_check.answers import FIRM_ID
from msme_check.batch.run import REJECTED
from msme_check.errors import Exit
from msme_check.intake.chunks import UnreadChunk
from msme_check.intake.inputs import read_inputs
from msme_check.model.instrument import Instrument

FILES = Path(__file__).parents[1] / "intake" / "files"
ERRORS = ("#N/A", "#N/A", " #REF! ", "#NOM ?", "#WERT!", "Err:502", "########")


def with_ids(rows: Rows, ids: Sequence[str]) -> Rows:
    """The rows with other ids, and one behind them as it was."""
    others = [changed(row, firm_id=one) for row, one in zip(rows, ids, strict=False)]
    return [*others, rows[len(ids)]]


def refused(out: Path) -> list[tuple[str, str, str]]:
    """Row, column and `scored` of each line of `rejected.csv`, all of which say the same."""
    lines = read(out / REJECTED)
    for line in lines:
        assert "#N/A, or ####" in line["problem"] and "id of its own" in line["what_to_do"]
    return [(line["row"], line["column"], line["scored"]) for line in lines]


@pytest.mark.parametrize("chunk_rows", [1, 3, 1000])
def test_a_firm_whose_id_is_an_error_is_refused(
    chunk_rows: int, batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    summary = batch(with_ids(example_rows, ERRORS), chunk_rows=chunk_rows)
    assert (summary.rows, summary.scored, summary.exit_code) == (len(ERRORS) + 1, 1, Exit.ROWS_REJECTED)
    assert summary.bad_cells == 0  # each is a firm without an id, and no cell that was left out
    assert refused(tmp_path / "out") == [(str(row), "firm_id", "no") for row in range(2, len(ERRORS) + 2)]


def test_ids_that_only_look_like_errors_are_ids(batch: Batch, example_rows: Rows) -> None:
    ids = ["#", "#1", "#REF", "#A!", "Err:5021", "N/A"]
    assert batch(with_ids(example_rows, ids)).scored == len(ids) + 1


def test_a_workbook_says_the_same(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    rows = with_ids(example_rows, ["#N/A", "#N/A"])
    with xlsxwriter.Workbook(tmp_path / "firms.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, list(row.values()))
            if row[FIRM_ID] == "#N/A":
                sheet.write_formula(number, 0, "=VLOOKUP(1,Z1:Z2,1,FALSE)", None, "#N/A")
    assert batch(tmp_path / "firms.xlsx").scored == 1
    assert refused(tmp_path / "out") == [("2", "firm_id", "no"), ("3", "firm_id", "no")]


@pytest.mark.parametrize("name", ["errors_for_ids.xlsx", "libreoffice_errors_for_ids.csv"])
def test_files_as_programs_save_them(name: str, batch: Batch, tmp_path: Path) -> None:
    summary = batch(FILES / name)
    assert (summary.rows, summary.scored) == (4, 1)
    assert refused(tmp_path / "out") == [(row, "firm_id", "no") for row in ("2", "4", "5")]


def test_it_is_seen_where_only_ids_are_read_before(
    batch: Batch, example_rows: Rows, tmp_path: Path, instrument: Instrument
) -> None:
    rows = [changed(example_rows[0], firm_id=f"F{number}", firm_name="") for number in range(1200)]
    for place in (5, 1100, 1150):
        rows[place]["firm_id"] = "#N/A"
    path = write(tmp_path / "firms.csv", rows, instrument)
    with path.open("rb") as file:
        assert b'"' not in file.read()
    inputs = read_inputs([path], instrument, None, lambda done, size: None)
    assert any(isinstance(one, UnreadChunk) for one in inputs.chunks(100, lambda done, size: None))
    summary = batch(path, chunk_rows=100)
    assert (summary.rows, summary.scored) == (1200, 1197)
    assert refused(tmp_path / "out") == [(str(place + 2), "firm_id", "no") for place in (5, 1100, 1150)]
    assert len(results(tmp_path / "out")) == 1197
