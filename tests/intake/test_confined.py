"""A process of its own: what it finds comes back, and whatever happens to it is one of two errors."""

import itertools
import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from intake.confined_answers import answer
from msme_check import processes
from msme_check.intake.confined import Confined, DiedError, RefusedError


@pytest.fixture
def confined() -> Iterator[Confined]:
    found = Confined(answer, memory=1 << 30, seconds=60)
    yield found
    found.close()
    assert found.waiting == []


def test_parts_come_one_by_one_and_the_process_waits_for_the_next_question(confined: Confined) -> None:
    assert list(confined.ask("count", 3)) == [0, 1, 2]
    (first,), (second,) = confined.ask("who"), confined.ask("who")
    assert first == second and len(confined.waiting) == 1


def test_two_questions_at_once_go_to_two_processes(confined: Confined) -> None:
    one = confined.ask("count", 2)
    next(one)
    assert list(confined.ask("count", 1)) == [0] and list(one) == [1]
    assert len(confined.waiting) == 2


def test_a_reason_to_refuse_comes_back_and_the_process_stays(confined: Confined) -> None:
    with pytest.raises(RefusedError) as raised:
        list(confined.ask("refuse", 7))
    assert raised.value.reason == ("because", 7)
    assert list(confined.ask("count", 1)) == [0] and len(confined.waiting) == 1


@pytest.mark.parametrize("what", ["fail", "die"])
def test_whatever_goes_wrong_is_one_error_without_its_words(what: str, confined: Confined) -> None:
    with pytest.raises(DiedError) as raised:
        list(confined.ask(what))
    assert "cell" not in str(raised.value)
    assert list(confined.ask("count", 1)) == [0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to a limit of memory")
def test_more_memory_than_allowed_is_not_given(confined: Confined) -> None:
    assert list(confined.ask("eat", 1 << 20)) == [1 << 20]
    with pytest.raises(DiedError):
        list(confined.ask("eat", 2 << 30))
    assert list(confined.ask("count", 1)) == [0]


def test_an_answer_that_does_not_come_is_not_waited_for(confined: Confined) -> None:
    assert list(confined.ask("count", 1)) == [0]
    confined.seconds = 0.2
    with pytest.raises(DiedError):
        list(confined.ask("sleep", 600))
    assert confined.waiting == []


def test_an_answer_is_waited_for_where_the_machine_stood_still(
    confined: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look at the clock finds that half a minute has gone."""
    clock = itertools.count(0, 30)
    monkeypatch.setattr(processes, "monotonic", lambda: next(clock))
    assert list(confined.ask("sleep", 3)) == [0]
    assert next(clock) > confined.seconds


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process")
def test_ctrl_c_ends_the_wait_for_an_answer_whichever_thread_it_comes_to(confined: Confined) -> None:
    """What it waits for would take ten minutes; if nobody else does, the process is ended here."""
    stopped, waited_for = threading.Event(), []
    parts = confined.ask("sleeping", 600)
    pid = next(parts)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def press() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        if not stopped.wait(60):
            waited_for.append(pid)
            os.kill(pid, signal.SIGKILL)

    pressing = threading.Thread(target=press)
    try:
        with pytest.raises(KeyboardInterrupt):
            pressing.start()
            next(parts)
    finally:
        stopped.set()
        pressing.join()
        signal.signal(signal.SIGINT, before)
    assert waited_for == [] and confined.waiting == []


def test_nobody_who_stops_asking_leaves_a_process_behind(confined: Confined) -> None:
    parts = confined.ask("count", 10**9)
    next(parts)
    parts.close()
    assert confined.waiting == []


def test_a_process_that_died_while_it_waited_is_not_asked(confined: Confined) -> None:
    (before,) = confined.ask("who")
    confined.waiting[0].process.kill()
    confined.waiting[0].process.join()
    (after,) = confined.ask("who")
    assert after != before


def test_what_a_library_prints_is_not_seen(confined: Confined, capfd: pytest.CaptureFixture[str]) -> None:
    assert list(confined.ask("talk")) == [0]
    assert capfd.readouterr() == ("", "")
