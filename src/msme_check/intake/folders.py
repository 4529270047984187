"""The files and folders that a person named -> the files to read, in a stable order, and what was left out."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msme_check import cells
from msme_check.i18n import _, ngettext
from msme_check.intake.sources import refuse
from msme_check.response_files import TABLES

READ = TABLES | {".json", ".pdf"}
"""The endings of files that are read from a folder. A file that is named itself may have any."""

_LISTED = 5
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
"""What Windows and macOS keep in a folder, beside files whose names begin with a point."""
_WRITTEN = "run.json"
"""The file that each batch leaves."""


@dataclass(frozen=True)
class Named:
    """`paths`: the files to read, each once. `notes`: what was left out of the folders."""

    paths: tuple[Path, ...]
    notes: tuple[str, ...]


def named(paths: Iterable[Path]) -> Named:
    """All files that `paths` name. A folder stands for the files in it, by name; not for the folders in it.

    Raises FileError where a folder cannot be read or has no file for us.
    """
    found: dict[str, Path] = {}
    notes: list[str] = []
    for path in paths:
        inside = _Folder.of(path) if path.is_dir() else _Folder((path,), ())
        notes += inside.notes(path)
        for one in inside.read:
            found.setdefault(os.path.realpath(one), one)
    return Named(tuple(found.values()), tuple(notes))


def shown(paths: Sequence[Path]) -> tuple[str, ...]:
    """How messages name these files: by their names, and with their folders where names are the same."""
    names = [cells.plain(path.name) for path in paths]
    return tuple(
        name if names.count(name) == 1 else cells.plain(str(path)) for name, path in zip(names, paths, strict=True)
    )


@dataclass(frozen=True)
class _Folder:
    """`read`: the files to read. `others`: names of files that are of no kind we know. `folders`: those in it."""

    read: tuple[Path, ...]
    others: tuple[str, ...]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path) -> "_Folder":
        try:
            inside = sorted(path.iterdir(), key=lambda one: one.name)
            files = [one for one in inside if _is_for_us(one)]
            folders = tuple(one.name for one in inside if one.is_dir() and _holds_tables(one))
        except OSError:
            refuse(path, _("This folder cannot be read."), _("Check that you may open it."))
        read = tuple(one for one in files if one.suffix.lower() in READ)
        if not read:
            do = _("Name a folder with tables, response files or reports: {endings}.")
            if folders:
                do = _("Name the folders in it that do: {folders}.").format(folders=_listed(folders))
            refuse(path, _("This folder holds no file of firms."), do.format(endings=" ".join(sorted(READ))))
        return cls(read, tuple(one.name for one in files if one not in read), folders)

    def notes(self, path: Path) -> Iterator[str]:
        if self.others:
            what = ngettext(
                "{n} file of another kind was left out:", "{n} files of other kinds were left out:", len(self.others)
            )
            yield f"{cells.plain(str(path))}: {what.format(n=len(self.others))} {_listed(self.others)}"
        if self.folders:
            what = _("Folders in this one are not looked into; name those that hold files of firms: {folders}.")
            yield f"{cells.plain(str(path))}: {what.format(folders=_listed(self.folders))}"


def _listed(names: Sequence[str]) -> str:
    """Some of the names."""
    return ", ".join([*map(cells.plain, names[:_LISTED]), *(["..."] if len(names) > _LISTED else [])])


def _holds_tables(path: Path) -> bool:
    """Whether a folder has a file of a kind that is read, and was not written by a batch itself.

    One that cannot be looked into has none.
    """
    try:
        return not (path / _WRITTEN).exists() and any(
            one.suffix.lower() in READ and _is_for_us(one) for one in path.iterdir()
        )
    except OSError:
        return False


def _is_for_us(path: Path) -> bool:
    """A file that is neither hidden nor what a spreadsheet program keeps beside an open file."""
    named = path.name.startswith((".", "~$")) or path.name.lower() in _OF_THE_SYSTEM
    return not named and path.is_file()
