"""Papers that are made of one firm's answers: the page for the lender, and its plan with days."""

from pathlib import Path

from msme_check import carried_over, cells, embedded
from msme_check.assessments import assess_response
from msme_check.errors import AnswersError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.look import Look, Paper


def lender(instrument: Instrument, path: Path, out: Path, look: Look) -> list[str]:
    """Writes the page for the lender of a saved response, or of one inside a report's PDF; gives what to tell."""
    from msme_check.report import lender_page

    lender_page.check(out)
    assessment, told = _assessed(instrument, path)
    lender_page.write(assessment, instrument, out, look)
    return told


def calendar(
    instrument: Instrument, path: Path, out: Path, start: str | None, *, reminders: bool, paper: Paper
) -> list[str]:
    """Writes the plan of a saved response, or of one inside a report's PDF, with days; gives what to tell."""
    from msme_check.calendars import files

    files.check(out)
    assessment, told = _assessed(instrument, path)
    files.write(assessment, instrument, out, start, reminders=reminders, paper=paper)
    return told


def _assessed(instrument: Instrument, path: Path) -> tuple[Assessment, list[str]]:
    """The assessment of the answers in a file, and what a person is told where they are of earlier questions."""
    if embedded.is_pdf(path):
        carried = carried_over.carry_over(embedded.read(path).response, path, instrument)
        told = carried_over.told(carried, instrument) or list(carried.lines())
    else:
        carried = carried_over.load(path, instrument)
        told = carried_over.told(carried, instrument)
    if not carried.response.answers:
        message = _("{path}: no question is answered yet. Go on with: msme-check assess --response {path}")
        raise AnswersError(message.format(path=cells.plain(str(path))))
    return assess_response(carried.response, instrument), told
