"""The browser finds what is wrong with a page: each page here has one fault, and one has none."""

from pathlib import Path

import pytest

from validators import poppler
from validators.browser import PHONE, Browser

GOOD = """<main><h1>Report</h1><p>Some words.</p><p><a href="#end">To the end</a> <button>Print</button></p>
<h2 id="end">End</h2><details><summary>More</summary><p>Words that were folded.</p></details></main>"""


def written(folder: Path, body: str, style: str = "") -> Path:
    """A page as a file."""
    path = folder / "page.html"
    head = f'<meta charset="utf-8"><title>Page</title><style>{style}</style>'
    path.write_text(f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>', "utf-8")
    return path


def test_a_good_page_has_no_fault(tmp_path: Path, browser: Browser) -> None:
    page = written(tmp_path, GOOD)
    assert browser.look(page, PHONE).faults == []
    keyboard = browser.tab_through(page)
    assert keyboard.faults == []
    reached = [name.partition(" ")[2] for name in keyboard.reached]
    assert reached == ['a "To the end"', 'button "Print"', 'summary "More"']


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<p style="color: #999">Pale words.</p>', "color-contrast"),
        ("<svg role='img' width='9' height='9'></svg>", "svg-img-alt"),
        ("<details><summary>More</summary><p style='color: #999'>Pale, and folded.</p></details>", "color-contrast"),
    ],
)
def test_axe_finds_what_some_cannot_read(body: str, rule: str, tmp_path: Path, browser: Browser) -> None:
    found = browser.look(written(tmp_path, f"<main><h1>Report</h1>{body}</main>"), PHONE)
    assert [one.rule for one in found.grave] == [rule]
    assert found.requests == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<div style="width: 500px">A box</div>', "sticks out"),
        (f"<p>{'X' * 200}</p>", "sticks out"),
        ('<div style="overflow: hidden; width: 80px; white-space: nowrap">Words that are too many</div>', "cut"),
        ('<div style="display: flex"><p style="width: 40px">Immeasurable</p><p>Beside</p></div>', "spills"),
        ('<svg role="img" aria-label="x" width="50" height="20"><text y="15">Far too long</text></svg>', "spills"),
        ('<svg role="img" aria-label="x" width="50" height="20"><text y="25">Low</text></svg>', "cut"),
    ],
)
def test_what_does_not_fit_is_found(body: str, kind: str, tmp_path: Path, browser: Browser) -> None:
    found = browser.look(written(tmp_path, f"<main><h1>Report</h1>{body}</main>"), PHONE).faults
    assert [one for one in found if one.startswith(kind)], found


def test_a_wide_table_may_scroll_in_a_box_of_its_own(tmp_path: Path, browser: Browser) -> None:
    wide = '<div tabindex="0" style="overflow-x: auto"><p style="width: 900px">A wide line</p></div>'
    assert browser.look(written(tmp_path, f"<main><h1>Report</h1>{wide}</main>"), PHONE).faults == []


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://example.invalid/logo.png" alt="Logo">',
        '<img src="beside.png" alt="Logo">',
        '<p style="background: url(https://example.invalid/paper.png)">Words</p>',
    ],
)
def test_no_request_stays_unseen(body: str, tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "beside.png").write_bytes(b"")
    assert len(browser.look(written(tmp_path, f"<main><h1>Report</h1>{body}</main>"), PHONE).requests) == 1


def test_a_picture_inside_the_file_is_no_request(tmp_path: Path, browser: Browser) -> None:
    inside = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    page = written(tmp_path, f'<main><h1>Report</h1><img alt="Logo" src="{inside}"></main>')
    assert browser.look(page, PHONE).requests == ()


@pytest.mark.parametrize(
    ("body", "style", "fault"),
    [
        ('<button>1</button><button tabindex="2">2</button>', "", "not in the order"),
        ("<button>1</button>", "button:focus { outline: none }", "focus not seen"),
        ('<button>1</button><button onfocus="this.blur()">2</button><button>3</button>', "", "not reached"),
        (
            '<button>1</button><button id="a">2</button>'
            "<button onkeydown=\"document.getElementById('a').focus(); event.preventDefault()\">3</button>",
            "",
            "trapped",
        ),
    ],
)
def test_what_stops_a_keyboard_is_found(body: str, style: str, fault: str, tmp_path: Path, browser: Browser) -> None:
    found = browser.tab_through(written(tmp_path, f"<main><h1>Report</h1>{body}</main>", style)).faults
    assert [one for one in found if fault in one], found


def test_a_printed_page_tells_what_a_printer_would_cut(tmp_path: Path, browser: Browser) -> None:
    body = '<h1>Report</h1><p>Inside</p><p style="text-align: right">At the edge</p>'
    page = written(tmp_path, body, "@page { margin: 10mm 1mm 10mm 10mm }")
    pdf = browser.print(page, tmp_path / "page.pdf")
    pages = poppler.pages(pdf)
    assert [page.is_a4 for page in pages] == [True]
    assert pages[0].cut == ["edge"]
    assert poppler.text(pdf) == "ReportInsideAttheedge"


def test_another_size_of_paper_is_told(tmp_path: Path, browser: Browser) -> None:
    page = written(tmp_path, "<p>Words</p>", "@page { size: letter }")
    assert [one.is_a4 for one in poppler.pages(browser.print(page, tmp_path / "page.pdf"))] == [False]


def test_text_that_goes_on_after_a_page_is_all_there(tmp_path: Path, browser: Browser) -> None:
    style = "@page { size: A5; margin: 10mm } p { orphans: 1; widows: 1 }"
    words = "There is more to be said than any page of this size could hold without going on after its end."
    pdf = browser.print(written(tmp_path, f'<p style="padding-top: 178mm">{words}</p>', style), tmp_path / "page.pdf")
    assert len(poppler.pages(pdf)) == 2
    printed = poppler.text(pdf)
    assert poppler.holds(printed, words)
    assert not poppler.holds(printed, words.replace("said", "sung"))
    assert not poppler.holds(printed, words + " And this was lost.")
