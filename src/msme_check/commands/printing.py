"""Lines of text on a terminal or into a pipe."""

from collections.abc import Callable, Collection, Iterable

from rich.console import Console
from rich.text import Text

from msme_check.interview.wrapping import wrap
from msme_check.report.lines import WIDEST, Line


def print_lines(found: Iterable[Line], out: Callable[[str], None]) -> None:
    """Prints lines as wide as the window, at most as wide as can be read."""
    console = Console(highlight=False, emoji=False, markup=False)
    width = min(console.width, WIDEST)
    for line in found:
        for text in wrap(line.text, width, line.before, " " * len(line.before)):
            if line.strong and console.is_terminal and not console.no_color:
                console.print(text, style="bold", soft_wrap=True)
            else:
                out(text.rstrip())


def print_notes(notes: Iterable[Line], console: Console, paths: Collection[str] = ()) -> None:
    """Prints what is told beside a result: on a terminal as `print_lines` does, elsewhere a line each.

    `paths`: what stands in notes to be copied, and so is never divided. Further lines stand deeper than the first, so
    that each note is seen to begin.
    """
    width = min(console.width, WIDEST)
    for note in notes:
        lines = [note.before + note.text]
        if console.is_terminal:
            lines = wrap(note.text, width, note.before, " " * (len(note.before) + 2), paths)
        for text in lines:
            console.print(Text(text.rstrip(), style="bold" if note.strong else ""), soft_wrap=True)
