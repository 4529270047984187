"""What if, asked in the terminal: lines fed in, and everything that is shown read back."""

import io
import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from explaining.conftest import Explained
from msme_check.errors import Exit
from msme_check.explaining import trying
from msme_check.explaining.firm import Firm
from msme_check.interview.plain import Screen
from msme_check.response_files import save

PERMITS = "grn_rules_permits"


def tried(firm: Firm, *typed: str, width: int = 80) -> str:
    """What is shown to somebody who types these lines, and then nothing more."""
    out = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in typed))
    trying.run(firm, Screen(source, Console(file=out, width=width, highlight=False, emoji=False, markup=False)))
    assert all(cell_len(line) <= width for line in out.getvalue().splitlines())
    return out.getvalue()


def number(firm: Firm, name: str) -> str:
    """The number of a question in the interview."""
    return str(list(firm.instrument.questions).index(name) + 1)


@pytest.fixture
def firm(example: Explained) -> Firm:
    """A firm of which every question is asked, so that the numbers are those of the instrument."""
    return example("R00022", employees="60", exports="direct", imports="true")


@pytest.mark.parametrize("width", [40, 80])
def test_another_answer_shows_scores_before_and_after(firm: Firm, width: int) -> None:
    before = firm.response.model_dump_json()
    text = tried(firm, PERMITS, "4", "", width=width)
    assert "These answers cost the most points" in text
    shown = " ".join(text.split())
    assert "What holds you back - No longer: Permits are not known" in shown
    assert "Green practices: 64 Developing -> " in shown
    changes = shown.split("Other answers")[1].split("Which question?")[0]
    assert not re.search(r"\d\.\d|G\d|[a-z]_[a-z]|Gates", changes), changes
    assert text.rstrip().endswith("Nothing was saved.")
    assert firm.response.model_dump_json() == before


def test_what_is_tried_adds_up_until_it_is_forgotten(firm: Firm) -> None:
    text = tried(firm, PERMITS, "4", "fin_records_cashbook", "1", "0", "fin_records_cashbook", "1", "")
    first, second, third = text.split("Other answers")[1:]
    permits, cashbook = (firm.instrument.questions[name].text[:40] for name in (PERMITS, "fin_records_cashbook"))
    changed = [" ".join(part.split("Scores")[0].split()) for part in (first, second, third)]
    assert [(permits in part, cashbook in part) for part in changed] == [(True, False), (True, True), (False, True)]
    assert "Type 0 to forget what you tried." in first
    assert "Your answers are as they were." in second


def test_questions_are_chosen_by_number_word_or_from_a_list(firm: Firm) -> None:
    place = number(firm, "fin_records_cashbook")
    text = firm.instrument.questions["fin_records_cashbook"].text
    assert tried(firm, place, "", "").count(text) >= 1
    listed = tried(firm, "loan", "")
    assert listed.count("loan") > 1
    assert "Other answers" not in listed
    assert "Many questions have this in them." in tried(firm, "the", "")
    assert "There is no such question. Type a number from 1 to" in tried(firm, "999", "zzz", "")
    assert all(one.text.split()[0] in tried(firm, "?", "") for one in firm.instrument.questions.values())


def test_mistakes_help_and_answers_that_stay(firm: Firm) -> None:
    text = tried(firm, PERMITS, "9", "?", "", "")
    assert "Please type one number from 1 to 5" in text
    assert "Why it is asked: " in text
    assert "Other answers" not in text
    assert "Other answers" not in tried(firm, PERMITS, "d", "")  # the answer of this firm
    assert "Other answers" in tried(firm, PERMITS, "1", "")
    assert "Other answers" not in tried(firm, PERMITS, "q", "")


def test_without_an_overall_score_the_costly_answers_are_those_of_what_is_scored(example: Explained) -> None:
    empty = {n: "" for n, part in example().instrument.questionnaire_of.items() if part in {"digital", "green"}}
    text = tried(example(**empty), "")
    lines = text.split("These answers cost the most points today:\n")[1].split("\n\n", maxsplit=1)[0]
    assert sum(line.lstrip()[:1].isdigit() for line in lines.splitlines()) >= trying.FIRST


def test_ctrl_c_leaves_calmly(firm: Firm) -> None:
    class Stopping(Screen):
        def ask(self, prompt: str) -> str | None:
            raise KeyboardInterrupt

    out = io.StringIO()
    trying.run(firm, Stopping(io.StringIO(), Console(file=out, width=80)))
    assert out.getvalue().rstrip().endswith("Nothing was saved.")


def in_terminal(*words: str | Path, typed: str) -> tuple[int, str]:
    """Runs the program in a terminal of its own."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "msme_check", *(str(word) for word in words)]
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    os.write(ours, typed.encode())
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(ours, 4096):
                parts.append(part)
        except OSError:  # the other end is closed
            return

    reader = threading.Thread(target=read)
    reader.start()
    code = running.wait(120)
    reader.join(120)
    os.close(ours)
    return code, b"".join(parts).decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_whatif_asks_a_person_at_a_terminal(tmp_path: Path, firm: Firm) -> None:
    path = tmp_path / "response.json"
    save(path, firm.response)
    before = path.read_bytes()
    code, shown = in_terminal("whatif", path, typed=f"{PERMITS}\n4\n\n")
    assert code == Exit.DONE, shown
    assert "No longer: Permits are not known" in shown
    assert "Nothing was saved." in shown
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_the_interview_ends_with_it(tmp_path: Path, firm: Firm) -> None:
    path = tmp_path / "response.json"
    save(path, firm.response)
    code, shown = in_terminal("assess", "--response", path, typed="n\n\n\n\n")
    assert code == Exit.DONE, shown
    assert "What if?" in shown
    assert "Nothing was saved." in shown
    assert path.with_suffix(".pdf").exists()
