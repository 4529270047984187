"""A lock file beside a file, so that two programs never write the same one; and words for what cannot be written."""

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from platform import node

from msme_check import cells
from msme_check.errors import OutputError, UsageError
from msme_check.i18n import _

_EMPTY_FOR = 10
"""Seconds after which a lock without an owner's name belongs to nobody: its maker died between two steps."""

_held: set[Path] = set()


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Holds `path` for this process.

    Raises UsageError where another process that still runs holds it, OutputError where no lock can be written.
    """
    owner = f"{os.getpid()} {secrets.token_hex(8)} {node()}\n"
    try:
        path = Path(os.path.realpath(path))  # fails too, where somebody has removed the folder we are in
        file = path.with_name(f".{path.name}.lock")
        _take(file, path, owner)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    _held.add(file)
    try:
        yield
    finally:
        _held.discard(file)
        with suppress(OSError):
            # Somebody may have deleted the lock by hand, and another process may hold a new one.
            if file.read_text("utf-8") == owner:
                file.unlink()


def _take(file: Path, path: Path, owner: str) -> None:
    for _attempt in range(3):
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as new:
                new.write(owner)
        except FileExistsError:
            _clear_stale(file, path)
        else:
            # Between these two steps it had no owner: had we slept there for long, another process could hold it now.
            with suppress(FileNotFoundError):
                if file.read_text("utf-8") == owner:
                    return
    raise _in_use(path, file)


def _clear_stale(file: Path, path: Path) -> None:
    """Removes the lock of a dead process; raises UsageError where its owner lives."""
    try:
        found, age = file.read_text("utf-8", "replace"), time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return
    if _owner_lives(file, found, age):
        raise _in_use(path, file)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with suppress(FileNotFoundError):
        file.rename(aside)
        if aside.read_text("utf-8", "replace") != found:
            # Another process was quicker and holds a new lock by now: give it back.
            with suppress(OSError):
                os.link(aside, file)
            aside.unlink()
            raise _in_use(path, file)
        aside.unlink()


def _owner_lives(file: Path, found: str, age: float) -> bool:
    pid, _token, host = [*found.split(), "", "", ""][:3]
    if not pid.isdecimal():
        return age < _EMPTY_FOR
    if host != node():
        return True  # a shared folder: whether that process lives cannot be seen from here
    if int(pid) == os.getpid():
        return file in _held
    return is_alive(int(pid))


def _in_use(path: Path, file: Path) -> UsageError:
    message = _(
        "{file}: Another msme-check is using this file. Close it there first. "
        "If none is running, delete {lock} and try again."
    )
    return UsageError(message.format(file=cells.plain(str(path)), lock=cells.plain(str(file))))


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    if sys.platform == "win32":
        import ctypes

        # os.kill would end the process there, whatever the signal.
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, 0, pid)
        code = ctypes.c_ulong(0)
        known = bool(handle) and bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code)))
        kernel.CloseHandle(handle)
        return known and code.value == 259
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def cannot_write(path: Path, error: OSError) -> str:
    """What to tell where a file cannot be written: the file, the reason, what to do."""
    reasons = {
        errno.ENOSPC: (_("The disk is full."), _("Make room, then go on.")),
        errno.EDQUOT: (_("The disk is full."), _("Make room, then go on.")),
        errno.ENOENT: (_("Its folder is not there."), _("Make the folder, or name another file.")),
        errno.ENOTDIR: (_("Its folder is not there."), _("Make the folder, or name another file.")),
        errno.EACCES: (_("You may not write in its folder."), _("Name a file in a folder of your own.")),
        errno.EPERM: (_("You may not write in its folder."), _("Name a file in a folder of your own.")),
        errno.EROFS: (_("This disk cannot be written to."), _("Name a file on another disk.")),
        errno.EISDIR: (_("This is a folder."), _("Name a file in it.")),
        errno.ENAMETOOLONG: (_("Its name is too long."), _("Give it a shorter name.")),
    }
    other = (_("It could not be written."), _("Check that the disk is connected and that you may write there."))
    what, do = reasons.get(error.errno or 0, other)
    return f"{cells.plain(str(path))}: {what} {do}"
