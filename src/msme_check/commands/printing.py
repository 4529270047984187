"""Lines of text on a terminal or into a pipe."""

from collections.abc import Callable, Iterable

from rich.console import Console

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
