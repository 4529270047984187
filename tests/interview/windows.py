"""A window without a terminal: keys go in, and a terminal emulator shows what a person would see."""

from collections.abc import Callable, Sequence
from typing import Self

import pyte

UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
PAGE_UP, PAGE_DOWN, HOME, LAST = b"\x1b[5~", b"\x1b[6~", b"\x1b[H", b"\x1b[F"
ENTER = b"\r"

Press = bytes | Callable[["TypedWindow"], None]
"""A key, or something to do when it would have been the next key's turn: to look at the screen, to resize it."""


class TypedWindow:
    """Gives keys one by one, each when the one before was dealt with and painted; then the input ends.

    With `ahead`, all were typed before.
    """

    def __init__(self, keys: Sequence[Press], columns: int = 80, rows: int = 24, *, ahead: bool = False) -> None:
        self.size = columns, rows
        self.spoilt = 0
        self.screen = pyte.Screen(columns, rows)
        self.written: list[str] = []
        self.pictures: list[list[str]] = []
        self.open = False
        self._stream = pyte.Stream(self.screen)
        self._keys = list(keys)
        self._rest = b""
        self._ahead = ahead

    def __enter__(self) -> Self:
        self.open = True
        return self

    def __exit__(self, *_exc: object) -> None:
        self.open = False

    def read(self, seconds: float | None) -> bytes | None:
        """The next byte; those of one key come without a pause."""
        assert self.open
        if not self._rest:
            if seconds is not None and not self._ahead:
                return None
            if not self._keys:
                return b""
            key = self._keys.pop(0)
            if not isinstance(key, bytes):
                key(self)
                return None
            self._rest = key
        first, self._rest = self._rest[:1], self._rest[1:]
        return first

    def write(self, text: str) -> None:
        """Shows it."""
        assert self.open
        self.written.append(text)
        self._stream.feed(text)
        self.pictures.append(self.lines)

    def resize(self, columns: int, rows: int) -> None:
        """What a person does with the mouse; the terminal may leave anything on the screen."""
        self.size = columns, rows
        self.screen.resize(rows, columns)
        for row in range(rows):
            self._stream.feed(f"\x1b[{row + 1};1H" + "#" * columns)
        self.spoilt += 1

    @property
    def lines(self) -> list[str]:
        """The rows as they are seen."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """All words that are seen."""
        return " ".join(" ".join(self.lines).split())
