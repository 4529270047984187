"""The policy trace as JSON, for other programs, in a fixed order."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from msme_check.cohort.disclosure import Count
from msme_check.model.instrument import Instrument
from msme_check.tracing.trace import Trace

FORMAT = "msme-check directions"
FORMAT_VERSION = 1


def render(found: Trace, instrument: Instrument) -> str:
    """The same text for the same trace. A number that is not shown as it is, is the text that is shown."""
    settings = instrument.settings
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "instrument": {"id": settings.id, "version": settings.version, "hash": instrument.hash},
        "policy": settings.policy_title,
        **_plain(found),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Count):
        return value.text if value.value is None else value.value
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "kind"}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
