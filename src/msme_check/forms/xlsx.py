"""The workbook to fill in: a sheet that explains, one for many firms, one for a single firm, and hidden lists."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from msme_check.forms import fields, written
from msme_check.forms.workbook import explanation, lists
from msme_check.forms.workbook.firms import FirmsSheet
from msme_check.forms.workbook.lists import Lists
from msme_check.forms.workbook.looks import Looks, sheet_name
from msme_check.forms.workbook.one_firm import OneFirmSheet
from msme_check.i18n import _
from msme_check.model.instrument import Instrument

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones
"""Not the time of a clock: the same form has the same bytes, so that a blank one can be told from one with answers."""


def write(instrument: Instrument, path: Path, *, core: bool, only: tuple[str, ...] | None) -> tuple[Path, ...]:
    """Writes the workbook.

    Raises UsageError where a file of this name holds something else, OutputError where it cannot be written.
    """
    return written.write({path: content(instrument, core=core, only=only)})


def content(instrument: Instrument, *, core: bool = False, only: tuple[str, ...] | None = None) -> bytes:
    """The bytes of the workbook."""
    sections = fields.sections(instrument, core=core, only=only)
    file = BytesIO()
    as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, {"in_memory": True, **as_text})
    book.set_properties({"title": instrument.settings.title, "created": _CREATED})
    looks = Looks.of(book)
    titles = _("How to fill this in"), _("Firms"), _("One firm")
    explaining, firms, one = (book.add_worksheet(sheet_name(title)) for title in titles)
    asked = {field.id: field for section in sections for field in section.fields}
    known = Lists(book.add_worksheet(lists.SHEET), instrument.settings.words, asked)
    explanation.fill(explaining, instrument, looks, core=core)
    FirmsSheet(firms, instrument, looks, known).fill(sections)
    OneFirmSheet(one, instrument, looks, known).fill(sections)
    book.close()
    return file.getvalue()
