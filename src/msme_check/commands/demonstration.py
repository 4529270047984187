"""The whole job on the sample firms that are shipped: tables, a report for each firm, a summary in the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from rich.console import Console

from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.responses import response
from msme_check.batch.settings import BatchSettings, Cohort, ReportFormat, Unfinished
from msme_check.commands import scoring_many
from msme_check.commands.printing import print_notes
from msme_check.errors import Exit
from msme_check.i18n import _
from msme_check.intake.firms import read_firms
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import text
from msme_check.report.lines import Line

FIRMS = Path("demo") / "firms.csv"
MOST = 1000
"""More firms than the sample will ever have."""


def demo(
    instrument: Instrument, folder: Path, out: Path, language: str, unfinished: Unfinished = Unfinished.REFUSE
) -> Exit:
    """Scores the shipped firms into `out` with a PDF for each; shows the first firm, and a line for each other."""
    console = Console(highlight=False, emoji=False, markup=False)
    settings = BatchSettings((folder / FIRMS,), out, ReportFormat.PDF, language=language, cohort=Cohort.FIRMS)
    settings = replace(settings, unfinished=unfinished)
    code = scoring_many.batch(instrument, folder, settings)
    found = assessments(instrument, folder / FIRMS)
    console.print()
    text.show(found[0], instrument, console)
    console.print()
    print_notes(_after(found, instrument, out), console, [str(out)])
    return code


def _after(found: Sequence[Assessment], instrument: Instrument, out: Path) -> Iterator[Line]:
    """The lines below the summary of the first firm."""
    yield Line(_("All sample firms:"))
    for one in found:
        yield Line(one.firm_name, "  ")
        yield Line(_bands(one, instrument), "    ")
    yield Line()
    words = _("Everything is in {path}; each firm's PDF in {reports}.")
    yield Line(words.format(path=out, reports=out / "reports"))


def assessments(instrument: Instrument, path: Path, today: date | None = None) -> list[Assessment]:
    """The assessments of all firms of a small file that is known to be right, answered `today` (None: by the clock)."""
    firms = read_firms(path, instrument, None, lambda _done, _total: None)
    chunk = next(firms.chunks(MOST, lambda _done, _total: None)).read()
    assessed = assess(chunk.raw, instrument)
    today = today or datetime.now().astimezone().date()
    return [
        assessment(assessed, place, response(instrument, cells, assessed.values.row(place), today))
        for place, cells in enumerate(chunk.raw.iter_rows(named=True))
    ]


def _bands(one: Assessment, instrument: Instrument) -> str:
    titles = {band.id: band.title for band in instrument.settings.bands}
    names = {part.id: part.short_title for part in instrument.questionnaires}
    bands = {part.id: part.band for part in one.questionnaires}
    return ", ".join(f"{names[name]}: {titles[band] if band else _('no band')}" for name, band in bands.items())
