"""What a run has finished so far, line by line on the disk: where the machine stops, the next one goes on from here.

The first line says what is done with what, and since when. Each line after it is a report that was finished or has
failed; the last one says that all files take their places. A line is written when what it tells of is on the disk.
The system gets it at once, so a killed program loses none; the disk gets some at a time, so a power cut loses a few,
and these reports are drawn again. A line that was cut off ends the journal: it is removed, and what follows is new.

Scores are not in it. They are worked out anew, which costs less than a hundredth of the reports.
"""

import errno
import json
import os
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self

NAME = "journal"
_FORMAT = "msme-check journal"
_FORMAT_VERSION = 1
_LINES = 50
"""So many lines go to the disk at a time; seconds of work, where a report takes a third of one."""
_OPEN = 0


class Finished:
    """Which reports are finished, by their numbers from 0: 8 bytes each, however many there are."""

    def __init__(self) -> None:
        self.written = self.failed = 0
        self._states = array("q")  # size + 1, or -1 - the place of the reason
        self._reasons: dict[str, int] = {}

    def expect(self, total: int) -> None:
        """There are so many reports."""
        self._states.extend([_OPEN] * (total - len(self._states)))

    @property
    def total(self) -> int:
        """How many reports there are."""
        return len(self._states)

    @property
    def count(self) -> int:
        """How many are finished, failed ones included."""
        return self.written + self.failed

    def write(self, number: int, size: int) -> None:
        """A report was written, so many bytes."""
        self._set(number, size + 1)

    def fail(self, number: int, reason: str) -> None:
        """A report could not be written."""
        self._set(number, -1 - self._reasons.setdefault(reason, len(self._reasons)))

    def reopen(self, number: int) -> None:
        """A report is to be drawn again."""
        self._set(number, _OPEN)

    def _set(self, number: int, state: int) -> None:
        before = self._states[number]
        self.written += (state > _OPEN) - (before > _OPEN)
        self.failed += (state < _OPEN) - (before < _OPEN)
        self._states[number] = state

    def is_open(self, number: int) -> bool:
        """Whether a report is still to be drawn."""
        return self._states[number] == _OPEN

    def size(self, number: int) -> int | None:
        """How many bytes a report has; None where it was not written."""
        state = self._states[number]
        return state - 1 if state > _OPEN else None

    def failures(self, start: int, count: int) -> list[str]:
        """The reasons why some reports could not be written, from `start` on; empty where there is none."""
        reasons = list(self._reasons)
        return [reasons[-1 - state] if state < _OPEN else "" for state in self._states[start : start + count]]


@dataclass
class Journal:
    """An open journal. `identity`: what is done with what; `begun`: when. `files`: those that take their places."""

    path: Path
    identity: dict[str, Any]
    begun: datetime
    finished: Finished = field(default_factory=Finished)
    files: tuple[str, ...] | None = None
    _whole: int = 0
    _file: BinaryIO | None = None
    _waiting: int = 0

    @classmethod
    def begin(cls, path: Path, identity: dict[str, Any], begun: datetime) -> Self:
        """A new journal in the file `path`."""
        journal = cls(path, identity, begun)
        head = {"format": _FORMAT, "format_version": _FORMAT_VERSION, "begun": begun.isoformat(), **identity}
        journal._add(head)
        journal.flush()
        return journal

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The journal in a file, as far as its lines are whole; None where there is none of this program's."""
        try:
            with path.open("rb") as file:
                head = json.loads(file.readline())
                if (head.pop("format"), head.pop("format_version")) != (_FORMAT, _FORMAT_VERSION):
                    return None
                journal = cls(path, head, datetime.fromisoformat(head.pop("begun")))
                journal._whole = file.tell()
                journal._read(file)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return journal

    def _read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if not line.endswith(b"\n") or not self._understood(line):
                return
            self._whole += len(line)

    def _understood(self, line: bytes) -> bool:
        try:
            words = json.loads(line)
        except ValueError:
            return False
        total = self.finished.total
        match words:
            case ["reports", int(count)] if 0 <= count - total <= 10**9:
                self.finished.expect(count)
            case ["written", int(number), int(size)] if 0 <= number < total and 0 <= size < 1 << 62:
                self.finished.write(number, size)
            case ["failed", int(number), str(reason)] if 0 <= number < total:
                self.finished.fail(number, reason)
            case ["placing", [*names]] if all(isinstance(name, str) for name in names):
                self.files = tuple(names)
            case _:
                return False
        return True

    def expect(self, total: int) -> None:
        """There are so many reports."""
        if total != self.finished.total:
            self.finished.expect(total)
            self._add(["reports", total])

    def write(self, number: int, size: int) -> None:
        """A report has taken its place, so many bytes."""
        self.finished.write(number, size)
        self._add(["written", number, size])

    def fail(self, number: int, reason: str) -> None:
        """A report could not be written."""
        self.finished.fail(number, reason)
        self._add(["failed", number, reason])

    def place(self, names: Iterable[str]) -> None:
        """All is made and on the disk; from now on these files take their places."""
        self.files = tuple(names)
        self._add(["placing", list(self.files)])
        self.flush()

    def _add(self, line: Any) -> None:
        if self._file is None:
            self._file = self.path.open("ab", buffering=0)
            self._file.truncate(self._whole)  # what was cut off must not run into the next line
        text = json.dumps(line, ensure_ascii=True).encode() + b"\n"
        if self._file.write(text) != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._waiting += 1
        if self._waiting >= _LINES:
            self.flush()

    def flush(self) -> None:
        """All lines are on the disk."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._waiting = 0

    def close(self) -> None:
        """Nothing more is written."""
        if self._file is not None:
            self._file.close()
            self._file = None
