"""Sums below the firms are refused in one line each, and no firm is ever taken for one."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batch.conftest import Batch, Rows, read, write
from batch.test_run import HYPOTHESIS, changed, results
from msme_check.answers import FIRM_ID
from msme_check.batch.met import portions
from msme_check.batch.run import REJECTED
from msme_check.batch.screening import Screening
from msme_check.errors import Exit
from msme_check.intake.chunks import UnreadChunk
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.inputs import read_inputs
from msme_check.model.instrument import Instrument

FILES = Path(__file__).parents[1] / "intake" / "files"
WORDS = [
    *(
        "Total",
        "GRAND TOTAL:",
        "Sub-total",
        "Sum",
        "Average (25)",
        "Tổng cộng",
        "Trung bình",
        "Total / សរុប",
        "1. Total",
    ),
    *("សរុប", "មធ្យម\u200bភាគ", "ລວມທັງໝົດ", "ຄ່າສະເລ່ຍ", "စုစုပေါင်း", "ပျမ်းမျှ"),
    *("รวมทั้งสิ้น", "ค่าเฉลี่ย", "Moyenne"),
]


def sums(row: dict[str, str], **cells: str) -> dict[str, str]:
    """A row of sums: large numbers where firms have levels."""
    numbers = {name: "37" if name.startswith(("fin", "ops")) else "" for name in row}
    return changed(numbers, employees="345", **cells)


def told(out: Path) -> list[tuple[str, str, str, str]]:
    """Row, column, `scored` and the first words of the problem of each line of `rejected.csv`."""
    return [(one["row"], one["column"], one["scored"], one["problem"][:29]) for one in read(out / REJECTED)]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("column", ["firm_id", "firm_name", "country"])
def test_a_row_of_sums_is_refused_in_one_line(
    word: str, column: str, batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    summary = batch([*example_rows[:2], sums(example_rows[0], **{column: word})])
    assert (summary.rows, summary.scored, summary.bad_cells) == (3, 2, 0) and summary.exit_code == Exit.ROWS_REJECTED
    assert told(tmp_path / "out") == [("4", "", "no", "This row seems to be a total ")]
    (line,) = read(tmp_path / "out" / REJECTED)
    assert "If it is a firm, fill in" in line["what_to_do"]


@pytest.mark.parametrize("chunk_rows", [1, 3, 1000])
def test_sums_stand_anywhere_and_may_be_alike(
    chunk_rows: int, batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    total = sums(example_rows[0], firm_id="Total")
    counts = sums(example_rows[0], firm_name="Number of firms", country="2", sector="#DIV/0!")
    words_alone = dict.fromkeys(example_rows[0], "") | {"firm_id": "Total"}
    summary = batch([example_rows[0], total, example_rows[1], counts, words_alone], chunk_rows=chunk_rows)
    assert (summary.rows, summary.scored) == (5, 2)
    assert told(tmp_path / "out") == [(row, "", "no", "This row seems to be a total ") for row in ("3", "5", "6")]


def test_a_firm_of_such_a_name_is_scored(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    names = ["Total", "Total Garage", "Sum", "Trung Bình", "សរុប"]
    firms = [
        *(changed(row, firm_name=name) for row, name in zip(example_rows, names, strict=False)),
        changed(example_rows[8], firm_id="Total"),
    ]
    assert batch(firms).scored == len(firms) and len(results(tmp_path / "out")) == len(firms)


def test_what_only_begins_like_a_total_is_told_cell_by_cell(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    garage = changed(example_rows[0], firm_id="17", firm_name="Total Garage", country="", sector="", subsector="")
    seller = changed(
        example_rows[1], firm_id="18", firm_name="Total", country="", subsector=""
    )  # the sector says that it is a firm
    assert batch([garage, seller, example_rows[2]]).scored == 1
    assert [line[:2] for line in told(tmp_path / "out")] == [("2", "country"), ("2", "sector"), ("3", "country")]


@pytest.mark.parametrize(
    ("name", "rows", "totals"),
    [
        ("totals.xlsx", 6, 3),
        ("libreoffice_totals.ods", 6, 3),
        ("libreoffice_totals.xls", 6, 3),
        ("libreoffice_totals.csv", 4, 2),
    ],
)
def test_files_as_programs_save_them(name: str, rows: int, totals: int, batch: Batch, tmp_path: Path) -> None:
    summary = batch(FILES / name)
    assert (summary.rows, summary.rejected) == (rows, totals)
    assert {line[3] for line in told(tmp_path / "out")} == {"This row seems to be a total "}
    assert summary.refusals == totals


def test_it_is_seen_where_only_ids_are_read_before(
    batch: Batch, example_rows: Rows, tmp_path: Path, instrument: Instrument
) -> None:
    rows = [changed(example_rows[0], firm_id=f"F{number}", firm_name="") for number in range(1200)]
    path = write(tmp_path / "firms.csv", [*rows, sums(rows[0], firm_id="Total")], instrument)
    inputs = read_inputs([path], instrument, None, lambda done, size: None)
    *_others, last = inputs.chunks(100, lambda done, size: None)
    assert isinstance(last, UnreadChunk)
    summary = batch(path, chunk_rows=100)
    assert (summary.rows, summary.scored) == (1201, 1200)
    assert told(tmp_path / "out") == [("1202", "", "no", "This row seems to be a total ")]


CELLS = {
    "firm_id": ["Total", "F1", "F2", "F3", "", "7"],
    "firm_name": ["Total", "Sum", "Total Garage", "", "12"],
    "country": ["KH", "Cambodia", "Total", "", "12", "XX", "#N/A"],
    "sector": ["agri", "Agriculture", "", "3", "sum"],
    "employees": ["3", "345", ""],
    "fin_records_cashbook": ["2", "37", ""],
}


@HYPOTHESIS
@example(rows=[dict(zip(CELLS, ("7", "Total", "12", "agri", "3", "2"), strict=True))])
@given(
    rows=st.lists(st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1)
)
def test_no_firm_is_lost_by_it(rows: Rows, instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("\n".join(",".join(one) for one in [list(CELLS), *(row.values() for row in rows)]), "utf-8")
    without = instrument.settings.model_copy(update={"total_words": {}})
    explained = ColumnsMap(values={"country": {"12": "KH"}})
    firms = []
    for one in (instrument, instrument.model_copy(update={"settings": without})):
        inputs, screening = read_inputs([path], one, None, lambda done, size: None, explained), Screening(one)
        found = [screening.scored(part) for part in portions(inputs.chunks(1000, lambda done, size: None))]
        firms.append([list(some.assessed.values.texts[FIRM_ID]) for some in found])
        assert sum(some.rows for some in found) == sum(any(row.values()) for row in rows)
    assert firms[0] == firms[1]
