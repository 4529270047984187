"""Exports as the products make them: what they say about the firms, whatever their columns are called.

Beside each file in `exports` stands what it says, in `NAME.expected.json`: every firm as a saved response would hold
it, who asked and when, and what the person is told. A map of columns is in `NAME.map.yaml`.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from msme_check.answers import ROW, read
from msme_check.batch.responses import response
from msme_check.intake import columns_map
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.model.instrument import Instrument

FOLDER = Path(__file__).parent / "exports"
EXPORTS = sorted(path for path in FOLDER.iterdir() if path.suffix not in {".json", ".yaml"})


def opened(path: Path, instrument: Instrument) -> FirmsFile:
    """An export, with its map of columns where it has one."""
    said = path.with_suffix(".map.yaml")
    known = columns_map.load(said, instrument) if said.exists() else None
    return read_firms(path, instrument, None, lambda done, size: None, known)


def firms(file: FirmsFile, instrument: Instrument, size: int = 1000) -> list[dict[str, Any]]:
    """What an export says of each firm. No cell may be left that could not be used."""
    found = []
    for chunk in (one.read() for one in file.chunks(size, lambda done, size: None)):
        typed = read(chunk.raw, instrument)
        assert typed.faults.is_empty(), typed.faults.rows()
        about = [] if chunk.about is None else chunk.about.rows(named=True)
        for place, text in enumerate(chunk.raw.rows(named=True)):
            one = typed.frame.row(place)
            said = response(instrument, text, one, date(2026, 11, 24)).model_dump(mode="json")
            interview = about[place] if about else {ROW: one[ROW]}
            assert interview.pop(ROW) == one[ROW]
            names = ("firm_id", "firm_name", "profile", "answers")
            found.append({**{name: said[name] for name in names}, "interview": interview})
    return found


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_an_export_says_what_stands_beside_it(path: Path, instrument: Instrument) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    file = opened(path, instrument)
    assert firms(file, instrument) == expected["firms"]
    assert list(file.notes) == [note.format(file=path.name) for note in expected["notes"]]


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_it_says_the_same_row_by_row(path: Path, instrument: Instrument) -> None:
    assert firms(opened(path, instrument), instrument, 1) == firms(opened(path, instrument), instrument)
