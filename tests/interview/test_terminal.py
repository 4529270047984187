"""The loop of the interview, with lines fed in and everything that is shown read back."""

import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest
from rich.cells import cell_len
from rich.console import Console

from msme_check import response_files
from msme_check.errors import Exit, Interrupted, OutputError
from msme_check.interview import flow, terminal
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

CASHBOOK = "fin_records_cashbook"
PROFILE_LINES = [
    "Lotus",
    "4",
    "4",
    "1",
    "3",
    "s",
    "s",
    "3",
    "3",
    "2",
    "1",
    "2",
    "1",
    "2015",
    "1",
    "1",
    "1",
    "1",
    "5",
    "4",
    "1",
    "1",
]
"""A shop in Thailand: the name and all facts."""

RUN = """
import signal
import sys
from datetime import date
from functools import partial
from pathlib import Path
from rich.console import Console
from msme_check import errors, loading, resources, response_files
from msme_check.interview import terminal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores it
path = Path(sys.argv[1])
instrument = loading.load(resources.questionnaires())
try:
    with response_files.lock(path):
        response = response_files.blank(instrument, today=date(2026, 11, 24))
        if path.exists():
            response = response_files.load(path, instrument)
        save = partial(response_files.save, path)
        terminal.run(instrument, response, save, path=path, source=sys.stdin, console=Console(), plain=True)
except errors.MsmeCheckError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


@dataclass
class Session:
    """What came of an interview: all that was shown, all that was saved, the response or the interruption."""

    shown: str = ""
    saved: list[Response] = field(default_factory=list)
    response: Response | None = None
    stopped: Interrupted | None = None


def play(
    instrument: Instrument,
    response: Response,
    lines: Sequence[str],
    *,
    width: int = 80,
    path: Path = Path("lotus.json"),
    only: Sequence[str] | None = None,
    quick: bool | None = None,
    consultant: bool = False,
) -> Session:
    session, shown = Session(), io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    console = Console(file=shown, width=width)
    try:
        session.response = terminal.run(
            instrument,
            response,
            session.saved.append,
            path=path,
            source=source,
            console=console,
            only=only,
            quick=quick,
            consultant=consultant,
        )
    except Interrupted as error:
        session.stopped = error
    session.shown = shown.getvalue()
    return session


def all_answers(instrument: Instrument, response: Response, *, only: Sequence[str] | None = None) -> list[str]:
    """A line for every question that is asked."""
    kinds = {"ladder": "2", "checklist": "1 2", "number": "3", "yesno": "3"}
    return [kinds[step.question.type] for step in flow.start(instrument, response, only=only).questions]


def test_a_whole_interview(instrument: Instrument, blank: Response) -> None:
    session = play(instrument, blank, [*PROFILE_LINES, *["d"] * 85])
    assert session.response is not None
    assert session.response == session.saved[-1]
    assert session.response.firm_name == "Lotus"
    assert session.response.profile["subsector"] == "shop"
    assert set(session.response.answers.values()) == {"dk"}
    assert "That was the last question. Thank you." in session.shown


def test_saves_after_every_answer(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, ["2", "?", "9", "3"])
    counts = [len(saved.answers) for saved in session.saved]
    assert counts == [1, 2, 2]  # the last one is the end of the input


def test_progress(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, all_answers(instrument, profiled, only=["finance"]), only=["finance"])
    count = len(flow.start(instrument, profiled, only=["finance"]).questions)
    title = instrument.questionnaires[0].title
    assert f"Question 1 of {count} - {title} - about {count * 15 // 60 + 1} minutes left" in session.shown
    assert f"Question {count} of {count} - {title} - about 1 minute left" in session.shown


def test_neither_levels_nor_bands_nor_scores_are_shown(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, all_answers(instrument, profiled))
    assert session.response is not None
    shown = " ".join(session.shown.split())
    settings = instrument.settings
    for text in ("score", *(band.meaning for band in settings.bands)):
        assert text not in shown


def test_lines_that_build_on_others_say_so(instrument: Instrument, profiled: Response) -> None:
    assert "  5  All of the above, and: " in play(instrument, profiled, []).shown


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(instrument: Instrument, blank: Response, width: int) -> None:
    helped = [line for one in ["d"] * 85 for line in ("?", "nonsense", one)]
    session = play(instrument, blank, [*PROFILE_LINES, *helped], width=width)
    assert session.response is not None
    lines = session.shown.splitlines()
    assert len(lines) > 1000
    assert [line for line in lines if cell_len(line) > width] == []


def test_descriptors_hang(instrument: Instrument, profiled: Response) -> None:
    shown = play(instrument, profiled, [], width=40).shown
    ladder = shown[shown.index("  1  ") : shown.index("If you could show this")]
    assert all(line.startswith(("  1  ", "  2  ", "  3  ", "  4  ", "  5  ", "     ")) for line in ladder.splitlines())


def test_markup_and_escapes_are_shown_as_they_are(instrument: Instrument, blank: Response) -> None:
    session = play(instrument, blank, ["[/] [red]Ltd[/red] :smile:", "b"])
    assert "Your answer so far: [/] [red]Ltd[/red] :smile:. Enter keeps it." in session.shown


def test_commands_are_shown_where_they_fit(instrument: Instrument, profiled: Response) -> None:
    shown = play(instrument, profiled, []).shown
    assert "b back  s skip  d I do not know  ? help  m map  q save and quit" in shown
    with_ground = profiled.model_copy(update={"answers": {step: "dk" for step in list(instrument.questions)[:3]}})
    assert "n does not apply" in play(instrument, with_ground, []).shown


def test_help(instrument: Instrument, profiled: Response) -> None:
    shown = play(instrument, profiled, ["s", "s", "s", "?"]).shown
    question = instrument.questions["fin_records_receivables"]
    helped = " ".join(shown.split())
    assert f"What to show: {question.show}" in helped
    assert f"Why it is asked: {question.why}" in helped
    assert f"You may say so if: {question.not_applicable[0].text}" in helped
    assert "+ after an answer: you could show it" in helped


def test_help_at_a_fact(instrument: Instrument, blank: Response) -> None:
    shown = " ".join(play(instrument, blank, ["", "?"]).shown.split())
    assert f"What it is used for: {instrument.profile[0].used_for}" in shown


def test_help_at_the_name_and_at_the_offer(instrument: Instrument, blank: Response, profiled: Response) -> None:
    assert "The name is printed on the report" in play(instrument, blank, ["?"]).shown
    lines = ["s", *all_answers(instrument, profiled, only=["finance"])[1:], "?"]
    shown = play(instrument, profiled, lines, only=["finance"]).shown
    assert "n  leave them open; the report says what is missing" in shown


def test_an_earlier_answer_is_shown(instrument: Instrument, profiled: Response) -> None:
    shown = play(instrument, profiled, ["4+", "b", "n", "2", "b", "b"]).shown
    assert "Your answer so far: 4, and you could show it. Enter keeps it." in shown
    assert "Your answer so far: 2. Enter keeps it." in shown


@pytest.mark.parametrize(
    ("question", "value", "text"),
    [
        ("fin_formality_licences", ("identity_card", "owner_list"), "1 4"),
        ("fin_formality_licences", ("none",), "0 (None of these)"),
        ("fin_credit_report", "partly", "2 (Partly)"),
        ("fin_credit_burden", 2.5, "2.5 percent of sales"),
        ("fin_credit_burden", "na", "Does not apply"),
        ("fin_credit_history", "dk", "I do not know"),
    ],
)
def test_every_kind_of_earlier_answer(
    instrument: Instrument, profiled: Response, question: str, value: str, text: str
) -> None:
    before = list(instrument.questions)[: list(instrument.questions).index(question)]
    answers = {**dict.fromkeys(before, "dk"), question: value}
    shown = play(instrument, profiled.model_copy(update={"answers": answers}), ["b"]).shown
    assert f"Your answer so far: {text}. Enter keeps it." in shown


def test_the_proposal_of_the_profile(instrument: Instrument, profiled: Response) -> None:
    before = list(instrument.questions)[: list(instrument.questions).index("fin_formality_registration")]
    response = profiled.model_copy(update={"answers": dict.fromkeys(before, "dk")})
    session = play(instrument, response, [""])
    assert "From your profile: line 3. Press Enter to keep it" in session.shown
    assert session.saved[-1].answers["fin_formality_registration"] == 2


def test_skipped_questions_are_offered(instrument: Instrument, profiled: Response) -> None:
    lines = ["s", *all_answers(instrument, profiled, only=["finance"])[1:], "y", "5"]
    session = play(instrument, profiled, lines, only=["finance"])
    assert "1 question was skipped. Answer it now? (y/n)" in session.shown
    assert session.response is not None
    assert session.response.answers[CASHBOOK] == 4


def test_questions_left_open_are_counted(instrument: Instrument, profiled: Response) -> None:
    lines = ["s", "s", *all_answers(instrument, profiled, only=["finance"])[2:], "n"]
    assert "2 questions are left open." in play(instrument, profiled, lines, only=["finance"]).shown


def test_an_interview_with_nothing_open_can_be_looked_at_or_ended(instrument: Instrument, profiled: Response) -> None:
    core = {one.id: "dk" for one in instrument.questions.values() if one.core}
    complete = profiled.model_copy(update={"answers": core})
    for lines in ([], ["1"], [""], ["m", "", "1"]):  # the end of the input ends it too
        session = play(instrument, complete, lines, quick=True)
        assert "You have been through all questions. What now?" in session.shown
        assert session.response is not None
        assert session.response.quick
        assert session.saved == [session.response]


def test_questions_that_do_not_apply_are_named_at_the_end(instrument: Instrument, profiled: Response) -> None:
    alone = profiled.model_copy(update={"profile": {**profiled.profile, "employees": 1}})
    session = play(instrument, alone, [*all_answers(instrument, alone), "1"])
    left_out = flow.start(instrument, alone).left_out
    shown = " ".join(session.shown.split())
    assert len(left_out) > 3
    assert f"{len(left_out)} questions do not apply to a firm like yours" in shown
    assert all(f"- {question.text}" in shown for question in left_out)


def test_the_map_on_the_screen(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, ["2", "m", "2", "1", "4", "", "", "3"], width=40)
    assert "Map of the interview" in session.shown
    assert session.saved[-1].answers == {CASHBOOK: 3, "fin_records_receipts": 2}
    assert [line for line in session.shown.splitlines() if cell_len(line) > 40] == []


def test_a_consultant_is_asked_for_the_proof(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, ["4", "1", "3", "2", "?", "q"], consultant=True)
    assert "you are asked whether you have seen the proof" in " ".join(session.shown.split())
    assert session.saved[-1].seen == (CASHBOOK,)
    assert shlex.split(str(session.stopped).splitlines()[1])[-1] == "--consultant"


def test_odd_answers_on_the_screen(instrument: Instrument, profiled: Response) -> None:
    session = play(instrument, profiled, ["1", "2", "4", "2", "3", "q"])
    assert "One more look" in session.shown
    assert session.saved[-1].answers[CASHBOOK] == 2


def test_a_quick_check_says_what_it_is(instrument: Instrument, blank: Response) -> None:
    assert "It gives a plan of what to do first, and no scores" in " ".join(
        play(instrument, blank, [], quick=True).shown.split()
    )


class TestStopping:
    def test_quit_says_where_and_how_to_go_on(self, instrument: Instrument, profiled: Response) -> None:
        path = Path("my answers.json")
        session = play(instrument, profiled, ["2", "q"], path=path, only=["finance", "digital"], quick=True)
        assert session.stopped is not None
        assert session.stopped.exit_code is Exit.INTERRUPTED
        said, command = str(session.stopped).splitlines()
        assert said.startswith("Stopped. Your answers are saved in my answers.json (1 of ")
        assert shlex.split(command) == [
            *["msme-check", "assess", "--response", "my answers.json"],
            *["--only", "finance,digital", "--quick"],
        ]

    def test_end_of_input(self, instrument: Instrument, profiled: Response) -> None:
        session = play(instrument, profiled, ["2"])
        assert session.stopped is not None
        assert session.saved[-1].answers == {CASHBOOK: 1}

    def test_before_the_first_answer_nothing_is_saved(self, instrument: Instrument, blank: Response) -> None:
        session = play(instrument, blank, [])
        assert str(session.stopped) == "Stopped before the first answer; there was nothing to save."
        assert session.saved == []

    def test_a_last_line_without_its_end_counts(self, instrument: Instrument, profiled: Response) -> None:
        saved: list[Response] = []
        source, console = io.StringIO("3"), Console(file=io.StringIO())
        with pytest.raises(Interrupted):
            terminal.run(instrument, profiled, saved.append, path=Path("a"), source=source, console=console)
        assert saved[-1].answers == {CASHBOOK: 2}

    def test_ctrl_c_while_saving_saves_again(self, instrument: Instrument, profiled: Response) -> None:
        saved: list[Response] = []

        def save(response: Response) -> None:
            if not saved:
                saved.append(response)
                raise KeyboardInterrupt
            saved.append(response)

        source, console = io.StringIO("3\n2\n"), Console(file=io.StringIO())
        with pytest.raises(Interrupted):
            terminal.run(instrument, profiled, save, path=Path("a"), source=source, console=console)
        assert saved[-1].answers == {CASHBOOK: 2}

    def test_what_cannot_be_saved_is_told(self, instrument: Instrument, profiled: Response, tmp_path: Path) -> None:
        path = tmp_path / "gone" / "a.json"
        source, console = io.StringIO("3\n"), Console(file=io.StringIO())
        with pytest.raises(OutputError, match="Its folder is not there"):
            terminal.run(
                instrument, profiled, partial(response_files.save, path), path=path, source=source, console=console
            )

    def test_resume(self, instrument: Instrument, profiled: Response) -> None:
        first = play(instrument, profiled, ["2", "q"])
        again = play(instrument, first.saved[-1], ["3", "q"])
        assert "Going on where you stopped: 1 of " in again.shown
        assert again.saved[-1].answers == {CASHBOOK: 1, "fin_records_receipts": 2}


class TestInput:
    def test_bytes_that_are_no_text(self, instrument: Instrument, profiled: Response) -> None:
        source = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\n3\n"), encoding="utf-8")
        shown = io.StringIO()
        saved: list[Response] = []
        with pytest.raises(Interrupted):
            terminal.run(
                instrument, profiled, saved.append, path=Path("a"), source=source, console=Console(file=shown, width=80)
            )
        assert "This could not be read as text. Please type it again." in shown.getvalue()

    def test_a_line_without_end(self, instrument: Instrument, profiled: Response) -> None:
        session = play(instrument, profiled, ["4" * 100_000, "4"])
        assert session.saved[-1].answers == {CASHBOOK: 3}

    def test_colours_only_on_a_terminal(self, instrument: Instrument, profiled: Response) -> None:
        assert "\x1b" not in play(instrument, profiled, ["?", "9"]).shown


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The interview in a process of its own, with pipes."""
    path = tmp_path / "firm.json"
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    yield process
    process.kill()
    process.communicate()


