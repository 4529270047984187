"""`run.json`: which program and instrument scored which file, when, and what became of its rows."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msme_check.batch.settings import BatchSettings, BatchSummary, Clock
from msme_check.i18n import _
from msme_check.intake.inputs import Inputs
from msme_check.model.instrument import Instrument
from msme_check.quality.tally import Tally

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


def identity(settings: BatchSettings, instrument: Instrument, firms: Inputs) -> dict[str, Any]:
    """All that decides what a run writes but its date: two runs with the same one write the same."""
    parts = {
        "program": {"name": "msme-check", "version": version("msme-check")},
        "instrument": {
            "id": instrument.settings.id,
            "version": instrument.settings.version,
            "hash": instrument.hash,
        },
        "input": firms.records(),
        "settings": {
            "reports": settings.reports.value,
            "cohort": settings.cohort.value,
            "top": settings.top,
            "strict": settings.strict,
            "language": settings.language,
            "with_data": settings.with_data,
            "tables": settings.tables.value,
            "columns": settings.columns.sha256 if settings.columns else None,
        },
        "look": settings.look.record(),
        "programmes": {"sha256": settings.programmes.sha256} if settings.programmes else None,
    }
    plain: dict[str, Any] = json.loads(json.dumps(parts))  # as it comes back from a file
    return plain


def record(identity: dict[str, Any], watch: Stopwatch, counts: dict[str, Any]) -> str:
    """The text of `run.json`. `counts`: what became of rows, cells, reports and the cohort."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **identity,
        **counts,
        "started": _utc(watch.started),
        "finished": _utc(watch.finished),
        "seconds": watch.seconds,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def counts(summary: BatchSummary) -> dict[str, Any]:
    """What became of a run, as `run.json` holds it."""
    return {
        "rows": {"in": summary.rows, "scored": summary.scored, "rejected": summary.rejected},
        "cells_refused": summary.bad_cells,
        "lines_refused": summary.refusals,
        "reports": {"written": summary.reports_written, "failed": summary.reports_failed},
        "cohort": list(summary.cohort),
        "quality": summary.quality.record(),
        "warnings": list(summary.warnings),
    }


def finished_before(path: Path, identity: dict[str, Any], out: Path, unread: tuple[str, ...]) -> BatchSummary | None:
    """What became of the run whose `run.json` is in `path`, where it is the same run as one of this identity."""
    try:
        content = json.loads(path.read_bytes())
        if any(content[part] != value for part, value in identity.items()):
            return None
        return BatchSummary(
            out=out,
            rows=int(content["rows"]["in"]),
            scored=int(content["rows"]["scored"]),
            bad_cells=int(content["cells_refused"]),
            refusals=int(content["lines_refused"]),
            reports_written=int(content["reports"]["written"]),
            reports_failed=int(content["reports"]["failed"]),
            notes=(_("This run came to its end before, so nothing was left to do."),),
            cohort=tuple(content["cohort"]),
            unread=unread,
            quality=Tally.read(content["quality"]),
            warnings=tuple(content["warnings"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
