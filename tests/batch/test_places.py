"""How files take their places: stopped before any of its steps, it ends the same when it is called again."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import Batch, Rows
from faults.programs import contents
from msme_check.batch import places
from msme_check.errors import AnswersError

NAMES = ["results.csv", "rejected.csv", "run.json"]


class Stopped(BaseException):
    """As if the program had been killed here."""


class _Stop:
    """Stops at the n-th step that changes a folder. Python lets a hook come but never go, so there is one for all."""

    def __init__(self) -> None:
        self.left: int | None = None
        sys.addaudithook(self)

    def __call__(self, event: str, _args: tuple[Any, ...]) -> None:
        if self.left is not None and event in {"os.rename", "os.remove", "os.rmdir", "os.mkdir"}:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Stopped


_STOP = _Stop()


def stopped(step: int, act: Callable[[], None]) -> bool:
    """Whether it was stopped before this step."""
    _STOP.left = step
    try:
        act()
    except Stopped:
        return True
    finally:
        _STOP.left = None
    return False


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, places.ENCODING if name.endswith(places.INDEX) else "utf-8")
    return folder


BEFORE = {
    "results.csv": "old", "results.parquet": "old", "cohort.html": "old", "rejected.csv": "old", "run.json": "old",
    "reports/index.csv": "firm_id,file,problem\nA,A.pdf,\nB,0a/B.pdf,\nC,../mine.txt,\nD,reports/../../mine.txt,\n",
    "reports/A.pdf": "old", "reports/0a/B.pdf": "old", "reports/own.txt": "mine", "mine.txt": "mine",
}  # fmt: skip
MADE = {
    "results.csv": "new", "rejected.csv": "new", "run.json": "new",
    "reports/index.csv": "firm_id,file,problem\nA,A.pdf,\nE,0b/E.pdf,\nF,,too slow\n",
    "reports/A.pdf": "new", "reports/0b/E.pdf": "new", "reports/left.tmp": "half",
}  # fmt: skip
AFTER = {
    "results.csv", "rejected.csv", "run.json", "mine.txt",
    "reports/index.csv", "reports/A.pdf", "reports/0b/E.pdf", "reports/own.txt",
}  # fmt: skip


@pytest.mark.parametrize("with_reports", [True, False])
def test_stopped_before_any_step_it_ends_the_same(with_reports: bool, tmp_path: Path) -> None:
    names = AFTER if with_reports else AFTER - {"reports/index.csv", "reports/A.pdf", "reports/0b/E.pdf"}
    for step in range(100):
        target = write(tmp_path / f"out {step}", BEFORE)
        parts = MADE if with_reports else {name: text for name, text in MADE.items() if "/" not in name}
        made = write(tmp_path / f"made {step}", parts)
        go_on = stopped(step, lambda made=made, target=target: places.place(made, target, NAMES))  # type: ignore[misc]
        if (target / "run.json").read_text() == "new":
            assert contents(target).keys() == names
        places.place(made, target, NAMES)
        found = contents(target)
        assert found.keys() == names
        assert all(found[name].decode("utf-8-sig") == MADE[name] for name in names & MADE.keys())
        assert {found[name] for name in names - MADE.keys()} == {b"mine"}
        if not go_on:
            break
    assert step > 8 and not go_on


def test_a_batch_stopped_there_is_finished_by_the_next_one_of_any_kind(
    batch: Batch, example_rows: Rows, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    batch(example_rows[:2], out=tmp_path / "other")

    def stop(done: int, total: int, stage: object) -> None:
        if done == total == 2:
            _STOP.left = 3

    try:
        with pytest.raises(Stopped):
            batch(example_rows[:2], progress=stop)
    finally:
        _STOP.left = None
    assert list(out.glob(".msme-check-*/run.json"))
    (tmp_path / "empty.csv").write_text("firm_id\n")
    with pytest.raises(AnswersError):
        batch(tmp_path / "empty.csv")
    assert contents(out).keys() == contents(tmp_path / "other").keys()
