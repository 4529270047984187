"""What WeasyPrint drew, box by box, so that tests can measure it."""

from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from msme_check.report import html
from msme_check.report.look import SHIPPED, Look
from msme_check.report.view import View

Box = Any


def drawn(view: View, look: Look = SHIPPED) -> list[Box]:
    """The page boxes of a report."""
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=html.paper_style(look), font_config=fonts)
    document = weasyprint.HTML(string=html.printed(view, look)).render(stylesheets=[sheet], font_config=fonts)
    return [page._page_box for page in document.pages]


def inside(box: Box) -> Iterator[Box]:
    """All boxes of a page, its margins excepted."""
    yield box
    for child in getattr(box, "children", ()):
        if not isinstance(child, boxes.MarginBox):
            yield from inside(child)


def lines(page: Box) -> list[Box]:
    """The boxes of a page that hold text."""
    return [box for box in inside(page) if isinstance(box, boxes.TextBox) and box.text.strip()]


def text(box: Box) -> str:
    """The text of a box."""
    return "".join(one.text for one in inside(box) if isinstance(one, boxes.TextBox))
