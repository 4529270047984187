"""A plan as a calendar file (iCalendar, RFC 5545), which phones and mail programs read.

Each action is an entry on the day by which it is due. The same answers give the same bytes: the identifiers come from
the firm and the action, the time stamp from the day of the answers. So a later file of the same firm moves the entries
that are in a calendar already, and does not double them.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vText

from msme_check import cells
from msme_check.calendars.days import Task
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.view_front import cut

PRODUCER = "-//msme-check//plan//EN"
REMINDED_AT = timedelta(hours=9)
"""In the morning, by the clock of the reader's calendar."""


def render(
    assessment: Assessment, instrument: Instrument, tasks: Sequence[Task], stamped: date, *, reminders: bool = False
) -> bytes:
    """The file. `stamped`: the day of the answers. `reminders`: one on the morning of the day each action begins."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    firm = cut(cells.plain(assessment.firm_name) or cells.plain(assessment.firm_id), running=True)
    calendar.add("x-wr-calname", vText(_("Plan of {firm}").format(firm=firm)))  # else it is written unquoted
    horizons = {one.id: one.title for one in instrument.settings.words.horizons}
    costs = {one.id: one.title for one in instrument.settings.words.costs}
    for task in tasks:
        event = _event(task, horizons[task.horizon], costs[task.action.cost])
        event.add("uid", _identifier(assessment, task))
        event.add("dtstamp", datetime.combine(stamped, time(), UTC))
        if reminders:
            event.add_component(_reminder(task))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _event(task: Task, horizon: str, cost: str) -> Event:
    event = Event()
    event.add("summary", _("Action {n} done: {title}").format(n=task.number, title=task.action.title))
    event.add("dtstart", task.due)
    event.add("dtend", task.due + timedelta(days=1))  # the day after the last, as RFC 5545 has it
    event.add("transp", "TRANSPARENT")  # the day stays free for other things
    days = _("Days of work: {n}").format(n=task.action.effort_days)
    begin = _("Begin: {day}").format(day=task.first.isoformat())
    lines = [f"{horizon}. {begin}. {days}. {cost}.", "", *(f"[ ] {step}" for step in task.action.steps)]
    event.add("description", "\n".join([*lines, "", task.action.why_it_helps]))
    return event


def _reminder(task: Task) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Begin with action {n}: {title}").format(n=task.number, title=task.action.title))
    alarm.add("trigger", task.first - task.due + REMINDED_AT)
    return alarm


def _identifier(assessment: Assessment, task: Task) -> str:
    """The same for an action of a firm in every file, and nothing that says which firm it is."""
    parts = (assessment.instrument.id, assessment.firm_id, task.action.id)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
    return f"{digest[:32]}@msme-check"
