"""The first lines of whatever is told about a firm."""

from collections.abc import Iterator

from msme_check.explaining.firm import Firm
from msme_check.i18n import _
from msme_check.report.lines import Line
from msme_check.report.view_front import firm_name


def opening(firm: Firm) -> Iterator[Line]:
    """Whom it is about, and that a quick estimate is none of the scores."""
    yield Line(firm_name(firm.material), strong=True)
    if firm.assessment.quick:
        text = _(
            "A quick estimate from the core questions alone: its numbers show where it comes from, and are no scores."
        )
        yield Line(text)
    yield Line()
