"""The support directory: listed and searched, for everybody or for one firm."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from msme_check.commands.explaining import loaded
from msme_check.commands.printing import print_lines
from msme_check.directory import lines, search
from msme_check.directory.search import Wanted
from msme_check.errors import Exit, UsageError
from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.report.json import programme
from msme_check.report.view_support import day
from msme_check.support import firm_of

FORMAT = "msme-check programmes"
FORMAT_VERSION = 1

Say = Callable[[str], None]


def programmes(
    instrument: Instrument,
    *,
    words: Sequence[str],
    country: str | None,
    topic: str | None,
    kind: str | None,
    response: Path | None,
    hidden: bool,
    as_json: bool,
    today: dt.date,
    out: Say,
    tell: Say,
) -> Exit:
    """Lists the entries that fit, or those that serve the firm of a saved response in the actions of its plan.

    `today`: from when it is seen whether a source is old; for a firm, its answers have a date of their own.
    Raises UsageError where options name what there is not, or do not go together.
    """
    asked = search.wanted(instrument, country=country, topic=topic, kind=kind, words=words, hidden=hidden)
    if response is not None:
        return _for_firm(instrument, response, asked, as_json=as_json, out=out, tell=tell)
    entries = search.found(instrument, asked)
    if as_json:
        out(_json(instrument, {"programmes": [programme(one, instrument, today) for one in entries]}))
    else:
        print_lines(lines.listing(instrument, entries, today, search.hidden(instrument, asked)), out)
    return Exit.DONE


def _for_firm(instrument: Instrument, response: Path, asked: Wanted, *, as_json: bool, out: Say, tell: Say) -> Exit:
    if asked.country or asked.hidden:
        raise UsageError(_("--for shows what serves this firm in its own country. Leave --country and --all away."))
    assessment = loaded(instrument, response, tell).assessment
    planned = [one.id for one in assessment.recommendations if one.planned is not None]
    firm, today = firm_of(assessment), day(assessment.date)
    found = list(search.for_firm(instrument, firm, [asked.topic] if asked.topic else planned, asked))
    if as_json:
        beside = [
            {"action": one.action.id, "programmes": [programme(each, instrument, today) for each in one.programmes]}
            for one in found
        ]
        out(_json(instrument, {"firm_id": assessment.firm_id, "actions": beside}))
    else:
        print_lines(lines.for_firm(instrument, firm, found, today), out)
    return Exit.DONE


def _json(instrument: Instrument, content: dict[str, object]) -> str:
    settings = instrument.settings
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "instrument": {"id": settings.id, "version": settings.version, "hash": instrument.hash},
    }
    return json.dumps({**head, **content}, ensure_ascii=False, indent=2)
