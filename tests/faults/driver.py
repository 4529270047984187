"""A batch with a clock that stands still, as a program of its own: what is killed in it, is killed for real.

    python driver.py SETTINGS.json

The file holds the fields of `BatchSettings`, and `task`: the name of a function of `faults.tasks` that makes what
draws the reports, or nothing for the usual one; `processes`: whether processes score, however few the firms are. What
goes wrong is told as the program itself tells it.
"""

import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BEGUN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def main(path: Path) -> int:
    """Runs the batch; the exit code is that of the command."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts behind it ignore Ctrl-C
    from faults import tasks  # imported here: the processes that draw reports import this file too
    from msme_check import loading, resources
    from msme_check.batch.machines import PROCESSES_FROM, ThisMachine
    from msme_check.batch.run import run
    from msme_check.batch.settings import BatchSettings, Cohort, ReportFormat, Tables, Unfinished
    from msme_check.errors import MsmeCheckError

    wishes = json.loads(path.read_text("utf-8"))
    task = wishes.pop("task", None)
    by_processes = wishes.pop("processes", False)
    kinds = {"reports": ReportFormat, "cohort": Cohort, "tables": Tables, "unfinished": Unfinished}
    named: dict[str, Any] = {name: kinds[name](value) if name in kinds else value for name, value in wishes.items()}
    named |= {"firms": tuple(Path(one) for one in named["firms"]), "out": Path(named["out"])}
    folder = resources.questionnaires()
    try:
        summary = run(
            BatchSettings(**named),
            loading.load(folder),
            folder,
            lambda done, total, stage: print(stage, done, total, flush=True),
            lambda: BEGUN,
            prepare=tasks.TASKS[task] if task else None,
            machines=ThisMachine(named.get("workers"), 0 if by_processes else PROCESSES_FROM),
        )
    except MsmeCheckError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return summary.exit_code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
