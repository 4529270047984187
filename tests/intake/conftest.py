"""Writes files of firms as people send them, and reads them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from msme_check.intake import parquet_files, workbooks
from msme_check.intake.csv_files import CsvFile
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.model.instrument import Instrument


@pytest.fixture(scope="module", autouse=True)
def readers_end() -> Iterator[None]:
    """The processes that read files end with the tests of a module, so that none is left, and each says what it ran."""
    yield
    workbooks.READER.close()
    parquet_files.READER.close()


Read = Callable[..., FirmsFile]
HEADER = "firm_id,firm_name,country,sector,employees,fin_records_cashbook"


@pytest.fixture
def read(tmp_path: Path, instrument: Instrument) -> Read:
    """Writes bytes or text to `firms.csv` and opens it."""

    def opened(content: bytes | str, encoding: str | None = None) -> FirmsFile:
        path = tmp_path / "firms.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_firms(path, instrument, encoding, lambda done, size: None)

    return opened


def rows(firms: FirmsFile) -> list[dict[str, str]]:
    """All rows of a file, as text."""
    return [
        row for chunk in firms.chunks(1000, lambda done, size: None) for row in chunk.read().raw.iter_rows(named=True)
    ]


def csv(firms: FirmsFile) -> CsvFile:
    """How a CSV file was read."""
    assert isinstance(firms.table, CsvFile)
    return firms.table
