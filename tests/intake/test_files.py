"""Files as people and programs write them: `files` has one for each oddity, with what it says in NAME.expected.json.

To add one: put the file there, and beside it `NAME.EXT.expected.json` with `rows` (each cell as text, and `row`, its
number; those of all sheets that are read, one after the other), or `refused`, a part of the message. Further keys:
`notes`, a part of each thing the person is told; `broken`, row -> why it is not trusted; `encoding`, what the person
says; `missing`, columns that the file does not have. `make_files.py` wrote those that are there.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from msme_check.answers import ROW
from msme_check.errors import AnswersError
from msme_check.intake.firms import FirmsFile, read_sheets
from msme_check.model.instrument import Instrument

FOLDER = Path(__file__).parent / "files"
FILES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def told(path: Path) -> dict[str, Any]:
    """What a file says."""
    found: dict[str, Any] = json.loads(path.with_name(f"{path.name}.expected.json").read_text("utf-8"))
    return found


def opened(path: Path, instrument: Instrument) -> tuple[FirmsFile, ...]:
    return read_sheets(path, instrument, told(path).get("encoding"), lambda done, size: None)


def read(sheets: tuple[FirmsFile, ...], size: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """All rows, empty cells as empty texts, and the rows that are not trusted."""
    rows: list[dict[str, Any]] = []
    broken: dict[str, str] = {}
    for chunk in (chunk.read() for file in sheets for chunk in file.chunks(size, lambda done, size: None)):
        assert len(chunk.raw) <= size
        rows += [{name: _composed(cell) for name, cell in row.items()} for row in chunk.raw.rows(named=True)]
        broken |= {str(row): why.value for row, why in chunk.broken.items()}
    return rows, broken


def _composed(cell: Any) -> Any:
    """A text in NFC, which is how every cell is read later."""
    return unicodedata.normalize("NFC", cell) if isinstance(cell, str) else cell


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_says_what_stands_beside_it(path: Path, instrument: Instrument) -> None:
    expected = told(path)
    if "refused" in expected:
        with pytest.raises(AnswersError) as raised:
            read(opened(path, instrument), 1000)
        message = str(raised.value)
        assert path.name in message and expected["refused"] in message and "\n" not in message
        return
    sheets = opened(path, instrument)
    rows, broken = read(sheets, 1000)
    notes = [note for file in sheets for note in file.notes]
    missing = expected.get("missing", [])
    assert rows == [{name: cell for name, cell in row.items() if name not in missing} for row in expected["rows"]]
    assert broken == expected.get("broken", {})
    for part in expected.get("notes", []):
        assert any(part in note for note in notes), (part, notes)
    if "notes" not in expected:
        assert not [note for note in notes if "questions were found" not in note]
    assert read(sheets, 1) == (rows, broken)


def test_every_file_is_small_and_has_its_expectation() -> None:
    assert FILES and all(path.stat().st_size < 20_000 for path in FILES)
    beside = {path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json")}
    assert beside == {path.name for path in FILES}
    assert all(row[ROW] > 1 for path in FILES for row in told(path).get("rows", []))
