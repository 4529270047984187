"""The window of a real terminal, set and put back, in this process."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from msme_check.interview.window import Terminal, terminal_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

LONGEST = 120.0
"""Seconds to wait for what has to come; a busy machine may take a while."""

SIGNALS = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGTSTP,
    signal.SIGCONT,
    signal.SIGWINCH,
)


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a pseudo-terminal: that of the person, and that of the program."""
    here, there = pty.openpty()
    yield here, there
    for end in (here, there):
        os.close(end)


@pytest.fixture(autouse=True)
def _no_signal_is_ignored() -> Iterator[None]:
    """Also where the tests run in the background of a shell, which lets programs ignore two of them."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGQUIT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def flags(end: int) -> int:
    return int(termios.tcgetattr(end)[3]) & (termios.ICANON | termios.ECHO | termios.ISIG)


def test_it_is_set_once_and_all_is_put_back(ends: tuple[int, int]) -> None:
    here, there = ends
    before, handlers = termios.tcgetattr(there), [signal.getsignal(one) for one in SIGNALS]
    with pytest.raises(ZeroDivisionError), Terminal(there, there) as window:
        assert flags(there) == termios.ISIG  # keys come one by one and are not echoed; Ctrl-C is still a signal
        window.write("ស្រី")
        raise ZeroDivisionError
    assert termios.tcgetattr(there) == before
    assert [signal.getsignal(one) for one in SIGNALS] == handlers
    content = b""
    while b"\x1b[?1049l" not in content:
        assert select.select([here], [], [], LONGEST)[0], content
        content += os.read(here, 65536)
    written = content.decode()
    assert written.index("\x1b[?1049h") < written.index("ស្រី") < written.index("\x1b[?1049l")
    for mode in ("25", "7", "2004"):  # the cursor, wrapping at the edge, marked pastes
        assert max(written.rfind(f"\x1b[?{mode}{end}") for end in "hl") > written.index("ស្រី")


def test_bytes_come_one_by_one_and_those_typed_before_are_kept(ends: tuple[int, int]) -> None:
    here, there = ends
    os.write(here, b"ab\r")
    with Terminal(there, there) as window:
        while window.read(0) is None:  # what it shows first wakes it
            pass
        assert window.read(LONGEST) == b"b"
        os.write(here, b"c\r")
        first, *others = (window.read(LONGEST) for _ in range(3))
        assert first in {b"\n", b"\r"}  # an Enter from before is what the terminal made of it then
        assert others == [b"c", b"\r"]
        assert window.read(0.01) is None


def test_a_new_size_wakes_it(ends: tuple[int, int]) -> None:
    _here, there = ends
    with Terminal(there, there) as window:
        assert window.size == (80, 24)  # a terminal that does not say has 0 columns
        assert window.read(0) is None
        spoilt = window.spoilt
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 40, 0, 0))
        signal.raise_signal(signal.SIGWINCH)
        assert window.read(None) is None
        assert window.size == (40, 20)
        assert window.spoilt > spoilt


def test_a_signal_that_another_thread_takes_ends_the_wait_for_a_key(ends: tuple[int, int]) -> None:
    """It interrupts no wait of this thread, as one that comes just before the wait does not."""
    here, there = ends
    stopped, waited_for = threading.Event(), []

    def press() -> None:
        time.sleep(0.5)  # by then the other one waits; if not, nothing is tested
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        if not stopped.wait(60):
            waited_for.append("a key")
            os.write(here, b"x")

    pressing = threading.Thread(target=press)
    try:
        with pytest.raises(KeyboardInterrupt), Terminal(there, there) as window:
            pressing.start()
            while window.read(None) is None:  # what it shows first wakes it
                pass
    finally:
        stopped.set()
        pressing.join()
    assert waited_for == [] and signal.set_wakeup_fd(-1) == -1


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_signals_that_end_a_program_are_ctrl_c(name: str, ends: tuple[int, int]) -> None:
    _here, there = ends
    with pytest.raises(KeyboardInterrupt), Terminal(there, there):
        signal.raise_signal(signal.Signals[name])


def test_a_signal_in_the_middle_of_setting_it_up_undoes_that(
    ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = ends
    before, handlers = termios.tcgetattr(there), [signal.getsignal(one) for one in SIGNALS]
    monkeypatch.setattr(Terminal, "write", lambda _window, _text: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(KeyboardInterrupt):
        Terminal(there, there).__enter__()
    assert termios.tcgetattr(there) == before
    assert [signal.getsignal(one) for one in SIGNALS] == handlers
    assert here


def test_a_signal_that_was_ignored_stays_so(ends: tuple[int, int]) -> None:
    """As under nohup."""
    _here, there = ends
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Terminal(there, there):
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_coming_back_sets_it_again(ends: tuple[int, int]) -> None:
    _here, there = ends
    with Terminal(there, there):
        attributes = termios.tcgetattr(there)
        attributes[3] |= termios.ICANON | termios.ECHO  # as a shell does after a stop
        termios.tcsetattr(there, termios.TCSANOW, attributes)
        signal.raise_signal(signal.SIGCONT)
        assert flags(there) == termios.ISIG


def test_a_terminal_that_is_gone_ends_the_input(ends: tuple[int, int]) -> None:
    here, there = ends
    copy = os.dup(there)
    with Terminal(copy, copy) as window:
        os.close(copy)
        replaced = os.open(os.devnull, os.O_RDWR)
        assert replaced == copy
        window.read(0)
        assert window.read(1) == b""
        window.write("nobody sees this")
    os.close(replaced)
    assert here


def test_it_is_one_only_where_both_ends_are_a_terminal_that_can_be_painted_on(
    ends: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _here, there = ends
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(there, closefd=False) as terminal, (tmp_path / "file").open("w") as file:
        assert isinstance(terminal_of(terminal, terminal), Terminal)
        assert terminal_of(terminal, file) is None
        assert terminal_of(file, terminal) is None
        assert terminal_of(object(), terminal) is None
        for term in ("dumb", "unknown", ""):
            monkeypatch.setenv("TERM", term)
            assert terminal_of(terminal, terminal) is None
        monkeypatch.delenv("TERM")
        assert terminal_of(terminal, terminal) is None
