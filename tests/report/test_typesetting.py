"""What is kept from report to report changes their time and nothing else."""

from typing import Any

import pytest
import weasyprint
from weasyprint.urls import URLFetcher

from msme_check.report import html, pdf
from msme_check.report.pdf import Renderer
from msme_check.report.typesetting import keeping, memory
from report.conftest import RICE_MILL, Viewed

NAMES = {"latin": "Mill & Sons", "khmer": "រោងម៉ាស៊ីនកិនស្រូវ", "no font has it": "\U0001f332 \U00012345"}


@pytest.fixture(scope="module")
def fast() -> Renderer:
    """A renderer that every test here uses, so that each finds what another one left."""
    return Renderer()


class Plain(Renderer):
    """A renderer that keeps nothing and reads HTML as HTML: WeasyPrint as it is."""

    def render_html(self, *args: Any, **kwargs: Any) -> bytes:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keeping, "KNOWN", "a version that there is not")
            patch.setattr(keeping, "page", lambda text, fetcher: weasyprint.HTML(string=text, url_fetcher=fetcher))
            return super().render_html(*args, **kwargs)


@pytest.fixture(scope="module")
def plain() -> Renderer:
    return Plain()


def test_the_same_bytes_as_without(viewed: Viewed, fast: Renderer, plain: Renderer) -> None:
    """Different firms one after the other, then the first again, when all of it is kept."""
    views = [viewed(RICE_MILL, name="Mill"), viewed("R00022"), viewed("R00031"), viewed("R00014", quick=True)]
    for view in (*views, views[0]):
        assert fast.render(view) == plain.render(view)
    assert len(fast._kept.lines) > 1000
    assert len(plain._kept.lines) == 0


@pytest.mark.parametrize("name", NAMES)
def test_letters_of_other_fonts_and_of_none(name: str, viewed: Viewed, fast: Renderer, plain: Renderer) -> None:
    for _time in range(2):
        assert fast.render(viewed("R00016", name=NAMES[name])) == plain.render(viewed("R00016", name=NAMES[name]))


OWN = """<!DOCTYPE html><html lang="en"><head><title>T</title>{head}</head><body><main>
<p style="width: 4cm; {style}">A text that is longer than its place, and longer still than two lines of it.{inside}</p>
<p style="width: 4cm; {style}">A text that is longer than its place, and longer still than two lines of it.{inside}</p>
</main></body></html>"""


@pytest.mark.parametrize(
    ("style", "head", "inside"),
    [
        ("white-space: nowrap; overflow: hidden; text-overflow: ellipsis", "", ""),
        ("max-lines: 2; block-ellipsis: auto", "", ""),
        ("text-align: justify; text-decoration: underline", "", ""),
        ("letter-spacing: 2pt; text-transform: uppercase", "", ""),
        ("", "<style>p { color: #303030; font-weight: bold }</style>", ""),
        ("", "", "<br>A break that XML does not know.&nbsp;And a space."),
        ("", "", '<a name="here" href="#here">A place.</a>'),
        ("", "<style>@page { size: A5 landscape }</style>", "\U0001f332"),
    ],
)
def test_own_templates_may_use_what_the_shipped_do_not(
    style: str, head: str, inside: str, fast: Renderer, plain: Renderer
) -> None:
    source = OWN.format(style=style, head=head, inside=inside)
    assert [fast.render_html(source) for _time in range(3)] == [plain.render_html(source)] * 3


def test_what_is_kept_has_an_end(viewed: Viewed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_LINES", 100)
    monkeypatch.setattr(memory, "MOST_STYLES", 50)
    renderer = Renderer()
    first = renderer.render(viewed("R00016"))
    assert len(renderer._kept.lines) == 100
    assert renderer.render(viewed("R00016")) == first


def test_weasyprint_is_as_before_afterwards(viewed: Viewed, fast: Renderer) -> None:
    from weasyprint import document
    from weasyprint.layout import inline

    before: tuple[Any, ...] = (document.get_all_computed_styles, inline.split_first_line)
    fast.render(viewed("R00016"))
    assert (document.get_all_computed_styles, inline.split_first_line) == before


def test_a_page_that_declares_entities_is_no_xml(viewed: Viewed) -> None:
    source = html.printed(viewed("R00016"))
    quick = keeping.page(source, URLFetcher())
    assert isinstance(quick, keeping._Page)
    bomb = source.replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "b">]>')
    assert not isinstance(keeping.page(bomb, URLFetcher()), keeping._Page)


def test_the_version_is_the_one_that_was_tried() -> None:
    """With another WeasyPrint all still works, at half the speed: then this file says what has changed."""
    assert weasyprint.__version__.startswith(keeping.KNOWN)
    assert pdf.renderer()._kept is pdf.renderer()._kept
