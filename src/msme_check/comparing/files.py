"""A comparison as a file; its ending says which kind. A reader never sees half of it."""

from collections.abc import Callable
from pathlib import Path

from msme_check import cells, whole_files
from msme_check.comparing import html
from msme_check.comparing.page import Page
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.report.look import SHIPPED, Look

KINDS = (".pdf", ".html", ".json")


def check(path: Path) -> None:
    """Raises UsageError where the ending of the file's name says no kind of comparison."""
    if path.suffix.lower() not in KINDS:
        message = _("{file}: A comparison is one of {kinds}. Give the file one of these endings.")
        raise UsageError(message.format(file=cells.plain(str(path)), kinds=", ".join(KINDS)))


def write(path: Path, page: Page, json: Callable[[], str], look: Look = SHIPPED) -> None:
    """Writes a comparison; the file before it stays whole until the new one is. `json` makes its JSON.

    Raises UsageError where the ending is unknown, OutputError where the comparison cannot be drawn or written.
    """
    check(path)
    match path.suffix.lower():
        case ".pdf":
            from msme_check.comparing import pdf

            content = pdf.render(page, look)
        case ".html":
            content = html.render(page, look).encode()
        case _:
            content = json().encode("utf-8", "backslashreplace")
    whole_files.write(path, content)
