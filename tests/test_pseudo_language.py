"""In a made-up language every text of program, templates and instrument is in brackets: what is not, escaped."""

import gettext
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console

from msme_check import i18n, texts
from msme_check.assessments import assess_response
from msme_check.calendars import days, wall
from msme_check.calendars import pdf as calendar_pdf
from msme_check.forms import csv_form, xlsx
from msme_check.interview import answering, flow, guidance, offers, pages, words
from msme_check.interview.keys import Character, Key, Pressed
from msme_check.interview.lines import Line
from msme_check.interview.painting import picture
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response
from msme_check.report import html, lender_page, text
from msme_check.report.view import build

OPEN, CLOSE = "\u27e6", "\u27e7"
NAME = "Zzyzx"
VOID = {"meta", "br", "col", "img"}


class Pseudo(gettext.NullTranslations):
    """Puts every text in brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def pseudo(instrument: Instrument) -> Iterator[Instrument]:
    """The instrument in the made-up language, which the program speaks too."""
    before = i18n.active()
    i18n.activate(Pseudo())
    yield texts.localised(instrument, Pseudo())
    i18n.activate(before)


@pytest.fixture
def assessment(instrument: Instrument, example_rows: list[dict[str, str]]) -> Assessment:
    """A firm with gates, odd pairs, missing and unknown answers."""
    row = next(row for row in example_rows if row["firm_id"] == "R00003")
    several = {"sells_to", *(q.id for q in instrument.questions.values() if q.type == "checklist")}
    values = {n: tuple(v.split()) if n in several and v not in {"na", "dk"} else v for n, v in row.items() if v}
    settings = instrument.settings
    return assess_response(
        Response(
            instrument=InstrumentRef(id=settings.id, version=settings.version),
            firm_id="F1",
            firm_name=NAME,
            date="2026-11-24",
            profile={name: values[name] for name in instrument.profile_field if name in values},
            answers={name: values[name] for name in instrument.questions if name in values},
        ),
        instrument,
    )


def escaped(text_: str, allowed: set[str]) -> set[str]:
    """The words that stand outside all brackets and are no name, number or code."""
    while (inner := re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text_)) != text_:
        text_ = inner
    return {word for word in re.findall(r"[^\W\d_]{2,}", text_) if word not in allowed}


class Visible(HTMLParser):
    """The text of a page and of its text alternatives; `english`: that of parts which say that they are in English."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.english: list[str] = []
        self.hidden = 0
        self.inside: list[str] = []
        """The elements that are open from the outermost English one on."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"style", "script"}
        if tag not in VOID and (self.inside or (tag != "html" and dict(attrs).get("lang") == "en")):
            self.inside.append(tag)
        if "http-equiv" not in dict(attrs):  # what is said to the browser is in no language
            self.found += [value for key, value in attrs if key in {"alt", "aria-label", "title", "content"} and value]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script"}
        if self.inside and tag not in VOID:
            assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            (self.english if self.inside else self.found).append(data)


def _quoted(instrument: Instrument) -> set[str]:
    """Words of the policy text, of ids and of web addresses, which are the same in every language."""
    settings = instrument.settings
    parts = [settings.id, settings.policy_title, NAME, *(one.place for one in instrument.directions)]
    parts += [one.quote for one in instrument.directions]
    parts += [one.policy_basis.quote for one in instrument.recommendations]
    parts += [one.policy_basis.place for one in instrument.recommendations]
    parts += [one.web for one in instrument.directory if one.web]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(parts))) | {"SDG", "msme", "check"}


def test_no_text_of_the_html_report_escapes(pseudo: Instrument, assessment: Assessment) -> None:
    page = Visible()
    page.feed(html.render(build(assessment, pseudo)))
    everything = "\n".join(page.found)
    assert OPEN in everything and NAME in everything
    assert escaped(everything, _quoted(pseudo) | {"width", "initial", "scale", "device", "utf"}) == set()


def test_no_text_of_the_quick_report_escapes(pseudo: Instrument, assessment: Assessment) -> None:
    page = Visible()
    view = build(assessment.model_copy(update={"quick": True}), pseudo)
    assert view.check is not None
    typed = set(re.findall(r"[a-z]+", view.check.command))
    page.feed(html.render(view))
    allowed = _quoted(pseudo) | {"width", "initial", "scale", "device", "utf"} | typed
    assert escaped("\n".join(page.found), allowed) == set()


def test_the_page_for_the_lender_is_in_both_languages(pseudo: Instrument, assessment: Assessment) -> None:
    page = Visible()
    page.feed(lender_page.render(assessment, pseudo, ".html").decode())
    assert escaped("\n".join(page.found), _quoted(pseudo) | {"width", "initial", "scale", "device", "utf"}) == set()
    english, rules = " ".join(page.english), pseudo.original.lender if pseudo.original else None
    assert rules is not None and OPEN not in english
    for text_ in (rules.words.no_decision, rules.words.figures, rules.parts[0].meaning, rules.documents[0].text):
        assert text_ in english and f"{OPEN}{text_}{CLOSE}" in "\n".join(page.found)
    assert rules.words.bring_first not in english  # what to do is for the owner


def test_no_text_of_the_sheet_for_the_wall_escapes(pseudo: Instrument, assessment: Assessment) -> None:
    start = days.first_day(assessment.date, None)
    tasks = [one for one in days.tasks(assessment, pseudo, start) if one.horizon == "quick"]
    page = Visible()
    page.feed(calendar_pdf.printed(wall.build(assessment, pseudo, tasks, start)))
    months = {"Nov", "Dec", "Jan", "Feb", "Mon", "Sun", "Sat"}  # as the language has them, which here is English
    assert escaped("\n".join(page.found), _quoted(pseudo) | months) == set()


def test_no_text_of_the_terminal_summary_escapes(pseudo: Instrument, assessment: Assessment) -> None:
    out = io.StringIO()
    text.show(assessment, pseudo, Console(file=out, width=4000, highlight=False, emoji=False, markup=False))
    assert escaped(out.getvalue(), _quoted(pseudo)) == set()


def test_no_text_of_the_interview_escapes(pseudo: Instrument) -> None:
    settings = pseudo.settings
    blank = Response(instrument=InstrumentRef(id=settings.id, version=settings.version), firm_id="F1")
    interview = flow.start(pseudo, blank)
    shown = guidance.welcome(interview, NAME, 4000)
    typed = iter([NAME, "1", "1", "2", "3", "m", "1", "", "2", "", ""])
    steps = 0
    while interview.step is not None and steps < 200:
        shown += words.step_lines(interview, 4000) + guidance.help_lines(interview, 4000)
        shown += words.message_lines(words.prompt(interview.step), 4000)
        turn = flow.reply(interview, next(typed, "s"))
        if turn.interview is interview or turn.interview == interview:
            turn = flow.reply(interview, "1")
        shown += words.message_lines(turn.message, 4000) if turn.message else []
        interview, steps = turn.interview, steps + 1
    assert steps > 80
    everything = "\n".join(line.text for line in shown)
    assert escaped(everything, {NAME}) == set()


def test_no_text_of_the_interview_with_keys_escapes(pseudo: Instrument) -> None:
    settings = pseudo.settings
    blank = Response(instrument=InstrumentRef(id=settings.id, version=settings.version), firm_id="F1")
    interview = flow.start(pseudo, blank)
    shown: list[Line] = []
    for typed in [NAME, "1", "1", "2", "3", "m", "1", "", "", *["s"] * 40, "d", "m", "2", ""]:
        if (step := interview.step) is None:
            break
        state = answering.begin(offers.offered(interview, step))
        pressed: list[Pressed] = [Key.ENTER, *map(Character, "9+"), Key.ENTER, *([Character("1"), Character("+")] * 2)]
        for key in pressed:
            page = pages.step_page(interview, step, state, 4000, message="", file=NAME)
            shown += [*page.head, *page.intro, *page.title, *page.body, *page.foot]
            found = answering.press(state, key)
            state = state if isinstance(found, str) else found
        page = pages.help_page(interview, 4000)
        shown += [*page.body, *page.foot, *picture(page, 10, 2, free=True).rows]
        shown += pages.welcome_page(interview, NAME, 4000).foot
        turn = flow.reply(interview, typed)
        interview = turn.interview if turn.interview != interview else flow.reply(interview, "1").interview
    everything = "\n".join(line.text for line in shown)
    assert f"{OPEN}Marked with +" in everything and f"{OPEN}Space ticks{CLOSE}" in everything
    assert escaped(everything, {NAME}) == set()


def test_no_heading_of_the_explained_columns_escapes(pseudo: Instrument, tmp_path: Path) -> None:
    _blank, explained = csv_form.write(pseudo, tmp_path / "blank.csv", core=False, only=None)
    codes = {word for q in pseudo.questions.values() for word in re.findall(r"[^\W\d_]{2,}", q.id)}
    codes |= {w for q in pseudo.questions.values() if q.type == "checklist" for i in q.items for w in i.code.split("_")}
    codes |= {w for f in pseudo.profile for o in f.options for w in re.findall(r"[^\W\d_]{2,}", o.code)}
    codes |= {w for f in pseudo.profile for w in f.id.split("_")}
    codes |= {"firm", "id", "name", "evidence", "none", "na", "dk", "yes", "partly", "no"}
    assert escaped(explained.read_text("utf-8-sig"), codes) == set()


def test_no_text_of_the_workbook_escapes(pseudo: Instrument, tmp_path: Path) -> None:
    [path] = xlsx.write(pseudo, tmp_path / "blank.xlsx", core=True, only=None)
    book = load_workbook(path)
    names = {str(cell.value) for cell in [*book.worksheets[1][4], *book.worksheets[2]["B"]] if cell.value}
    shown = [*book.sheetnames]
    for sheet in book.worksheets[:3]:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        shown += [str(cell.value) for cell in cells if cell.value and cell.value not in names]
        shown += [cell.comment.text for cell in cells if cell.comment]
        for rule in sheet.data_validations.dataValidation:
            shown += [text for text in (rule.prompt, rule.error, rule.errorTitle) if text]
    assert len(shown) > 300
    said = {"lists", "msme", "check", "batch", "firms", "xlsx", "results", "mekong", "dk", "na", "x"}
    assert escaped("\n".join(shown), said) == set()


def test_the_brackets_are_seen_where_something_escapes() -> None:
    assert escaped(f"{OPEN}Finance {OPEN}x{CLOSE}{CLOSE} 44 Overall", set()) == {"Overall"}
