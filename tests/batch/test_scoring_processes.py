"""Processes that score write what threads write, to the byte, whatever becomes of them."""

import pickle
import random
from collections.abc import Iterable
from pathlib import Path

import psutil
import pytest

from batch.conftest import ticking, write
from faults.programs import contents, spawned
from msme_check import resources
from msme_check.batch.machines import ThisMachine
from msme_check.batch.met import portions
from msme_check.batch.run import run
from msme_check.batch.scorer import Scorer
from msme_check.batch.scoring_processes import Pending, processes
from msme_check.batch.settings import BatchSettings, BatchSummary, Cohort, Progress, ReportFormat, Stage, Tables
from msme_check.errors import Interrupted
from msme_check.intake.inputs import read_inputs
from msme_check.model.instrument import Instrument
from random_firms import random_row

COUNT, CHUNK = 30, 7


@pytest.fixture
def firms(tmp_path: Path, instrument: Instrument) -> Path:
    """Random firms; one has an id that was met before, one has a cell that cannot be used."""
    rng = random.Random(7)  # noqa: S311 - no secret
    rows = [{**random_row(rng, instrument), "firm_id": f"F{n:03}"} for n in range(COUNT)]
    rows[20]["firm_id"] = "F003"
    rows[9]["fin_records_cashbook"] = "many"
    return write(tmp_path / "firms.csv", rows, instrument)


def scored(
    firms: Path, out: Path, instrument: Instrument, *, processes: bool, told: Progress = lambda *_: None
) -> BatchSummary:
    """A run without reports, by processes or by threads."""
    settings = BatchSettings(
        (firms,), out, ReportFormat.NONE, cohort=Cohort.FIRMS, chunk_rows=CHUNK, tables=Tables.BOTH
    )
    machines = ThisMachine(processes_from=0 if processes else 1 << 40)
    return run(settings, instrument, resources.questionnaires(), told, ticking(), machines=machines)


def test_same_bytes(firms: Path, tmp_path: Path, instrument: Instrument) -> None:
    by_threads = scored(firms, tmp_path / "threads", instrument, processes=False)
    by_processes = scored(firms, tmp_path / "processes", instrument, processes=True)
    assert contents(tmp_path / "processes") == contents(tmp_path / "threads")
    assert (by_processes.rows, by_processes.scored) == (COUNT, COUNT - 1) == (by_threads.rows, by_threads.scored)
    assert not [one for one in (tmp_path / "processes").iterdir() if one.name.startswith(".")]


def test_processes_that_are_killed_lose_nothing(firms: Path, tmp_path: Path, instrument: Instrument) -> None:
    scored(firms, tmp_path / "threads", instrument, processes=False)
    killed: list[int] = []

    def kill(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.SCORING and done and not killed:
            killed.extend(_kill(spawned(psutil.Process())))

    scored(firms, tmp_path / "processes", instrument, processes=True, told=kill)
    assert killed
    assert contents(tmp_path / "processes") == contents(tmp_path / "threads")


def test_no_answer_is_longer_than_what_is_written_at_once(firms: Path, tmp_path: Path, instrument: Instrument) -> None:
    """Of a longer one half may be left behind, and whoever reads it would wait for the rest for ever (POSIX, pipe)."""
    settings = BatchSettings((firms,), tmp_path, ReportFormat.NONE, cohort=Cohort.FIRMS)
    chunks = read_inputs((firms,), instrument, None, lambda *_: None).chunks(COUNT, lambda *_: None)
    with processes(Scorer(instrument, instrument, settings), tmp_path, 1) as hands:
        for portion in portions(chunks):
            pending = hands.submit(portion)
            assert isinstance(pending, Pending) and pending.future is not None
            assert len(pickle.dumps(pending.future.result())) < 512
            assert pending.result().scored == COUNT - 1


def test_ctrl_c_leaves_no_process_and_no_file(firms: Path, tmp_path: Path, instrument: Instrument) -> None:
    def stop(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.SCORING and done:
            raise KeyboardInterrupt

    others = set(spawned(psutil.Process()))  # such as one that reads workbooks
    with pytest.raises((KeyboardInterrupt, Interrupted)):
        scored(firms, tmp_path / "out", instrument, processes=True, told=stop)
    assert set(spawned(psutil.Process())) <= others
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def _kill(processes: Iterable[psutil.Process]) -> Iterable[int]:
    for one in processes:
        one.kill()
        yield one.pid
