"""The folder that a batch writes: it holds one whole run, or the run before, never half of each.

Files are made in a folder of their own inside it, and take their places one after the other at the end, `run.json`
last. A folder with files in it that no batch has written is left alone.
"""

import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import polars as pl

from msme_check import cells
from msme_check.cohort import files as cohort
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _
from msme_check.locks import cannot_write, lock

RUN = "run.json"
REPORTS = "reports"
INDEX = "index.csv"
ENCODING = "utf-8-sig"
"""UTF-8 with a mark: without it a spreadsheet program shows Khmer or Thai names as rubbish."""
_STAGING = ".msme-check-"
_OF_THE_SYSTEM = {"Thumbs.db", "desktop.ini"}
"""Like names with a point before them, no sign that a folder is somebody's."""


@contextmanager
def run_folder(path: Path) -> Iterator["RunFolder"]:
    """The folder `path`, made where it is not there, and held until the run is over.

    Raises UsageError where it holds something else or another batch is at work there, OutputError where nothing
    can be written. Without `commit` it is left as it was.
    """
    new = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
        _check_ours(path)
        with lock(path / RUN):
            _sweep(path)
            staging = path / f"{_STAGING}{token_hex(4)}"
            staging.mkdir()
            try:
                yield RunFolder(path, staging)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise OutputError(cannot_write(Path(error.filename or path), error)) from None
    finally:
        if new:
            with suppress(OSError):  # it holds a run now
                path.rmdir()


def _check_ours(path: Path) -> None:
    names = {one.name for one in path.iterdir() if not one.name.startswith(".")} - _OF_THE_SYSTEM
    if names and RUN not in names:
        what = _("{path}: This folder holds files that no batch has written, so nothing is written there.")
        do = _("Name an empty or a new folder.")
        raise UsageError(f"{what.format(path=cells.plain(str(path)))} {do}")


def _sweep(path: Path) -> None:
    """Removes what a killed run left behind."""
    for left in path.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


class RunFolder:
    """Where the files of a run are made, and how they take their places."""

    def __init__(self, path: Path, staging: Path) -> None:
        self.path, self.staging = path, staging

    @property
    def reports(self) -> Path:
        """The folder in which reports are made."""
        folder = self.staging / REPORTS
        folder.mkdir(exist_ok=True)
        return folder

    def append(self, name: str, text: str) -> None:
        """Adds text to a file; its first bytes say that it is UTF-8. Lines end with LF on every system."""
        path = self.staging / name
        encoding = "utf-8" if path.exists() or path.suffix != ".csv" else ENCODING
        with path.open("a", encoding=encoding, errors="replace", newline="") as file:
            file.write(text)

    def append_rows(self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Adds rows to a table; a new one gets its header first."""
        frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        self.append_frame(name, frame.with_columns(pl.when(pl.all() != "").then(pl.all())))

    def append_frame(self, name: str, frame: pl.DataFrame) -> None:
        """Adds the rows of a frame to a table; a new one gets its header first."""
        self.append(name, frame.write_csv(include_header=not (self.staging / name).exists()))

    def commit(self) -> None:
        """Gives every file its place, `run.json` last; reports of the run before that are not of this one go."""
        tables = sorted((one for one in self.staging.iterdir() if one.is_file()), key=lambda one: one.name == RUN)
        for table in tables:
            _flush(table)
        target, renewed = self.path / REPORTS, (self.staging / REPORTS).is_dir()
        old = _indexed(target)
        if renewed:
            self._commit_reports(target)
        _remove_reports(target, old - _indexed(target) if renewed else {*old, INDEX})
        for name in {*cohort.NAMES} - {table.name for table in tables}:
            (self.path / name).unlink(missing_ok=True)  # of the run before
        for table in tables:
            table.replace(self.path / table.name)
        _flush_folder(self.path)

    def _commit_reports(self, target: Path) -> None:
        target.mkdir(exist_ok=True)
        made = self.staging / REPORTS
        for name in (*sorted(_indexed(made)), INDEX):  # and nothing that a killed worker has left
            (made / name).replace(target / name)
        _flush_folder(target)


def _remove_reports(folder: Path, names: set[str]) -> None:
    """Removes reports of the run before, and the folder when nothing else is in it."""
    if folder.is_dir():
        for name in names:
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):  # reports of this run, or somebody's own files
            folder.rmdir()


def _indexed(folder: Path) -> set[str]:
    """The files that the index of a folder of reports names; plain names only."""
    try:
        with (folder / INDEX).open(encoding=ENCODING, newline="") as file:
            names = {row.get("file") or "" for row in csv.DictReader(file)}
    except (OSError, ValueError, csv.Error):
        return set()
    return {name for name in names if name and Path(name).name == name}


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if os.name == "posix":
        folder = os.open(path, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network drives cannot flush a folder
                os.fsync(folder)
        finally:
            os.close(folder)
