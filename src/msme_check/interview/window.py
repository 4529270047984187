"""The window of a real terminal: its size, the bytes that are typed, its modes, which are put back on every way out.

The terminal is set once, when the interview begins, and without throwing away what was typed before (TCSANOW). Signals
that end a program raise KeyboardInterrupt, so that they take the way of Ctrl-C: answers saved, terminal put back.
"""

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Protocol, Self

_ENTER = "\x1b[?1049h\x1b[?2004h\x1b[?7l\x1b[?25l\x1b[H\x1b[2J"
"""Another screen, marked pastes, no wrapping at the edge, no cursor; emptied where there is no other screen."""

_LEAVE = "\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?7h\x1b[?2004l\x1b[H\x1b[2J\x1b[?1049l"
"""All of it back; first what an interrupted painting may have left."""

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
_ALL = ("SIGINT", *_ENDING, "SIGTSTP", "SIGCONT", "SIGWINCH")
_USUAL = (80, 24)
"""Columns and rows where the terminal does not say."""


class Window(Protocol):
    """What the interview needs of a window. Used as a context; outside of it nothing is read or written."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        ...

    @property
    def spoilt(self) -> int:
        """A number that grows whenever what was painted may be gone, so that all has to be painted again."""
        ...

    def read(self, seconds: float | None) -> bytes | None:
        """The next byte that was typed; empty at the end of the input.

        None after `seconds` without one, and where the window was resized or came back. No `seconds`: waits for ever.
        """
        ...

    def write(self, text: str) -> None:
        """Writes all of a text in one go."""
        ...


def _fd(stream: object) -> int | None:
    """The descriptor of a stream that has one."""
    with suppress(AttributeError, OSError, ValueError):
        return int(stream.fileno())  # type: ignore[attr-defined]
    return None


if sys.platform != "win32":
    import termios

    class Terminal:
        """A real terminal; see `Window`."""

        def __init__(self, source: int, target: int, encoding: str = "utf-8") -> None:
            self.source, self.target, self.encoding = source, target, encoding
            self.spoilt = 0
            self._woken = os.pipe()
            self._handlers: dict[str, Any] = {}
            self._before: list[Any] = []
            self._told: int | None = None

        def __enter__(self) -> Self:
            self._before = termios.tcgetattr(self.source)
            for end in self._woken:
                os.set_blocking(end, False)
            self._handlers = {name: signal.getsignal(getattr(signal, name)) for name in _ALL}
            ours: dict[str, Callable[[int, FrameType | None], None]] = {
                **dict.fromkeys(_ENDING, _end),
                "SIGTSTP": self._stop,
                "SIGCONT": self._back,
                "SIGWINCH": self._wake,
            }
            try:
                # Python handles a signal that comes just before a wait for a key after it; this byte ends the wait.
                self._told = signal.set_wakeup_fd(self._woken[1], warn_on_full_buffer=False)
                for name, handler in ours.items():
                    if self._handlers[name] is not signal.SIG_IGN:  # such as under nohup
                        signal.signal(getattr(signal, name), handler)
                self._open()
            except BaseException:
                self.__exit__()
                raise
            return self

        def __exit__(self, *_exc: object) -> None:
            try:
                for name in _ALL:  # nothing comes between the steps back
                    signal.signal(getattr(signal, name), signal.SIG_IGN)
            finally:  # but what came before the first of them
                self._close()
                if self._told is not None:
                    signal.set_wakeup_fd(self._told)
                for name, handler in self._handlers.items():
                    signal.signal(getattr(signal, name), handler or signal.SIG_DFL)
                for end in self._woken:
                    os.close(end)

        @property
        def size(self) -> tuple[int, int]:
            """Columns and rows, asked anew."""
            try:
                columns, rows = os.get_terminal_size(self.target)
            except OSError:
                return _USUAL
            return columns or _USUAL[0], rows or _USUAL[1]

        def read(self, seconds: float | None) -> bytes | None:
            """One byte, so that what was typed for the program that comes next is left to it."""
            ready, _, _ = select.select([self.source, self._woken[0]], [], [], seconds)
            if self._woken[0] in ready:
                with suppress(BlockingIOError):
                    os.read(self._woken[0], 1024)
                return None
            if not ready:
                return None
            try:
                return os.read(self.source, 1)
            except OSError:  # the terminal is gone
                return b""

        def write(self, text: str) -> None:
            """Writes; where the terminal is gone, nobody is there to read it."""
            content = text.encode(self.encoding, "replace")
            with suppress(OSError):
                while content:
                    content = content[os.write(self.target, content) :]

        def _open(self) -> None:
            attributes = [*self._before[:6], [*self._before[6]]]
            attributes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.ISTRIP)
            attributes[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 1, 0
            self._set(attributes)
            self.write(_ENTER)
            self._wake()

        def _close(self) -> None:
            self.write(_LEAVE)
            self._set(self._before)

        def _set(self, attributes: list[Any]) -> None:
            with suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self.source, termios.TCSANOW, attributes)

        def _wake(self, *_signal: object) -> None:
            """Ends the wait for a key: all has to be painted again."""
            self.spoilt += 1
            with suppress(OSError):
                os.write(self._woken[1], b"w")

        def _stop(self, *_signal: object) -> None:
            """Ctrl-Z: the shell gets the terminal as it was; after `fg` comes SIGCONT."""
            self._close()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, self._stop)

        def _back(self, *_signal: object) -> None:
            self._open()


def terminal_of(source: object, target: object) -> Window | None:
    """The window that both belong to; None where it is no terminal that can be painted on, or must not be set."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return None
    typed, shown = _fd(source), _fd(target)
    if typed is None or shown is None or not (os.isatty(typed) and os.isatty(shown)):
        return None
    if os.environ.get("TERM", "") in {"", "dumb", "unknown"}:
        return None
    return Terminal(typed, shown, getattr(target, "encoding", None) or "utf-8")


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Ends the program as Ctrl-C does."""
    raise KeyboardInterrupt
