"""Parquet files: read in parts, in their order, whatever their types. (More: `files`.)"""

import random
from pathlib import Path

import polars as pl
import pytest

from intake.confined_answers import dies
from intake.conftest import HEADER, rows
from msme_check.errors import FileError
from msme_check.intake import parquet_files
from msme_check.intake.confined import Confined
from msme_check.intake.firms import read_firms
from msme_check.intake.parquet_texts import answer
from msme_check.model.instrument import Instrument

FIRM = dict(zip(HEADER.split(","), ["A1", "Sok", "KH", "agri", 3, 2], strict=True))


def frame(count: int) -> pl.DataFrame:
    return pl.DataFrame([{**FIRM, "firm_id": f"A{n}"} for n in range(count)])


@pytest.mark.parametrize("size", [7, 1000, 50_000])
def test_rows_come_in_parts_and_in_their_order(size: int, tmp_path: Path, instrument: Instrument) -> None:
    frame(30_000).write_parquet(tmp_path / "firms.parquet", row_group_size=4_000)
    firms = read_firms(tmp_path / "firms.parquet", instrument, None, lambda done, total: None)
    found = []
    for chunk in (one.read() for one in firms.chunks(size, lambda done, total: None)):
        assert len(chunk.raw) <= size
        found.append(chunk.raw)
        if size == 7 and len(found) == 3:
            break
    together = pl.concat(found)
    assert together["firm_id"].to_list() == [f"A{n}" for n in range(len(together))]
    assert together["row"].to_list() == list(range(2, len(together) + 2))
    assert size == 7 or len(together) == 30_000


def test_the_digest_is_kept_and_a_file_that_changes_is_noticed(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "firms.parquet"
    frame(3).write_parquet(path)
    firms = read_firms(path, instrument, None, lambda done, total: None)
    assert firms.table.file == "firms.parquet" and len(firms.record()["sha256"]) == 64
    frame(4).write_parquet(path)
    with pytest.raises(FileError, match="changed while it was read"):
        rows(firms)


def test_a_reader_that_dies_is_one_message(
    tmp_path: Path, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame(3).write_parquet(tmp_path / "firms.parquet")
    firms = read_firms(tmp_path / "firms.parquet", instrument, None, lambda done, total: None)
    monkeypatch.setattr(parquet_files, "READER", Confined(dies))
    with pytest.raises(FileError, match="damaged or not whole"):
        rows(firms)


def test_a_file_that_is_damaged_anywhere_is_read_or_refused(
    tmp_path: Path, instrument: Instrument, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "firms.parquet"
    frame(20).write_parquet(path)
    whole, rng = path.read_bytes(), random.Random(4)  # noqa: S311 - damage, not secrets
    outcomes = set()
    for _trial in range(40):
        damaged = bytearray(whole)
        for _byte in range(rng.randint(1, 8)):
            damaged[rng.randrange(4, len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        try:
            outcomes.add(len(rows(read_firms(path, instrument, None, lambda done, total: None))))
        except FileError as error:
            outcomes.add(-1)
            assert "\n" not in str(error)
    assert -1 in outcomes and capfd.readouterr() == ("", "")


def test_texts_of_numbers_and_times_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    """Here and not only in `files`, because what runs in the other process is easier to look at in this one."""
    values = pl.DataFrame(
        {
            "small": pl.Series([0.1, 3.0, 1e20, None], dtype=pl.Float64),
            "short": pl.Series([0.1, 3.0, -2.0, None], dtype=pl.Float32),
            "exact": pl.Series(["1.00", "1.50", "100.00", None]).cast(pl.Decimal(8, 2)),
            "stamp": pl.Series(["2026-11-03T09:05:00", "2026-11-03T09:05:00.5", None, None]).str.to_datetime(),
            "length": pl.Series([90, 0, None, None]).cast(pl.Duration("ms")),
            "kind": pl.Series(["a", "b", "a", None], dtype=pl.Enum(["a", "b"])),
            "record": [{"a": 1}] * 4,
            "bytes": [b"a", b"\xff", None, None],
        }
    )
    values.write_parquet(tmp_path / "a.parquet")
    (columns,) = answer("columns", str(tmp_path / "a.parquet"))
    assert [name for name, kind in columns if kind] == ["record"]
    (packed,) = answer("rows", str(tmp_path / "a.parquet"), 100)
    found = pl.read_ipc(packed).drop("row").rows()
    assert found == [
        ("0.1", "0.1", "1", "2026-11-03T09:05:00", "PT0.09S", "a", "", "a"),
        ("3", "3", "1.5", "2026-11-03T09:05:00.500000", "PT0S", "b", "", "\ufffd"),
        ("1e+20", "-2", "100", "", "", "a", "", ""),
    ]
