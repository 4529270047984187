"""In a made-up language every text of the report on a group is in brackets: what is not, escaped."""

from pathlib import Path

from cohort.conftest import TODAY, total
from cohort.test_files import sheets
from msme_check.cohort import files
from msme_check.cohort.listing import Listing
from msme_check.model.instrument import Instrument
from test_pseudo_language import OPEN, Visible, escaped, pseudo

__all__ = ["pseudo"]  # a fixture
SAME = {"msme", "check", "mekong", "width", "initial", "scale", "device", "utf", "xlsx", "csv"}
"""Names that are the same in every language."""


def test_no_text_escapes(pseudo: Instrument, example_rows: list[dict[str, str]], tmp_path: Path) -> None:
    rows = [dict(row, firm_id=str(n), firm_name="") for n, row in enumerate(example_rows)]
    for listing in (Listing(tmp_path), None):
        files.write(total(rows, pseudo), listing, pseudo, tmp_path, today=TODAY, reports=lambda: iter(()))
        page = Visible()
        page.feed((tmp_path / files.HTML).read_text("utf-8"))
        found = "\n".join(page.found)
        assert OPEN in found and escaped(found, SAME) == set()
        cells = "\n".join(
            str(cell) for rows in sheets(tmp_path / files.WORKBOOK).values() for row in rows for cell in row
        )
        assert OPEN in cells and escaped(cells, SAME) == set()
