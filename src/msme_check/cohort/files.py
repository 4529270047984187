"""The three files of the report on a group."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msme_check.cohort import html
from msme_check.cohort.listing import Listing
from msme_check.cohort.totals import Totals
from msme_check.cohort.view import CohortView, build
from msme_check.errors import MsmeCheckError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.report.look import SHIPPED, Look

PDF, HTML, WORKBOOK = "cohort.pdf", "cohort.html", "cohort.xlsx"
NAMES = (PDF, HTML, WORKBOOK)

Reports = Callable[[], Iterator[str]]
"""Goes through the reports of the firms anew at each call, in the order of the firms; empty where there is none."""


@dataclass(frozen=True)
class Written:
    """The names of the files that were written, and why another was not."""

    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def write(
    totals: Totals,
    listing: Listing | None,
    instrument: Instrument,
    folder: Path,
    *,
    today: date,
    reports: Reports,
    look: Look = SHIPPED,
) -> Written:
    """Writes the files into `folder`. `listing` None: for the public, without firms and with nothing about few.

    Where the PDF cannot be drawn, the others are there all the same, and a note says why. Raises OSError where
    nothing can be written.
    """
    from msme_check.cohort import workbook  # XlsxWriter is imported only where a workbook is made

    firms = None if listing is None else lambda: listing.firms(reports())
    view = build(totals, instrument, firms, today=today, public=listing is None)
    limits = tuple(band.start for band in instrument.settings.bands)
    (folder / HTML).write_text(html.render(view, limits, look), "utf-8", newline="")
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    bands = [band.title for band in instrument.settings.bands]
    workbook.write(view, bands, folder / WORKBOOK, scratch, look)
    drawn = _drawn(view, limits, look)
    if isinstance(drawn, str):
        return Written((HTML, WORKBOOK), (_("{file} was not written: {reason}").format(file=PDF, reason=drawn),))
    (folder / PDF).write_bytes(drawn)
    return Written(NAMES)


def _drawn(view: CohortView, limits: tuple[int, ...], look: Look) -> bytes | str:
    """The PDF, or why there is none."""
    try:
        from msme_check.cohort import pdf

        return pdf.render(view, limits, look)
    except MsmeCheckError as error:
        return str(error)
    except Exception as error:  # whatever a library does, what was scored must not be lost
        return _("the program that draws it failed ({kind})").format(kind=type(error).__name__)
