"""What processes have in common: a watch that leaves out when all stood still, and a Ctrl-C that waits."""

import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest

from msme_check import processes
from msme_check.processes import LISTEN_SECONDS, Watch, ctrl_c_held

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a process")


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts, also where a shell lets programs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_what_passes_while_nobody_looks_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(processes, "monotonic", lambda: clock[0])
    watch = Watch()
    for _look in range(10):
        clock[0] += LISTEN_SECONDS
        watch.now()
    assert watch.now() == 10 * LISTEN_SECONDS
    clock[0] += 3600
    assert watch.now() == 12 * LISTEN_SECONDS
    clock[0] += LISTEN_SECONDS
    assert watch.now() == 13 * LISTEN_SECONDS


@pytest.mark.parametrize("to", ["this thread", "another thread", "whichever thread takes it"])
def test_ctrl_c_waits_until_what_was_begun_is_known(to: str) -> None:
    held, pressed, known = threading.Event(), threading.Event(), False

    def press() -> None:
        """In a thread that was there before, and takes signals."""
        held.wait()
        if to == "another thread":
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        else:
            os.kill(os.getpid(), signal.SIGINT)
        pressed.set()

    if to == "this thread":
        held.set()
        pressed.set()
    else:
        threading.Thread(target=press).start()
    with pytest.raises(KeyboardInterrupt), ctrl_c_held():
        if to == "this thread":
            signal.raise_signal(signal.SIGINT)
        held.set()
        pressed.wait()
        known = True
    assert known
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def test_a_ctrl_c_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with ctrl_c_held():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_without_a_ctrl_c_nothing_happens_and_all_is_as_before() -> None:
    with ctrl_c_held():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
