"""Keys that were met before, against a dictionary."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from msme_check.batch.seen import NEVER, Keys, Seen, keys


def by_dictionary(chunks: list[Keys]) -> list[list[int]]:
    known: dict[tuple[int, ...], int] = {}
    found, number = [], 100
    for chunk in chunks:
        line = []
        for key in chunk.tolist():
            line.append(known.get(tuple(key), NEVER))
            known.setdefault(tuple(key), number)
            number += 1
        found.append(line)
    return found


def by_levels(chunks: list[Keys]) -> list[list[int]]:
    seen, found, number = Seen(), [], 100
    for chunk in chunks:
        found.append(seen.first(chunk, np.arange(number, number + len(chunk))).tolist())
        number += len(chunk)
    return found


halves = st.integers(0, 3)
chunk = st.lists(st.tuples(halves, halves), max_size=12).map(
    lambda rows: np.array(rows, dtype=np.uint64).reshape(-1, 2)
)


@given(st.lists(chunk, max_size=8))
def test_the_first_of_equal_keys_is_named(chunks: list[Keys]) -> None:
    """Also where only the halves of keys are the same, which true digests never show."""
    assert by_levels(chunks) == by_dictionary(chunks)


def test_many_firms_take_little_memory() -> None:
    seen = Seen()
    for start in range(0, 200_000, 1_000):
        frame = pl.DataFrame({"firm_id": [f"R{n}" for n in range(start, start + 1_000)]})
        assert (seen.first(keys(frame), np.arange(start, start + 1_000)) == NEVER).all()
    assert sum(level.first.nbytes + level.second.nbytes + level.numbers.nbytes for level in seen.levels) == 200_000 * 24
    assert len(seen.levels) < 10
    again = pl.DataFrame({"firm_id": ["R7", "R199999", "S1", "S1"]})
    assert seen.first(keys(again), np.arange(4) + 10**6).tolist() == [7, 199_999, NEVER, 10**6 + 2]
