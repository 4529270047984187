"""The form to print and to fill in with a pen: large boxes, and beside each answer the code to type in later."""

from pathlib import Path

from msme_check import whole_files
from msme_check.errors import OutputError
from msme_check.forms import printed
from msme_check.locks import cannot_write
from msme_check.model.instrument import Instrument
from msme_check.report import pdf


def render(instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None) -> bytes:
    """The PDF, on A4. `core`: the questions of the quick check; `only`: some questionnaires.

    Raises OutputError where the libraries for PDF are missing.
    """
    return pdf.renderer().render_html(printed.page("paper", instrument, core=core, only=only))


def write(
    instrument: Instrument, path: Path, *, core: bool = False, only: tuple[str, ...] | None = None
) -> tuple[Path, ...]:
    """Writes the form and gives back its path. Raises OutputError where it cannot be made or written."""
    content = render(instrument, core=core, only=only)
    try:
        whole_files.write(path, content)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    return (path,)
