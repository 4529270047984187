"""The form to print and to fill in with a pen: large boxes, and beside each answer the code to type in later."""

from pathlib import Path

from msme_check.forms import printed, written
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
    """Writes the form and gives back its path.

    Raises UsageError where a file of this name holds something else, OutputError where it cannot be made or written.
    """
    return written.write({path: render(instrument, core=core, only=only)})
