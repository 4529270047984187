"""The interview as the real program over a pipe: killed at any moment, and a second one on the same file."""

import json
import os
import random
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from msme_check import loading, resources, response_files
from msme_check.errors import Exit
from msme_check.interview import flow
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="waits for pipes")

KILLS = 20
PROGRAM = [sys.executable, "-c", "from msme_check.cli import main; main()"]
PROFILE = {
    "country": "KH",
    "sector": "agri",
    "subsector": "rice_mill",
    "employees": 3,
    "registered": "local",
    "exports": "none",
    "imports": "false",
    "sells_to": ("households",),
    "seeks_finance": "yes",
    "goal": "sell_more",
    "respondent": "owner",
    "consent": "yes",
}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return loading.load(resources.questionnaires())


@pytest.fixture
def firm(instrument: Instrument, tmp_path: Path) -> Path:
    """A file with the facts about a firm, and no answer yet."""
    blank = response_files.blank(instrument, today=date(2026, 11, 24))
    response_files.save(tmp_path / "firm.json", blank.model_copy(update={"firm_name": "Mill", "profile": PROFILE}))
    return tmp_path / "firm.json"


class Interview:
    """A running interview, to which one line is typed after the other."""

    def __init__(self, path: Path) -> None:
        command = [*PROGRAM, "assess", "--response", str(path)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )

    def prompt(self) -> str:
        """What is shown until it waits for a line."""
        assert self.process.stdout is not None
        shown, end = b"", time.monotonic() + 120
        while not shown.endswith(b"> "):
            assert time.monotonic() < end, shown
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                piece = os.read(self.process.stdout.fileno(), 65536)
                assert piece, (shown, self.process.stderr and self.process.stderr.read())
                shown += piece
        return shown.decode()

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    def end(self) -> None:
        """Kills it, at whatever it is."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def begin() -> Iterator[Callable[[Path], Interview]]:
    """Begins an interview; none outlives the test."""
    begun: list[Interview] = []

    def begin(path: Path) -> Interview:
        begun.append(Interview(path))
        return begun[-1]

    yield begin
    for one in begun:
        with suppress(ProcessLookupError, ValueError):
            one.end()


def questions(instrument: Instrument, path: Path) -> list[str]:
    return [step.id for step in flow.start(instrument, response_files.load(path, instrument)).questions]


def test_killed_at_random_moments_it_keeps_every_answer_that_it_took(
    firm: Path, instrument: Instrument, begin: Callable[[Path], Interview]
) -> None:
    """An answer is taken once the next question is shown. The last one that was typed may be in the file or not."""
    rng = random.Random(6)  # noqa: S311 - moments, not secrets
    asked = questions(instrument, firm)
    taken = 0
    for _kill in range(KILLS):
        interview = begin(firm)
        assert f"Question {taken + 1} of {len(asked)}" in interview.prompt()
        for _answer in range(rng.randint(0, 4)):
            interview.type("d")
            interview.prompt()
            taken += 1
        interview.type("d")
        time.sleep(rng.uniform(0, 0.02))
        interview.end()
        saved = json.loads(firm.read_text("utf-8"))  # whole
        assert list(saved["answers"]) in (asked[:taken], asked[: taken + 1])
        assert set(saved["answers"].values()) <= {"dk"}
        taken = len(saved["answers"])
    assert taken >= KILLS
    last = begin(firm)
    last.prompt()
    last.type("q")
    assert last.process.wait(120) == Exit.INTERRUPTED
    assert [one.name for one in firm.parent.iterdir()] == ["firm.json"]  # nothing of the killed ones is left


def test_a_second_one_on_the_same_file_is_told_so(firm: Path, begin: Callable[[Path], Interview]) -> None:
    first = begin(firm)
    first.prompt()
    first.type("3")
    first.prompt()
    command = [*PROGRAM, "assess", "--response", str(firm)]
    second = subprocess.run(command, input=b"1\n1\n", capture_output=True, check=False, timeout=120)
    assert second.returncode == Exit.USAGE
    assert b"Another msme-check is using this file. Close it there first." in second.stderr
    assert second.stdout == b""
    first.type("4")
    first.prompt()
    first.type("q")
    assert first.process.wait(120) == Exit.INTERRUPTED
    assert list(json.loads(firm.read_text("utf-8"))["answers"].values()) == [2, 3]


def test_a_file_of_another_version_is_never_mixed_without_a_word(
    firm: Path, instrument: Instrument, begin: Callable[[Path], Interview]
) -> None:
    """An earlier one is read for today's questions, which is said, and kept beside; a later one is refused."""
    content = json.loads(firm.read_text("utf-8")) | {"answers": {"fin_records_cashbook": 3}}
    before = content | {"instrument": content["instrument"] | {"version": "0.0.1"}}
    firm.write_text(json.dumps(before), "utf-8")
    shown = begin(firm).prompt()
    assert "These answers are of version 0.0.1 of the questions" in shown
    kept = firm.with_name("firm-0.0.1.json")
    assert json.loads(kept.read_text("utf-8")) == before
    later = firm.with_name("later.json")
    later.write_text(json.dumps(content | {"instrument": content["instrument"] | {"version": "99.0.0"}}), "utf-8")
    refused = subprocess.run(
        [*PROGRAM, "assess", "--response", str(later)], input=b"1\n", capture_output=True, check=False, timeout=120
    )
    assert refused.returncode == Exit.ANSWERS
    assert b"the answers are not mixed" in refused.stderr
    assert json.loads(later.read_text("utf-8"))["answers"] == {"fin_records_cashbook": 3}


def test_the_whole_interview_from_the_first_line_to_the_report(tmp_path: Path, instrument: Instrument) -> None:
    """All answers over one pipe, as somebody who types ahead; then the report."""
    path = tmp_path / "firm.json"
    blank = response_files.blank(instrument, today=date(2026, 11, 24))
    complete = Response.model_validate(blank.model_dump() | {"profile": PROFILE})
    lines = ["d"] * len(flow.start(instrument, complete).questions)
    response_files.save(path, complete.model_copy(update={"firm_name": "Mill"}))
    done = subprocess.run(
        [*PROGRAM, "assess", "--response", str(path), "--pdf", str(tmp_path / "a.html")],
        input="\n".join([*lines, "1", ""]).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == Exit.DONE, done.stderr
    shown = done.stdout.decode()
    assert "What holds you back" in shown
    assert f"Answers: {path}" in shown
    assert (tmp_path / "a.html").exists()
