"""What every process has in common that is started to do work for this one."""

import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from time import monotonic

LISTEN_SECONDS = 1.0
"""No wait is longer. A Ctrl-C that comes just before a wait begins, or to another thread, does not end that wait."""


class Watch:
    """Seconds for which this process has watched others, as long as it looks at least every LISTEN_SECONDS.

    What is more between two looks counts for nothing: while a machine is stopped or sleeps, its clock may go on, but
    nobody works, and nobody has taken too long.
    """

    def __init__(self) -> None:
        self._seconds, self._looked = 0.0, monotonic()

    def now(self) -> float:
        """Looks at the clock."""
        before, self._looked = self._looked, monotonic()
        self._seconds += min(self._looked - before, 2 * LISTEN_SECONDS)
        return self._seconds


@contextmanager
def ctrl_c_held() -> Iterator[None]:
    """A Ctrl-C waits until a process has started and is known to us: it goes to us, and we stop what we started.

    The process inherits that. What comes to another thread of ours is held by the handler: Python lets the main thread
    know, whichever thread has held it back.
    """
    pressed: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    ours = handler is not None and threading.current_thread() is threading.main_thread()
    masks = hasattr(signal, "pthread_sigmask")
    if ours:
        signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if ours:
            signal.signal(signal.SIGINT, handler)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def silence() -> None:
    """What a library prints here is not for the person, and would break the line that shows how far we are."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


_TRIM, _MAP = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3). The second one can be no larger than 32 MiB."""


def keep_memory() -> None:
    """What arrays leave free stays with this process, which soon needs as much again.

    The C library of Linux gives large pieces back to the system at once, which then fills new ones with zeros: a
    twelfth of the time that scoring takes. Where there is no `mallopt`, all stays as it is.
    """
    with suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MAP, 32 << 20)
        mallopt(_TRIM, 1 << 30)


def end_with_parent() -> None:
    """Ends this process with the one that has started it, also where that was killed and what runs here never ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
