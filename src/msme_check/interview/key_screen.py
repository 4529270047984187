"""The screen of an interview that is answered with keys: paints the step, takes keys, gives the text they stand for."""

from collections import deque
from collections.abc import Callable
from typing import Self

from rich.console import Console
from rich.text import Text

from msme_check.interview import answering, offers
from msme_check.interview.answering import Answering
from msme_check.interview.keys import Character, Decoder, Key, Pressed
from msme_check.interview.lines import LOOKS, WIDEST, Line
from msme_check.interview.pages import help_page, step_page, welcome_page
from msme_check.interview.painting import Page, Painter, fits, picture
from msme_check.interview.state import Interview
from msme_check.interview.window import Window

_CLOSING = {Key.ENTER, Key.ESCAPE, Key.LEFT, Key.BACKSPACE}
_SPACE, _CLOSING_LETTERS = " ", " ?qb"
"""What closes a page that is only read, and the help besides."""


class KeyScreen:
    """Paints one step after the other on a window. Used as a context, which puts the terminal back."""

    def __init__(self, window: Window, console: Console) -> None:
        """`console` knows the colours of the terminal."""
        self._window, self._console = window, console
        self._painter = Painter(window.write, self._drawn)
        self._known: tuple[object, ...] = ()
        self._decoder = Decoder()
        self._keys: deque[Pressed] = deque()
        self._file: str | None = None
        self._message = ""
        self._state: Answering | None = None
        self._top, self._view, self._free = 0, 0, False

    def __enter__(self) -> Self:
        self._window.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._window.__exit__(*exc)

    def welcome(self, interview: Interview, file: str) -> None:
        """The welcome stands above the first step; where there is no room for both it is shown before it."""
        self._file = file
        self.step(interview)
        columns, rows = self._window.size
        if interview.step is None or fits(self._page(interview, self._width(columns)), rows):
            return
        self._take(0)
        if not self._keys:  # whoever types ahead knows what comes
            self._read_through(lambda width: welcome_page(interview, file, width), pass_on=True)
        self._file = None

    def step(self, interview: Interview) -> None:
        """Begins a step."""
        assert interview.step is not None  # noqa: S101 - asked by the caller
        self._state = answering.begin(offers.offered(interview, interview.step))
        self._top, self._free = 0, False

    def reply(self, interview: Interview) -> str | None:
        """What the keys stand for, as it would have been typed; None at the end of the input."""
        while True:
            key = self._key(lambda width: self._page(interview, width))
            if key is Key.END:
                return None
            if self._scrolled(key):
                continue
            self._message = ""
            assert self._state is not None  # noqa: S101 - begun by `step`
            found = answering.press(self._state, key)
            if isinstance(found, str):
                self._file = None
                return found
            self._state = found

    def tell(self, message: str) -> None:
        """Stands on the screen until the next key."""
        self._message = message

    def help(self, interview: Interview) -> None:
        """Shows the help of the step until a key closes it."""
        self._read_through(lambda width: help_page(interview, width), pass_on=False)

    def _read_through(self, page: Callable[[int], Page], *, pass_on: bool) -> None:
        """Shows a page that is only read, until a key closes it. `pass_on`: any key does, and others go to the step."""
        before, self._top = self._top, 0
        while True:
            self._free = True
            key = self._key(page)
            if key in (Key.UP, Key.DOWN):
                self._top = max(0, self._top + (1 if key is Key.DOWN else -1))
            elif not self._scrolled(key):
                letter = answering.plain(key.text) if isinstance(key, Character) else "-"
                closes = key in _CLOSING or letter in (_SPACE if pass_on else _CLOSING_LETTERS)
                if key is Key.END or (pass_on and not closes):
                    self._keys.appendleft(key)
                if closes or pass_on or key is Key.END:
                    self._top, self._free = before, False
                    return

    def _page(self, interview: Interview, width: int) -> Page:
        assert interview.step is not None and self._state is not None  # noqa: S101 - as above
        return step_page(interview, interview.step, self._state, width, message=self._message, file=self._file)

    def _scrolled(self, key: Pressed) -> bool:
        """Looks at what is above or below; any other key goes back to the line that is marked."""
        self._free = key in (Key.PAGE_UP, Key.PAGE_DOWN)
        if self._free:
            self._top = max(0, self._top + (1 if key is Key.PAGE_DOWN else -1) * max(1, self._view - 1))
        return self._free

    def _key(self, page: Callable[[int], Page]) -> Pressed:
        """The next key. The page is painted when there is none to take yet."""
        while not self._keys:
            if not self._take(0):
                self._paint(page)
                if not self._take(self._decoder.patience) and self._decoder.patience is not None:
                    self._keys += self._decoder.rest()
        return self._keys.popleft()

    def _take(self, seconds: float | None) -> bool:
        """Takes a byte that comes in time; tells whether one did, or the input ended."""
        content = self._window.read(seconds)
        if content is not None:
            self._keys += self._decoder.feed(content) if content else [Key.END]
        return content is not None

    def _paint(self, page: Callable[[int], Page]) -> None:
        (columns, rows), spoilt = self._window.size, self._window.spoilt
        if self._known != (columns, rows, spoilt):
            self._painter.forget()
            self._known = (columns, rows, spoilt)
        shown = picture(page(self._width(columns)), rows, self._top, free=self._free)
        self._top, self._view = shown.top, shown.view
        self._painter.paint(shown)

    @staticmethod
    def _width(columns: int) -> int:
        """The last column stays empty: to write there moves the cursor in ways in which terminals differ."""
        return min(columns - 1, WIDEST)

    def _drawn(self, line: Line) -> str:
        with self._console.capture() as drawn:
            self._console.print(Text(line.text, style=LOOKS[line.tone]), end="", soft_wrap=True)
        return drawn.get()
