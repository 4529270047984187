"""What a command takes, in a process of its own: seconds, CPU seconds, and its peak of memory."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launcher.py")
KIB, MIB = 1 << 10, 1 << 20


@dataclass(frozen=True)
class Used:
    """Seconds on the clock, CPU seconds of the command and all that it started, MiB of the largest of these processes.

    `memory` None: it says nothing here. `scaled`: worked out from fewer firms.
    """

    wall: float
    cpu: float
    memory: float | None
    scaled: bool = False


def used(*arguments: object, may_end_with: tuple[int, ...] = (0,)) -> Used:
    """Runs Python with these arguments. Ends the bench where the command fails: there is nothing to measure then."""
    with tempfile.TemporaryDirectory() as name:
        target, said = Path(name, "used"), Path(name, "said")
        command = [sys.executable, "-S", "-E", str(LAUNCHER), str(target), sys.executable, *map(str, arguments)]
        with said.open("wb") as words:
            subprocess.run(command, check=True, stdout=words, stderr=subprocess.STDOUT)  # noqa: S603 - the bench itself
        found = json.loads(target.read_text("utf-8"))
        if found["code"] not in may_end_with:
            raise SystemExit(f"{' '.join(command)} ended with {found['code']}:\n{said.read_text('utf-8')[-2000:]}")
    return Used(found["wall"], found["cpu"], found["peak"] * KIB / MIB)


def fastest(*arguments: object, times: int = 1, may_end_with: tuple[int, ...] = (0,)) -> Used:
    """The run that took the least time, with its own CPU seconds and memory."""
    return min((used(*arguments, may_end_with=may_end_with) for _ in range(times)), key=lambda one: one.wall)
