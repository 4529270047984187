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

    Where a file cannot be drawn, the others are there all the same, and a note says why. Raises OSError where
    nothing can be written.
    """
    from msme_check.cohort import workbook  # XlsxWriter is imported only where a workbook is made

    firms = None if listing is None else lambda: listing.firms(reports())
    view = build(totals, instrument, firms, today=today, public=listing is None)
    limits = _limits(instrument)
    drawn = {
        HTML: _drawn(lambda: html.render(view, limits, look).encode()),
        PDF: _drawn(lambda: _pdf(view, limits, look)),
    }
    notes = []
    for name, content in drawn.items():
        if isinstance(content, str):
            notes.append(_("{file} was not written: {reason}").format(file=name, reason=content))
        else:
            (folder / name).write_bytes(content)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    workbook.write(view, [band.title for band in instrument.settings.bands], folder / WORKBOOK, scratch, look)
    return Written(tuple(name for name in NAMES if isinstance(drawn.get(name, b""), bytes)), tuple(notes))


def try_templates(totals: Totals, listing: Listing | None, instrument: Instrument, look: Look) -> None:
    """Draws the firms that are there so far, for nobody to see. Raises UsageError where own templates fail."""
    firms = None if listing is None else listing.firms
    view = build(totals, instrument, firms, today=date.min, public=listing is None)
    html.render(view, _limits(instrument), look)


def _limits(instrument: Instrument) -> tuple[int, ...]:
    return tuple(band.start for band in instrument.settings.bands)


def _pdf(view: CohortView, limits: tuple[int, ...], look: Look) -> bytes:
    from msme_check.cohort import pdf

    return pdf.render(view, limits, look)


def _drawn(draw: Callable[[], bytes]) -> bytes | str:
    """A file, or why there is none."""
    try:
        return draw()
    except MsmeCheckError as error:
        return str(error)
    except Exception as error:  # whatever a library does, what was scored must not be lost
        return _("the program that draws it failed ({kind})").format(kind=type(error).__name__)
