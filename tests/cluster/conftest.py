"""A real scheduler of Dask and its workers, each a process of its own on this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import Rows, write
from msme_check import resources
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Cohort, ReportFormat, Stage, Tables, Unfinished
from msme_check.batch.workers import Prepare
from msme_check.cluster.machines import Cluster, cluster
from msme_check.model.instrument import Instrument

BEGUN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
LONGEST = 300
"""Seconds to wait for what has to come; a busy machine may take a while."""

LOUD = b"2026"
"""In every line of a log of Dask."""

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@dataclass
class Processes:
    """A scheduler and its workers. `folder` is for their logs and files."""

    folder: Path
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, workers: int = 2) -> "Processes":
        self.scheduler = self._started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        for _worker in range(workers):
            self.worker()
        return self

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker, which is ready soon."""
        options = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        more = ("--death-timeout", str(LONGEST), "--local-directory", str(self.folder / "scratch"))
        self.workers.append(self._started("dask_worker", *options, *more, **environment))
        return self.workers[-1]

    def _started(self, program: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, [environment.pop("FIRST", ""), *sys.path]))
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options, "--scheduler-file", str(self._file)]
        with (self.folder / "log").open("ab") as log:
            settings = {**os.environ, "PYTHONPATH": path, "SIGN": str(self.folder / "sign"), **environment}
            return subprocess.Popen(command, stdout=log, stderr=log, env=settings)

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        import json

        assert self.scheduler is not None
        while not self._file.exists() or not self._file.read_bytes().endswith(b"}"):
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        return str(json.loads(self._file.read_bytes())["address"])

    @property
    def log(self) -> bytes:
        """What all of them have said."""
        return (self.folder / "log").read_bytes()

    @contextmanager
    def connected(self, count: int | None = None, seconds: float = LONGEST) -> Iterator[Cluster]:
        """The machines, when all workers are there. A scheduler that is lost is waited for so many seconds, too."""
        with cluster(self.address, seconds) as machines:
            machines.client.wait_for_workers(len(self.workers) if count is None else count, timeout=LONGEST)
            yield machines

    def end(self) -> None:
        for process in (*self.workers, *filter(None, [self.scheduler])):
            process.kill()
            process.wait(LONGEST)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As when the power fails."""
    process.send_signal(signal.SIGKILL)
    process.wait(LONGEST)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """A scheduler with two workers, to which no harm is done."""
    processes = Processes(tmp_path_factory.mktemp("cluster")).start()
    yield processes
    processes.end()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Processes]:
    """A scheduler with two workers that may die."""
    (tmp_path / "cluster").mkdir()
    processes = Processes(tmp_path / "cluster").start()
    yield processes
    processes.end()


Told = Callable[[int, int, Stage], None]


@dataclass
class Firms:
    """Runs of the same firms."""

    folder: Path
    path: Path
    instrument: Instrument

    def run(
        self,
        out: str,
        machines: Cluster | None = None,
        told: Told = lambda done, total, stage: None,
        prepare: Prepare | None = None,
        **wishes: Any,
    ) -> BatchSummary:
        """A run into a folder of this name, with HTML reports and everything else there is."""
        usual = {"reports": ReportFormat.HTML, "cohort": Cohort.FIRMS, "tables": Tables.BOTH, "top": 10}
        settings = BatchSettings((self.path,), self.folder / out, **{**usual, **wishes})
        folder = resources.questionnaires()
        return run(settings, self.instrument, folder, told, lambda: BEGUN, machines=machines, prepare=prepare)


@pytest.fixture
def firms(tmp_path: Path, example_rows: Rows, instrument: Instrument) -> Firms:
    """Twenty firms; one has a cell that cannot be used, one an id that was met before."""
    rows = [dict(row) for row in example_rows[:20]]
    rows[4]["fin_records_cashbook"] = "9"
    rows[5]["firm_name"] = "hopeless"
    rows[12]["firm_id"] = rows[2]["firm_id"]
    return Firms(tmp_path, write(tmp_path / "firms.csv", rows, instrument), instrument)


RESUME: Mapping[str, Any] = {"unfinished": Unfinished.RESUME}
