"""A file as it was sent: what kind it is, how large, its digest, and in which encoding its text is."""

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from encodings.utf_8 import IncrementalDecoder as Utf8Decoder
from pathlib import Path
from typing import Any, NoReturn

from msme_check import cells
from msme_check.errors import FileError
from msme_check.i18n import _
from msme_check.intake import encodings
from msme_check.intake.encodings import UTF8, Encoding
from msme_check.intake.tables import CutOffError, Progress

LARGEST = 20 * 10**9
"""Bytes; some twenty-eight million firms. Files are read in pieces, so what ends here is patience, not memory."""

_BLOCK = 1 << 20
_SAMPLE = 200_000
_NOT_ASCII = re.compile(rb"[^\r\n,;\t]*[\x80-\xff][^\r\n,;\t]*")


@dataclass(frozen=True)
class Original:
    """A file as it was examined. `size` in bytes, `sha256` of its bytes, `changed`: last written (nanoseconds)."""

    path: Path
    size: int
    changed: int
    sha256: str

    @property
    def shown(self) -> str:
        """The file's name as a message may show it."""
        return cells.plain(self.path.name)

    def unchanged(self) -> bool:
        """Whether the file is still the one that was examined."""
        try:
            now = self.path.stat()
        except OSError:
            return False
        return (now.st_size, now.st_mtime_ns) == (self.size, self.changed)

    def check(self) -> None:
        """Raises FileError where the file is another one by now."""
        if not self.unchanged():
            refuse(self.path, _("The file was changed while it was read."), _("Close it elsewhere, run again."))

    def record(self) -> dict[str, Any]:
        """What `run.json` holds of any file."""
        return {"file": self.path.name, "sha256": self.sha256, "bytes": self.size}


@dataclass(frozen=True)
class Source(Original):
    """A file of text."""

    encoding: Encoding


def refuse(path: Path, what: str, do: str) -> NoReturn:
    """Raises FileError: this file cannot be read at all."""
    raise FileError(cells.plain(str(path)), what, do)


def cut_off(path: Path, what: str, do: str) -> NoReturn:
    """Raises CutOffError: the rest of this file cannot be read."""
    raise CutOffError(cells.plain(str(path)), what, do)


def original(path: Path, progress: Progress) -> Original:
    """Reads the whole file once, whatever is in it. Raises FileError where that cannot be."""
    with _readable(path) as known:
        digest, done = hashlib.sha256(), 0
        for block in _blocks(path):
            digest.update(block)
            done += len(block)
            progress(min(done, known.st_size), known.st_size)
        return Original(path, known.st_size, known.st_mtime_ns, digest.hexdigest())


def start_of(path: Path, size: int) -> bytes:
    """The first bytes of a file. Raises FileError where it cannot be read."""
    with _readable(path), path.open("rb") as file:
        return file.read(size)


def examine(path: Path, encoding: str | None, progress: Progress) -> Source:
    """Reads the whole file once. `encoding`: what the person said; None: find it out.

    Raises FileError where this is no file of text, and says what it is instead.
    """
    chosen = None if encoding is None else encodings.named(encoding)
    with _readable(path) as known:
        return _examined(path, chosen, known.st_mtime_ns, known.st_size, progress)


@contextmanager
def _readable(path: Path) -> Iterator[os.stat_result]:
    """What is known of a file, while somebody reads it."""
    try:
        if path.exists() and not path.is_file():
            refuse(path, _("This is no file."), _("Name a CSV file, such as firms.csv."))
        known = path.stat()
        if known.st_size > LARGEST:
            refuse(path, _("This file is larger than 20 GB."), _("Split it into parts, each with the header row."))
        yield known
    except FileNotFoundError:
        refuse(path, _("This file is not there."), _("Check its name and folder."))
    except OSError:
        refuse(path, _("This file cannot be read."), _("Check that you may open it, and that the disk is connected."))


