"""Chunks are worked on ahead, and come out in order."""

import threading
from collections.abc import Iterator

import pytest

from msme_check.batch.ahead import in_order


def test_in_the_order_given_and_a_few_ahead() -> None:
    taken = []

    def given() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    made = in_order(lambda number: number * 2, given())
    assert [next(made) for _number in range(10)] == list(range(0, 20, 2))
    assert len(taken) < 50
    assert [*made] == list(range(20, 100, 2))


def test_what_goes_wrong_is_raised_at_its_place() -> None:
    def task(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    made = in_order(task, range(10))
    assert [next(made) for _number in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(made)
    with pytest.raises(StopIteration):
        next(made)


def test_nobody_works_on_when_the_rest_is_not_wanted() -> None:
    before = threading.active_count()
    made = in_order(lambda number: number, range(10**6))
    next(made)
    made.close()
    assert threading.active_count() == before
