"""Lines read by the thousand give the rows that the reader of single rows gives."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check.errors import MsmeCheckError
from msme_check.intake.csv_files import csv_file
from msme_check.intake.plain_lines import PlainLines, quick_rows
from msme_check.intake.tables import Broken, SomeRows

HEADER = "firm_id,firm_name,country"
CELLS = (
    "",
    " ",
    "A1",
    "Sok",
    "  x ",
    '"Sok, Dara"',
    '"a ""b"""',
    'a "b',
    '"open',
    '"two\nlines"',
    "ភូមិ",
    "\u00a0",
    "\u3000",
    "x\ry",
)


def silent(_done: int, _total: int) -> None:
    """Nobody listens."""


def lines(chunks: Iterator[SomeRows]) -> list[tuple[object, ...]]:
    """The rows of all chunks, each with what is wrong with it."""
    return [
        (*row, one.broken.get(row[-1])) for one in (some.read() for some in chunks) for row in one.frame.iter_rows()
    ]


def both(path: Path, size: int, closed: frozenset[int]) -> tuple[object, object]:
    """What the two readers say of a file, of which some columns are said to be closed."""

    def told(chunks: Iterator[SomeRows]) -> object:
        try:
            return lines(chunks)
        except MsmeCheckError as error:
            return str(error)

    table = csv_file(path, None, lambda name: name in HEADER, silent)
    return told(table.rows(size, silent, closed)), told(table._others(0, size, silent))


rows = st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=5).map(",".join), max_size=12)


@settings(max_examples=300)
@given(
    rows=rows,
    end=st.sampled_from(["\n", "\r\n"]),
    size=st.sampled_from([1, 3, 1000]),
    closed=st.frozensets(st.integers(0, 2)),
    last=st.booleans(),
)
def test_both_readers_say_the_same(
    rows: list[str], end: str, size: int, closed: frozenset[int], *, last: bool, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes((end.join([HEADER, *rows]) + end * last).encode())
    quick, slow = both(path, size, closed)
    assert quick == slow


@pytest.mark.parametrize("above", ["sep=,\n", "\n\n", "\ufeff", ""])
def test_what_stands_above_the_header_is_no_row(above: str, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(f"{above}{HEADER},,\nA1,Sok,KH,,\n", encoding="utf-8")
    table = csv_file(path, None, lambda name: name in HEADER, silent)
    found = list(quick_rows(path, table.shape, 10, silent))
    assert lines(iter(found)) == lines(table._others(0, 10, silent)) != []


def test_plain_lines_are_read_here_to_the_end_and_others_from_where_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(HEADER + "\n" + "A1,Sok,KH\n" * 250 + 'A2,"Sok, Dara",KH\n' * 3, encoding="utf-8")
    table = csv_file(path, None, lambda name: name in HEADER, silent)
    reading = quick_rows(path, table.shape, 100, silent)
    assert [len(next(reading)) for _chunk in range(3)] == [100, 100, 53]
    with pytest.raises(StopIteration) as ended:
        next(reading)
    assert ended.value.value is None
    path.write_text(path.read_text("utf-8") + 'A3,"two\nlines",KH\n', encoding="utf-8")
    reading = quick_rows(path, table.shape, 100, silent)
    with pytest.raises(StopIteration) as ended:
        while True:
            next(reading)
    assert ended.value.value == 201  # of the header and the two whole chunks before


def test_closed_columns_keep_each_text_once(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text(HEADER + "\n" + 'A1,,KH\nA2,Sok,\n"A3",Sok,VN\n', encoding="utf-8")
    table = csv_file(path, None, lambda name: name in HEADER, silent)
    (found,) = (one.read() for one in table.rows(10, silent, {1, 2}))
    assert [one.dtype for one in found.frame][:3] == [pl.String, found.frame["1"].dtype, pl.String]  # the last is text
    assert isinstance(found.frame["1"].dtype, pl.Categorical)
    assert found.frame.rows() == [("A1", "", "KH", 2), ("A2", "Sok", "", 3), ("A3", "Sok", "VN", 4)]


@pytest.mark.parametrize("place", [0, 2, 3, 4])
def test_a_short_line_beside_a_long_one_is_seen_when_the_cells_are_read(place: int, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    rows = ["A1,Sok,KH,1,a", "A2,Sok,KH,2", "A3,Sok,KH,3,a,more", "A4,,VN,,"]
    path.write_text("\n".join([f"{HEADER},level,others", *rows]), encoding="utf-8")
    table = csv_file(path, None, lambda name: name in HEADER, silent)
    (found,) = quick_rows(path, replace(table.shape, closed=frozenset({1, 3})), 10, silent)
    assert isinstance(found, PlainLines)
    assert lines(iter([found])) == lines(table._others(0, 10, silent))
    whole = found.read()
    assert found.some([place]).rows() == whole.frame.select(pl.col(str(place)).cast(pl.String), "row").rows()
    assert whole.broken == {4: Broken.TOO_MANY}
