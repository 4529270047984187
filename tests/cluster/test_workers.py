"""What a worker of the cluster keeps, as far as it needs no scheduler."""

import pickle
from pathlib import Path

import psutil
import pytest

from batch import worker_tasks
from batch.worker_tasks import Order
from faults.programs import spawned
from msme_check.batch.workers import Job
from msme_check.cluster import drawers
from msme_check.cluster.sealed import Sealed
from msme_check.errors import OutputError


def children() -> set[psutil.Process]:
    return set(spawned(psutil.Process()))


def job(do: str, path: Path) -> Job:
    return Job(do, Order(do, path / do))


def ended(some: set[psutil.Process]) -> bool:
    _gone, alive = psutil.wait_procs(list(some), 120)
    return not alive


def test_what_is_sealed_shows_nothing_and_comes_out_as_it_went_in() -> None:
    sealed = Sealed({"firm_name": "Dara Rice Mill"})
    travelled = pickle.loads(pickle.dumps(sealed))  # noqa: S301
    assert travelled.open() == {"firm_name": "Dara Rice Mill"}
    for shown in (repr(sealed), str(sealed), repr(travelled.__getstate__())):
        assert "Dara" not in shown


def test_one_process_draws_again_and_again_until_the_run_is_over(tmp_path: Path) -> None:
    before = children()
    drawing = drawers.drawers("a run", worker_tasks.prepare, 30)
    assert drawing is drawers.drawers("a run", worker_tasks.prepare, 30)
    assert [drawing.draw(job(do, tmp_path)).failure for do in ("work", "print")] == [None, None]
    (process,) = children() - before
    failed = drawing.draw(job("fail", tmp_path)).failure
    assert (
        failed == "the program that draws it failed (ValueError)" and len((tmp_path / "fail").read_text().split()) == 2
    )
    assert drawing.draw(job("die once", tmp_path)).failure is None
    assert ended({process})
    started = children() - before
    assert len(started) == 1
    drawers.dismiss("a run")
    assert ended(started)
    drawers.dismiss("a run")  # nothing is left to be ended


def test_a_process_that_nobody_needs_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawers, "IDLE_SECONDS", 0.2)
    before = children()
    drawing = drawers.Drawers(worker_tasks.prepare, 30)
    drawing.draw(job("work", tmp_path))
    assert ended(children() - before)
    assert drawing.draw(job("print", tmp_path)).failure is None
    drawing.close()


def test_one_that_cannot_start_is_not_kept(tmp_path: Path) -> None:
    before = children()
    drawing = drawers.Drawers(worker_tasks.unable, 30)
    for _time in range(2):
        with pytest.raises(OutputError, match="could not start"):
            drawing.draw(job("work", tmp_path))
    assert ended(children() - before)


def test_a_report_that_ends_after_its_run_leaves_no_process(tmp_path: Path) -> None:
    before = children()
    drawing = drawers.Drawers(worker_tasks.prepare, 30)
    drawing.close()
    assert drawing.draw(job("work", tmp_path)).failure is None
    assert ended(children() - before)
