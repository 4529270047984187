"""The folder that a batch writes: it holds one whole run, or the run before, never half of each.

Files are made in a hidden folder inside it, and take their places at the end (`places`). Beside them is a journal of
the reports that are finished. Where the run stops before its end, both are kept, and the same run may go on from
there; without a finished report nothing is kept. A folder with files in it that no batch has written is left alone.
"""

import re
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl

from msme_check import cells
from msme_check.batch import journal as journals
from msme_check.batch.flushing import Flushing
from msme_check.batch.journal import Journal
from msme_check.batch.lines import csv_of
from msme_check.batch.places import INDEX, REPORTS, RUN, place
from msme_check.batch.settings import Unfinished
from msme_check.errors import Interrupted, OutputError, UsageError
from msme_check.i18n import _, ngettext
from msme_check.locks import cannot_write, lock

_STAGING = ".msme-check-"
_COPIED = 1 << 20
_NUMBER = re.compile(r"os error (\d+)")
_OF_THE_SYSTEM = {"Thumbs.db", "desktop.ini"}
"""Like names with a point before them, no sign that a folder is somebody's."""


@contextmanager
def run_folder(path: Path, unfinished: Unfinished = Unfinished.REFUSE) -> Iterator["RunFolder"]:
    """The folder `path`, made where it is not there, and held until the run is over.

    Raises UsageError where it holds something else, another batch is at work there, or an unfinished run is to be
    refused; OutputError where nothing can be written, Interrupted on Ctrl-C. Without `commit`, what was there before
    is left as it was, and the messages of these errors say what is kept of this run.
    """
    new, out = not path.exists(), None
    try:
        path.mkdir(parents=True, exist_ok=True)
        _check_ours(path)
        with lock(path / RUN):
            out = RunFolder(path, _left_behind(path, unfinished))
            try:
                yield out
            finally:
                out.close()
    except (KeyboardInterrupt, Interrupted):
        raise Interrupted(f"{_('Stopped.')} {_kept(out) or _('Nothing was written.')}") from None
    except OSError as error:
        raise OutputError(f"{cannot_write(path, _numbered(error))} {_kept(out)}".rstrip()) from None
    except OutputError as error:
        raise OutputError(f"{error} {_kept(out)}".rstrip()) from None
    finally:
        if new:
            with suppress(OSError):  # it holds a run now, or what is kept of one
                path.rmdir()


def _numbered(error: OSError) -> OSError:
    """The error with its number, which polars has in its text only."""
    number = _NUMBER.search(str(error)) if error.errno is None else None
    return OSError(int(number[1]), "") if number else error


def _check_ours(path: Path) -> None:
    names = {one.name for one in path.iterdir() if not one.name.startswith(".")} - _OF_THE_SYSTEM
    if names and RUN not in names:
        what = _("{path}: This folder holds files that no batch has written, so nothing is written there.")
        do = _("Name an empty or a new folder.")
        raise UsageError(f"{what.format(path=cells.plain(str(path)))} {do}")


@dataclass(frozen=True)
class _Left:
    """What a run has left behind that did not come to its end. `journal` None: it cannot be read."""

    staging: Path
    journal: Journal | None


def _left_behind(path: Path, unfinished: Unfinished) -> _Left | None:
    """The unfinished run that is to go on. What else was left behind is removed, or takes its places."""
    going_on = None
    for staging in sorted(path.glob(f"{_STAGING}*")):
        left = _Left(staging, Journal.read(staging / journals.NAME))
        if left.journal is not None and left.journal.files is not None:
            place(staging, path, left.journal.files)  # all of it was made, and only this was stopped
        elif unfinished is Unfinished.RESUME and (left.journal or _has_reports(staging)):
            going_on = left
            continue
        elif unfinished is Unfinished.REFUSE and _has_reports(staging):
            raise UsageError(_unfinished(path, left))
        shutil.rmtree(staging, ignore_errors=True)
    return going_on


def _has_reports(staging: Path) -> bool:
    """Whether any report is finished, in words of the file system: a journal may be damaged."""
    found = (staging / REPORTS).rglob("*")
    return any(one.is_file() and not one.name.startswith(".") for one in found)


def _unfinished(path: Path, left: _Left) -> str:
    where = cells.plain(str(path))
    if left.journal is None:
        what = _("{path}: An unfinished run is here, and its journal cannot be read.").format(path=where)
        return f"{what} {_('Discard it with --fresh, or name another folder.')}"
    finished = left.journal.finished
    words = ngettext(
        "{path}: An unfinished run of {date} is here: {count} of {total} report is finished.",
        "{path}: An unfinished run of {date} is here: {count} of {total} reports are finished.",
        finished.total,
    )
    date = left.journal.begun.date().isoformat()
    what = words.format(path=where, date=date, count=finished.count, total=finished.total)
    return f"{what} {_('Go on with it with --resume, discard it with --fresh, or name another folder.')}"


