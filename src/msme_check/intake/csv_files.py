"""A CSV file as a table."""

from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile
from pathlib import Path
from typing import Any

from msme_check.i18n import _
from msme_check.intake import tables
from msme_check.intake.encodings import UTF8
from msme_check.intake.plain_lines import Shape, quick_rows
from msme_check.intake.sheets import opened
from msme_check.intake.sources import Source, examine, refuse
from msme_check.intake.tables import Known, Progress, Rows, SomeRows


@dataclass(frozen=True)
class CsvFile:
    """An examined CSV file; a `Table`."""

    source: Source
    header: tuple[str, ...]
    shape: Shape
    known: Known

    @property
    def file(self) -> str:
        """The file's name as a message may show it."""
        return self.source.shown

    @property
    def header_row(self) -> int:
        """The number of the header's row."""
        return self.shape.header_row

    @property
    def separator(self) -> str:
        """What stands between two cells."""
        return self.shape.separator

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

    def rows(self, size: int, progress: Progress, closed: Collection[int] = ()) -> Generator[SomeRows]:
        """The rows, `size` at a time. Raises AnswersError where the file has changed or cannot be read any more."""
        shape = replace(self.shape, closed=frozenset(closed))
        try:
            last: int | None = 0
            if self.source.encoding.name == UTF8 and not self.source.encoding.damaged:
                last = yield from quick_rows(self.source.path, shape, size, progress)
            if last is not None:
                yield from self._others(last, size, progress)
        except OSError:
            what = _("Reading stopped in the middle of this file.")
            refuse(self.source.path, what, _("Check that the disk is connected."))
        self.source.check()

    def _others(self, last: int, size: int, progress: Progress) -> Iterator[Rows]:
        """The rows after a row, one after the other."""
        with opened(self.source, self.known, progress) as sheet:
            following = dropwhile(lambda row: row.number <= last, sheet.rows)
            cut_off = None
            while not cut_off:
                rows, cut_off = tables.taken(following, size)
                if not rows:
                    break
                frame = tables.frame([row.cells for row in rows], [row.number for row in rows], len(self.header))
                yield Rows(frame, {row.number: row.broken for row in rows if row.broken})
            if cut_off:
                raise cut_off

    def record(self) -> dict[str, Any]:
        """Its name, digest and size, and how it was read."""
        encoding = self.source.encoding
        return {
            **self.source.record(),
            "encoding": encoding.name,
            "encoding_assumed": encoding.assumed,
            "separator": self.separator,
        }


def csv_file(path: Path, encoding: str | None, known: Known, progress: Progress) -> CsvFile:
    """Examines a CSV file. `encoding`: what the person said. `known`: whether a text is the name of a column.

    Raises AnswersError, with what it is and what to do, where it is no table.
    """
    source = examine(path, encoding, progress)
    with opened(source, known, lambda done, size: None) as sheet:
        shape = Shape(sheet.separator, sheet.lines_above, sheet.header_row, len(sheet.header), sheet.full)
        return CsvFile(source, tuple(sheet.header), shape, known)


def _encoding_title(name: str) -> str:
    titles = {"cp874": _("Thai (cp874)"), "cp1258": _("Vietnamese (cp1258)"), "cp1252": _("Western European (cp1252)")}
    return titles.get(name, name)
