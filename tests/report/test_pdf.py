"""The PDF: everything is in it, nothing is cut or torn, and it is the same each time."""

import io
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from msme_check.model.instrument import Instrument
from msme_check.report.pdf import Renderer
from msme_check.report.view import View
from report import pages
from report.conftest import RICE_MILL, Viewed, same_level, texts

LONG_NAME = (
    "Công ty Trách nhiệm hữu hạn Một thành viên Sản xuất Thương mại và Dịch vụ Xuất nhập khẩu Hoàng Gia Đồng Tháp"
)
SCRIPTS = {
    "km": "ក្រុមហ៊ុនផលិតម្ហូបអាហារនៅខេត្តបាត់ដំបងកម្ពុជាដែលមានឈ្មោះវែងណាស់សម្រាប់ការសាកល្បង",
    "lo": "ບໍລິສັດຜະລິດອາຫານຢູ່ແຂວງຫຼວງພະບາງທີ່ມີຊື່ຍາວຫຼາຍສຳລັບການທົດສອບ",
    "my": "မန္တလေးမြို့ရှိအစားအသောက်ထုတ်လုပ်ရေးကုမ္ပဏီကြီးတစ်ခုဖြစ်ပါသည်",
    "th": "บริษัทผลิตอาหารในจังหวัดขอนแก่นที่มีชื่อยาวมากสำหรับการทดสอบ",
    "vi": LONG_NAME,
    "word": "X" * 120,
}
SMALLEST = 8.5
GATES = {
    "employees": "60", "fin_banking_account": "0", "fin_records_cashbook": "0", "fin_credit_history": "0",
    "fin_formality_registration": "0", "fin_credit_burden": "60", "ops_workplace_safety": "none",
    "ops_people_terms": "none", "ops_supply_stock": "", "dig_data_backup": "0", "dig_data_passwords": "none",
    "grn_water_wastewater": "0", "grn_materials_chemicals": "0", "grn_rules_permits": "1", "grn_rules_labels": "",
}  # fmt: skip
"""Answers that put every gate in force."""


def squeezed(text: str) -> str:
    """A text without white space, which differs where lines are broken."""
    return re.sub(r"\s", "", text)


