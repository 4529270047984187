"""What every process has in common that is started to do work for this one."""

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait


@contextmanager
def ctrl_c_held() -> Iterator[None]:
    """A Ctrl-C waits until a process has started, which inherits that: it goes to us, and we stop what we started."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
