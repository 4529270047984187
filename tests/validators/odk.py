"""pyxform makes an XForm of an XLSForm; ODK Validate says whether Collect would open it; JavaRosa, which asks in
Collect, fills it in. The jar of both comes inside pyxform.
"""

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from pyxform.validators.odk_validate import check_xform
from pyxform.xls2xform import convert

from validators import tools

SECONDS = 180
"""So long may JavaRosa take for all firms of a test."""

_FILLING = Path(__file__).with_name("FormFilling.java")


@dataclass(frozen=True)
class Converted:
    """An XForm, and what pyxform had to say about the XLSForm."""

    xform: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Submission:
    """What a phone sends. `values`: of every field, empty where it was not asked or not answered.

    `asked`: the fields that were shown; `offered`: the choices that each of them had; `refused`: why the phone did
    not take an answer.
    """

    values: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    offered: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def converted(xlsform: bytes) -> Converted:
    """The XForm of a workbook. Raises PyXFormError where it is none."""
    found = convert(xlsform, file_type=".xlsx", validate=False)
    return Converted(found.xform, tuple(found.warnings))


def warnings_of(path: Path) -> list[str]:
    """What ODK Validate warns of. Raises ODKValidateError where it refuses the form; skips without Java."""
    tools.program("java")
    return list(check_xform(str(path)))


def filled(xform: Path, firms: Iterable[Mapping[str, str]]) -> list[Submission]:
    """What JavaRosa keeps of what firms say. Raises RuntimeError where it stops; skips without Java."""
    java = tools.program("java")
    tools.program("javac")  # without the compiler, java runs no source file
    jar = files("pyxform") / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    lines = [[*(f"{name}\t{text}" for name, text in said.items() if text), ""] for said in firms]
    command = [java, "-Dfile.encoding=UTF-8", "-cp", str(jar), str(_FILLING), str(xform)]
    text = "".join(f"{line}\n" for said in lines for line in said)
    done = subprocess.run(command, input=text, encoding="utf-8", capture_output=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return list(_submissions(done.stdout.splitlines()))


def _submissions(lines: Iterable[str]) -> Iterator[Submission]:
    found = Submission()
    for line in lines:
        kind, *fields = line.split("\t")
        match kind:
            case "asked":
                found.asked.add(fields[0])
                if fields[1]:
                    found.offered[fields[0]] = frozenset(fields[1].split(" "))
            case "refused":
                found.refused[fields[0]] = fields[1]
            case "value":
                found.values[fields[0]] = fields[1]
            case "done":
                yield found
                found = Submission()