def extracted(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def root(reader: PdfReader) -> Any:
    """The catalogue of a document."""
    return reader.trailer["/Root"]


@pytest.fixture(scope="module")
def several(viewed: Viewed, instrument: Instrument) -> dict[str, View]:
    """Weak and strong firms, gaps, extremes and the quick check."""
    return {
        "rice mill": viewed(RICE_MILL, name="Battambang Rice Mill", shown="fin_records_cashbook"),
        "typical": viewed("R00016", name="Market stall"),
        "held": viewed("R00022", name="Tours"),
        "no overall": viewed("R00031", name="Online seller"),
        "strong": viewed("R00010", name="Mill"),
        "longest answers": viewed("R00039"),
        "nothing": viewed("R00021", name="Nothing", **same_level(instrument, 0)),
        "everything": viewed("R00021", name="Everything", **same_level(instrument, 4)),
        "one field": viewed("R00014", name="One", **{q: "" for q in instrument.questions if not q.startswith("fin_")}),
        "all gates": viewed("R00021", name=LONG_NAME, **{**same_level(instrument, 4), **GATES}),
        "quick": viewed("R00014", name="Quick", quick=True),
        "long name": viewed("R00016", name=LONG_NAME),
        "longest name": viewed("R00016", name=f"{LONG_NAME} {LONG_NAME}"[:200]),
        "long word": viewed("R00016", name=SCRIPTS["word"]),
    }


def test_every_text_of_the_view_is_in_the_pdf(several: dict[str, View], renderer: Renderer) -> None:
    for name, view in several.items():
        found = extracted(renderer.render(view))
        assert [text for text in texts(view) if squeezed(text) not in found] == [], name


def test_every_question_that_was_asked_is_in_the_pdf(
    viewed: Viewed, instrument: Instrument, renderer: Renderer
) -> None:
    found = extracted(renderer.render(viewed(RICE_MILL, name="Mill")))
    assert [q.id for q in instrument.questions.values() if squeezed(q.text) not in found] == []


def test_a_report_has_no_more_pages_than_it_needs(several: dict[str, View], renderer: Renderer) -> None:
    """The first, one for each questionnaire, up to five of plan, the lender's, one of directions, three of answers."""
    counts = {name: len(PdfReader(io.BytesIO(renderer.render(view))).pages) for name, view in several.items()}
    assert counts.pop("quick") <= 5
    assert all(3 + len(several[name].fields) <= count <= 15 for name, count in counts.items()), counts


@pytest.fixture(scope="module")
def drawings(several: dict[str, View]) -> dict[str, list[Any]]:
    return {name: pages.drawn(view) for name, view in several.items()}


def test_the_first_page_is_a_page_of_its_own(drawings: dict[str, list[Any]]) -> None:
    for name, drawn in drawings.items():
        if name != "quick":
            assert pages.text(drawn[1]).startswith("Finance access"), name


def test_each_questionnaire_has_one_page(several: dict[str, View], drawings: dict[str, list[Any]]) -> None:
    """Also with every gate in force, which is the most that can stand there."""
    for name, drawn in drawings.items():
        view = several[name]
        found = [pages.text(page) for page in drawn[1 : 1 + len(view.fields)]]
        assert all(text.startswith(score.title) for text, (score, _field) in zip(found, view.fields, strict=True)), name
        if view.fields:
            assert pages.text(drawn[1 + len(view.fields)]).startswith("The plan"), name


def test_nothing_runs_off_a_page(drawings: dict[str, list[Any]]) -> None:
    for name, drawn in drawings.items():
        for page in drawn:
            right, bottom = page.content_box_x() + page.width, page.content_box_y() + page.height
            for line in pages.lines(page):
                assert line.position_x + line.width <= right + 0.5, (name, line.text)
            # Set close, a line is lower than its letters' box; what must fit is the line.
            for line in (box for box in pages.inside(page) if type(box).__name__ == "LineBox"):
                assert line.position_y + line.height <= bottom + 0.5, (name, pages.text(line))


def test_no_text_overlaps_the_column_beside_it(drawings: dict[str, list[Any]]) -> None:
    for name, drawn in drawings.items():
        for page in drawn:
            for cell in (box for box in pages.inside(page) if type(box).__name__ == "TableCellBox"):
                for line in pages.lines(cell):
                    assert line.position_x + line.width <= cell.position_x + cell.border_width() + 0.5, (
                        name,
                        line.text,
                    )


def test_no_text_is_smaller_than_it_may_be(drawings: dict[str, list[Any]]) -> None:
    points = 72 / 96
    for drawn in drawings.values():
        sizes = {box.style["font_size"] * points for page in drawn for box in pages.lines(page)}
        assert min(sizes) >= SMALLEST - 0.001


def test_no_card_is_split_over_pages(drawings: dict[str, list[Any]]) -> None:
    for name, drawn in drawings.items():
        places: dict[Any, set[int]] = {}
        for place, page in enumerate(drawn):
            for box in pages.inside(page):
                if box.element is not None and box.element_tag == "article":
                    places.setdefault(box.element, set()).add(place)
        assert places, name
        assert all(len(found) == 1 for found in places.values()), name


def test_no_heading_stands_alone_at_the_end_of_a_page(drawings: dict[str, list[Any]]) -> None:
    headings = {"h1", "h2", "h3", "h4"}
    for name, drawn in drawings.items():
        for page in drawn:
            last = max(pages.lines(page), key=lambda line: (line.position_y, line.position_x))
            assert last.element_tag not in headings, (name, last.text)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_every_script_fits(script: str, viewed: Viewed, renderer: Renderer) -> None:
    view = viewed("R00014", name=SCRIPTS[script])
    drawn = pages.drawn(view)
    for line in pages.lines(drawn[0]):
        assert line.position_x + line.width <= drawn[0].content_box_x() + drawn[0].width + 0.5
    title = next(box for box in pages.inside(drawn[0]) if box.element_tag == "h1")
    assert squeezed(pages.text(title)) == squeezed(view.firm)
    fonts = {font for page in PdfReader(io.BytesIO(renderer.render(view))).pages for font in _fonts(page)}
    assert all("Noto" in font for font in fonts), fonts


def _fonts(page: Any) -> set[str]:
    return {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}


def test_the_same_assessment_gives_the_same_bytes(viewed: Viewed) -> None:
    first, second = (Renderer().render(viewed("R00016")) for _ in range(2))
    assert first == second


def test_the_document_says_what_it_is(viewed: Viewed, renderer: Renderer) -> None:
    reader = PdfReader(io.BytesIO(renderer.render(viewed("R00016", name="Đặng & Sons <b>"))))
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Đặng & Sons <b> - Readiness report"
    assert str(metadata.creation_date_raw).startswith("D:20261120")
    catalogue = root(reader)
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert b"http://www.aiim.org/pdfua/ns/id/" in catalogue["/Metadata"].get_data()


def test_pages_are_numbered_and_named(viewed: Viewed, renderer: Renderer) -> None:
    reader = PdfReader(io.BytesIO(renderer.render(viewed("R00016", name="Golden Market"))))
    found = [page.extract_text() for page in reader.pages]
    assert all(f"Page {n} of {len(found)}" in text for n, text in enumerate(found, 1))
    assert all("Golden Market" in text for text in found)


def test_every_picture_has_words(viewed: Viewed, renderer: Renderer) -> None:
    reader = PdfReader(io.BytesIO(renderer.render(viewed("R00016"))))
    figures = _figures(reader)
    assert len(figures) == 4 + 4 + 23
    assert "24 of 100; between 23 and 31" in {str(one["/Alt"]) for one in figures}


def _figures(reader: PdfReader) -> list[Any]:
    found: list[Any] = []
    todo = [root(reader)["/StructTreeRoot"]]
    while todo:
        one = todo.pop().get_object()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            found += [one] if one.get("/S") == "/Figure" else []
            todo += [one["/K"]] if "/K" in one else []
    return found


def test_weasyprint_has_nothing_to_complain_about(
    several: dict[str, View], renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        for view in several.values():
            renderer.render(view)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


def test_a_name_cannot_bring_anything_in(viewed: Viewed, renderer: Renderer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not print me")
    name = f'<img src="file://{secret}"><link rel="attachment" href="file://{secret}">'
    content = renderer.render(viewed("R00016", name=name))
    assert squeezed(name) in extracted(content)
    assert b"EmbeddedFile" not in content
    assert "/EmbeddedFiles" not in str(root(PdfReader(io.BytesIO(content))).get("/Names", ""))


def test_the_fetcher_refuses_everything(renderer: Renderer) -> None:
    for url in ("https://example.org/x.png", "file:///etc/hostname", "data:text/plain,x"):
        with pytest.raises(ValueError, match="fetches nothing"):
            renderer._fetcher.fetch(url)


def test_missing_libraries_are_one_line_of_advice(tmp_path: Path) -> None:
    """A WeasyPrint that does what the real one does without Pango: a banner, then an OSError."""
    (tmp_path / "weasyprint.py").write_text(
        "print('-----banner-----')\nraise OSError('cannot load library libpango')\n"
    )
    program = (
        "from msme_check.errors import OutputError\n"
        "from msme_check.report import pdf\n"
        "try:\n    pdf.Renderer()\n"
        "except OutputError as error:\n    print(error, error.exit_code)\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert "apt-get install libpangoft2-1.0-0" in done.stdout
    assert "brew install pango" in done.stdout
    assert "banner" not in done.stdout + done.stderr
    assert done.stdout.strip().endswith("5")
