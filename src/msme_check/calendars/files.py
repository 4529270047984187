"""A plan with days as a file; its ending says which kind: a calendar (.ics), or the sheet for the wall (.pdf)."""

from pathlib import Path

from msme_check import cells, whole_files
from msme_check.calendars import days, wall
from msme_check.errors import AnswersError, UsageError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.look import Paper

KINDS = (".ics", ".pdf")


def check(path: Path) -> None:
    """Raises UsageError where the ending of the file's name says no kind of calendar."""
    if path.suffix.lower() not in KINDS:
        message = _("{file}: A calendar is one of {kinds}. Give the file one of these endings.")
        raise UsageError(message.format(file=cells.plain(str(path)), kinds=", ".join(KINDS)))


def write(
    assessment: Assessment,
    instrument: Instrument,
    path: Path,
    start: str | None = None,
    *,
    reminders: bool = False,
    paper: Paper = Paper.A4,
) -> None:
    """Writes the plan with days from `start` on, else from the Monday after the day of the answers.

    `reminders`: in a calendar, one on the day each action begins. The file before it stays whole until the new one is.
    Raises UsageError where the ending or the day is none, AnswersError where nothing is planned, OutputError where the
    file cannot be drawn or written.
    """
    check(path)
    content = _content(assessment, instrument, path, start, reminders=reminders, paper=paper)
    whole_files.write(path, content)


def _content(
    assessment: Assessment, instrument: Instrument, path: Path, start: str | None, *, reminders: bool, paper: Paper
) -> bytes:
    begin = days.first_day(assessment.date, start)
    tasks = days.tasks(assessment, instrument, begin)
    firm = cells.plain(assessment.firm_id)
    if not tasks:
        raise AnswersError(_("{firm}: These answers ask for no action, so there is nothing to plan.").format(firm=firm))
    if path.suffix.lower() == ".ics":
        from msme_check.calendars import ics

        stamped = days.day(assessment.date) or begin
        return ics.render(assessment, instrument, tasks, stamped, reminders=reminders)
    first = next(iter(instrument.settings.plan.last_days))
    soon = [one for one in tasks if one.horizon == first]
    if not soon:
        message = _("{firm}: No action begins in the first {n} days, so there is no sheet. Write an .ics file instead.")
        raise AnswersError(message.format(firm=firm, n=instrument.settings.plan.first_plan_days))
    from msme_check.calendars import pdf

    return pdf.render(wall.build(assessment, instrument, soon, begin), paper)
