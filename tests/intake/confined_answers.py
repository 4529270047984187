"""What the tests ask a process of its own; it must be found by name there."""

import os
import time
from collections.abc import Iterator

from msme_check.intake.confined import RefusedError


def answer(what: str, number: int = 0) -> Iterator[int | str]:
    """Does what the test says."""
    match what:
        case "count":
            yield from range(number)
        case "who":
            yield os.getpid()
        case "refuse":
            yield 0
            raise RefusedError(("because", number))
        case "fail":
            raise ValueError("the content of a cell")
        case "die":
            yield 0
            os.abort()
        case "eat":
            yield len(bytearray(number))
        case "sleep":
            time.sleep(number)
            yield 0
        case "sleeping":
            yield os.getpid()
            time.sleep(number)
        case "talk":
            os.write(1, b"a library's words")
            os.write(2, b"a library's words")
            yield 0


def dies(*_question: object) -> Iterator[int]:
    """No answer to anything."""
    yield os.abort()