def _kept(out: "RunFolder | None") -> str:
    """What is kept of a run that was stopped, and how to go on; empty where nothing is."""
    journal = out.unfinished if out else None
    if journal is None:
        return ""
    finished = journal.finished
    if journal.files is not None:
        kept = _("All is made, and only has to take its place.")
    else:
        words = ngettext("{count} of {total} report is kept.", "{count} of {total} reports are kept.", finished.total)
        kept = words.format(count=finished.count, total=finished.total)
    return f"{kept} {_('The same command with --resume goes on from there.')}"


class RunFolder:
    """Where the files of a run are made, and how they take their places. Nothing is made before `begin`."""

    def __init__(self, path: Path, left: _Left | None = None) -> None:
        self.path, self.left = path, left
        self.staging = left.staging if left else path / f"{_STAGING}{token_hex(4)}"
        self._journal: Journal | None = None
        self._flushing = Flushing()
        self._done = False

    def begin(self, identity: dict[str, Any], now: datetime) -> datetime:
        """Begins the run, or goes on with the one that was left. `identity`: what is done with what.

        Returns when the run has begun. Raises UsageError where the one that was left is another.
        """
        if self.left is None:
            self.staging.mkdir()
            self._journal = Journal.begin(self.staging / journals.NAME, identity, now)
        else:
            self._journal = _same(self.path, self.left, identity)
            for made in self.staging.iterdir():  # all but the reports is made anew
                if made.is_dir() and made.name != REPORTS:
                    shutil.rmtree(made)
                elif made.is_file() and made.name != journals.NAME:
                    made.unlink()
        return self._journal.begun

    @property
    def journal(self) -> Journal:
        """The journal of the run that has begun."""
        assert self._journal is not None  # noqa: S101 - `begin` comes first
        return self._journal

    @property
    def unfinished(self) -> Journal | None:
        """The journal of what is kept when the run stops now; None where nothing is worth it."""
        journal = None if self._done else self._journal
        return journal if journal and (journal.finished.written or journal.files is not None) else None

    @property
    def reports(self) -> Path:
        """The folder in which reports are made."""
        folder = self.staging / REPORTS
        folder.mkdir(exist_ok=True)
        return folder

    def folder(self, name: str) -> Path:
        """A folder for what is needed while the run goes on."""
        folder = self.staging / name
        folder.mkdir()
        return folder

    def write(self, name: str, text: str) -> None:
        """Writes a file. Lines end with LF on every system."""
        (self.staging / name).write_text(text, encoding="utf-8", errors="replace", newline="")

    def append_lines(self, name: str, header: bytes, lines: Iterable[bytes] | Path) -> None:
        """Adds lines of a CSV file that are made already, or the file that holds them, which goes; a new table gets
        its header first, and before it the mark of UTF-8. Lines end with LF on every system."""
        path = self.staging / name
        new = not path.exists()
        with path.open("ab") as file:
            before = file.tell()
            if new:
                file.write(BOM_UTF8 + header)
            if isinstance(lines, Path):
                with lines.open("rb") as made:
                    shutil.copyfileobj(made, file, _COPIED)
                lines.unlink()
            else:
                file.writelines(lines)
            more = file.tell() - before
        self._flushing.grown(path, more)

    def append_rows(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Adds rows to a table; a new one gets its header first."""
        frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        self.append_frame(name, frame.with_columns(pl.when(pl.all() != "").then(pl.all())))

    def append_frame(self, name: str, frame: pl.DataFrame) -> None:
        """Adds the rows of a frame to a table; a new one gets its header first."""
        self.append_lines(name, *csv_of(frame))

    def commit(self) -> None:
        """Gives every file its place, `run.json` last; what the run before has written beside these goes."""
        names = sorted(one.name for one in self.staging.iterdir() if one.is_file() and one.name != journals.NAME)
        index = [one for one in (self.staging / REPORTS / INDEX,) if one.exists()]
        for made in (*(self.staging / name for name in names), *index):
            self._flushing.end(made)
        self.journal.place(names)
        place(self.staging, self.path, names)
        self._done = True

    def close(self) -> None:
        """The run is over: what need not be kept goes."""
        if self._journal is not None:
            with suppress(OSError):
                self._journal.flush()
            self._journal.close()
        self._flushing.close()
        if self._done or not (self.left or self.unfinished):
            shutil.rmtree(self.staging, ignore_errors=True)


def _same(path: Path, left: _Left, identity: dict[str, Any]) -> Journal:
    """The journal of the run that was left, which must be the same run."""
    where = cells.plain(str(path))
    do = _("Discard it with --fresh, or name another folder.")
    if left.journal is None:
        what = _("{path}: The unfinished run here cannot go on, because its journal cannot be read.")
        raise UsageError(f"{what.format(path=where)} {do}")
    words = {
        "program": _("another version of msme-check"),
        "instrument": _("other questionnaires or rules"),
        "input": _("another file of firms, or the file was changed"),
        "settings": _("other options"),
        "look": _("another brand, other templates or another paper"),
        "programmes": _("another file of programmes"),
    }
    other = [words[part] for part in words if left.journal.identity.get(part) != identity[part]]
    if other:
        what = _("{path}: The unfinished run here was begun with something else: {differences}.")
        raise UsageError(f"{what.format(path=where, differences='; '.join(other))} {do}")
    return left.journal
