"""The sheet for the wall: one page, with every step, large enough to be read from a step away."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from msme_check.calendars import days, files, pdf, wall
from msme_check.calendars.wall import WallSheet
from msme_check.errors import AnswersError
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report.look import Paper
from report.conftest import RICE_MILL, Firm
from report.samples import LONG_NAME, LONG_WORD
from validators import poppler
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

START = date(2026, 11, 23)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def sheet(found: Assessment, instrument: Instrument) -> WallSheet | None:
    """The sheet of a firm; None where nothing is planned for the first stretch of time."""
    tasks = [one for one in days.tasks(found, instrument, START) if one.horizon == "quick"]
    return wall.build(found, instrument, tasks, START) if tasks else None


def words(one: WallSheet) -> list[str]:
    found = [one.label, one.firm, one.between, one.identity]
    found += [text for week in one.weeks for text in (week.number, week.day)]
    return [*found, *(text for task in one.tasks for text in (task.title, task.due, task.weeks, *task.steps))]


def test_a_sheet_of_one_page_for_every_firm(
    firm: Firm, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    found = [firm(row["firm_id"], name=row["firm_id"]) for row in example_rows]
    found += [firm("R00016", name=name) for name in (LONG_NAME, LONG_WORD)]
    sheets = [one for one in (sheet(assessment, instrument) for assessment in found) if one is not None]
    assert len(sheets) > 35
    for paper in Paper:
        for one in sheets:
            reader = PdfReader(io.BytesIO(pdf.render(one, paper)))
            assert len(reader.pages) == 1, (one.firm, paper)
            said = squeezed(reader.pages[0].extract_text())
            assert [text for text in words(one) if squeezed(text) not in said] == [], one.firm


def test_the_longest_plan_that_there_can_be_is_one_page(firm: Firm, instrument: Instrument) -> None:
    """As many actions as the first plan has room for, with the most and the longest steps of the instrument."""
    places = instrument.settings.plan.places["quick"]
    longest = sorted(instrument.recommendations, key=lambda one: sum(map(len, one.steps)))[-places:]
    found = firm(RICE_MILL)
    tasks = [days.Task(10 + n, one, "quick", (n * 2 + 1, n * 2 + 2), START, START) for n, one in enumerate(longest)]
    for paper in Paper:
        content = pdf.render(wall.build(found, instrument, tasks, START), paper)
        assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_weeks_name_their_day_and_their_action(firm: Firm, instrument: Instrument) -> None:
    one = sheet(firm(RICE_MILL, name="Mill"), instrument)
    assert one is not None
    assert [week.number for week in one.weeks] == [str(n) for n in range(1, 14)]
    assert (one.weeks[0].day, one.weeks[1].day, one.weeks[12].day) == ("23 Nov", "30 Nov", "15 Feb")
    assert one.between == "Mon 23 Nov 2026 to Sat 20 Feb 2027"
    assert all(week.actions for week in one.weeks)
    assert [task.number for task in one.tasks] == sorted({week.actions for week in one.weeks})
    assert one.tasks[-1].due == "Sat 20 Feb 2027"


def test_it_breaks_no_rule_and_is_the_same_each_time(
    firm: Firm, instrument: Instrument, tmp_path: Path, verapdf: VeraPdf
) -> None:
    paths = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for path in paths:
        files.write(firm(RICE_MILL, name="Mill"), instrument, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    found = [verapdf.check(paths[0], profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
    (page,) = poppler.pages(paths[0])
    assert page.is_a4 and list(page.cut) == []


def test_a_plan_that_begins_later_has_no_sheet(firm: Firm, instrument: Instrument, tmp_path: Path) -> None:
    found = firm(RICE_MILL)
    later = tuple(one.model_copy(update={"planned": "medium"}) if one.planned else one for one in found.recommendations)
    put_off = found.model_copy(update={"recommendations": later})
    with pytest.raises(AnswersError, match=r"No action begins in the first 90 days"):
        files.write(put_off, instrument, tmp_path / "plan.pdf")
    files.write(put_off, instrument, tmp_path / "plan.ics")
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
