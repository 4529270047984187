"""Firms that could hardly differ more, for tests that look at whole reports from outside."""

from msme_check import resources
from msme_check.commands.demonstration import FIRMS, assessments
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from report.conftest import Firm

LONG_NAME = "Union of Cooperatives for Rice, Cassava, Cashew, Mung Bean and Jasmine Flowers of the Villages "
LONG_NAME = (LONG_NAME * 3)[:200].strip().ljust(200, ".")
DAY = "2026-11-24"
"""The shipped firms are assessed today; what reports say is compared with what they said on this day."""

LONG_WORD = "Ungtrennbar" * 18 + "XX"
_SHIPPED = {"rice mill": "01-rice-mill", "food factory": "04-food-factory", "online seller": "05-online-seller"}


def samples(firm: Firm, instrument: Instrument) -> dict[str, Assessment]:
    """A mill of three people, an exporter of 120, a seller alone who skipped a third; names of 200 characters."""
    found = assessments(instrument, resources.questionnaires() / FIRMS)
    shipped = {one.firm_id: one.model_copy(update={"date": DAY}) for one in found}
    named = {name: shipped[firm_id] for name, firm_id in _SHIPPED.items()}
    return named | {
        "long name": named["food factory"].model_copy(update={"firm_name": LONG_NAME}),
        "long word": named["rice mill"].model_copy(update={"firm_name": LONG_WORD}),
        "quick": firm("R00014", name="Quick", quick=True),
    }
