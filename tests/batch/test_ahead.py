"""Chunks are worked on ahead, and come out in order."""

import gettext
import threading
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from msme_check import i18n
from msme_check.batch.ahead import in_order, threads


def twice(number: int) -> int:
    return number * 2


def test_in_the_order_given_and_a_few_ahead() -> None:
    taken = []

    def given() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    with threads(twice) as hands:
        made = in_order(hands, given())
        assert [next(made) for _number in range(10)] == list(range(0, 20, 2))
        assert len(taken) < 50
        assert [*made] == list(range(20, 100, 2))


def test_what_goes_wrong_is_raised_at_its_place() -> None:
    def task(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    with threads(task) as hands:
        made = in_order(hands, range(10))
        assert [next(made) for _number in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="three"):
            next(made)
        with pytest.raises(StopIteration):
            next(made)


def test_nobody_works_on_when_the_rest_is_not_wanted() -> None:
    before = set(threading.enumerate())
    with threads(twice) as hands:
        made = in_order(hands, range(10**6))
        next(made)
        made.close()
    assert set(threading.enumerate()) <= before


def test_threads_speak_the_language_of_the_one_who_asks() -> None:
    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

    def asked() -> list[str]:
        i18n.activate(Loud())
        with threads(i18n._) as hands:
            return [*in_order(hands, ["yes", "no"])]

    assert copy_context().run(asked) == ["YES", "NO"]
