"""The one root of all errors a user can meet, and the exit code of each kind.

A message says where, what, and what to do. The edge (`cli`) prints it once and leaves with the code;
nothing below the edge prints or exits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """What the program tells the shell."""

    DONE = 0
    GATE_NOT_MET = 1
    USAGE = 2
    INSTRUMENT = 3
    ANSWERS = 4
    OUTPUT = 5
    ROWS_REJECTED = 6
    INTERRUPTED = 130


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a file: where it stands, what it is, what to do."""

    file: str
    line: int
    what: str
    do: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.do}".rstrip()


class MsmeCheckError(Exception):
    """Root of all errors that a user can meet. `str()` is the whole message."""

    exit_code = Exit.OUTPUT


class UsageError(MsmeCheckError):
    """The command line asks for something that cannot be."""

    exit_code = Exit.USAGE


class InstrumentError(MsmeCheckError):
    """The instrument's files have mistakes; all of them at once."""

    exit_code = Exit.INSTRUMENT

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class AnswersError(MsmeCheckError):
    """Nothing in the file could be scored."""

    exit_code = Exit.ANSWERS


class FileError(AnswersError):
    """A file of answers that cannot be used: which one, what it is, what to do."""

    def __init__(self, file: str, what: str, do: str) -> None:
        self.file, self.what, self.do = file, what, do
        super().__init__(f"{file}: {what} {do}".rstrip())


class OutputError(MsmeCheckError):
    """A file could not be written or rendered."""

    exit_code = Exit.OUTPUT


class Interrupted(MsmeCheckError):
    """The person stopped; what was answered is saved."""

    exit_code = Exit.INTERRUPTED
