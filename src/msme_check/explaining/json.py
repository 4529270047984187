"""An explanation as JSON, for other programs: the same content as the lines, in a fixed order.

Exact numbers are rounded to four decimals, as in the JSON report; they add up before that.
"""

import json
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from msme_check.explaining.firm import Firm

FORMAT = "msme-check explanation"
FORMAT_VERSION = 1
DECIMALS = 4


def render(firm: Firm, explanation: Any, name: str = FORMAT) -> str:
    """The same text for the same answers. `name`: the format that the text says it is in."""
    assessed = firm.assessment
    content = {
        "format": name,
        "format_version": FORMAT_VERSION,
        "firm_id": assessed.firm_id,
        "quick": assessed.quick,
        "instrument": {**assessed.instrument.model_dump(), "hash": assessed.instrument_hash},
        "kind": explanation.kind,
        **plain(explanation),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """What JSON can hold of frozen dataclasses, whatever is inside them."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    match value:
        case Fraction():
            return rounded(value)
        case tuple():
            return [plain(one) for one in value]
        case _:
            return value


def rounded(value: Fraction) -> float:
    """To four decimals, half up, whatever the sign."""
    unit = 10**DECIMALS
    size = (2 * abs(value.numerator) * unit + value.denominator) // (2 * value.denominator)
    return float((-size if value < 0 else size) / unit)
