"""The line that tells how far a batch is: the pace, the time left, and what stands where there is no terminal."""

import io
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

from msme_check.batch.settings import Stage
from msme_check.commands import progress
from msme_check.commands.progress import EVERY, Pace, ProgressLine


class Watch:
    """Goes on when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    monkeypatch.setattr(progress, "EVERY", EVERY)
    return Watch()


def test_the_pace_leaves_out_what_was_done_before(watch: Watch) -> None:
    pace = Pace(watch)
    assert (pace.rate, pace.left, pace.words(Stage.REPORTS)) == (None, None, "")
    pace.tell(100, 400)
    assert pace.words(Stage.REPORTS) == "100 of 400 reports"
    watch.seconds += 10
    pace.tell(125, 400)
    assert (pace.rate, pace.left) == (2.5, 110)
    assert pace.words(Stage.REPORTS) == "125 of 400 reports, 2.5/s, 1:50 left"
    assert pace.words(Stage.REPORTS, short=True) == "125/400, 2.5/s, 1:50 left"


def test_the_pace_is_that_of_the_last_minute(watch: Watch) -> None:
    pace = Pace(watch)
    for second in range(1000):
        pace.tell(second * 100 if second < 500 else 50_000 + second - 500, 10**6)
        watch.seconds += 1
    assert pace.rate == pytest.approx(1, rel=0.05)
    assert pace.words(Stage.SCORING).endswith(" left") and pace.left and pace.left > 9 * 10**5


@pytest.mark.parametrize(
    ("stage", "done", "total", "said"),
    [
        (Stage.READING, 512, 1024, "50 %"),
        (Stage.SCORING, 20_000, 2_000_000, "20000 of 2000000 firms, 1000/s, 33:00 left"),
        (Stage.SCORING, 20_000, 200_000_000, "20000 of 200000000 firms, 1000/s, 55:33:00 left"),
        (Stage.REPORTS, 1, 1, "1 of 1 report"),
        (Stage.COHORT, 3, 3, "3 of 3 files"),
        (Stage.SCORING, 0, 0, ""),
    ],
)
def test_what_is_said_at_each_stage(stage: Stage, done: int, total: int, said: str, watch: Watch) -> None:
    pace = Pace(watch)
    pace.tell(0, total)
    watch.seconds += 20
    pace.tell(done, total)
    assert pace.words(stage) == said


def lines(watch: Watch, steps: Iterator[tuple[float, int, int, Stage]]) -> list[str]:
    """What is written where there is no terminal."""
    written = io.StringIO()
    with ProgressLine(Console(file=written, width=40), watch) as line:
        for seconds, done, total, stage in steps:
            watch.seconds += seconds
            line.tell(done, total, stage)
    return written.getvalue().splitlines()


def test_where_there_is_no_terminal_a_plain_line_stands_every_half_minute(watch: Watch) -> None:
    quick = [(1.0, 0, 0, Stage.SCORING), (5.0, 7, 7, Stage.SCORING)]
    assert lines(watch, iter(quick)) == []
    steps = ((5.0, number, 400, Stage.REPORTS) for number in range(1, 14))
    assert EVERY == 30
    assert lines(watch, steps) == [
        "Reports: 6 of 400 reports, 0.2/s, 32:50 left",
        "Reports: 12 of 400 reports, 0.2/s, 32:20 left",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_all_numbers_have_room(width: int, watch: Watch) -> None:
    written = io.StringIO()
    console = Console(file=written, width=width, force_terminal=True, color_system=None)
    with ProgressLine(console, watch) as line:
        for done in (0, 1234, 1400):
            watch.seconds += 7
            line.tell(0, 0, Stage.SCORING)
            line.tell(done, 10000, Stage.REPORTS)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.getvalue())
    last = [line for line in re.split(r"[\r\n]", shown) if line.strip()][-1]
    assert last.startswith("Reports") and len(last.rstrip()) <= width
    amount = "1400/10000" if width == 40 else "1400 of 10000 reports"
    assert f"{amount}, 100/s, 1:26 left" in last