def _examined(path: Path, chosen: Encoding | None, changed: int, size: int, progress: Progress) -> Source:
    blocks = _blocks(path)
    start = next(blocks, b"")
    _check_kind(path, start)
    found = chosen or encodings.marked(start)
    decoder = codecs.getincrementaldecoder(found.name if found else UTF8)()
    digest, done, fits = hashlib.sha256(), 0, True
    for block in _and_rest(start, blocks):
        digest.update(block)
        done += len(block)
        if b"\0" in block and not (found and found.name.startswith(("utf-16", "utf-32"))):
            _refuse_nul(path, block)
        if fits:
            fits = _decodes(decoder, block, final=done >= size)
        progress(min(done, size), size)
    if not fits and found:
        _refuse_encoding(path, found, chosen)
    if not fits:
        found = _other_than_utf8(path)
    return Source(path, size, changed, digest.hexdigest(), found or Encoding(UTF8))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _and_rest(start: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if start:
        yield start
    yield from blocks


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    if isinstance(decoder, Utf8Decoder) and block.isascii() and not decoder.getstate()[0]:
        return True  # seen in a tenth of the time; no letter had begun before
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _other_than_utf8(path: Path) -> Encoding:
    """The encoding of a file that is not strictly UTF-8: a second look at its bytes."""
    sample, used = bytearray(), set[int]()
    for block in _blocks(path):
        used |= set(block)
        if len(sample) < _SAMPLE:
            sample += b"\n".join(_NOT_ASCII.findall(block)) + b"\n"
    cells = bytes(sample)
    mostly = encodings.mostly_utf8(cells)
    found = None if mostly else encodings.older(cells, used)
    if mostly or (found is None and encodings.hardly_damaged(cells)):
        return Encoding(UTF8, assumed=True, damaged=True)
    if found is None:
        refuse(path, _("It cannot be told how the letters of this file are stored."), _save_as_utf8())
    return found


def _save_as_utf8() -> str:
    return _("In the spreadsheet program, save it as 'CSV UTF-8 (comma delimited)'; or name it with --encoding.")


def _refuse_encoding(path: Path, found: Encoding, chosen: Encoding | None) -> NoReturn:
    if chosen:
        what = _("This file is not in the encoding {name}.").format(name=found.name)
        refuse(path, what, _("Leave --encoding away, or name another one."))
    refuse(path, _("This file is damaged or cut off: not all of it is text."), _save_as_utf8())


def _refuse_nul(path: Path, block: bytes) -> NoReturn:
    if block.count(b"\0") * 4 > len(block):
        what = _("This file seems to be UTF-16 text without a mark that says so.")
        refuse(path, what, _("Name it with --encoding utf-16-le, or save it as 'CSV UTF-8'."))
    refuse(path, _("This file holds bytes that no text has, so it is not a CSV file or is damaged."), _save_as_utf8())


def _check_kind(path: Path, start: bytes) -> None:
    """Refuses what is known to be something else than CSV."""
    if not start.strip(b" \t\r\n\xef\xbb\xbf"):
        refuse(path, _("This file is empty."), _("Name a CSV file with a header row and a row for each firm."))
    text = start[:4000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    as_csv = _("Open it in the spreadsheet program, and save it as 'CSV UTF-8 (comma delimited)'.")
    kinds = (
        (start.startswith(b"%PDF"), _("This is a PDF, not CSV."), _("Name the CSV file that holds the answers.")),
        (start.startswith(b"\x1f\x8b"), _("This file is compressed (gzip)."), _("Unpack it first, then try again.")),
        (start.startswith((b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")), _("This file is compressed."),
         _("Unpack it first, then try again.")),
        (text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head")),
         _("This is a web page or XML, not CSV, whatever its name says."), as_csv),
        (text.startswith(b"{\\rtf"), _("This is a text document, not CSV."), as_csv),
        (text.startswith((b"{", b"[{")), _("This is JSON, not CSV."),
         _("Name the CSV file that holds the answers.")),
    )  # fmt: skip
    for here, what, do in kinds:
        if here:
            refuse(path, what, do)
