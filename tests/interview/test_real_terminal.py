"""The program in a pseudo-terminal: what a person sees, and that the terminal is put back on every way out."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from interview.real_terminal import LONGEST, RealTerminal
from interview.test_terminal import PROFILE_LINES
from msme_check.errors import Exit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PROGRAM = (sys.executable, "-m", "msme_check", "assess", "--response", "firm.json")
DOWN, LEFT, ENTER = b"\x1b[B", b"\x1b[D", b"\r"
PAINTED = b"\x1b[?2026l"
USUAL_SCREEN = b"\x1b[?1049l"
SIZES = [(80, 24), (40, 20)]


def start(folder: Path, *options: str, columns: int = 80, rows: int = 24, **env: str) -> RealTerminal:
    return RealTerminal(*PROGRAM, *options, columns=columns, rows=rows, cwd=folder, **env)


def past_the_welcome(terminal: RealTerminal, rows: int) -> None:
    """Where the window is small, the welcome stands before the first question."""
    terminal.sees("MSME readiness self-assessment", "saved at once in firm.json")
    if rows < 24:
        terminal.sees("Enter begins")
        terminal.press(ENTER)


def saved(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "firm.json").read_text("utf-8"))
    return found


def put_back(terminal: RealTerminal) -> bool:
    """Whether the terminal is set as before, and shows what it usually does."""
    left = terminal.shown[terminal.shown.rindex(USUAL_SCREEN) :]
    modes = [b"\x1b[?25h", b"\x1b[?7h", b"\x1b[?2004l"]
    assert all(mode in terminal.shown.rpartition(USUAL_SCREEN)[0][-60:] for mode in modes)
    return terminal.attributes == terminal.before and b"\x1b[?1049h" not in left


FACTS: list[str | bytes] = []
for _line in PROFILE_LINES:
    FACTS += [_line] if _line == "s" else [_line, ENTER]


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a_quick_interview_to_its_report(columns: int, rows: int, tmp_path: Path) -> None:
    with start(tmp_path, "--quick", columns=columns, rows=rows) as terminal:
        past_the_welcome(terminal, rows)
        terminal.sees("Name of the business?")
        terminal.press(*FACTS)
        terminal.sees("Question 1 of 21")
        for number in range(1, 22):
            terminal.sees(f"Question {number} of 21")
            terminal.press("d")
        terminal.sees("You have been through all questions.")
        terminal.press("1", ENTER)
        terminal.until(lambda: b"firm.pdf" in terminal.shown and b"Which question?" in terminal.shown)
        assert put_back(terminal)
        terminal.press("\n")
        assert terminal.ended() == Exit.DONE
        assert put_back(terminal)
    assert (tmp_path / "firm.pdf").read_bytes().startswith(b"%PDF")
    answers = saved(tmp_path)["answers"]
    assert isinstance(answers, dict) and set(answers.values()) == {"dk"} and len(answers) == 21


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_first_questions_as_they_are_seen(columns: int, rows: int, tmp_path: Path) -> None:
    with start(tmp_path, columns=columns, rows=rows) as terminal:
        past_the_welcome(terminal, rows)
        terminal.sees("Name of the business?", "Enter goes on")
        terminal.press("Sok", ENTER)
        terminal.sees("Fact 1 of", "Cambodia", "Viet Nam")
        terminal.press(DOWN, DOWN)
        terminal.until(lambda: any(line.startswith("> 2  ") for line in terminal.lines))
        assert all(len(line) < columns for line in terminal.lines)
        terminal.press(ENTER, LEFT)
        terminal.sees("Your answer so far: 2")
        assert [line[:5] for line in terminal.lines if line.startswith(">")] == ["> 2  "]


def test_what_was_typed_before_is_not_lost(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        terminal.press("Sok Mill", ENTER, "1", ENTER, DOWN, ENTER)  # long before the program reads
        terminal.sees("Fact 3 of")
    profile = saved(tmp_path)["profile"]
    assert saved(tmp_path)["firm_name"] == "Sok Mill"
    assert profile == {"country": "KH", "sector": "agri"}


def test_what_was_typed_too_much_is_left_to_the_program_that_comes_next(tmp_path: Path) -> None:
    program = " ".join(PROGRAM)
    with RealTerminal("sh", "-c", f"{program}; read word; echo word=$word", cwd=tmp_path) as terminal:
        terminal.sees("Name of the business?")
        terminal.press("Sok", ENTER, "q", "next\n")
        terminal.sees("msme-check assess --response firm.json", "word=next")


def test_resizing(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        terminal.press("Sok", ENTER, "2")
        terminal.sees("> 2")
        for columns, rows in [(40, 20), (100, 30), (20, 8), (80, 24)]:
            terminal.until(lambda: terminal.shown.endswith(PAINTED))
            before = len(terminal.shown)
            terminal.resize(columns, rows)
            terminal.until(lambda: terminal.shown[before:].endswith(PAINTED))  # noqa: B023 - called at once
            terminal.until(lambda: terminal.lines[0].startswith("Fact 1 of") and terminal.text.count("> 2 ") == 1)
            terminal.look(0.3)
            terminal.until(lambda: terminal.shown.endswith(PAINTED))
            assert terminal.lines[0].startswith("Fact 1 of")
            assert terminal.text.count("Fact 1 of") == 1


@pytest.mark.parametrize("ending", ["ctrl-c", "TERM", "HUP", "QUIT", "INT", "q", "ctrl-d"])
def test_the_terminal_is_put_back_and_the_answers_are_kept(ending: str, tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        terminal.press("Sok", ENTER, "3")
        terminal.sees("> 3")
        assert terminal.attributes != terminal.before
        if ending.isupper():
            terminal.send(signal.Signals[f"SIG{ending}"])
        else:
            terminal.press({"ctrl-c": b"\x03", "q": b"q", "ctrl-d": b"\x04"}[ending])
        assert terminal.ended() == Exit.INTERRUPTED
        assert put_back(terminal)
        terminal.sees("Your answers are saved in firm.json")
        assert "Traceback" not in terminal.text
    assert saved(tmp_path)["firm_name"] == "Sok"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["firm.json"]


def test_no_word_is_cut_where_it_says_how_to_go_on(tmp_path: Path) -> None:
    with start(tmp_path, columns=40, rows=20) as terminal:
        past_the_welcome(terminal, 20)
        terminal.press("Sok", ENTER, "q")
        assert terminal.ended() == Exit.INTERRUPTED
        terminal.sees("msme-check assess --response firm.json")
        said = " ".join(terminal.text.split())
        assert "Stopped. Your answers are saved in firm.json (0 of 85 questions). To go on, type: msme-check" in said


def test_the_terminal_is_put_back_where_nothing_can_be_saved(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with start(folder) as terminal:
        terminal.sees("Name of the business?")
        terminal.press("Sok")
        terminal.sees("> Sok")
        (folder / ".firm.json.lock").unlink()
        folder.rmdir()
        terminal.press(ENTER)
        assert terminal.ended() == Exit.OUTPUT
        assert put_back(terminal)
        terminal.sees("Its folder is not there.")


def test_the_terminal_is_put_back_after_a_mistake_of_ours(tmp_path: Path) -> None:
    code = (
        "import sys; from msme_check.interview import flow; flow.reply = None; from msme_check.cli import main; main()"
    )
    with RealTerminal(sys.executable, "-c", code, *PROGRAM[3:], cwd=tmp_path) as terminal:
        terminal.sees("Name of the business?")
        terminal.press("Sok", ENTER)
        assert terminal.ended() == Exit.OUTPUT
        assert put_back(terminal)
        terminal.sees("msme-check made a mistake of its own (TypeError")


def test_a_terminal_that_goes_away_ends_it_with_all_answers(tmp_path: Path) -> None:
    terminal = start(tmp_path)
    terminal.press("Sok", ENTER)
    terminal.sees("Fact 1 of")
    terminal.hang_up()
    terminal.process.wait(LONGEST)
    assert saved(tmp_path)["firm_name"] == "Sok"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["firm.json"]


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_comes_back(tmp_path: Path) -> None:
    with RealTerminal("bash", "--noprofile", "--norc", "-i", cwd=tmp_path, PS1="ready> ") as terminal:
        terminal.sees("ready>")
        terminal.press(" ".join(PROGRAM), "\n")
        terminal.sees("Name of the business?")
        terminal.press("Sok", ENTER, "2")
        terminal.sees("> 2")
        terminal.press(b"\x1a")
        terminal.sees("Stopped", "ready>")
        terminal.press("stty -a | grep -o ' icanon' ; echo seen\n")
        terminal.until(lambda: b" icanon\r\nseen" in terminal.shown)
        terminal.press("fg\n")
        terminal.sees("Fact 1 of", "> 2")
        terminal.press(ENTER)
        terminal.sees("Fact 2 of")
        terminal.press("q")
        terminal.sees("msme-check assess --response firm.json", "ready>")


@pytest.mark.parametrize("how", ["--plain", "TERM=dumb", "TERM="])
def test_plain_where_it_is_asked_for_or_the_terminal_can_do_no_more(how: str, tmp_path: Path) -> None:
    options, term = ([how], "xterm") if how == "--plain" else ([], how.removeprefix("TERM="))
    with start(tmp_path, *options, TERM=term) as terminal:
        terminal.press("Sok\n", "1\n", "q\n")
        assert terminal.ended() == Exit.INTERRUPTED
        assert terminal.attributes == terminal.before
        assert USUAL_SCREEN not in terminal.shown
        assert ("--plain" in terminal.text.rpartition("assess --response firm.json")[2]) == (how == "--plain")
    assert saved(tmp_path)["profile"] == {"country": "KH"}


def test_plain_where_the_output_is_no_terminal(tmp_path: Path) -> None:
    command = f"{' '.join(PROGRAM)} | cat"
    with RealTerminal("sh", "-c", command, cwd=tmp_path) as terminal:
        terminal.sees("Name of the business?")
        assert USUAL_SCREEN not in terminal.shown and b"\x1b[?1049h" not in terminal.shown
        assert terminal.attributes == terminal.before


def test_keys_pipe_and_lines_give_the_same_file(tmp_path: Path) -> None:
    with start(tmp_path, "--only", "finance") as terminal:
        terminal.sees("Name of the business?")
        terminal.press(*FACTS, "4", "+", ENTER, DOWN, DOWN, ENTER, "s", "d", "q")
        assert terminal.ended() == Exit.INTERRUPTED
    keyed = saved(tmp_path)
    piped = subprocess.run(
        [*PROGRAM[:-1], "piped.json", "--only", "finance"],
        input="".join(f"{line}\n" for line in [*PROFILE_LINES, "4+", "2", "s", "d", "q"]),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert piped.returncode == Exit.INTERRUPTED
    other = json.loads((tmp_path / "piped.json").read_text("utf-8"))
    assert {**keyed, "firm_id": ""} == {**other, "firm_id": ""}
    assert len(other["answers"]) == 3
