"""The form to fill in on a screen: a PDF with buttons, boxes and lines, which every common reader can save.

Fields have the ids of the questions; a button is the code of its answer, a box `QUESTION/CODE`. It is accessible
(PDF/UA-1) and no archive copy (PDF/A): readers open those so that nothing can be changed.
"""

import json
from pathlib import Path

from msme_check.forms import printed, written
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef
from msme_check.report import pdf

VARIANT = "pdf/ua-1"


def render(instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None) -> bytes:
    """The PDF. `core`: the questions of the quick check; `only`: some questionnaires.

    Raises OutputError where the libraries for PDF are missing.
    """
    renderer = pdf.renderer()
    from msme_check.forms import widgets

    said = printed.said(instrument, core=core, only=only)
    finisher = widgets.finisher(said, identity(instrument, core=core))
    return renderer.render_html(
        printed.page("pdf", instrument, core=core, only=only), options={"pdf_variant": VARIANT, "finisher": finisher}
    )


def identity(instrument: Instrument, *, core: bool) -> str:
    """What a form says of itself, so that an old one is never read as one of today (`pdf_fields.IDENTITY`)."""
    made_for = InstrumentRef(id=instrument.settings.id, version=instrument.settings.version)
    return json.dumps({"instrument": made_for.model_dump(), "quick": core})


def write(
    instrument: Instrument, path: Path, *, core: bool = False, only: tuple[str, ...] | None = None
) -> tuple[Path, ...]:
    """Writes the form and gives back its path.

    Raises UsageError where a file of this name holds something else, OutputError where it cannot be made or written.
    """
    return written.write({path: render(instrument, core=core, only=only)})
