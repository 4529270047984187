"""Two files of a firm, or two batches, side by side."""

from collections.abc import Callable
from pathlib import Path

from msme_check import cells
from msme_check.commands.printing import print_lines
from msme_check.comparing import comparison, files, json, lines, saved, view_firm
from msme_check.comparing.comparison import Comparison
from msme_check.comparing.page import Page
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.report.look import SHIPPED, Look

Say = Callable[[str], None]


def compare(
    instrument: Instrument,
    before: Path,
    after: Path,
    target: Path | None,
    look: Look = SHIPPED,
    *,
    as_json: bool,
    out: Say,
) -> list[Path]:
    """Compares two files of one firm or two folders of a batch; gives the file that was written, if any.

    Raises UsageError where one is a file and the other a folder, or the file to write has no known ending.
    """
    if target is not None:
        files.check(target)
    if before.is_dir() != after.is_dir():
        folder, file = (before, after) if before.is_dir() else (after, before)
        message = _("{folder} is a folder and {file} is none. Name two files of one firm, or two folders of a batch.")
        raise UsageError(message.format(folder=cells.plain(str(folder)), file=cells.plain(str(file))))
    page, text = _groups(instrument, before, after) if before.is_dir() else _firm(instrument, before, after)
    if as_json:
        out(text().rstrip("\n"))
    elif target is None:
        print_lines(lines.lines(page), out)
    if target is None:
        return []
    files.write(target, page, text, look)
    return [target]


def _firm(instrument: Instrument, before: Path, after: Path) -> tuple[Page, Callable[[], str]]:
    found: Comparison = comparison.compare(saved.load(before, instrument), saved.load(after, instrument), instrument)
    return view_firm.build(found, instrument), lambda: json.render(found, instrument)


def _groups(instrument: Instrument, before: Path, after: Path) -> tuple[Page, Callable[[], str]]:
    from msme_check.comparing import folders, groups, view_groups

    found = groups.compare(folders.read(before), folders.read(after), instrument)
    return view_groups.build(found, instrument), lambda: json.render(found, instrument)
