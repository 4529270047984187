"""A report as a file; its ending says which kind. A reader never sees half of it."""

from collections.abc import Callable
from pathlib import Path

from msme_check import cells, locks, whole_files
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import html, json, text
from msme_check.report.view import build


def _pdf(assessment: Assessment, instrument: Instrument) -> bytes:
    from msme_check.report import pdf

    return pdf.render(build(assessment, instrument))


def _html(assessment: Assessment, instrument: Instrument) -> bytes:
    return html.render(build(assessment, instrument)).encode()


def _text(assessment: Assessment, instrument: Instrument) -> bytes:
    return text.render(build(assessment, instrument)).encode()


def _json(assessment: Assessment, instrument: Instrument) -> bytes:
    return json.render(assessment).encode()


_KINDS: dict[str, Callable[[Assessment, Instrument], bytes]] = {
    ".pdf": _pdf,
    ".html": _html,
    ".json": _json,
    ".txt": _text,
}


def check(path: Path) -> None:
    """Raises UsageError where the ending of the file's name says no kind of report."""
    if path.suffix.lower() not in _KINDS:
        message = _("{file}: A report is one of {kinds}. Give the file one of these endings.")
        raise UsageError(message.format(file=cells.plain(str(path)), kinds=", ".join(_KINDS)))


def write(assessment: Assessment, instrument: Instrument, path: Path) -> None:
    """Writes the report of an assessment; the file before it stays whole until the new one is.

    Raises UsageError where the ending is unknown, OutputError where the report cannot be drawn or written.
    """
    check(path)
    content = _KINDS[path.suffix.lower()](assessment, instrument)
    try:
        whole_files.write(path, content)
    except OSError as error:
        raise OutputError(locks.cannot_write(path, error)) from None
