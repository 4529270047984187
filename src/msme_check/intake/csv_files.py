"""A CSV file as a table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from msme_check.i18n import _
from msme_check.intake import tables
from msme_check.intake.sheets import opened
from msme_check.intake.sources import Source, examine, refuse
from msme_check.intake.tables import Progress, Rows


@dataclass(frozen=True)
class CsvFile:
    """An examined CSV file; a `Table`."""

    source: Source
    header: tuple[str, ...]
    header_row: int
    separator: str
    known: Callable[[str], bool]

    @property
    def file(self) -> str:
        """The file's name as a message may show it."""
        return self.source.shown

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed about how its letters are stored."""
        encoding = self.source.encoding
        if encoding.damaged:
            text = _("{file}: Some letters of this UTF-8 file are damaged; they are marked in the list of bad cells.")
            return (text.format(file=self.file),)
        if encoding.assumed:
            text = _(
                "{file}: The file does not say how its letters are stored; {name} was assumed. "
                "If names look wrong, say which with --encoding, or save the file as 'CSV UTF-8'."
            )
            return (text.format(file=self.file, name=_encoding_title(encoding.name)),)
        return ()

    def rows(self, size: int, progress: Progress) -> Iterator[Rows]:
        """The rows, `size` at a time. Raises AnswersError where the file has changed or cannot be read any more."""
        try:
            with opened(self.source, self.known, progress) as sheet:
                while rows := list(islice(sheet.rows, size)):
                    frame = tables.frame([row.cells for row in rows], [row.number for row in rows], len(self.header))
                    yield Rows(frame, {row.number: row.broken for row in rows if row.broken})
        except OSError:
            what = _("Reading stopped in the middle of this file.")
            refuse(self.source.path, what, _("Check that the disk is connected."))
        if not self.source.unchanged():
            refuse(self.source.path, _("The file was changed while it was read."), _("Close it elsewhere, run again."))

    def record(self) -> dict[str, Any]:
        """Its name, digest and size, and how it was read."""
        source = self.source
        return {
            "file": source.path.name,
            "sha256": source.sha256,
            "bytes": source.size,
            "encoding": source.encoding.name,
            "encoding_assumed": source.encoding.assumed,
            "separator": self.separator,
        }


def csv_file(path: Path, encoding: str | None, known: Callable[[str], bool], progress: Progress) -> CsvFile:
    """Examines a CSV file. `encoding`: what the person said. `known`: whether a text is the name of a column.

    Raises AnswersError, with what it is and what to do, where it is no table.
    """
    source = examine(path, encoding, progress)
    with opened(source, known, lambda done, size: None) as sheet:
        return CsvFile(source, tuple(sheet.header), sheet.header_row, sheet.separator, known)


def _encoding_title(name: str) -> str:
    titles = {"cp874": _("Thai (cp874)"), "cp1258": _("Vietnamese (cp1258)"), "cp1252": _("Western European (cp1252)")}
    return titles.get(name, name)
