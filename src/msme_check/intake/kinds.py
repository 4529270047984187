"""Of which kind a file is: by its first bytes, and by its name where these do not tell."""

import codecs
from enum import StrEnum
from pathlib import Path

from msme_check.intake.sources import start_of

_START = 400


class Kind(StrEnum):
    """TEXT is CSV, or what people take for it; SINGLE is one firm: a response file or a report."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    SINGLE = "single"


_BY_BYTES = {
    b"PK\x03\x04": Kind.WORKBOOK,
    b"\xd0\xcf\x11\xe0": Kind.WORKBOOK,
    b"PAR1": Kind.PARQUET,
    b"%PDF-": Kind.SINGLE,
}
_BY_NAME = {".json": Kind.SINGLE, ".pdf": Kind.SINGLE}


def kind(path: Path) -> Kind:
    """The kind of a file. Raises FileError where it cannot be read."""
    start = start_of(path, _START)
    for magic, found in _BY_BYTES.items():
        if start.startswith(magic):
            return found
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"{") and not text.startswith(b"{\\rtf"):
        return Kind.SINGLE
    return _BY_NAME.get(path.suffix.lower(), Kind.TEXT)
