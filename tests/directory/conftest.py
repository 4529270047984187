"""A saved response of a complete firm."""

import json
from pathlib import Path
from typing import Any

import pytest

from msme_check.model.instrument import Instrument


@pytest.fixture
def saved(tmp_path: Path, example_rows: list[dict[str, str]], instrument: Instrument) -> Path:
    """A firm in Cambodia, as `assess` saves it."""
    row = next(row for row in example_rows if row["country"] == "KH")
    several = {"sells_to", *(q.id for q in instrument.questions.values() if q.type == "checklist")}

    def values(names: Any) -> dict[str, Any]:
        return {n: row[n].split() if n in several and row[n] != "na" else row[n] for n in names if row[n]}

    settings = instrument.settings
    content = {
        "format": "msme-check response",
        "format_version": 1,
        "instrument": {"id": settings.id, "version": settings.version},
        "firm_id": "F1",
        "firm_name": "Mill",
        "date": "2026-11-24",
        "profile": values(instrument.profile_field),
        "answers": values(instrument.questions),
    }
    path = tmp_path / "response.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
