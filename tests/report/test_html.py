"""The HTML report: one file, whole, safe, readable."""

import re
from html.parser import HTMLParser
from itertools import pairwise, product

import pytest

from msme_check.model.instrument import Instrument
from msme_check.report import filling, html
from report.conftest import RICE_MILL, Viewed, texts

VOID = {"meta", "col", "br"}


class Page(HTMLParser):
    """The visible text of a page, its elements, and whether every element is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("quick", [False, True])
def test_everything_of_the_view_is_there(viewed: Viewed, quick: bool) -> None:
    view = viewed("R00016", shown="fin_records_cashbook", quick=quick)
    page = Page(html.render(view))
    assert page.open == []
    found = squeezed(page.text)
    assert [text for text in texts(view) if squeezed(text) not in found] == []


def test_it_needs_no_other_file(viewed: Viewed, instrument: Instrument) -> None:
    source = html.render(viewed(RICE_MILL))
    page = Page(source)
    assert not [tag for tag, _ in page.elements if tag in {"link", "script", "img", "iframe", "object", "base"}]
    assert not [key for _, attrs in page.elements for key in attrs if key in {"src", "href", "srcset", "action"}]
    assert "url(" not in source
    assert "@import" not in source
    named = set(re.findall(r"https?://[^\"\s<]*[^\"\s<,.;]", source))  # to be read, and none is fetched
    law = {source.address for law in instrument.size_definitions for source in law.sources}
    assert named - law == {"http://www.w3.org/2000/svg"}


def test_it_names_its_language_and_title(viewed: Viewed) -> None:
    elements = Page(html.render(viewed(RICE_MILL, name="Mill"))).elements
    assert ("html", {"lang": "en"}) in elements
    assert "<title>Mill - Readiness report</title>" in html.render(viewed(RICE_MILL, name="Mill"))


def test_a_name_stays_text(viewed: Viewed) -> None:
    name = "<script>alert(1)</script> {{ 7 * 7 }} \"quoted\" & 'more'"
    source = html.render(viewed("R00016", name=name))
    assert "<script" not in source
    page = Page(source)
    assert next(attrs for tag, attrs in page.elements if tag == "h1")["class"] == "long"
    assert name in page.text


def test_every_picture_has_words(viewed: Viewed) -> None:
    pictures = [attrs for tag, attrs in Page(html.render(viewed("R00016"))).elements if tag == "svg"]
    assert len(pictures) == 4 + 4 + 23
    assert all(one["role"] == "img" and one["aria-label"] for one in pictures)


def test_headings_go_down_one_step_at_a_time(viewed: Viewed) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html.render(viewed("R00016"))).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_text_stands_out_from_what_is_behind_it() -> None:
    sheet = filling.style("report", "report.css", "print.css", "screen.css")
    inks = set(re.findall(r"[^-]color: (#\w{6})", sheet))
    papers = {"#ffffff", *re.findall(r"background: (#\w{6})", sheet)}
    assert len(inks) >= 3
    assert {(ink, paper) for ink, paper in product(inks, papers) if contrast(ink, paper) < 4.5} == set()


def test_the_shapes_of_a_chart_are_told_apart_without_colour(viewed: Viewed) -> None:
    shapes = set(re.findall(r'fill="(#\w{6})"', html.render(viewed("R00031"))))
    track, open_range = "#e3e8eb", "#a9bac2"
    bars = {"#0f4c5c", "#6e3a06", "#4a2c82", "#1f5426"}
    assert {track, open_range} <= shapes
    assert bars & shapes
    assert min(contrast(bar, other) for bar in bars for other in (track, open_range)) > 3


def test_each_questionnaire_has_an_accent_that_can_be_read(viewed: Viewed) -> None:
    accents = re.findall(r'<h2 style="color:(#\w{6})', html.render(viewed("R00016")))
    assert len(set(accents)) == 4
    assert min(contrast(accent, "#ffffff") for accent in accents) > 7
