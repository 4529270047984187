"""The commands `lender` and `calendar` as a person meets them."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from msme_check.errors import Exit
from test_cli import call


def test_the_page_for_the_lender_from_answers_and_from_a_report(saved: Path, tmp_path: Path) -> None:
    for name in ("lender.pdf", "lender.html", "lender.json"):
        done = call("lender", saved, "-o", tmp_path / name)
        assert done.exit_code == Exit.DONE, done.output
        assert done.stderr.strip() == f"Written: {tmp_path / name}"
    assert "Page for the lender" in PdfReader(tmp_path / "lender.pdf").pages[0].extract_text()
    assert call("report", saved, "-o", tmp_path / "report.pdf").exit_code == Exit.DONE
    again = call("lender", tmp_path / "report.pdf", "-o", tmp_path / "again.json")
    assert again.exit_code == Exit.DONE, again.output
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "lender.json").read_bytes()


def test_a_calendar_and_a_sheet(saved: Path, tmp_path: Path) -> None:
    done = call("calendar", saved, "-o", tmp_path / "plan.ics")
    assert done.exit_code == Exit.DONE, done.output
    assert call("calendar", saved, "-o", tmp_path / "wall.pdf", "--paper", "letter").exit_code == Exit.DONE
    assert int(PdfReader(tmp_path / "wall.pdf").pages[0].mediabox.width) == 612
    plain = (tmp_path / "plan.ics").read_bytes()
    assert call("calendar", saved, "-o", tmp_path / "plan.ics", "--start", "2026-11-30").exit_code == Exit.DONE
    assert (tmp_path / "plan.ics").read_bytes() == plain  # the Monday after the answers, which are of a Tuesday
    assert call("calendar", saved, "-o", tmp_path / "plan.ics", "--reminders").exit_code == Exit.DONE
    assert (tmp_path / "plan.ics").read_bytes().count(b"BEGIN:VALARM") == plain.count(b"BEGIN:VEVENT") > 0


WRONG = [
    (["lender", "{saved}", "-o", "{out}.docx"], Exit.USAGE, "one of .pdf, .html, .json"),
    (["calendar", "{saved}", "-o", "{out}.docx"], Exit.USAGE, "one of .ics, .pdf"),
    (["calendar", "{saved}", "-o", "{out}.ics", "--start", "tomorrow"], Exit.USAGE, "--start: this is no day."),
    (["lender", "{empty}", "-o", "{out}.pdf"], Exit.ANSWERS, "no question is answered yet"),
    (["calendar", "{empty}", "-o", "{out}.pdf"], Exit.ANSWERS, "no question is answered yet"),
    (["lender", "{nowhere}", "-o", "{out}.pdf"], Exit.ANSWERS, "nowhere.json"),
    (["lender", "{saved}", "-o", "{nowhere}/page.html"], Exit.OUTPUT, "nowhere.json"),
    (["calendar", "{saved}", "-o", "{nowhere}/plan.ics"], Exit.OUTPUT, "nowhere.json"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "said"), WRONG)
def test_what_is_wrong_is_said_in_one_message(
    words: list[str], code: Exit, said: str, saved: Path, tmp_path: Path
) -> None:
    content = json.loads(saved.read_text("utf-8"))
    empty = tmp_path / "empty.json"
    empty.write_text(json.dumps({**content, "answers": {}}), encoding="utf-8")
    places = {"saved": saved, "empty": empty, "out": tmp_path / "out", "nowhere": tmp_path / "nowhere.json"}
    done = call(*(word.format(**places) for word in words))
    assert done.exit_code == code, done.output
    assert said in done.stderr and "Traceback" not in done.output
    assert not list(tmp_path.glob("out*"))
