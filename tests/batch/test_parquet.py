"""The tables as Parquet: the values of the CSV, with types, the same for any reader and any size of chunks."""

import decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from batch.conftest import Batch, Rows, read
from faults.programs import contents
from msme_check.batch.parquet import GROUP_ROWS, ParquetTable
from msme_check.batch.settings import Tables

TABLES = ("results", "recommendations")


@pytest.fixture
def out(batch: Batch, example_rows: Rows, tmp_path: Path) -> Path:
    """A run over forty firms, one of them with a name that a spreadsheet would run."""
    rows = [dict(row) for row in example_rows]
    rows[3]["firm_name"] = "=1+1"
    batch(rows, tables=Tables.BOTH, chunk_rows=7)
    return tmp_path / "out"


@pytest.mark.parametrize("table", TABLES)
def test_the_values_are_those_of_the_csv(table: str, out: Path) -> None:
    found = pl.read_parquet(out / f"{table}.parquet")
    lines = read(out / f"{table}.csv")
    texts = found.select(pl.all().cast(pl.String).fill_null("")).to_dicts()
    assert texts == lines and len(lines) >= 40


def test_figures_are_decimals_and_counts_whole_numbers(out: Path) -> None:
    results = pl.read_parquet_schema(out / "results.parquet")
    figures = {name: results[name] for name in ("overall_score", "finance_score", "finance_coverage", "confidence")}
    assert {*figures.values()} == {pl.Decimal(18, 4)}
    assert results["employees"].is_integer() and results["firm_id"] == results["overall_band"] == pl.String
    lines = pl.read_parquet_schema(out / "recommendations.parquet")
    assert lines["gain"] == pl.Decimal(18, 4) and lines["rank"].is_integer() and lines["effort_days"].is_integer()
    assert not any(one.is_float() for one in (*results.values(), *lines.values()))


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_same(table: str, out: Path) -> None:
    duckdb: Any = import_module("duckdb")
    path = out / f"{table}.parquet"
    found = duckdb.sql(f"select * from read_parquet('{path}')").fetchall()  # noqa: S608 - a path of the test
    assert found == pl.read_parquet(path).rows()
    assert any(isinstance(cell, decimal.Decimal) for cell in found[0])


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_the_same(table: str, out: Path) -> None:
    pandas: Any = import_module("pandas")
    path = out / f"{table}.parquet"
    found, known = pandas.read_parquet(path), pl.read_parquet(path)
    assert list(found.columns) == known.columns
    for name in known.columns:
        assert [None if pandas.isna(cell) else cell for cell in found[name]] == known[name].to_list()


def test_which_tables_there_are_and_none_of_the_run_before(
    out: Path, batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    kinds = {Tables.CSV: {"csv"}, Tables.PARQUET: {"parquet"}, Tables.BOTH: {"csv", "parquet"}}
    for kind, endings in kinds.items():
        batch(example_rows[:2], tables=kind)
        assert {path.suffix[1:] for path in out.glob("re[sc]*")} == endings
        assert {path.stem for path in out.glob("re[sc]*")} == {*TABLES}


def test_the_size_of_chunks_does_not_matter(batch: Batch, example_rows: Rows, tmp_path: Path) -> None:
    for rows in (1, 9, 20_000):
        batch(example_rows, out=tmp_path / str(rows), tables=Tables.PARQUET, chunk_rows=rows)
    first, *others = (contents(tmp_path / str(rows)) for rows in (1, 9, 20_000))
    for name in ("results.parquet", "recommendations.parquet"):
        assert [one[name] for one in others] == [first[name]] * 2


def test_groups_of_rows_do_not_depend_on_how_they_came(tmp_path: Path) -> None:
    frame = pl.DataFrame({"number": range(2 * GROUP_ROWS + 7)}).with_columns(
        pl.col("number").cast(pl.String).alias("t")
    )
    for name, step in (("a", 30_001), ("b", 250_000)):
        table = ParquetTable(tmp_path / f"parts {name}")
        for start in range(0, len(frame), step):
            table.add(frame.slice(start, step))
        table.write(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert pl.read_parquet(tmp_path / "a").equals(frame)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]
