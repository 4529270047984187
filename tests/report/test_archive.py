"""The PDF as a file that is kept: both standards named, files inside, an outline, and the same bytes each time."""

import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from msme_check import response_files
from msme_check.embedded import EmbeddedFile
from msme_check.model.assessment import Assessment
from msme_check.report import files, json
from msme_check.report.pdf import Renderer
from msme_check.report.view import build
from report.conftest import RICE_MILL, Firm, Viewed

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDF_A = "{http://www.aiim.org/pdfa/ns/id/}"
PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Group of &lt;9&gt;</title>{dates}
<style>h1 {{ color: #123456 }} .x {{ opacity: 0.5 }}</style></head>
<body><h1>One</h1><h2>Two</h2><h3>Three</h3><h4>Four</h4><p class="x">Text</p></body></html>"""
DATES = '<meta name="dcterms.created" content="2026-11-20"><meta name="dcterms.modified" content="2026-11-21">'
LAST = EmbeddedFile("b.json", b"[2]", "Second", "Source")
FIRST = EmbeddedFile("a.json", "ហាង".encode(), "First, ហាង", "Data")


def opened(content: bytes) -> tuple[PdfReader, Any]:
    """A PDF and its catalogue."""
    reader = PdfReader(io.BytesIO(content))
    return reader, reader.trailer["/Root"]


def catalogue_id(reader: PdfReader) -> Any:
    """The two identifiers that PDF/A asks for."""
    return reader.trailer["/ID"]


def metadata(catalogue: Any) -> ElementTree.Element:
    return ElementTree.fromstring(catalogue["/Metadata"].get_data())  # noqa: S314 - written by the program itself


def titles(outline: list[Any], level: int = 1) -> list[tuple[int, str]]:
    """The outline as levels and titles."""
    found: list[tuple[int, str]] = []
    for one in outline:
        found += titles(one, level + 1) if isinstance(one, list) else [(level, str(one.title))]
    return found


def test_it_says_that_it_follows_both_standards(renderer: Renderer) -> None:
    reader, catalogue = opened(renderer.render_html(PAGE.format(dates=DATES)))
    packet = metadata(catalogue)
    (graph,) = packet.iter(f"{RDF}RDF")
    marks = {key: value for one in graph for key, value in one.attrib.items()}
    assert (marks[f"{PDF_A}part"], marks[f"{PDF_A}conformance"]) == ("3", "A")
    assert [one.text for one in graph.iter(f"{PDF_UA}part")] == ["1"]
    described = {one.tag: one.text for one in graph.iter() if one.tag.startswith(SCHEMA)}
    assert described[f"{SCHEMA}namespaceURI"] == PDF_UA.strip("{}")
    (intent,) = catalogue["/OutputIntents"]
    assert (intent["/S"], intent["/DestOutputProfile"]["/N"]) == ("/GTS_PDFA1", 3)
    assert [len(str(one)) for one in catalogue_id(reader)] == [32, 32]


def test_title_and_language_are_shown_and_spoken(viewed: Viewed, renderer: Renderer) -> None:
    reader, catalogue = opened(renderer.render(viewed("R00016", name="Đặng & Sons")))
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Đặng & Sons - Readiness report"
    assert catalogue["/Lang"] == "en"


def test_the_outline_has_the_headings_down_to_the_third_level(renderer: Renderer) -> None:
    reader, _catalogue = opened(renderer.render_html(PAGE.format(dates="")))
    assert titles(reader.outline) == [(1, "One"), (2, "Two"), (3, "Three")]


def test_the_outline_of_a_report_leads_to_every_section(viewed: Viewed, renderer: Renderer) -> None:
    view = viewed(RICE_MILL, name="Battambang Mill")
    reader, _catalogue = opened(renderer.render(view))
    found = titles(reader.outline)
    assert found[0] == (1, "Battambang Mill")
    assert {level for level, _title in found[1:]} <= {2, 3}
    said = [title for _level, title in found]
    wanted = [*(score.title for score in view.scores), *(horizon.title for horizon in view.plan.horizons)]
    assert len(wanted) > 4
    assert [title for title in wanted if not any(one.startswith(title) for one in said)] == []


def test_files_inside_are_named_in_order_and_said_to_belong_to_the_document(renderer: Renderer) -> None:
    content = renderer.render_html(PAGE.format(dates=DATES), [LAST, FIRST])
    reader, catalogue = opened(content)
    found = list(reader.attachment_list)
    assert [(one.name, one.content) for one in found] == [("a.json", "ហាង".encode()), ("b.json", b"[2]")]
    assert [one.associated_file_relationship for one in found] == ["/Data", "/Source"]
    assert [one.description for one in found] == ["First, ហាង", "Second"]
    assert [one.subtype for one in found] == ["/application/json"] * 2
    assert [str(one.creation_date)[:10] for one in found] == ["2026-11-20"] * 2
    assert [one["/UF"] for one in catalogue["/AF"]] == ["a.json", "b.json"]


def test_without_a_date_nothing_is_dated(renderer: Renderer) -> None:
    """Least of all by a clock."""
    reader, _catalogue = opened(renderer.render_html(PAGE.format(dates=""), [FIRST]))
    (one,) = reader.attachment_list
    assert (one.creation_date, one.modification_date) == (None, None)
    assert not re.search(rb"Date", bytes(str(reader.metadata), "utf-8"))


def test_the_same_page_and_files_give_the_same_bytes(renderer: Renderer) -> None:
    def drawn(one: Renderer, *embedded: EmbeddedFile) -> bytes:
        return one.render_html(PAGE.format(dates=DATES), embedded)

    content = drawn(renderer, FIRST, LAST)
    assert drawn(renderer, FIRST, LAST) == drawn(Renderer(), LAST, FIRST) == content
    assert drawn(renderer, FIRST) != content


def test_a_document_of_its_own_brings_its_own_style(renderer: Renderer) -> None:
    reader, _catalogue = opened(renderer.render_html(PAGE.format(dates="")))
    drawn = reader.pages[0].get_contents()
    assert drawn is not None
    colour = " ".join(f"{part / 255:.6f}" for part in (0x12, 0x34, 0x56))
    assert colour.encode() in drawn.get_data()


@pytest.fixture(scope="module")
def assessment(firm: Firm) -> Assessment:
    return firm("R00016", name="Phở <b>")


def test_a_report_carries_the_response_as_its_file_has_it(
    assessment: Assessment, instrument: Any, renderer: Renderer
) -> None:
    content = renderer.render(build(assessment, instrument), files.data_files(assessment))
    reader, _catalogue = opened(content)
    found = {one.name: one for one in reader.attachment_list}
    assert found["response.json"].content == response_files.content(assessment.response)
    assert found["assessment.json"].content == json.render(assessment).encode()
    relationships = {name: one.associated_file_relationship for name, one in found.items()}
    assert relationships == {"response.json": "/Source", "assessment.json": "/Data"}


def test_a_page_without_files_has_none(renderer: Renderer) -> None:
    reader, catalogue = opened(renderer.render_html(PAGE.format(dates=DATES)))
    assert list(reader.attachment_list) == []
    assert "/AF" not in catalogue
