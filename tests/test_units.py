"""Whole numbers in place of fractions: divided, compared and looked up as the fractions would be."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from msme_check.frames import NONE, Array, Frame, Kind, looked_up
from msme_check.units import UNIT, compared, divided, limit_units, reached, reached_at
from msme_check.weights import _kinds, narrow


@given(
    st.lists(st.tuples(st.integers(0, 2**62), st.integers(0, 2**15 - 1)), max_size=20),
    st.sampled_from((np.int16, np.int32, np.int64)),
)
def test_a_quotient_is_rounded_half_up_whatever_the_width(pairs: list[tuple[int, int]], kind: type) -> None:
    found = divided(
        np.array([top for top, _bottom in pairs], dtype=np.int64),
        np.array([bottom for _top, bottom in pairs], dtype=kind),
    )
    exact = [(Fraction(top, bottom) + Fraction(1, 2)) // 1 if bottom else NONE for top, bottom in pairs]
    assert found.dtype == np.int64
    assert found.tolist() == exact


@given(st.lists(st.integers(NONE, 100 * UNIT), max_size=20), st.integers(1, 100))
def test_a_limit_is_reached_where_the_compared_score_reaches_it(scores: list[int], points: int) -> None:
    stored = np.array(scores, dtype=np.int64)
    over = (compared(stored) >= limit_units(points)).astype(int)
    assert reached(stored, (0, points)).tolist() == np.where(stored < 0, NONE, over).tolist()
    assert (stored >= reached_at(points)).tolist() == over.astype(bool).tolist()


@given(st.lists(st.integers(NONE, 5), max_size=20), st.sampled_from((np.int8, np.int16, np.int32)))
def test_what_is_looked_up_of_none_stands_last(codes: list[int], kind: type) -> None:
    table = [*(10 * code for code in range(6)), 777]
    found = looked_up(np.array(table), np.array(codes, dtype=kind))
    assert found.tolist() == [777 if code == NONE else 10 * code for code in codes]


@given(st.integers(0, 2**40))
def test_narrow_numbers_hold_what_they_have_to(most: int) -> None:
    found = np.iinfo(narrow(most))
    assert found.min <= -most and most <= found.max


@given(st.lists(st.tuples(st.integers(NONE, 6), st.booleans(), st.integers(0, 127)), max_size=30))
def test_kinds_are_what_the_columns_tell_apart(firms: list[tuple[int, bool, int]]) -> None:
    types: tuple[type, ...] = (np.int8, np.bool_, np.int8)
    columns: list[Array] = [np.array([firm[n] for firm in firms], dtype=kind) for n, kind in enumerate(types)]
    some, kinds = _kinds(columns, len(firms))
    assert len(some) == len(set(firms))
    assert [firms[some[kind]] for kind in kinds] == firms


def test_columns_are_stacked_without_a_copy_only_where_they_are_rows_of_one_array() -> None:
    whole = np.array([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    frame = Frame(4)
    for name, row in zip("abc", whole, strict=True):
        frame.add(name, row, Kind.COUNT)
    assert frame.stacked("abc") is whole
    for names in ("ba", "ab", "bac", "aab"):
        assert frame.stacked(names).tolist() == [frame[name].tolist() for name in names]
    frame.add("b", np.zeros(4, dtype=np.int64), Kind.COUNT)
    assert frame.stacked("abc").tolist() == [[0, 1, 2, 3], [0, 0, 0, 0], [8, 9, 10, 11]]
    assert whole[1].tolist() == [4, 5, 6, 7]
    some = frame.filter(np.array([True, False, True, False]))
    assert some.stacked("abc").tolist() == [[0, 2], [0, 0], [8, 10]]
