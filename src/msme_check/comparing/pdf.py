"""A comparison as PDF, by the renderer of the firms' reports."""

from msme_check.comparing import html
from msme_check.comparing.page import Page
from msme_check.report import pdf


def render(page: Page) -> bytes:
    """The PDF. Raises OutputError where the libraries for it are missing."""
    return pdf.renderer().render_html(html.printed(page))
