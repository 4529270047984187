"""A comparison as PDF, by the renderer of the firms' reports."""

from msme_check.comparing import html
from msme_check.comparing.page import Page
from msme_check.report import pdf
from msme_check.report.look import SHIPPED, Look


def render(page: Page, look: Look = SHIPPED) -> bytes:
    """The PDF. Raises OutputError where the libraries for it are missing."""
    return pdf.renderer(look).render_html(html.printed(page, look))
