"""The calendar file, read by a parser that has nothing in common with the library that writes it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from msme_check.calendars import days, files, ics
from msme_check.errors import AnswersError, UsageError
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from report.conftest import RICE_MILL, Firm, same_level

START = date(2026, 11, 23)
STAMPED = date(2026, 11, 20)
NASTY = 'Mill; "Rice, & sons"\\n: ក្រុមហ៊ុន'


def rendered(found: Assessment, instrument: Instrument, start: date = START, *, reminders: bool = False) -> bytes:
    return ics.render(found, instrument, days.tasks(found, instrument, start), STAMPED, reminders=reminders)


def read(content: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(content.decode("utf-8"))


@pytest.fixture(scope="module")
def mill(firm: Firm) -> Assessment:
    return firm(RICE_MILL, name=NASTY)


def test_another_reader_finds_every_action_on_its_day(mill: Assessment, instrument: Instrument) -> None:
    tasks = days.tasks(mill, instrument, START)
    found = read(rendered(mill, instrument))
    assert len(found.events) == len(tasks) > 5
    for task, event in zip(tasks, found.events, strict=True):
        assert event.summary == f"Action {task.number} done: {task.action.title}"
        assert (event.dtstart, event.dtend) == (task.due, task.due + timedelta(days=1))
        assert event.dtstamp == datetime(2026, 11, 20, tzinfo=UTC)
        assert event.description is not None
        assert all(f"[ ] {step}" in event.description.splitlines() for step in task.action.steps)
        assert f"Begin: {task.first.isoformat()}" in event.description
        assert event.alarm == []
    assert found.prodid == "-//msme-check//plan//EN" and found.version == "2.0"


def test_reminders_come_in_the_morning_of_the_day_an_action_begins(mill: Assessment, instrument: Instrument) -> None:
    tasks = days.tasks(mill, instrument, START)
    for task, event in zip(tasks, read(rendered(mill, instrument, reminders=True)).events, strict=True):
        (alarm,) = event.alarm
        assert isinstance(alarm.trigger, timedelta)
        assert datetime.combine(task.due, datetime.min.time()) + alarm.trigger == datetime.combine(
            task.first, datetime.min.time()
        ) + timedelta(hours=9)
        assert alarm.action == "DISPLAY" and task.action.title in (alarm.description or "")


def test_the_same_answers_give_the_same_bytes(firm: Firm, instrument: Instrument) -> None:
    assert rendered(firm(RICE_MILL), instrument) == rendered(firm(RICE_MILL), instrument)


def test_a_later_start_moves_the_same_entries(mill: Assessment, instrument: Instrument) -> None:
    before, after = (read(rendered(mill, instrument, start)) for start in (START, date(2027, 2, 1)))
    moved = date(2027, 2, 1) - START
    assert [one.uid for one in before.events] == [one.uid for one in after.events]
    for one, other in zip(before.events, after.events, strict=True):
        assert one.dtstart is not None and one.dtstart + moved == other.dtstart


def test_identifiers_tell_firms_and_actions_apart_and_name_none(firm: Firm, instrument: Instrument) -> None:
    uids = [one.uid for name in (RICE_MILL, "R00016") for one in read(rendered(firm(name), instrument)).events]
    assert len(uids) == len(set(uids))
    assert all(re.fullmatch(r"[0-9a-f]{32}@msme-check", str(uid)) for uid in uids)


def test_it_is_written_as_the_standard_says(mill: Assessment, instrument: Instrument) -> None:
    """RFC 5545, 3.1: lines end in CRLF and have at most 75 octets, and no letter is cut in two."""
    content = rendered(mill, instrument, reminders=True)
    assert content.count(b"\n") == content.count(b"\r\n")
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")
    unfolded = content.replace(b"\r\n ", b"").decode("utf-8")
    assert 'X-WR-CALNAME:Plan of Mill\\; "Rice\\, & sons"\\\\n: ក្រុមហ៊ុន' in unfolded


def test_what_cannot_be_planned_is_said(firm: Firm, instrument: Instrument, tmp_path: Path) -> None:
    strong = firm(RICE_MILL, exports="direct", **same_level(instrument, 4))
    for name in ("plan.ics", "plan.pdf"):
        with pytest.raises(AnswersError, match="ask for no action"):
            files.write(strong, instrument, tmp_path / name)
    with pytest.raises(UsageError, match=r"one of \.ics, \.pdf"):
        files.write(strong, instrument, tmp_path / "plan.doc")
    assert list(tmp_path.iterdir()) == []


def test_answers_without_a_day_need_a_start(firm: Firm, instrument: Instrument, tmp_path: Path) -> None:
    undated = firm(RICE_MILL).model_copy(update={"date": ""})
    with pytest.raises(UsageError, match="no date"):
        files.write(undated, instrument, tmp_path / "plan.ics")
    files.write(undated, instrument, tmp_path / "plan.ics", "2026-12-01")
    found = read((tmp_path / "plan.ics").read_bytes())
    assert {one.dtstamp for one in found.events} == {datetime(2026, 12, 1, tzinfo=UTC)}
