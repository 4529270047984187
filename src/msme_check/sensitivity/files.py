"""Findings for other programs: as JSON with everything, and as one CSV table."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msme_check import cells, whole_files
from msme_check.errors import UsageError
from msme_check.explaining.json import plain, rounded
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.sensitivity.findings import Change, Sensitivity, Weight

FORMAT = "msme-check sensitivity"
FORMAT_VERSION = 1
COLUMNS = ("kind", "id", "other_id", "score", "firms", "up", "down", "one_side", "share_changed", "share_of_weight",
           "goes_with", "hardly_matters", "rank_correlation", "nearly_the_same", "title")  # fmt: skip


def write(found: Sensitivity, instrument: Instrument, path: Path) -> None:
    """Writes a file of the kind that its ending names. Raises UsageError for others, OutputError."""
    render = kind(path)
    whole_files.write(path, render(found, instrument).encode())


def kind(path: Path) -> Callable[[Sensitivity, Instrument], str]:
    """What writes files of this ending. Raises UsageError where there is no such kind."""
    kinds = {".json": as_json, ".csv": as_csv}
    found = kinds.get(path.suffix.lower())
    if found is None:
        what = _("{path}: the ending says what is written. Use one of: {endings}.")
        raise UsageError(what.format(path=cells.plain(str(path)), endings=", ".join(kinds)))
    return found


def as_json(found: Sensitivity, instrument: Instrument) -> str:
    """Everything. Shares and correlations are rounded to four decimals."""
    settings = instrument.settings
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "instrument": {"id": settings.id, "version": settings.version, "hash": instrument.hash},
        "settings": settings.sensitivity.model_dump(mode="json"),
        **plain(found),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(found: Sensitivity, _instrument: Instrument) -> str:
    """A line for each choice and score, question and score, and pair; with the mark that Excel needs."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(_rows(found))
    return "\ufeff" + text.getvalue()


def _rows(found: Sensitivity) -> Iterator[dict[str, Any]]:
    for choice in found.choices:
        for change in choice.changes:
            yield {"kind": choice.group, "id": choice.id, "title": choice.title, **_change(change)}
    for question in found.questions:
        for weight in (question.in_questionnaire, question.overall):
            named = {"kind": "question", "id": question.id, "title": question.text}
            yield {**named, "hardly_matters": _yes(question.hardly), **_weight(weight)}
    for pair in found.pairs:
        yield {
            "kind": "pair",
            "id": pair.id,
            "other_id": pair.other,
            "firms": pair.firms,
            "rank_correlation": rounded(pair.correlation),
            "nearly_the_same": _yes(pair.alike),
        }


def _change(change: Change) -> dict[str, Any]:
    return {
        "score": change.score,
        "firms": change.firms,
        "up": change.up,
        "down": change.down,
        "one_side": change.one_side,
        "share_changed": rounded(change.share),
    }


def _weight(weight: Weight) -> dict[str, Any]:
    """What changes is counted over all firms with a band, the other two over those for which the question counts."""
    changes = {"score": weight.score} if weight.left_out is None else _change(weight.left_out)
    goes_with = "" if weight.goes_with is None else rounded(weight.goes_with)
    return {**changes, "share_of_weight": rounded(weight.share), "goes_with": goes_with}


def _yes(here: bool) -> str:
    return "yes" if here else "no"