def test_piped(tmp_path: Path) -> None:
    path = tmp_path / "firm.json"
    text = "".join(f"{line}\n" for line in [*PROFILE_LINES, "4+", "n", "2"])
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path)],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == Exit.INTERRUPTED
    assert f"msme-check assess --response {path}" in done.stderr.decode()
    assert json.loads(path.read_text())["answers"] == {CASHBOOK: 3, "fin_records_receipts": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["firm.json"]


def test_killed_in_the_middle_leaves_a_whole_file(
    child: subprocess.Popen[bytes], instrument: Instrument, tmp_path: Path
) -> None:
    assert child.stdin is not None
    path = tmp_path / "firm.json"
    child.stdin.write("".join(f"{line}\n" for line in [*PROFILE_LINES, *["2"] * 3]).encode())
    until(lambda: path.exists() and '"fin_records_cashbook"' in path.read_text())
    child.kill()
    child.wait()
    response = response_files.load(path, instrument)
    assert response.answers[CASHBOOK] == 1
    with response_files.lock(path):  # the lock of the dead process is taken over
        response_files.save(path, response)
    assert [one.name for one in tmp_path.iterdir()] == ["firm.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("key", ["ctrl-c", "ctrl-d"])
def test_ctrl_c_and_ctrl_d_end_at_once_on_a_real_terminal(key: str, tmp_path: Path) -> None:
    """At once: polars has the system take up an interrupted read again, which the interview has to undo."""
    import pty

    path = tmp_path / "firm.json"
    main, other = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", RUN, str(path)], stdin=other, stdout=other, stderr=other)
    os.close(other)
    try:
        assert b"\x1b[" in _read_until(main, b"Name of the business?", b"> ")
        os.write(main, b"Lotus\n")
        _read_until(main, b"1-5 > ")
        if key == "ctrl-c":
            until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_SLEEPING)  # it reads: what comes then
            process.send_signal(signal.SIGINT)
        else:
            os.write(main, b"\x04")
        assert b"Your answers are saved in" in _read_until(main, b"To go on, type:")
        assert process.wait(_LONGEST) == Exit.INTERRUPTED
    finally:
        process.kill()
        process.wait()
        os.close(main)
    assert json.loads(path.read_text())["firm_name"] == "Lotus"


_LONGEST = 120
"""Seconds to wait for what has to come; a busy machine may take a while."""


def _read_until(terminal_fd: int, *wanted: bytes) -> bytes:
    """What is shown until each of `wanted` has come, in this order."""
    import select

    shown, rest = b"", list(wanted)
    begin, end = 0, time.monotonic() + _LONGEST
    while rest:
        place = shown.find(rest[0], begin)
        if place >= 0:
            begin = place + len(rest.pop(0))
            continue
        assert time.monotonic() < end, shown
        if select.select([terminal_fd], [], [], 0.2)[0]:
            shown += os.read(terminal_fd, 65536)
    return shown


def until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds, and not for ever."""
    end = time.monotonic() + _LONGEST
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
