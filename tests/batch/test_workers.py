"""Workers that die, hang, fail or never start: every other job is done, and no process is left behind."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from batch import worker_tasks
from batch.worker_tasks import Order
from msme_check import processes
from msme_check.batch.workers import Job, Prepare, supervised
from msme_check.errors import Interrupted, OutputError

TESTS = Path(__file__).parents[1]
_OTHERS: set[int | None] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    _OTHERS.update(one.pid for one in multiprocessing.active_children())


def outcomes(
    folder: Path, *orders: str, workers: int = 2, seconds: float = 120, prepare: Prepare = worker_tasks.prepare
) -> dict[str, str | None]:
    jobs = [Job(f"{n} {order}", Order(order, folder / str(n))) for n, order in enumerate(orders)]
    found = {one.key: one.failure for one in supervised(prepare, jobs, workers=workers, seconds=seconds)}
    assert drawers() == []
    return found


def drawers() -> list[str]:
    """The processes of this module that are left. Another part of the program may keep one of its own."""
    return [str(one) for one in multiprocessing.active_children() if one.pid not in _OTHERS]


def pids(path: Path) -> list[str]:
    return path.read_text().split()


def test_all_jobs_are_done_by_as_many_workers_as_wanted(tmp_path: Path) -> None:
    found = outcomes(tmp_path, *["work"] * 20, workers=3)
    assert found == {f"{n} work": None for n in range(20)}
    assert 1 <= len({pid for n in range(20) for pid in pids(tmp_path / str(n))}) <= 3


def test_a_job_that_kills_its_worker_takes_no_other_with_it(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "work", "die", "work", "work", "die", "work")
    assert {key for key, failure in found.items() if failure} == {"1 die", "4 die"}
    assert found["1 die"] == "the program that draws it stopped"
    first, second = pids(tmp_path / "1")
    assert first != second


def test_a_job_that_hangs_is_ended_and_the_others_go_on(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "hang", "work", "work", seconds=3)
    assert found == {"0 hang": "it took longer than 3 seconds", "1 work": None, "2 work": None}
    assert len(set(pids(tmp_path / "0"))) == 2


def test_a_job_is_not_blamed_for_time_in_which_nobody_worked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine is stopped for two hours, and then for two more; its clock goes on."""
    gone, real = 0, time.monotonic

    def clock() -> float:
        nonlocal gone
        if (tmp_path / "0").exists() and gone < 4:
            gone += 2
        elif gone == 4:
            (tmp_path / "go").touch()
        return real() + gone * 3600

    monkeypatch.setattr(processes, "monotonic", clock)
    assert outcomes(tmp_path, "await", "await") == {"0 await": None, "1 await": None}
    assert gone == 4
    for n in (0, 1):
        assert len(pids(tmp_path / str(n))) == 1


def test_one_retry_in_a_fresh_worker_is_enough_for_what_goes_wrong_once(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "die once", "fail once", "work")
    assert set(found.values()) == {None}
    for n in (0, 1):
        assert len(set(pids(tmp_path / str(n)))) == 2


def test_a_failure_has_our_own_words_and_never_a_librarys(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "fail", "refuse", workers=1)
    assert found["0 fail"] == "the program that draws it failed (ValueError)"
    assert found["1 refuse"] == "The disk is full"


def test_when_every_job_fails_alike_workers_are_not_replaced_for_ever(tmp_path: Path) -> None:
    found = outcomes(tmp_path, *["fail"] * 30, workers=1)
    assert len(found) == 30 and all(found.values())
    assert len({pid for n in range(30) for pid in pids(tmp_path / str(n))}) <= 5


@pytest.mark.parametrize(
    ("prepare", "said"), [(worker_tasks.unable, "could not start (ImportError)"), (worker_tasks.dead, "stops as soon")]
)
def test_workers_that_cannot_start(prepare: Prepare, said: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as raised:
        outcomes(tmp_path, "work", "work", prepare=prepare)
    assert said in str(raised.value) and "msme-check doctor" in str(raised.value)
    assert drawers() == []


def test_what_a_worker_prints_reaches_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert outcomes(tmp_path, "print") == {"0 print": None}
    assert capfd.readouterr() == ("", "")


def test_no_job_needs_no_worker(tmp_path: Path) -> None:
    assert outcomes(tmp_path) == {}


def test_whoever_stops_listening_leaves_no_process_behind(tmp_path: Path) -> None:
    jobs = (Job(str(n), Order("work", tmp_path / str(n))) for n in range(1000))
    with closing(supervised(worker_tasks.prepare, jobs, workers=2, seconds=20)) as found:
        next(found)
    assert drawers() == []


def _to_this_process() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def _to_this_thread() -> None:
    """It ends no wait of another thread."""
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process")
@pytest.mark.parametrize("interrupt", [_to_this_process, _to_this_thread])
def test_ctrl_c_stops_all_at_once(interrupt: Callable[[], None], tmp_path: Path) -> None:
    """What hangs is not waited for: it may hang for ten minutes, and is ended here if nobody else does so."""
    sign, stopped = tmp_path / "0", threading.Event()
    waited_for = []

    def press() -> None:
        while not (sign.exists() and pids(sign)):
            time.sleep(0.05)
        interrupt()
        if not stopped.wait(60):
            waited_for.append(sign)
            os.kill(int(pids(sign)[0]), signal.SIGKILL)

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(Interrupted):
        outcomes(tmp_path, "hang", "hang", seconds=600)
    stopped.set()
    pressing.join()
    assert waited_for == [] and drawers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process")
def test_ctrl_c_while_a_worker_starts_leaves_none_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = SpawnProcess.start

    def pressed(process: SpawnProcess) -> None:
        start(process)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(SpawnProcess, "start", pressed)
    with pytest.raises(Interrupted):
        outcomes(tmp_path, "hang", seconds=600)
    assert drawers() == []


SCRIPT = """
import sys
from pathlib import Path
from batch import worker_tasks
from msme_check import processes
from msme_check.batch.workers import Job, supervised
from msme_check.errors import Interrupted

if __name__ == "__main__":
    jobs = [Job(str(n), worker_tasks.Order("hang", Path(sys.argv[1]) / str(n))) for n in range(2)]
    try:
        list(supervised(worker_tasks.prepare, jobs, workers=2, seconds=600))
    except Interrupted as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a group")
def test_ctrl_c_in_a_terminal_reaches_the_workers_too_and_nothing_else_is_said(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    program = subprocess.Popen(
        [sys.executable, tmp_path / "script.py", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        start_new_session=True,
    )
    signs = [tmp_path / "0", tmp_path / "1"]
    while not all(sign.exists() and pids(sign) for sign in signs):
        assert program.poll() is None
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to the whole group
    said, complaints = program.communicate(timeout=120)
    assert said.strip() == "Stopped. The reports were not finished." and complaints == ""
    for n in (0, 1):
        with pytest.raises(ProcessLookupError):
            os.kill(int(pids(tmp_path / str(n))[0]), 0)


def test_a_disk_that_takes_no_more_ends_the_run_and_not_the_report_alone(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as raised:
        outcomes(tmp_path, "work", "full", "work", workers=1)
    assert raised.value.errno == errno.ENOSPC and drawers() == []


def test_a_worker_that_draws_does_not_carry_what_only_reading_and_scoring_need() -> None:
    """Polars and numpy are a quarter of what a worker may hold (docs/architecture.md)."""
    code = (
        "import sys; from msme_check.batch import drawing; from msme_check.report import files, pdf; "
        "pdf.renderer(); print(sorted({'polars', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
