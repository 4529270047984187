"""Blank forms on the disk: whole files, and never over one that may hold answers."""

from collections.abc import Mapping
from pathlib import Path

from msme_check import cells, whole_files
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _
from msme_check.locks import cannot_write


def write(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Writes all files of a form, and gives back their names.

    Raises UsageError, before any is written, where a file of one of these names holds something else; OutputError where
    one cannot be written.
    """
    try:
        for path, content in files.items():
            if path.exists() and path.read_bytes() != content:
                what = _("{path}: A file of this name is there already, and may hold answers.")
                shown = cells.plain(str(path))
                raise UsageError(f"{what.format(path=shown)} {_('Choose another name, or remove the file first.')}")
        for path, content in files.items():
            whole_files.write(path, content)
    except OSError as error:
        raise OutputError(cannot_write(Path(error.filename or next(iter(files))), error)) from None
    return tuple(files)
