"""Starts a batch as a program of its own, does it harm, and looks at what is left."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

DRIVER = Path(__file__).parent / "driver.py"
TESTS = Path(__file__).parents[1]


@dataclass
class Program:
    """A batch of a few firms. `folder` is for what it needs."""

    folder: Path
    firms: Path

    @property
    def sign(self) -> Path:
        """What the tasks leave, or wait for."""
        return self.folder / "sign"

    def start(self, out: Path, **wishes: Any) -> subprocess.Popen[str]:
        """Starts it in a process group of its own. `wishes`: fields of BatchSettings, and `task` (`driver`)."""
        settings = {"firms": [str(self.firms)], "out": str(out), "workers": 2, "chunk_rows": 3, **wishes}
        file = self.folder / "settings.json"
        file.write_text(json.dumps(settings), "utf-8")
        path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
        return subprocess.Popen(
            [sys.executable, DRIVER, file],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path, "SIGN": str(self.sign)},
            start_new_session=True,
        )

    def go_on(self) -> None:
        """Lets it draw the reports that `held` holds back."""
        self.sign.touch()

    def finish(self, out: Path, **wishes: Any) -> tuple[int, list[str], str]:
        """Runs it to its end: exit code, the lines about its progress, its words."""
        program = self.start(out, **wishes)
        lines, words = program.communicate(timeout=300)
        return program.returncode, lines.splitlines(), words


def until(program: subprocess.Popen[str], line: str) -> None:
    """Waits until the program says this about its progress."""
    assert program.stdout is not None
    for said in program.stdout:
        if said.strip() == line:
            return
    raise AssertionError(f"it ended without '{line}': {program.stderr.read() if program.stderr else ''}")


def kill(program: subprocess.Popen[str]) -> None:
    """Ends it and all that it has started, as when the power fails."""
    try:
        os.killpg(program.pid, signal.SIGKILL)
    finally:
        program.communicate(timeout=120)


def drawers(program: subprocess.Popen[Any]) -> list[psutil.Process]:
    """The processes that draw reports for it, or score."""
    return spawned(psutil.Process(program.pid))


def spawned(process: psutil.Process) -> list[psutil.Process]:
    """The processes that a process of Python has started to do work for it. Any of them may end meanwhile."""
    found = []
    for one in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            found += [one] if any("spawn_main" in word for word in one.cmdline()) else []
    return found


def contents(out: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    return {str(path.relative_to(out)): path.read_bytes() for path in _files(out)}


def _files(out: Path) -> Iterator[Path]:
    return (path for path in sorted(out.rglob("*")) if path.is_file())
