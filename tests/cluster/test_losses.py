"""Workers, schedulers and folders that are not there, or not any more."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import psutil
import pytest

from cluster.conftest import LONGEST, RESUME, Firms, Processes, kill
from faults.programs import contents, drawers
from faults.test_full_disks import resized
from msme_check import resources
from msme_check.batch.settings import Cohort, Stage
from msme_check.cluster.connecting import connected
from msme_check.cluster.terms import Terms, versions
from msme_check.errors import Exit, MsmeCheckError, OutputError, UsageError
from msme_check.model.instrument import Instrument
from test_cli import DATA, call


def test_a_worker_that_is_killed_loses_nothing_but_time(own: Processes, firms: Firms) -> None:
    """One while firms are scored, and one of those that are left while reports are drawn."""
    children: list[psutil.Process] = []

    def told(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.SCORING and done and len(own.workers) == 2:
            kill(own.workers[0])
            own.worker()
        if stage is Stage.REPORTS and done >= 4 and not children:
            children.extend(drawers(own.workers[1]))
            if children:
                kill(own.workers[1])

    firms.run("here", cohort=Cohort.NONE)
    with own.connected() as machines:
        summary = firms.run("there", machines, told, chunk_rows=2, cohort=Cohort.NONE)
        drawing = drawers(own.workers[2])
        assert drawing
    _gone, alive = psutil.wait_procs(drawing, LONGEST)  # the run is over
    assert not alive
    assert [worker.poll() for worker in own.workers] == [-9, -9, None]
    assert (summary.scored, summary.reports_written, summary.reports_failed) == (19, 19, 0)
    assert contents(firms.folder / "there") == contents(firms.folder / "here")
    _gone, alive = psutil.wait_procs(children, LONGEST)
    assert children and not alive


def test_without_workers_it_stops_and_goes_on_later(own: Processes, firms: Firms) -> None:
    def told(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.REPORTS and done == 3:
            for worker in own.workers:
                kill(worker)

    with own.connected() as machines:
        machines.patience = 2
        with pytest.raises(OutputError) as raised:
            firms.run("there", machines, told)
        assert str(raised.value).startswith(f"{own.address}: The scheduler has no worker. Start one on each machine: ")
        assert "19 reports are kept." in str(raised.value) and "--resume" in str(raised.value)
        own.worker(FIRST=_other_version(own.folder))
        machines.client.wait_for_workers(1, timeout=LONGEST)
        with pytest.raises(UsageError, match=r"has msme-check 0\.0\.9, and this machine has ") as unlike:
            firms.run("there", machines, **RESUME)
        assert unlike.value.exit_code == Exit.USAGE
    with pytest.raises(UsageError, match=r"has msme-check 0\.0\.9"), own.connected(1):
        pass
    assert own.scheduler is not None
    kill(own.scheduler)
    summary = firms.run("there", **RESUME)
    assert summary.reports_written == 19


def _other_version(folder: Path) -> str:
    """A folder from which Python takes another version of this program."""
    known = folder / "other" / "msme_check-0.0.9.dist-info" / "METADATA"
    known.parent.mkdir(parents=True)
    known.write_text("Metadata-Version: 2.1\nName: msme-check\nVersion: 0.0.9\n", "utf-8")
    return str(folder / "other")


def test_the_scheduler_is_killed(own: Processes, firms: Firms) -> None:
    def told(done: int, total: int, stage: Stage) -> None:
        if stage is Stage.REPORTS and done == 3 and own.scheduler and own.scheduler.poll() is None:
            kill(own.scheduler)

    address = own.address
    with own.connected(seconds=15) as machines, pytest.raises(OutputError) as raised:
        firms.run("there", machines, told)
    assert str(raised.value).startswith(f"{address}: The connection to the scheduler was lost.")
    assert "19 reports are kept." in str(raised.value)


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No scheduler answers there"):
        with connected("tcp://127.0.0.1:9", seconds=1):
            pass


def test_a_scheduler_without_workers(tmp_path: Path) -> None:
    processes = Processes(tmp_path).start(workers=0)
    try:
        with (
            pytest.raises(OutputError, match="The scheduler has no worker"),
            connected(processes.address, LONGEST, worker_seconds=1),
        ):
            pass
        with pytest.raises(UsageError, match="No safe connection could be made"), connected("tls://127.0.0.1:9", 2):
            pass
    finally:
        processes.end()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scheduler", "host:8786"], "'host:8786' is not the address of a scheduler. It looks like tcp://host:8786"),
        (["--scheduler", "tcp://127.0.0.1:9", "--workers", "2"], "--workers is for this machine alone"),
    ],
)
def test_options_that_cannot_be(words: list[str], said: str, tmp_path: Path) -> None:
    done = call("batch", DATA / "example_firms.csv", "-o", tmp_path / "out", *words)
    assert done.exit_code == Exit.USAGE and done.stderr.startswith(said)
    assert not (tmp_path / "out").exists()


def test_without_dask_the_message_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    words = ("--scheduler", "tcp://127.0.0.1:9")
    done = call("batch", DATA / "example_firms.csv", "-o", tmp_path / "out", *words)
    assert done.exit_code == Exit.USAGE and "pip install 'msme-check[cluster]'" in done.stderr


@pytest.fixture
def terms(tmp_path: Path, instrument: Instrument) -> Terms:
    (tmp_path / "out" / ".run").mkdir(parents=True)
    own = tuple(versions().items())
    return Terms(tmp_path / "out" / ".run", None, instrument.hash, "en", own, "a token")


def refused(terms: Terms) -> str:
    with pytest.raises(MsmeCheckError) as raised:
        terms.check("tcp://10.0.0.7:4000")
    assert raised.value.exit_code == Exit.USAGE
    return str(raised.value)


def changed(terms: Terms, **values: object) -> Terms:
    return Terms(**{**terms.__dict__, **values})


def test_a_machine_that_keeps_the_terms_says_so_in_a_file(terms: Terms) -> None:
    terms.offer()
    name = terms.check("tcp://10.0.0.7:4000")
    assert terms.signed(name) and not terms.signed(name)


def test_a_folder_that_is_not_shared(terms: Terms) -> None:
    said = f"Worker tcp://10.0.0.7:4000 does not see the folder {terms.staging.parent}, in which this run is written."
    assert refused(terms).startswith(said)
    terms.offer()
    assert refused(changed(terms, token="of another run")).startswith(said)  # noqa: S106


def test_a_worker_that_differs(terms: Terms, tmp_path: Path) -> None:
    terms.offer()
    other = {**versions(), "polars": "0.1"}
    said = refused(changed(terms, versions=tuple(other.items())))
    assert said.startswith(f"Worker tcp://10.0.0.7:4000 has polars {version('polars')}, and this machine has 0.1.")
    other = {**versions(), "digests": "0"}
    assert "another kind of processor" in refused(changed(terms, versions=tuple(other.items())))
    assert refused(changed(terms, digest="0")).startswith("Worker tcp://10.0.0.7:4000 has other questionnaires")
    missing = refused(changed(terms, instrument=tmp_path / "not there"))
    assert f"The folder {tmp_path / 'not there'} must be there on all machines" in missing
    assert terms.instruments()[1].hash == changed(terms, instrument=resources.questionnaires()).digest


@pytest.mark.skipif(sys.platform != "linux", reason="small disks of Linux")
def test_a_shared_folder_in_which_a_worker_may_not_write(terms: Terms) -> None:
    if not resized(terms.staging, 100, "size={}k"):
        pytest.skip("no disk can be made here")
    try:
        terms.offer()
        assert resized(terms.staging, 100, "remount,ro,size={}k")
        assert refused(terms).startswith("Worker tcp://10.0.0.7:4000 may not write in the folder ")
    finally:
        subprocess.run(["umount", terms.staging], check=True)
