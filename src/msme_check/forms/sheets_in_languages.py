"""Rows with texts in each language -> the sheets of an XLSForm: a column for each text in each language."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from datetime import datetime
from typing import TypeVar

from babel import Locale, UnknownLocaleError
from xlsxwriter import Workbook

from msme_check import i18n
from msme_check.labels import labels_of
from msme_check.model.instrument import Instrument

Row = dict[str, str]
"""column -> text; of a column that is translated, the text in one language."""

Made = TypeVar("Made")

_TRANSLATED = ("label", "hint", "guidance_hint", "required_message", "constraint_message")
_COLUMNS = (
    *("list_name", "type", "name", "label", "hint", "guidance_hint", "appearance", "required", "required_message"),
    *("relevant", "choice_filter", "constraint", "constraint_message", "calculation", "of"),
)
"""All columns, in the order in which they are written."""

_WIDTHS = {"label": 60, "hint": 40}
_WIDTH = 20
_NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones
"""The same questions give the same bytes, whenever they are written."""


def in_each_language(instrument: Instrument, make: Callable[[Instrument], Made]) -> dict[str, Made]:
    """What `make` makes of the instrument in each language there is, while the program speaks it; by its name."""
    labels = labels_of(instrument)
    found: dict[str, Made] = {}
    for (code, catalogue), one in zip(labels.catalogues.items(), labels.languages, strict=True):
        context = copy_context()
        context.run(i18n.activate, catalogue)
        found[_name(code)] = context.run(make, one)
    return found


def merged(languages: Mapping[str, Sequence[Row]]) -> list[Row]:
    """One row of all that are the same row in another language."""
    return [_merged(dict(zip(languages, rows, strict=True))) for rows in zip(*languages.values(), strict=True)]


def _merged(rows: Mapping[str, Row]) -> Row:
    found: Row = {}
    for language, row in rows.items():
        found |= {f"{name}::{language}" if name in _TRANSLATED else name: text for name, text in row.items() if text}
    return found


def workbook(sheets: Mapping[str, Sequence[Row]], settings: Mapping[str, str], version: str) -> bytes:
    """The sheets and a last one, `settings`, with a version that changes with every change of them."""
    digest = hashlib.sha256(json.dumps(sheets, sort_keys=True).encode()).hexdigest()
    last = {**settings, "version": f"{version}-{digest[:8]}", "default_language": _name(i18n.language())}
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    book.set_properties({"title": settings["form_title"], "created": _NO_CLOCK})
    heading = book.add_format({"bold": True})
    for name, rows in {**sheets, "settings": [last]}.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        columns = _columns(rows)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column.split("::")[0], _WIDTH))
            sheet.write_string(0, place, column, heading)
            for line, row in enumerate(rows, 1):
                if text := row.get(column):
                    sheet.write_string(line, place, text)
    book.close()
    return file.getvalue()


def _columns(rows: Sequence[Row]) -> list[str]:
    """The columns that are used, in their order; what is not listed stays as it came."""
    used = dict.fromkeys(column for row in rows for column in row)
    places = {column: place for place, column in enumerate(_COLUMNS)}
    return sorted(used, key=lambda column: places.get(column.split("::")[0], len(places)))


def _name(code: str) -> str:
    """A language as its speakers call it, with its code, by which programs know it: `English (en)`."""
    try:
        name = Locale.parse(code).get_language_name(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name or code} ({code})"
