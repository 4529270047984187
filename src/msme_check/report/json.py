"""The assessment as JSON, for other programs: all that was computed, in a fixed order, rounded to four decimals."""

import datetime as dt
import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Programme, is_old
from msme_check.report.view_support import day
from msme_check.support import choose, firm_of

FORMAT = "msme-check assessment"
FORMAT_VERSION = 1
DECIMALS = Decimal("0.0001")


def render(assessment: Assessment, instrument: Instrument | None = None) -> str:
    """The same text for the same assessment, without the response, which has a file format of its own.

    `instrument`: with it, the programmes beside each recommendation that fires are there too, in its language; the
    file inside a PDF has none, since others will stand there when it is made anew.
    Bands were decided on the exact numbers, before this rounding.
    """
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, **assessment.model_dump(exclude={"response"})}
    if instrument is not None:
        content["support"] = _support(assessment, instrument)
    return json.dumps(_plain(content), ensure_ascii=False, indent=2) + "\n"


def _support(assessment: Assessment, instrument: Instrument) -> dict[str, Any]:
    """The programmes by the recommendation that they stand beside."""
    firm, today = firm_of(assessment), day(assessment.date)
    chosen = {one.id: choose(instrument, firm, instrument.recommendation[one.id]) for one in assessment.recommendations}
    return {
        name: [{**programme(one.programme, instrument, today), "offer": one.offer.text} for one in found]
        for name, found in chosen.items()
        if found
    }


def programme(one: Programme, instrument: Instrument, today: dt.date | None) -> dict[str, Any]:
    """An entry of the support directory, with the date of its newest source, and whether that is old on `today`."""
    months = instrument.settings.support.old_after_months
    old = None if one.date is None or today is None else is_old(one.date, months, today)
    return {**one.model_dump(exclude_defaults=True), "date": one.date, "old": old}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value.quantize(DECIMALS, ROUND_HALF_UP))
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value
