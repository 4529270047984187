"""The report on a group as PDF, by the renderer of the firms' reports."""

from msme_check.cohort import html
from msme_check.cohort.view import CohortView
from msme_check.report import pdf
from msme_check.report.look import Look

MOST_FIRMS = 500
"""A longer list on paper is read by nobody, and takes minutes to lay out."""


def render(view: CohortView, limits: tuple[int, ...], look: Look) -> bytes:
    """The PDF. Raises OutputError where the libraries for it are missing, UsageError where own templates fail."""
    # Of the look, the renderer needs the picture of the brand; all style sheets stand in the page.
    return pdf.renderer(Look(brand=look.brand)).render_html(html.printed(view, limits, look, MOST_FIRMS))
