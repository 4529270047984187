"""The assessment as JSON, for other programs: all that was computed, in a fixed order, rounded to four decimals."""

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msme_check.model.assessment import Assessment

FORMAT = "msme-check assessment"
FORMAT_VERSION = 1
DECIMALS = Decimal("0.0001")


def render(assessment: Assessment) -> str:
    """The same text for the same assessment, without the response, which has a file format of its own.

    Bands were decided on the exact numbers, before this rounding.
    """
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, **assessment.model_dump(exclude={"response"})}
    return json.dumps(_plain(content), ensure_ascii=False, indent=2) + "\n"


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
