"""What is written by cells is what polars writes of the same columns, for any text and however many lines."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from msme_check.batch import columns
from msme_check.batch.columns import Coded, Columns, Decimals, Plain, Rows, Table, Word
from msme_check.batch.figures import Figures

LENGTH = st.integers(0, 12)
TEXT = st.text("a,;\"'\n\r\t =ក្មរÀ", min_size=1, max_size=5)
WORD = TEXT | st.none()


@st.composite
def _columns(draw: st.DrawFn, name: str, length: int) -> Columns:
    kind = draw(st.sampled_from(["text", "number", "figure", "rows", "words", "words", "ranks"]))
    places = np.array(draw(st.lists(st.integers(0, 2), min_size=length, max_size=length)), dtype=np.uint32)
    if kind == "text":
        texts = draw(st.lists(WORD, min_size=length, max_size=length))
        return Plain(name, pl.Series(texts, dtype=pl.String))
    if kind == "number":
        numbers = draw(st.lists(st.integers(-9, 10**9) | st.none(), min_size=length, max_size=length))
        return Plain(name, pl.Series(numbers, dtype=pl.Int64))
    if kind == "figure":
        steps = draw(st.lists(st.integers(0, 1_000_000), min_size=length, max_size=length))
        known = draw(st.lists(st.booleans(), min_size=length, max_size=length))
        return Decimals(name, Figures(np.array(steps, dtype=np.int32), np.array(known, dtype=np.bool_)))
    if kind == "rows":
        texts = draw(st.lists(WORD, min_size=3, max_size=3))
        numbers = draw(st.lists(st.integers() | st.none(), min_size=3, max_size=3))
        kinds = {name: pl.String, f"{name}.number": pl.Int64}
        numbers = [None if one is None else one % 1000 for one in numbers]
        return Rows(pl.DataFrame({name: texts, f"{name}.number": numbers}, schema=kinds), places)
    words: Sequence[Word] = range(3) if kind == "ranks" else (None, *draw(st.lists(TEXT, min_size=2, max_size=2)))
    return Coded((name,), (tuple(words),), places)


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    length = draw(LENGTH)
    count = draw(st.integers(2, 5))  # a line of one empty cell alone is not what these tables have
    some = [draw(_columns(f"c{number}", length)) for number in range(count)]
    return Table(some, draw(st.sampled_from([0, 1_000_000])))


@given(_tables())
def test_written_as_polars_writes_them(table: Table) -> None:
    frame = table.frame()
    assert (table.header + b"".join(table.csv())).decode() == frame.write_csv()


@given(_tables(), st.integers(1, 60))
def test_written_in_parts(table: Table, cells: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_AT_ONCE", max(cells, len(table.columns)))
        patch.setattr(columns, "_most", lambda one: 9)  # so that some columns become one cell, and others do not
        assert b"".join(table.csv()).decode() == table.frame().write_csv(include_header=False)


def test_columns_side_by_side_are_those_columns() -> None:
    one = Coded(("a",), ((None, "x", "y"),), np.array([0, 1, 2, 2], dtype=np.uint32))
    two = Coded(("b",), ((5, 6),), np.array([1, 0, 1, 0], dtype=np.uint32))
    expected = pl.DataFrame({"a": [None, "x", "y", "y"], "b": [6, 5, 6, 5]})
    assert_frame_equal(one.with_next(two).frame(), expected)
    assert one.with_next(two).cells().texts.to_list() == [",5", ",6", "x,5", "x,6", "y,5", "y,6"]
