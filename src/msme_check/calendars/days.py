"""On which days the actions of a plan are done. The plan itself names stretches of time; a calendar needs days.

Within each stretch the actions follow one another in the order of the plan, in whole weeks, and each gets a part of the
weeks as large as its part of the days of work. It is a proposal that a person moves as life asks for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msme_check.errors import UsageError
from msme_check.i18n import _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.rules import Recommendation
from msme_check.report.material import Material

WEEK = 7


@dataclass(frozen=True)
class Task:
    """A planned action with its days. `number`: its place in the plan. `weeks`: its first and its last, from 1.

    `weeks` count from the first day of the plan, so those of later stretches go on from those before.
    """

    number: int
    action: Recommendation
    horizon: str
    weeks: tuple[int, int]
    first: date
    due: date


def first_day(answers_of: str, start: str | None) -> date:
    """The day on which a plan begins: `start`, else the Monday after the day of the answers. No clock is read.

    Raises UsageError where `start` is no day, or neither is known.
    """
    if start is not None:
        found = day(start)
        if found is None:
            raise UsageError(_("--start: this is no day. Write it as year-month-day, such as 2026-12-01."))
        return found
    found = day(answers_of)
    if found is None:
        raise UsageError(_("The answers have no date. Say when the plan begins, such as --start 2026-12-01."))
    return found + timedelta(days=WEEK - found.weekday())


def day(text: str) -> date | None:
    """A day as year-month-day; None where the text is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def tasks(assessment: Assessment, instrument: Instrument, start: date) -> tuple[Task, ...]:
    """The planned actions in the order of the plan, with their days from `start` on.

    Raises UsageError where these days lie beyond all calendars.
    """
    try:
        return tuple(_tasks(Material(assessment, instrument), start))
    except OverflowError:
        raise UsageError(_("--start: the plan would end after the year 9999. Name an earlier day.")) from None


def _tasks(material: Material, start: date) -> Iterator[Task]:
    begin = 1
    for horizon, last in material.instrument.settings.plan.last_days.items():
        planned = [one for one in material.planned if one.planned == horizon]
        actions = [material.recommendation(one.id) for one in planned]
        for action, (opening, closing) in zip(
            actions, spread([one.effort_days for one in actions], begin, last), strict=True
        ):
            weeks = ((opening - 1) // WEEK + 1, (closing - 1) // WEEK + 1)
            first, due = (start + timedelta(days=n - 1) for n in (opening, closing))
            yield Task(material.numbers[action.id], action, horizon, weeks, first, due)
        begin = last + 1


def spread(efforts: Sequence[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The first and the last day of each piece of work between two days, one after the other in whole weeks.

    Where there are more pieces than weeks, the last ones share the last week.
    """
    weeks = -(-(last - first + 1) // WEEK)
    total, done, before = sum(efforts), 0, 0
    for place, effort in enumerate(efforts):
        done += effort
        opening = min(before + 1, weeks)
        room = weeks - (len(efforts) - place - 1)  # a week for each that follows
        share = (2 * weeks * done + total) // (2 * total)  # rounded half up
        before = max(opening, min(share, room))
        yield first + WEEK * (opening - 1), min(first + WEEK * before - 1, last)
