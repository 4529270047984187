"""The three files as people and programs read them."""

import re
import zipfile
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest

from batch.conftest import read
from cohort.conftest import Written
from msme_check.batch.run import RESULTS
from msme_check.batch.settings import Cohort, ReportFormat
from msme_check.cohort import files, html, pdf, sheet_firms
from msme_check.report.look import Look, Paper
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

Rows = list[dict[str, str]]
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def text(path: Path) -> str:
    """The words of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """The sheets of a workbook by name, as rows of texts; a formula anywhere is a failure."""
    with zipfile.ZipFile(path) as book:
        names = [one.get("name", "") for one in ET.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")]  # noqa: S314 - our own file
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own file
            assert not list(sheet.iter(f"{_SHEET}f"))
            found[name] = [
                ["".join(cell.itertext()) for cell in row.iter(f"{_SHEET}c")] for row in sheet.iter(f"{_SHEET}row")
            ]
        return found


def test_the_files_hold_the_same_figures(
    written: Written, example_rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    out = written(example_rows)
    assert caplog.messages == []
    page, paper, book = (out / files.HTML).read_text("utf-8"), text(out / files.PDF), sheets(out / files.WORKBOOK)
    assert list(book) == [
        "About", "Firms", "Scores", "Dimensions", "Gates", "Actions", "Directions", "Quality",
    ]  # fmt: skip
    assert "Median 53, n = 38" in page and "Median 53, n = 38" in paper
    assert book["Scores"][1][:3] == ["Overall", "38", "53.1"]
    assert len(book["Firms"]) == 41 and len(book["Dimensions"]) == 25 and len(book["Directions"]) == 10
    assert book["Directions"][3][1:3] == ["Fostering competitive MSMEs", "37"]
    assert "Nobody has checked the answers" in page and "Nobody has checked the answers" in " ".join(paper.split())
    for row in example_rows:
        assert row["firm_id"] in page and row["firm_id"] in paper
    assert "<link" not in page and "src=" not in page and "href" not in page


def test_a_firm_has_its_row(written: Written, example_rows: Rows) -> None:
    out = written(example_rows[:9])
    row = sheets(out / files.WORKBOOK)["Firms"][1]
    (result, *_others) = read(out / RESULTS)
    assert row[:4] == ["R00001", example_rows[0]["firm_name"], "Manufacturing", "Small (10-49 people)"]
    names = ("overall", "finance", "operations", "digital", "green")
    assert row[5::2] == [result[f"{name}_band"] for name in names]
    exact = [Decimal(result[f"{name}_score"]) for name in names]
    assert [Decimal(cell) for cell in row[4::2]] == [one.quantize(Decimal("0.1"), ROUND_FLOOR) for one in exact]
    assert re.search(r"R00001\s+\S.*Manufacturing\s+Small \(10-49 people\)\s+16 Starting", text(out / files.PDF))


def test_the_same_firms_give_the_same_bytes_in_chunks_of_any_size(written: Written, example_rows: Rows) -> None:
    first, second = written(example_rows), written(example_rows, "again", chunk_rows=9)
    for name in files.NAMES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_nobody_is_named_in_public(written: Written, example_rows: Rows) -> None:
    out = written(example_rows, cohort=Cohort.PUBLIC)
    page, paper, book = (out / files.HTML).read_text("utf-8"), text(out / files.PDF), sheets(out / files.WORKBOOK)
    assert "Firms" not in book and "href" not in page
    everything = page + paper + str(book)
    for row in example_rows:
        assert row["firm_id"] not in everything and row["firm_name"] not in everything
    with zipfile.ZipFile(out / files.WORKBOOK) as packed:
        assert not [name for name in packed.namelist() if "rels/sheet" in name]
    assert "&lt; 5" in page and "< 5" in paper and "< 5" in str(book)
    for name, first in (("About", 10), ("Gates", 1), ("Directions", 1)):
        numbers = [float(cell) for row in book[name][first:] for cell in row if re.fullmatch(r"\d+", cell)]
        assert numbers and min(numbers) >= 5


def test_too_few_for_the_public(written: Written, example_rows: Rows) -> None:
    out = written(example_rows[:4], cohort=Cohort.PUBLIC)
    page, paper, book = (out / files.HTML).read_text("utf-8"), text(out / files.PDF), sheets(out / files.WORKBOOK)
    shown = re.sub(r"<style>.*</style>|<[^>]*>", " ", page, flags=re.DOTALL)
    for found in (shown, " ".join(paper.split()), str(book)):
        assert "Fewer than 5 firms were scored." in found
        numbers = re.findall(r"\d+", found.replace("Page 1 of 1", "").replace("mekong_msme 1.0.0", ""))
        assert set(numbers) == {"5", "2026", "11", "24"}
    assert list(book) == ["About"] and len(pypdf.PdfReader(out / files.PDF).pages) == 1


def test_one_firm_and_none(written: Written, example_rows: Rows) -> None:
    one = written(example_rows[:1], "one")
    assert "1 firm" in text(one / files.PDF) and len(sheets(one / files.WORKBOOK)["Firms"]) == 2
    none = written([dict(example_rows[0], country="")], "none")
    book = sheets(none / files.WORKBOOK)
    assert list(book) == ["About", "Quality"] and book["Quality"][2] == ["Rows rejected", "1"]
    assert "No firm could be scored" in text(none / files.PDF)
    assert "No firm could be scored" in (none / files.HTML).read_text("utf-8")


def test_what_a_person_wrote_stays_text(written: Written, example_rows: Rows) -> None:
    nasty = ["=1+2", "+1", "-1", "@x", "<b>&amp;</b>", "http://x.example", "{=1}", "007", "x" * 40_000]
    rows = [
        dict(row, firm_id=f"={n}" if n == 2 else row["firm_id"], firm_name=name)
        for n, (row, name) in enumerate(zip(example_rows, nasty, strict=False))
    ]
    out = written(rows)
    assert [row[1] for row in sheets(out / files.WORKBOOK)["Firms"][1:-1]] == nasty[:-1]
    assert sheets(out / files.WORKBOOK)["Firms"][3][0] == "=2"
    page = (out / files.HTML).read_text("utf-8")
    assert "x" * 197 + "..." in page and "x" * 198 not in page
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in page and "<b>&amp;</b>" not in page


@pytest.mark.parametrize(("limit", "module"), [(39, html), (39, pdf), (39, sheet_firms)])
def test_a_list_that_is_too_long_says_where_it_is(
    limit: int, module: object, written: Written, example_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FIRMS", limit)
    out = written(example_rows)
    found = {
        html: (out / files.HTML).read_text("utf-8"),
        pdf: " ".join(text(out / files.PDF).split()),
        sheet_firms: str(sheets(out / files.WORKBOOK)["Firms"]),
    }
    for one, words in found.items():
        assert ("results.csv" in words) == (one is module)
        assert (example_rows[0]["firm_name"] in words or "R00001" in words) == (one is not module)


def test_more_links_than_excel_takes_are_names(
    written: Written, example_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_firms, "MOST_LINKS", 1)
    out = written(example_rows[:2], reports=ReportFormat.HTML)
    with zipfile.ZipFile(out / files.WORKBOOK) as book:
        assert book.read("xl/worksheets/_rels/sheet2.xml.rels").count(b"TargetMode") == 1
    rows = sheets(out / files.WORKBOOK)["Firms"]
    assert [row[-1] for row in rows[1:]] == ["reports/R00001.html", "reports/R00002.html"]


def test_numbers_over_a_hundred_thousand_become_percentages(
    written: Written, example_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msme_check.cohort.view_scores.LONG", 1)
    page = (written(example_rows) / files.HTML).read_text("utf-8")
    assert re.search(r"<text [^>]*>24%</text>", page)


def test_letter_paper(written: Written, example_rows: Rows) -> None:
    out = written(example_rows[:2], look=Look(paper=Paper.LETTER))
    sizes = {tuple(map(round, page.mediabox[2:])) for page in pypdf.PdfReader(out / files.PDF).pages}
    assert sizes == {(612, 792), (792, 612)}


@pytest.mark.parametrize("kind", [Cohort.FIRMS, Cohort.PUBLIC])
def test_everybody_can_read_it(
    kind: Cohort, written: Written, example_rows: Rows, browser: Browser, verapdf: VeraPdf
) -> None:
    long = [dict(example_rows[0], firm_id="x" * 100, firm_name="y" * 200), *example_rows[1:]]
    out = written(long, cohort=kind)
    for width in (PHONE, DESK):
        assert browser.look(out / files.HTML, width).faults == []
    assert browser.tab_through(out / files.HTML).faults == []
    found = [verapdf.check(out / files.PDF, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
