"""A comparison as JSON, for other programs, in a fixed order.

Scores have four decimals, as in the JSON report. Parts are differences of these, so they add up as they stand.
"""

import json
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msme_check.comparing.comparison import Comparison, ScoreCompared
from msme_check.comparing.parts import parts
from msme_check.comparing.saved import Saved
from msme_check.model.instrument import Instrument

FORMAT = "msme-check comparison"
FORMAT_VERSION = 1
DECIMALS = Decimal("0.0001")


def render(found: Any, instrument: Instrument) -> str:
    """The same text for the same comparison, of a firm or of two groups."""
    settings = instrument.settings
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "kind": found.kind,
        "scored_by": {"id": settings.id, "version": settings.version, "hash": instrument.hash},
        **(_firm(found) if isinstance(found, Comparison) else plain(found)),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _firm(found: Comparison) -> dict[str, Any]:
    content = plain(found)
    content |= {"before": _saved(found.before), "after": _saved(found.after)}
    content["scores"] = [_score(one) for one in found.scores]
    return {key: value for key, value in content.items() if key != "kind"}


def _saved(saved: Saved) -> dict[str, Any]:
    response = saved.response
    return {
        "firm_id": response.firm_id,
        "firm_name": response.firm_name,
        "date": response.date,
        "quick": response.quick,
        "moved": list(saved.moved),
        "left_out": list(saved.left_out),
    }


def _score(one: ScoreCompared) -> dict[str, Any]:
    steps = [None if step is None else step.quantize(DECIMALS, ROUND_HALF_UP) for step in one.steps]
    first, last = steps[0], steps[-1]
    return {
        "id": one.id,
        "before": plain(first),
        "with_questions_of_today": plain(steps[1]),
        "with_profile_of_today": plain(steps[2]),
        "after": plain(last),
        "difference": None if first is None or last is None else plain(last - first),
        "parts": [{"causes": [*part.causes], "points": plain(part.points)} for part in parts(steps)],
        "band_before": one.bands[0],
        "band_after": one.bands[1],
        "coverage_before": plain(one.coverage[0]),
        "coverage_after": plain(one.coverage[1]),
        "verdict": one.verdict,
        "doubt": plain(one.doubt),
    }


def plain(value: Any) -> Any:
    """A value of JSON for any value of a comparison."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    match value:
        case Decimal():
            return float(value.quantize(DECIMALS, ROUND_HALF_UP))
        case tuple() | list():
            return [plain(one) for one in value]
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case _:
            return value
