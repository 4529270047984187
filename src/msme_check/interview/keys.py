"""Bytes of a terminal -> keys: characters, named keys, pasted text. Pure. What is cut in two waits for its rest."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """A key that is no character; END: no more keys will come. UNREADABLE: bytes that are no text."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    HOME = "home"
    LAST = "last"
    PAGE_UP = "page up"
    PAGE_DOWN = "page down"
    ENTER = "enter"
    BACKSPACE = "backspace"
    DELETE = "delete"
    WORD_BACK = "word back"
    LINE_BACK = "line back"
    ESCAPE = "escape"
    UNREADABLE = "unreadable"
    END = "end"


@dataclass(frozen=True)
class Character:
    """A character that was typed."""

    text: str


@dataclass(frozen=True)
class Pasted:
    """Text that came in one piece, by bracketed paste."""

    text: str


Pressed = Key | Character | Pasted

_SEQUENCES = {
    "A": Key.UP,
    "B": Key.DOWN,
    "C": Key.RIGHT,
    "D": Key.LEFT,
    "H": Key.HOME,
    "F": Key.LAST,
    "M": Key.ENTER,  # the keypad's Enter, after ESC O
    "1~": Key.HOME,
    "7~": Key.HOME,
    "4~": Key.LAST,
    "8~": Key.LAST,
    "3~": Key.DELETE,
    "5~": Key.PAGE_UP,
    "6~": Key.PAGE_DOWN,
}
"""What follows ESC [ or ESC O, without the numbers that say that Shift or Ctrl was held."""

_CONTROLS = {
    "\r": Key.ENTER,
    "\n": Key.ENTER,
    "\x7f": Key.BACKSPACE,
    "\x08": Key.BACKSPACE,
    "\x01": Key.HOME,
    "\x02": Key.LEFT,
    "\x04": Key.END,
    "\x05": Key.LAST,
    "\x06": Key.RIGHT,
    "\x0e": Key.DOWN,
    "\x10": Key.UP,
    "\x15": Key.LINE_BACK,
    "\x17": Key.WORD_BACK,
    "\ufffd": Key.UNREADABLE,
}
"""Control characters as line editors have them; Ctrl-D ends the input as it does where lines are typed."""

_ESCAPED = re.compile(r"\x1b(?:\[\[[A-E]|\[([0-9;:<=>?]*)([ -/]*[@-~])|O([ -~])|([^\[O\x1b]))")
_BEGUN = re.compile(r"\x1b(?:\[(?:\[|[0-9;:<=>?]*[ -/]*)|O)?\Z")
_PASTE, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_PATIENCE, _PASTE_PATIENCE = 0.1, 2.0
"""Seconds. A key comes in one piece nearly always, also over a network; pasted text may come slowly."""

LONGEST_PASTE = 10_000
"""Characters; a terminal that never ends a paste must not fill the memory."""


class Decoder:
    """Takes bytes as they come and gives the keys that are whole."""

    def __init__(self) -> None:
        self._text = ""
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def patience(self) -> float | None:
        """Seconds to wait for the rest of what has begun; None where nothing has."""
        if not self._text:
            return None
        return _PASTE_PATIENCE if self._text.startswith(_PASTE) else _PATIENCE

    def feed(self, content: bytes) -> list[Pressed]:
        """The keys that are whole after these bytes."""
        self._text += self._utf8.decode(content)
        return list(self._whole())

    def rest(self) -> list[Pressed]:
        """What waits, taken as it is: nothing more came after it in time."""
        text, self._text = self._text, ""
        if text.startswith(_PASTE):
            return [Pasted(text.removeprefix(_PASTE))]
        return [Key.ESCAPE] if text else []

    def _whole(self) -> Iterator[Pressed]:
        while self._text:
            if self._text.startswith(_PASTE):
                pasted, end, rest = self._text.removeprefix(_PASTE).partition(_PASTE_ENDS)
                if not end and len(pasted) < LONGEST_PASTE:
                    return
                self._text = rest
                yield Pasted(pasted[:LONGEST_PASTE])
            elif self._text[0] == "\x1b":
                if _BEGUN.match(self._text):
                    return
                yield from self._escaped()
            else:
                character, self._text = self._text[0], self._text[1:]
                if character in _CONTROLS:
                    yield _CONTROLS[character]
                elif character.isprintable() or ord(character) > 0x9F:
                    yield Character(character)

    def _escaped(self) -> Iterator[Pressed]:
        """A key that begins with ESC. Those that are not known do nothing, and leave nothing behind."""
        found = _ESCAPED.match(self._text)
        if found is None:  # ESC, and another key that begins with it
            self._text = self._text[1:]
            yield Key.ESCAPE
            return
        self._text = self._text[found.end() :]
        numbers, last, single, _alt = found.groups()
        name = single or (f"{numbers.split(';')[0]}~" if last == "~" else last)
        if name in _SEQUENCES:
            yield _SEQUENCES[name]
