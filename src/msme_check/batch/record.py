"""`run.json`: which program and instrument scored which file, when, and what became of its rows."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from msme_check.batch.settings import BatchSettings, Clock
from msme_check.intake.firms import FirmsFile
from msme_check.model.instrument import Instrument

FORMAT = "msme-check batch"
FORMAT_VERSION = 1


@dataclass
class Stopwatch:
    """When the run and its stages began; by the clock that was handed in."""

    clock: Clock
    started: datetime = field(init=False)
    finished: datetime = field(init=False)
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.started = self.finished = self.clock()

    def lap(self, stage: str) -> None:
        """The stage ends here; it began where the one before ended."""
        now = self.clock()
        self.seconds[stage] = round((now - self.finished).total_seconds(), 3)
        self.finished = now


def record(
    settings: BatchSettings, instrument: Instrument, firms: FirmsFile, watch: Stopwatch, counts: dict[str, Any]
) -> str:
    """The text of `run.json`. `counts`: what became of rows, cells, reports and the cohort."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": {"name": "msme-check", "version": version("msme-check")},
        "instrument": {
            "id": instrument.settings.id,
            "version": instrument.settings.version,
            "hash": instrument.hash,
        },
        "input": firms.table.record(),
        "settings": {
            "reports": settings.reports.value,
            "cohort": settings.cohort.value,
            "top": settings.top,
            "strict": settings.strict,
            "language": settings.language,
            "with_data": settings.with_data,
        },
        "look": settings.look.record(),
        **counts,
        "started": _utc(watch.started),
        "finished": _utc(watch.finished),
        "seconds": watch.seconds,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
