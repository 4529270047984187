"""How the finished files of a run take their places. Killed in the middle, it goes on when it is called again.

The reports of the run before go first, then those of this one come, then the tables, `run.json` last. Their index
tells which reports there are: that of the run before is set aside until its reports are gone, and that of this run
moves when all of its own have.
"""

import csv
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msme_check.cohort import files as cohort

RUN = "run.json"
REPORTS = "reports"
INDEX = "index.csv"
ENCODING = "utf-8-sig"
"""UTF-8 with a mark: without it a spreadsheet program shows Khmer or Thai names as rubbish."""

_OF_ANY_RUN = (
    *cohort.NAMES,
    *(f"{table}.{kind}" for table in ("results", "recommendations") for kind in ("csv", "parquet")),
    "rejected.csv",
    "quality.csv",
)
"""What a run may write beside its reports and `run.json`, which every run writes."""

_BEFORE = "index of the run before.csv"
_SPREAD = re.compile(r"[0-9a-f]{2}")


def place(made: Path, target: Path, names: Iterable[str]) -> None:
    """Gives the files of the folder `made` their places in `target`; `names`: those beside the reports.

    What a run before has written and this one has not, goes; somebody's own files stay. Raises OSError.
    """
    _place_reports(made, target / REPORTS)
    names = sorted(names, key=lambda name: name == RUN)
    for name in {*_OF_ANY_RUN} - {*names}:
        (target / name).unlink(missing_ok=True)
    for name in names:
        _move(made / name, target / name)
    flush_folder(target)


def _place_reports(made: Path, target: Path) -> None:
    ours, before = made / REPORTS, made / _BEFORE
    if ours.is_dir() and not (ours / INDEX).exists():
        return  # they have their places
    if not before.exists():
        _move(target / INDEX, before)
    _remove(target, _indexed(before))
    before.unlink(missing_ok=True)
    if ours.is_dir():
        target.mkdir(exist_ok=True)
        for name in _indexed(ours / INDEX):  # and nothing that a killed worker has left
            if "/" in name:
                (target / name).parent.mkdir(exist_ok=True)
            _move(ours / name, target / name)
        flush_folder(target)
        _move(ours / INDEX, target / INDEX)


def _remove(folder: Path, names: Iterable[str]) -> None:
    """Removes reports of the run before, and folders when nothing else is in them."""
    spread = set()
    for name in names:
        (folder / name).unlink(missing_ok=True)
        if "/" in name:
            spread.add((folder / name).parent)
    for emptied in (*spread, folder):
        with suppress(OSError):  # somebody's own files are in it
            emptied.rmdir()


def _indexed(index: Path) -> Iterator[str]:
    """The files that an index of reports names; only names that such files can have."""
    try:
        with index.open(encoding=ENCODING, newline="") as file:
            for row in csv.DictReader(file):
                name = row.get("file") or ""
                if name and _is_plain(name):
                    yield name
    except (OSError, ValueError, csv.Error):
        return


def _is_plain(name: str) -> bool:
    folder, _slash, file = name.rpartition("/")
    return Path(file).name == file and file != INDEX and (not folder or bool(_SPREAD.fullmatch(folder)))


def _move(source: Path, target: Path) -> None:
    """Moves a file, unless it was moved before."""
    with suppress(FileNotFoundError):
        source.replace(target)


def flush(path: Path) -> None:
    """A file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """The names of a folder's files are on the disk."""
    if os.name == "posix":
        folder = os.open(path, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network drives cannot flush a folder
                os.fsync(folder)
        finally:
            os.close(folder)
