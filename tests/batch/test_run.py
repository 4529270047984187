"""A whole batch: what is scored, what is rejected, what is written, and what is left alone."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch import worker_tasks
from batch.conftest import Batch, Rows, read
from msme_check.batch.run import QUALITY, RECOMMENDATIONS, REJECTED, RESULTS
from msme_check.batch.settings import Cohort, ReportFormat, Stage
from msme_check.errors import AnswersError, Exit, Interrupted, MsmeCheckError, OutputError, UsageError
from msme_check.model.instrument import Instrument
from random_firms import random_row

HYPOTHESIS = settings(max_examples=12)


def changed(row: dict[str, str], **cells: str) -> dict[str, str]:
    return {**row, **cells}


@pytest.fixture
def rows(example_rows: Rows) -> Rows:
    return example_rows[:4]


# What is rejected ---------------------------------------------------------------------------------------------


def test_a_clean_file_leaves_nothing_to_say(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    summary = batch(rows)
    assert summary.exit_code == Exit.DONE and summary.notes == ()
    assert read(tmp_path / "out" / REJECTED) == []
    assert not (tmp_path / "out" / "reports").exists()


REJECTED_ROWS = {
    "no id": ({"firm_id": " "}, "firm_id", "no id"),
    "no country": ({"country": ""}, "country", "empty"),
    "a country that is none": ({"country": "XX"}, "country", "none of the choices"),
    "no sector": ({"sector": ""}, "sector", "empty"),
    "no people": ({"employees": ""}, "employees", "empty"),
    "people in words": ({"employees": "a few"}, "employees", "not a whole number"),
    "nobody": ({"employees": "0"}, "employees", "between 1"),
}


@pytest.mark.parametrize("case", REJECTED_ROWS)
def test_a_row_that_cannot_be_scored_is_rejected(case: str, batch: Batch, rows: Rows, tmp_path: Path) -> None:
    cells, column, said = REJECTED_ROWS[case]
    summary = batch([rows[0], changed(rows[1], subsector="", **cells), rows[2]])
    assert (summary.rows, summary.scored, summary.rejected) == (3, 2, 1)
    assert summary.exit_code == Exit.ROWS_REJECTED
    (line,) = read(tmp_path / "out" / REJECTED)
    assert (line["row"], line["column"], line["scored"]) == ("3", column, "no")
    assert said in line["problem"] and line["what_to_do"]
    assert [row["firm_id"] for row in read(tmp_path / "out" / RESULTS)] == [rows[0]["firm_id"], rows[2]["firm_id"]]


def test_a_repeated_id_is_rejected_with_the_row_that_had_it_first(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    twice = [rows[0], rows[1], changed(rows[2], firm_id=f" {rows[0]['firm_id']}")]
    for chunk_rows in (1, 20_000):
        assert batch(twice, chunk_rows=chunk_rows).scored == 2
        (line,) = read(tmp_path / "out" / REJECTED)
        assert (line["row"], line["column"], line["scored"]) == ("4", "firm_id", "no")
        assert line["problem"].startswith("Row 2 has the same id")


def test_bad_cells_of_all_kinds_count_as_missing(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    bad = changed(
        rows[0],
        firm_name="???? ????",
        fin_records_cashbook="9",
        ops_workplace_safety="first_aid dragon",
        fin_banking_turnover="lots",
        exports="sometimes",
        subsector="it",
        evidence="fin_records_cashbook; secret",
    )
    summary = batch([bad, rows[1]])
    lines = read(tmp_path / "out" / REJECTED)
    assert (summary.scored, summary.bad_cells, len(lines)) == (2, 7, 7)
    assert {line["scored"] for line in lines} == {"yes"} and {line["row"] for line in lines} == {"2"}
    assert {line["column"] for line in lines} == {
        "firm_name", "fin_records_cashbook", "ops_workplace_safety", "fin_banking_turnover", "exports", "subsector",
        "evidence",
    }  # fmt: skip
    written = "".join((tmp_path / "out" / name).read_text("utf-8") for name in (REJECTED, RESULTS, "run.json"))
    for content in ("dragon", "lots", "sometimes", "secret"):
        assert content not in written
    missing = batch([changed(rows[0], firm_name="", fin_records_cashbook="", ops_workplace_safety="", evidence="",
                             fin_banking_turnover="", exports="", subsector="")], out=tmp_path / "other")  # fmt: skip
    assert missing.refusals == 0
    one, other = read(tmp_path / "out" / RESULTS)[0], read(tmp_path / "other" / RESULTS)[0]
    assert changed(one, firm_name="") == other


def test_strict_rejects_a_row_with_any_bad_cell(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    summary = batch([changed(rows[0], fin_records_cashbook="9"), rows[1]], strict=True)
    assert (summary.scored, summary.rejected, summary.exit_code) == (1, 1, Exit.ROWS_REJECTED)
    (line,) = read(tmp_path / "out" / REJECTED)
    assert line["scored"] == "no"


def test_a_row_with_shifted_cells_is_rejected_whole(
    batch: Batch, rows: Rows, tmp_path: Path, instrument: Instrument
) -> None:
    batch(rows)
    lines = (tmp_path / "firms.csv").read_text("utf-8").split("\n")
    lines[2] = lines[2].replace(",", ",Ltd,", 1)
    (tmp_path / "firms.csv").write_text("\n".join(lines), "utf-8")
    summary = batch(tmp_path / "firms.csv")
    (line,) = read(tmp_path / "out" / REJECTED)
    assert (summary.rejected, line["row"], line["column"]) == (1, "3", "")
    assert "more cells than the header" in line["problem"]


def test_when_nothing_can_be_scored_the_reasons_are_still_written(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    summary = batch([changed(row, country="") for row in rows], reports=ReportFormat.HTML)
    assert (summary.scored, summary.exit_code) == (0, Exit.ANSWERS)
    assert len(read(tmp_path / "out" / REJECTED)) == 4
    assert read(tmp_path / "out" / RESULTS) == [] == read(tmp_path / "out" / RECOMMENDATIONS)
    assert (tmp_path / "out" / RESULTS).read_text("utf-8-sig").startswith("firm_id,firm_name,country")


def test_a_misspelt_column_is_in_the_list_of_what_was_refused(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    batch(rows)
    text = (tmp_path / "firms.csv").read_text("utf-8").replace("fin_records_cashbook", "fin_record_cashbook", 1)
    (tmp_path / "firms.csv").write_text(text, "utf-8")
    summary = batch(tmp_path / "firms.csv")
    (line,) = read(tmp_path / "out" / REJECTED)
    assert (line["row"], line["column"], line["scored"]) == ("1", "fin_record_cashbook", "")
    assert (summary.exit_code, summary.bad_cells, summary.rejected) == (Exit.ROWS_REJECTED, 0, 0)


# What is written ----------------------------------------------------------------------------------------------


def test_a_name_that_a_spreadsheet_would_run_is_guarded_and_read_back(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    risky = changed(rows[0], firm_id="=1+1", firm_name="@SUM(A1)")
    batch([risky, changed(risky, firm_id="-7"), risky])
    for table in (RESULTS, RECOMMENDATIONS, REJECTED):
        assert read(tmp_path / "out" / table)[0]["firm_id"] in {"'=1+1"}
    assert read(tmp_path / "out" / RESULTS)[0]["firm_name"] == "'@SUM(A1)"
    assert batch([changed(rows[0], firm_id="'=1+1")], out=tmp_path / "again").scored == 1
    assert read(tmp_path / "again" / RESULTS)[0]["firm_id"] == "'=1+1"


def test_tables_have_a_mark_and_plain_line_ends(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    batch(rows, chunk_rows=2)
    for table in (RESULTS, RECOMMENDATIONS, REJECTED):
        content = (tmp_path / "out" / table).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\xef\xbb\xbf") == 1
        assert content.endswith(b"\n") and b"\r" not in content and b'""' not in content


def test_the_record_says_what_was_scored_with_what(
    batch: Batch, rows: Rows, tmp_path: Path, instrument: Instrument
) -> None:
    batch([*rows, rows[0]], top=2)
    record = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert record["rows"] == {"in": 5, "scored": 4, "rejected": 1}
    assert record["instrument"] == {
        "id": instrument.settings.id, "version": instrument.settings.version, "hash": instrument.hash,
    }  # fmt: skip
    (file,) = record["input"]
    assert file["file"] == "firms.csv" and len(file["sha256"]) == 64
    assert (file["encoding"], file["encoding_assumed"]) == ("utf-8", False)
    assert (record["started"], record["finished"]) == ("2026-11-24T23:30:00Z", "2026-11-24T23:30:03Z")
    assert record["seconds"] == {"reading": 1.0, "scoring": 1.0, "reports": 1.0}
    assert record["settings"] == {
        "reports": "none", "cohort": "none", "top": 2, "strict": False, "language": "en", "with_data": True,
        "columns": None, "tables": "csv",
    }  # fmt: skip


def test_progress_goes_through_the_stages_to_their_ends(batch: Batch, rows: Rows) -> None:
    heard: list[tuple[int, int, Stage]] = []
    batch(
        rows,
        progress=lambda *said: heard.append(said),
        reports=ReportFormat.HTML,
        cohort=Cohort.FIRMS,
        prepare=worker_tasks.drawing_marks,
    )
    assert list(dict.fromkeys(stage for _done, _total, stage in heard)) == list(Stage)
    for stage in Stage:
        last = [said for said in heard if said[2] is stage][-1]
        assert last[0] == last[1] > 0


# Where it is written ------------------------------------------------------------------------------------------


def test_a_folder_with_somebodys_files_is_left_alone(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.csv").write_text("mine")
    with pytest.raises(UsageError, match="Name an empty or a new folder"):
        batch(rows)
    assert [one.name for one in out.iterdir()] == ["results.csv"] and (out / "results.csv").read_text() == "mine"


def test_a_folder_of_an_earlier_batch_is_written_anew(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    batch(rows)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    batch(rows[:1])
    assert len(read(tmp_path / "out" / RESULTS)) == 1
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == sorted(
        [RESULTS, RECOMMENDATIONS, REJECTED, QUALITY, "run.json", "notes.txt"]
    )


def test_what_a_killed_batch_left_behind_is_swept_away(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    (tmp_path / "out" / ".msme-check-dead").mkdir(parents=True)
    batch(rows)
    assert not (tmp_path / "out" / ".msme-check-dead").exists()


@pytest.mark.parametrize("out", ["file/out", "file"])
def test_a_folder_that_cannot_be_made_is_said_before_any_work(
    out: str, batch: Batch, rows: Rows, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError) as raised:
        batch(rows, out=tmp_path / out, progress=lambda *said: pytest.fail("work was done"))
    assert raised.value.exit_code == Exit.OUTPUT and str(tmp_path / "file") in str(raised.value)


def test_a_disk_that_is_full_leaves_the_run_before_as_it_was(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    batch(rows)
    before = {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()}

    def fill(done: int, total: int, stage: Stage) -> None:
        for staging in (tmp_path / "out").glob(".msme-check-*"):
            if stage is Stage.SCORING and not (staging / RESULTS).exists():
                (staging / RESULTS).symlink_to(full)

    with pytest.raises(OutputError, match="disk is full"):
        batch(rows[:1], progress=fill)
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == before


def fails(error: BaseException) -> Callable[..., None]:
    def progress(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.SCORING:
            raise error

    return progress


@pytest.mark.parametrize(("error", "raised"), [(KeyboardInterrupt(), Interrupted), (AnswersError("no"), AnswersError)])
def test_a_batch_that_is_stopped_leaves_nothing_behind(
    error: BaseException, raised: type[MsmeCheckError], batch: Batch, rows: Rows, tmp_path: Path
) -> None:
    with pytest.raises(raised):
        batch(rows, progress=fails(error))
    assert not (tmp_path / "out").exists()
    batch(rows)
    before = {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()}
    with pytest.raises(raised):
        batch(rows[:1], progress=fails(error))
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == before


def test_two_batches_do_not_share_a_folder(batch: Batch, rows: Rows, tmp_path: Path) -> None:
    def second(done: int, total: int, stage: Stage) -> None:
        with pytest.raises(UsageError, match="Another msme-check"):
            batch(tmp_path / "firms.csv", progress=lambda *said: None)

    batch(rows, progress=second)


# What must hold for any firms ---------------------------------------------------------------------------------


def results(out: Path) -> dict[str, tuple[dict[str, str], list[dict[str, str]]]]:
    """Firm -> its line of results and its lines of recommendations."""
    lines: dict[str, list[dict[str, str]]] = {}
    for line in read(out / RECOMMENDATIONS):
        lines.setdefault(line["firm_id"], []).append(line)
    return {row["firm_id"]: (row, lines.get(row["firm_id"], [])) for row in read(out / RESULTS)}


CELLS = st.sampled_from(
    ["", "na", "dk", "0", "2", "4", "9", "yes", "none", "first_aid", "KH", "agri", "\u00e9", "-1", "1e3"]
)


@HYPOTHESIS
@given(data=st.data())
def test_every_row_is_scored_or_rejected(
    data: st.DataObject, batch: Batch, instrument: Instrument, tmp_path: Path
) -> None:
    columns = ["firm_id", "country", "sector", "employees", *list(instrument.questions)[:5]]
    firms = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, CELLS)), min_size=1, max_size=8))
    strict, chunk_rows = data.draw(st.booleans()), data.draw(st.integers(2, 8))
    blank = sum(not any(row.values()) for row in firms)
    try:
        summary = batch(firms, strict=strict, chunk_rows=chunk_rows)
    except AnswersError:
        assert blank == len(firms)
        return
    lines = read(tmp_path / "out" / REJECTED)
    assert summary.rows == summary.scored + summary.rejected == len(firms) - blank
    assert len(read(tmp_path / "out" / RESULTS)) == summary.scored
    assert len({line["row"] for line in lines if line["scored"] == "no"}) == summary.rejected
    assert summary.refusals == len(lines)
    if strict:
        assert not any(line["scored"] == "yes" for line in lines)


@settings(HYPOTHESIS, max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_and_the_size_of_chunks_do_not_matter(
    seed: int, batch: Batch, instrument: Instrument, tmp_path: Path
) -> None:
    rng = random.Random(seed)  # noqa: S311 - firms, not secrets
    firms = [changed(random_row(rng, instrument), firm_id=f"F{n}") for n in range(30)]
    batch(firms, out=tmp_path / "a")
    batch(rng.sample(firms, len(firms)), out=tmp_path / "b", chunk_rows=rng.randint(6, 29))
    assert results(tmp_path / "a") == results(tmp_path / "b")


def test_a_batch_gives_what_each_firm_gets_alone(batch: Batch, instrument: Instrument, tmp_path: Path) -> None:
    rng = random.Random(7)  # noqa: S311 - firms, not secrets
    firms = [changed(random_row(rng, instrument), firm_id=f"F{n}") for n in range(10)]
    batch(firms, out=tmp_path / "all")
    together = results(tmp_path / "all")
    for firm in firms:
        batch([firm], out=tmp_path / "one")
        assert results(tmp_path / "one") == {firm["firm_id"]: together[firm["firm_id"]]}
