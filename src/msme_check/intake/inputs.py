"""All that was sent for one run: several files and folders as one list of firms.

A file that cannot be used does not stop the others. It is named with the reason, and so are all others like it.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from msme_check import cells
from msme_check.answers import ROW
from msme_check.errors import AnswersError, FileError
from msme_check.i18n import ngettext
from msme_check.intake import parquet_files, workbooks
from msme_check.intake.chunks import Chunk, Firms
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.firms import FirmsFile, read_sheets
from msme_check.intake.folders import named, shown
from msme_check.intake.kinds import Kind, kind
from msme_check.intake.origins import WHOLE, Origins
from msme_check.intake.refusals import Refusal
from msme_check.intake.single_firms import SingleFirm, single_firm
from msme_check.intake.tables import CutOffError, Progress
from msme_check.model.instrument import Instrument

_LISTED, _NAMED = 5, 3
_CLOSED = selectors.categorical()
"""Columns of which each chunk has texts of its own."""
_NO_FIRM = pl.DataFrame(schema={ROW: pl.Int64})


@dataclass
class Inputs:
    """The files of a run, and each sheet of a workbook of which several are read.

    `files`: number -> a file that can be used. `unread`: number -> why it cannot.

    `quick`: number -> how many of its firms were asked the core questions only, as far as it was read.
    """

    origins: Origins
    paths: tuple[Path, ...]
    files: dict[int, FirmsFile | SingleFirm]
    unread: dict[int, FileError]
    left_out: tuple[str, ...] = ()
    sizes: dict[int, int] = field(default_factory=dict)
    copies: set[int] = field(default_factory=set)
    quick: dict[int, int] = field(default_factory=dict)

    def add(self, path: Path, name: str, file: FirmsFile | SingleFirm | FileError, size: int) -> None:
        """Puts a file behind the others. `name`: as messages show it."""
        number = len(self.paths)
        self.origins = Origins((*self.origins.files, name))
        self.paths += (path,)
        self.sizes[number] = size
        if isinstance(file, FileError):
            self.unread[number] = file
        else:
            self.files[number] = file

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(self.sizes.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the person should know about how the files were read."""
        notes = [*self.left_out, *_gathered((self.paths[number], file.notes) for number, file in self.files.items())]
        if self.copies:
            what = ngettext(
                "{n} report is of a response file that was read too, so it was not read as another firm.",
                "{n} reports are of response files that were read too, so they were not read as other firms.",
                len(self.copies),
            )
            notes.append(what.format(n=len(self.copies)))
        if self.quick:
            what = ngettext(
                "{n} response is a quick estimate from the core questions; its scores are rougher: {names}",
                "{n} responses are quick estimates from the core questions; their scores are rougher: {names}",
                count := sum(self.quick.values()),
            )
            names = [self.origins.files[number] for number in sorted(self.quick)[:_LISTED]]
            more = ", ..." if len(self.quick) > _LISTED else ""
            notes.append(what.format(n=count, names=", ".join(names) + more))
        return tuple(notes)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person has to know before the results are used."""
        tables = ((self.paths[number], one) for number, one in self.files.items() if isinstance(one, FirmsFile))
        return tuple(_gathered((path, one.warnings) for path, one in tables))

    def records(self) -> list[dict[str, Any]]:
        """What `run.json` holds of the files that were read."""
        return [file.record() for file in self.files.values()]

    def headers(self) -> list[Refusal]:
        """The columns of the headers that could not be used, by where they stand."""
        return [
            replace(one, row=one.row + Origins.start(number))
            for number, file in self.files.items()
            for one in file.refusals
        ]

    def unused(self) -> list[Refusal]:
        """The files that cannot be used, or not to their ends."""
        return [
            Refusal(Origins.start(number), "", error.what, error.do) for number, error in sorted(self.unread.items())
        ]

    def chunks(self, size: int, progress: Progress) -> Generator[Firms]:
        """The firms of all files, `size` at a time. Raises AnswersError where there is none, or a file has changed."""
        empty = True
        self.quick.clear()
        try:
            for chunk in _joined(self._chunks(size, progress), size):
                empty = False
                yield chunk
        finally:
            for reader in (workbooks.READER, parquet_files.READER):
                reader.close()  # what comes next needs the memory
        if empty:
            raise _all_together(list(self.unread.values()))

    def _chunks(self, size: int, progress: Progress) -> Iterator[Firms]:
        total, before = sum(self.sizes.values()), 0
        quick: list[tuple[int, SingleFirm]] = []
        digests = {file.source.sha256 for file in self.files.values() if isinstance(file, SingleFirm)}
        for number, file in self.files.items():
            part = _part(progress, before, self.sizes[number], total)
            if isinstance(file, FirmsFile):
                yield from self._table(number, file, size, part)
            elif (chunk := self._single(number, file, digests)) is not None:
                if chunk.quick:
                    quick.append((number, file))
                    self.quick[number] = 1
                else:
                    yield chunk
            part(1, 1)
            before += self.sizes[number]
        for number, file in quick:  # they are assessed in another way, so they stand together, at the end
            if (chunk := self._single(number, file, digests)) is not None:
                yield chunk

    def _table(self, number: int, file: FirmsFile, size: int, progress: Progress) -> Iterator[Firms]:
        try:
            for chunk in file.chunks(size, progress):
                if chunk.quick:
                    self.quick[number] = self.quick.get(number, 0) + len(chunk)
                yield chunk.placed(self.origins, Origins.start(number))
        except CutOffError as error:
            if len(self.paths) == 1:
                raise
            self.unread[number] = error

    def _single(self, number: int, file: SingleFirm, digests: Collection[str]) -> Chunk | None:
        """The firm of a file; a line that refuses it where it cannot be used and others may be."""
        try:
            chunk = file.firm(digests)
        except FileError as error:
            if len(self.paths) == 1:
                raise
            chunk = Chunk(_NO_FIRM, refused=(Refusal(WHOLE, "", error.what, error.do),))
        if chunk is None:
            self.copies.add(number)
            return None
        return chunk.placed(self.origins, Origins.start(number))


def read_inputs(
    paths: Sequence[Path],
    instrument: Instrument,
    encoding: str | None,
    progress: Progress,
    columns_map: ColumnsMap | None = None,
) -> Inputs:
    """Examines files of firms, and all files of folders. `encoding`, `columns_map`: what was said; None: find it out.

    Raises AnswersError, with what each file is and what to do, where no firm can be read from any of them.
    """
    found = named(paths)
    whole = [_size(path) for path in found.paths]
    inputs = Inputs(Origins(()), (), {}, {}, found.notes)
    before = 0
    for path, name, size in zip(found.paths, shown(found.paths), whole, strict=True):
        part = _part(progress, before, size, sum(whole))
        try:
            if kind(path) is Kind.SINGLE:
                inputs.add(path, name, single_firm(path, instrument, part), size)
            else:
                sheets = read_sheets(path, instrument, encoding, part, columns_map)
                for one in sheets:
                    inputs.add(path, one.shown(name), one, max(1, size // len(sheets)))
        except FileError as error:
            inputs.add(path, name, error, size)
        before += size
    if not inputs.files:
        raise _all_together(list(inputs.unread.values()))
    return inputs


def _size(path: Path) -> int:
    try:
        return max(1, path.stat().st_size)
    except OSError:
        return 1


def _part(progress: Progress, before: int, size: int, total: int) -> Progress:
    """Tells how much of all files is done, from how much of one file is done."""
    return lambda done, of: progress(before + size * done // max(1, of), total)


def _all_together(errors: list[FileError]) -> AnswersError:
    """One message for all files that cannot be used."""
    return errors[0] if len(errors) == 1 else AnswersError("\n".join(str(error) for error in errors))


def _gathered(notes: Iterable[tuple[Path, tuple[str, ...]]]) -> Iterator[str]:
    """The notes on all files; what is the same of many files is said once."""
    same: dict[str, list[str]] = {}
    for path, some in notes:
        name = cells.plain(path.name)
        for note in some:
            same.setdefault(note.removeprefix(name), []).append(name if note.startswith(name) else "")
    for said, names in same.items():
        shown, others = ", ".join(names[:_NAMED]) if names[0] else "", len(names) - _NAMED
        if shown and others > 0:
            more = ngettext("{files} and {n} other file", "{files} and {n} other files", others)
            shown = more.format(files=shown, n=others)
        yield f"{shown}{said}"


def _joined(chunks: Iterator[Firms], size: int) -> Iterator[Firms]:
    """Small chunks of several files as one, because each costs as much to assess as some hundred firms."""
    waiting: list[Firms] = []
    count = 0
    for chunk in chunks:
        if waiting and (waiting[0].quick != chunk.quick or count + len(chunk) > size):
            yield _one(waiting)
            waiting, count = [], 0
        waiting.append(chunk)
        count += len(chunk)
        if count >= size:
            yield _one(waiting)
            waiting, count = [], 0
    if waiting:
        yield _one(waiting)


def _one(several: list[Firms]) -> Firms:
    if len(several) == 1:
        return several[0]
    chunks = [one.read() for one in several]
    about = [one.about for one in chunks if one.about is not None]
    return replace(
        chunks[0],
        raw=pl.concat([one.raw.with_columns(_CLOSED.cast(pl.String)) for one in chunks], how="diagonal"),
        broken={row: broken for one in chunks for row, broken in one.broken.items()},
        cells=tuple(line for one in chunks for line in one.cells),
        refused=tuple(line for one in chunks for line in one.refused),
        about=pl.concat(about, how="diagonal") if about else None,
    )
