"""A report as a file; its ending says which kind. A reader never sees half of it."""

from collections.abc import Callable
from pathlib import Path

from msme_check import cells, response_files, whole_files
from msme_check.embedded import ASSESSMENT, RESPONSE, EmbeddedFile
from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import html, json, text
from msme_check.report.look import SHIPPED, Look
from msme_check.report.view import build


def _pdf(assessment: Assessment, instrument: Instrument, look: Look, with_data: bool) -> bytes:
    from msme_check.report import pdf

    return pdf.render(build(assessment, instrument), look, data_files(assessment) if with_data else ())


def data_files(assessment: Assessment) -> tuple[EmbeddedFile, ...]:
    """What a PDF carries, so that it can be made anew: the response as its own file has it, and what came of it."""
    scores = json.render(assessment).encode("utf-8", "backslashreplace")
    return (
        EmbeddedFile(RESPONSE, response_files.content(assessment.response), _("The answers"), "Source"),
        EmbeddedFile(ASSESSMENT, scores, _("The scores, gates and plan"), "Data"),
    )


def _html(assessment: Assessment, instrument: Instrument, look: Look, _with_data: bool) -> bytes:
    return html.render(build(assessment, instrument), look).encode()


def _text(assessment: Assessment, instrument: Instrument, _look: Look, _with_data: bool) -> bytes:
    return text.render(build(assessment, instrument)).encode()


def _json(assessment: Assessment, instrument: Instrument, _look: Look, _with_data: bool) -> bytes:
    return json.render(assessment, instrument).encode()


_KINDS: dict[str, Callable[[Assessment, Instrument, Look, bool], bytes]] = {
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


def render(
    assessment: Assessment, instrument: Instrument, ending: str, look: Look = SHIPPED, *, with_data: bool = True
) -> bytes:
    """The report of an assessment, as the bytes of a file with this ending, such as `.pdf`.

    Raises UsageError where somebody's own templates fail, OutputError where the report cannot be drawn.
    """
    return _KINDS[ending](assessment, instrument, look, with_data)


def write(
    assessment: Assessment, instrument: Instrument, path: Path, look: Look = SHIPPED, *, with_data: bool = True
) -> None:
    """Writes the report of an assessment; the file before it stays whole until the new one is.

    `look`: of PDF and HTML. `with_data`: a PDF carries the response and the assessment as files inside.
    Raises UsageError where the ending is unknown or somebody's own templates fail, OutputError where the report
    cannot be drawn or written.
    """
    check(path)
    content = render(assessment, instrument, path.suffix.lower(), look, with_data=with_data)
    whole_files.write(path, content)
