"""What stands on the screen at a step answered with keys. Pure but for the `Painter`, which writes what has changed.

The progress stands at the top and the letters at the bottom. What is between them scrolls where the window is too low
for it, so that the line that is marked is always in sight; where there is room the question stays in sight, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msme_check.i18n import _
from msme_check.interview.lines import Line, Tone

_SYNCHRONIZED, _PAINTED = "\x1b[?2026h\x1b[?25l", "\x1b[?2026l"
_BLANK = Line("")
_LEAST = 3
"""Rows between top and bottom, however much stands there."""


@dataclass(frozen=True)
class Page:
    """All lines of a step, as wide as the window, from its top to its bottom.

    `head` never scrolls; `intro`, `title` and `body` do where they have to. `focus`: the first and the last line of
    `body` that have to be in sight; `ends`: where the first of what can be in focus begins, and where the last of it
    ends. `caret`: the line of `body` and the column in it where characters are typed.
    """

    head: Sequence[Line] = ()
    intro: Sequence[Line] = ()
    title: Sequence[Line] = ()
    body: Sequence[Line] = ()
    foot: Sequence[Line] = ()
    focus: tuple[int, int] | None = None
    ends: tuple[int, int] = (-1, -1)
    caret: tuple[int, int] | None = None


@dataclass(frozen=True)
class Picture:
    """What the window shows: a line for each of its rows, and where the cursor blinks (row and column from 0).

    `top` is the first line that is shown of those that scroll, `view` how many of them are in sight.
    """

    rows: tuple[Line, ...]
    cursor: tuple[int, int] | None = None
    top: int = 0
    view: int = 0


def fits(page: Page, height: int) -> bool:
    """Whether all of the page has room in a window of some rows."""
    return sum(map(len, (page.head, page.intro, page.title, page.body, page.foot))) <= height


def picture(page: Page, height: int, top: int = 0, *, free: bool = False) -> Picture:
    """The page in a window of some rows.

    `top` is the first line shown so far; it moves as little as brings the focus into sight. `free`: it stays as far as
    it can, because the person looks at what is above or below.
    """
    foot = list(page.foot)[: max(1, height - _LEAST - len(page.head))]
    room = max(1, height - len(page.head) - len(foot))
    pinned, moving = list(page.head), [*page.intro, *page.title, *page.body]
    begin = len(page.intro) + len(page.title)
    if page.title and len(moving) + 2 <= room:
        moving, begin = [_BLANK, *page.intro, *page.title, _BLANK, *page.body], begin + 2
    if len(moving) > room and not page.intro and len(page.title) <= room // 2 - 1:
        pinned, moving, begin = [*pinned, *page.title], list(page.body), 0
        room -= len(page.title)
    if len(moving) <= room:
        shown, top, before = [*moving, *[_BLANK] * (room - len(moving))], 0, len(pinned)
        view = room
    else:
        view = max(1, room - 2)
        if page.focus is None and not free:
            top = _in_sight(top, view, len(page.intro), max(0, begin - 1))  # the question itself
        elif page.focus is not None and not free:
            first, last = begin + page.focus[0], begin + page.focus[1]
            top = _in_sight(top, view, first, last)
            if page.focus[0] == page.ends[0] and last < view:
                top = 0  # what stands above the first choice belongs to it
            elif page.focus[1] == page.ends[1] and len(moving) - first <= view:
                top = len(moving) - view  # and what stands below the last one
        top = max(0, min(top, len(moving) - view))
        shown = _with_marks(moving[top : top + view], above=top, below=len(moving) - top - view)
        before = len(pinned) + 1
    cursor = None
    if page.caret is not None and top <= begin + page.caret[0] < top + view:
        cursor = (before + begin + page.caret[0] - top, page.caret[1])
    rows = [*pinned, *shown, *foot, *[_BLANK] * height]
    return Picture(tuple(rows[:height]), cursor, top, view)


def _in_sight(top: int, view: int, first: int, last: int) -> int:
    """The first line shown, such that a part is in sight; of one that is too long, its beginning."""
    if last >= top + view:
        top = last - view + 1
    return min(top, first)


def _with_marks(lines: Sequence[Line], *, above: int, below: int) -> list[Line]:
    up = _("↑ more above (Page Up)") if above else ""
    down = _("↓ more below (Page Down)") if below else ""
    return [Line(up, Tone.HINT), *lines, Line(down, Tone.HINT)]


class Painter:
    """Writes pictures; each time only the rows that have changed, in one go, so that nothing flickers."""

    def __init__(self, write: Callable[[str], None], drawn: Callable[[Line], str]) -> None:
        """`drawn` gives a line as the terminal gets it, with its colours."""
        self._write, self._drawn = write, drawn
        self._shown: Picture | None = None

    def forget(self) -> None:
        """All is painted again next time: the window is another, or came back."""
        self._shown = None

    def paint(self, new: Picture) -> None:
        """Brings the window to show a picture."""
        old = self._shown.rows if self._shown is not None and len(self._shown.rows) == len(new.rows) else ()
        if self._shown is not None and old == new.rows and self._shown.cursor == new.cursor:
            return
        changed = [
            f"\x1b[{place};1H{self._drawn(line)}\x1b[K"
            for place, line in enumerate(new.rows, 1)
            if not old or old[place - 1] != line
        ]
        cursor = "" if new.cursor is None else f"\x1b[{new.cursor[0] + 1};{new.cursor[1] + 1}H\x1b[?25h"
        self._write("".join([_SYNCHRONIZED, *changed, cursor, _PAINTED]))
        self._shown = new
