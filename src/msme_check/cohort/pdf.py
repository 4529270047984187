"""The report on a group as PDF, by the renderer of the firms' reports."""

from msme_check.cohort import html
from msme_check.cohort.view import CohortView
from msme_check.report import pdf
from msme_check.report.look import Paper

MOST_FIRMS = 500
"""A longer list on paper is read by nobody, and takes minutes to lay out."""


def render(view: CohortView, limits: tuple[int, ...], paper: Paper) -> bytes:
    """The PDF. Raises OutputError where the libraries for it are missing."""
    return pdf.renderer().render_html(html.printed(view, limits, paper, MOST_FIRMS))
