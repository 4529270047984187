"""The first plan as one sheet for the wall: its weeks, its actions, and a box to tick for each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msme_check.calendars.days import WEEK, Task
from msme_check.i18n import SOURCE_LANGUAGE, _
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.material import Material
from msme_check.report.view_front import firm_name, language
from msme_check.report.view_method import identity


@dataclass(frozen=True)
class WallWeek:
    """One week: its number, the day it begins on, and the numbers of the actions that are done in it."""

    number: str
    day: str
    actions: str
    odd: bool


@dataclass(frozen=True)
class WallTask:
    """One action with the words of its days, and its steps."""

    number: str
    title: str
    weeks: str
    due: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class WallSheet:
    """Everything on the sheet. `between`: its first and its last day."""

    language: str
    title: str
    label: str
    firm: str
    date: str
    between: str
    weeks: tuple[WallWeek, ...]
    tasks: tuple[WallTask, ...]
    identity: str


def build(assessment: Assessment, instrument: Instrument, tasks: Sequence[Task], start: date) -> WallSheet:
    """The sheet of the first plan. `tasks`: those of it alone, of which there is at least one."""
    days = instrument.settings.plan.first_plan_days
    return WallSheet(
        language=language(),
        title=instrument.settings.title,
        label=_("The first {n} days").format(n=days),
        firm=firm_name(Material(assessment, instrument)),
        date=assessment.date,
        between=_("{first} to {last}").format(first=_said(start), last=_said(start + timedelta(days=days - 1))),
        weeks=tuple(_week(tasks, start, number) for number in range(1, -(-days // WEEK) + 1)),
        tasks=tuple(_task(one) for one in tasks),
        identity=identity(instrument.settings, assessment.instrument, assessment.instrument_hash),
    )


def _week(tasks: Sequence[Task], start: date, number: int) -> WallWeek:
    here = [one for one in tasks if one.weeks[0] <= number <= one.weeks[1]]
    return WallWeek(
        number=str(number),
        day=_said(start + timedelta(days=WEEK * (number - 1)), short=True),
        actions=", ".join(str(one.number) for one in here),
        odd=any(one.number % 2 for one in here),
    )


def _task(one: Task) -> WallTask:
    first, last = one.weeks
    weeks = _("Week {n}").format(n=first) if first == last else _("Weeks {n} to {m}").format(n=first, m=last)
    return WallTask(str(one.number), one.action.title, weeks, _said(one.due), one.action.steps)


def _said(day: date, *, short: bool = False) -> str:
    """A day as people write it in the language in use."""
    from babel.core import Locale, UnknownLocaleError
    from babel.dates import format_date

    try:
        locale = Locale.parse(language())
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(SOURCE_LANGUAGE)
    text: str = format_date(day, "d MMM" if short else "EEE d MMM y", locale=locale)
    return text
