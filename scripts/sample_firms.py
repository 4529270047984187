"""The sample firms as the pages of the documentation show them: answered on one day, whenever the pages are made."""

from datetime import date

from msme_check import resources
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument

ANSWERED = date(2026, 11, 20)


def sample_firms(instrument: Instrument) -> list[Assessment]:
    """All of them, in the order of their file."""
    return assessments(instrument, resources.questionnaires() / FIRMS, ANSWERED)
