"""A consultant's brand on the report on a group: as on the reports on firms, and nothing where there is none."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from cohort.conftest import Written
from cohort.test_files import sheets
from msme_check.batch.settings import Cohort
from msme_check.cohort import files
from msme_check.report import brand
from msme_check.report.look import Look, Paper
from report.test_brand import WHOLE, png, squeezed
from report.test_brand import written as brand_file
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

Rows = list[dict[str, str]]
OURS = "#0b5d1e"
SHIPPED = "#0f4c5c"
"""The colour of headings and rules without a brand."""


@pytest.fixture
def branded(tmp_path: Path) -> Look:
    png(tmp_path)
    return Look(brand=brand.load(brand_file(tmp_path, WHOLE)))


def colours(path: Path) -> set[str]:
    """The colours in which a PDF fills shapes and letters, as `#rrggbb`."""
    found = set()
    for page in PdfReader(path).pages:
        content = page.get_contents()
        assert content is not None
        for parts in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", content.get_data()):
            found.add("#" + "".join(f"{round(float(part) * 255):02x}" for part in parts))
    return found


def drawn_pictures(page: PageObject) -> int:
    """How many pictures stand on a page; all pages of a PDF know of all its pictures."""
    content = page.get_contents()
    assert content is not None
    return sum(f"/{image.name.partition('.')[0]} Do".encode() in content.get_data() for image in page.images)


@pytest.mark.parametrize("paper", list(Paper))
def test_the_pdf_carries_all_of_it(paper: Paper, branded: Look, written: Written, example_rows: Rows) -> None:
    look = Look(branded.brand, paper=paper)
    out, plain = written(example_rows, look=look), written(example_rows, "plain", look=Look(paper=paper))
    pages = PdfReader(out / files.PDF).pages
    sizes = [tuple(map(round, page.mediabox[2:])) for page in pages]
    assert sizes == [tuple(map(round, page.mediabox[2:])) for page in PdfReader(plain / files.PDF).pages]
    assert sizes[0] == {Paper.A4: (595, 842), Paper.LETTER: (612, 792)}[paper] and sizes[-1] == sizes[0][::-1]
    texts = [squeezed(page.extract_text()) for page in pages]
    assert look.brand is not None
    assert texts[0].startswith(squeezed(f"{look.brand.name} Street 271, Phnom Penh · +855 23 000 000"))
    assert all(squeezed(look.brand.footer) in text for text in texts)
    assert squeezed("are by the method of msme-check") in texts[-1]
    assert squeezed(look.brand.closing[0]) not in "".join(texts)
    assert [image.image.size for image in pages[0].images if image.image] == [(675, 300)]
    assert [drawn_pictures(page) for page in pages] == [1, *[0 for _page in pages[1:]]]


def test_the_page_carries_all_of_it(branded: Look, written: Written, example_rows: Rows) -> None:
    page = (written(example_rows, look=branded) / files.HTML).read_text("utf-8")
    assert branded.brand is not None and branded.brand.logo is not None
    assert page.count(f'<img src="{branded.brand.logo.data_uri}" alt="A leaf"/>') == 1 == page.count("<img")
    name = "Chamroeun &amp; &lt;b&gt;Sons"
    assert page.index(name) < page.index("<h1") < page.index("<h2>From Chamroeun") < page.index("method of msme-check")
    assert branded.brand.closing[0] not in page
    assert page.count("</style>") == 1 and "default-src 'none'" in page


def test_its_colour_takes_the_place_of_ours(branded: Look, written: Written, example_rows: Rows) -> None:
    look = {"look": branded}
    reports = [written(example_rows, **look), written(example_rows[:2], "few", cohort=Cohort.PUBLIC, **look)]
    for out in reports:
        found = colours(out / files.PDF)
        assert OURS in found and SHIPPED not in found
    assert SHIPPED in colours(written(example_rows, "plain") / files.PDF)
    with zipfile.ZipFile(reports[0] / files.WORKBOOK) as book:
        styles = book.read("xl/styles.xml").upper().decode()
    assert OURS[1:].upper() in styles and SHIPPED[1:].upper() not in styles


def test_the_workbook_begins_with_the_name(branded: Look, written: Written, example_rows: Rows) -> None:
    out = written(example_rows, look=Look(branded.brand, paper=Paper.LETTER))
    about = sheets(out / files.WORKBOOK)["About"]
    assert [row[:1] for row in about[:4]] == [
        ["Chamroeun & <b>Sons</b>"], ["Street 271, Phnom Penh"], ["+855 23 000 000"], ["Report on a group of firms"],
    ]  # fmt: skip
    with zipfile.ZipFile(out / files.WORKBOOK) as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    for page in pages:
        assert "<oddFooter>&amp;LConfidential; " in page and "until 2027&amp;R&amp;P / &amp;N</oddFooter>" in page
        assert 'paperSize="1"' in page


def test_a_sign_that_begins_a_code_stays_a_sign(written: Written, example_rows: Rows) -> None:
    look = Look(brand=brand.Brand(name="A", footer="Mill & Rice &P"))
    with zipfile.ZipFile(written(example_rows[:1], look=look) / files.WORKBOOK) as book:
        assert (
            "&amp;LMill &amp;&amp; Rice &amp;&amp;P&amp;R&amp;P / &amp;N<"
            in book.read("xl/worksheets/sheet1.xml").decode()
        )


def test_without_a_brand_nothing_of_one_is_there(written: Written, example_rows: Rows) -> None:
    out = written(example_rows)
    page = (out / files.HTML).read_text("utf-8")
    for sign in ("brand", "closing", "bottom-left", "msme-check;", "<img", "page: list; }\n\n", "Content-Security"):
        assert sign not in page, sign
    assert not any(page.images for page in PdfReader(out / files.PDF).pages)
    assert sheets(out / files.WORKBOOK)["About"][0] == ["Report on a group of firms"]


@pytest.fixture
def longest(tmp_path: Path, written: Written, example_rows: Rows) -> Callable[[Cohort], Path]:
    """The report with as much of everything as a brand may have, and a logo as tall as it is wide."""
    png(tmp_path, size=(400, 400))
    words = "Advisory services for small firms in every province of the country and beyond - "
    text = f"name: {words[:79]}.\nlogo: logo.png\ncontact:\n" + f"  - {words[:79]}.\n" * 4 + f"footer: {'W' * 80}"
    look = Look(brand=brand.load(brand_file(tmp_path, f'{text}\ncolours: {{accent: "{OURS}"}}')))
    return lambda kind: written(example_rows, cohort=kind, look=look)


@pytest.mark.parametrize("kind", [Cohort.FIRMS, Cohort.PUBLIC])
def test_everybody_can_read_it(
    kind: Cohort, longest: Callable[[Cohort], Path], browser: Browser, verapdf: VeraPdf
) -> None:
    out = longest(kind)
    for width in (PHONE, DESK):
        assert browser.look(out / files.HTML, width).faults == []
    assert browser.tab_through(out / files.HTML).faults == []
    found = [verapdf.check(out / files.PDF, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
    assert all("W" * 80 in squeezed(page.extract_text()) for page in PdfReader(out / files.PDF).pages)


def test_the_same_brand_gives_the_same_bytes(branded: Look, written: Written, example_rows: Rows) -> None:
    first, second = (written(example_rows, name, look=branded) for name in ("one", "two"))
    for name in files.NAMES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
