"""The sheet to type into: one firm a row. Above the rows stand the parts, the questions, hints, and the names of the
columns in small print, by which the intake knows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from msme_check.answers import FIRM_ID, FIRM_NAME
from msme_check.forms import fields
from msme_check.forms.fields import Choice, Field, Kind, Section
from msme_check.forms.workbook import words
from msme_check.forms.workbook.lists import Lists, Rule
from msme_check.forms.workbook.looks import LINE, Looks, height
from msme_check.i18n import _
from msme_check.model.instrument import Instrument

ROWS = 5000
"""Firms for which there are drop-down lists."""

_PART, _TEXT, _HINT, _NAME, _FIRST = range(5)
"""The rows of the header, and the first firm's."""
_LAST = _FIRST + ROWS - 1
_WIDTHS = {FIRM_ID: 18.0, FIRM_NAME: 26.0}
_WIDE, _NUMBER, _NARROW, _BOX = 46.0, 32.0, 22.0, 18.0
"""Letters: drop-down lists are as wide as their cells, so the answers of questions get room."""
_NOTE = 62
"""Letters of a line of a note."""
_POINTS = 5.6
"""Pixels of a letter of a note; a line is 16 high."""


@dataclass(frozen=True)
class Column:
    """A column of the sheet: a field, or one box of a field of which several answers may be true."""

    field: Field
    box: Choice | None = None

    @property
    def name(self) -> str:
        """The name by which the intake knows it."""
        return f"{self.field.id}/{self.box.code}" if self.box else self.field.id

    @property
    def width(self) -> float:
        """Letters of its cells."""
        if self.box:
            return _BOX
        if self.field.question:
            return _WIDE if self.field.choices else _NUMBER
        return _WIDTHS.get(self.field.id, _NARROW)


def columns(field: Field, instrument: Instrument) -> tuple[Column, ...]:
    """The columns of a field."""
    if field.kind is not Kind.SEVERAL:
        return (Column(field),)
    return tuple(Column(field, box) for box in (*field.choices, *fields.beside(field, instrument.settings.words)))


class FirmsSheet:
    """Fills the sheet from left to right."""

    def __init__(self, sheet: Worksheet, instrument: Instrument, looks: Looks, lists: Lists) -> None:
        self._sheet, self._instrument, self._looks, self._lists = sheet, instrument, looks, lists
        self._column = 0
        self._places: dict[str, int] = {}
        self._texts: list[tuple[str, float]] = []
        self._hints: list[tuple[str, float]] = []

    def fill(self, sections: Sequence[Section]) -> None:
        """Writes the whole sheet."""
        for section in sections:
            self._section(section.path, section.fields)
        self._section(_("Proof"), [fields.evidence()])
        self._sheet.set_row(_PART, 20)
        self._sheet.set_row(_TEXT, height(self._texts))
        self._sheet.set_row(_HINT, height(self._hints, LINE * 0.9))
        self._sheet.set_row(_NAME, 11)
        self._sheet.freeze_panes(_FIRST, 2)
        self._paper()

    def _paper(self) -> None:
        self._sheet.set_paper(9)
        self._sheet.set_landscape()
        self._sheet.set_print_scale(60)
        self._sheet.hide_gridlines(0)
        self._sheet.repeat_rows(_PART, _NAME)
        self._sheet.repeat_columns(0, 1)
        self._sheet.set_footer("&L&A&R&P / &N")

    def _section(self, title: str, asked: Sequence[Field]) -> None:
        first = self._column
        for field in asked:
            self._field(field)
        for column in range(first, self._column):
            self._sheet.write_blank(_PART, column, None, self._looks.heading)
        self._sheet.write_string(_PART, first, title, self._looks.heading)

    def _field(self, field: Field) -> None:
        found, first = columns(field, self._instrument), self._column
        self._places[field.id] = first
        look = self._looks.needed if field.required else self._looks.column
        if len(found) > 1:
            self._sheet.merge_range(_TEXT, first, _TEXT, first + len(found) - 1, field.text, look)
        else:
            self._sheet.write_string(_TEXT, first, field.text, look)
        self._texts.append((field.text, sum(column.width for column in found)))
        self._note(first, words.note(field, self._instrument))
        for column in found:
            self._one(column)

    def _note(self, column: int, text: str) -> None:
        lines = sum(1 + len(part) // _NOTE for part in text.split("\n"))
        size = {"width": int(_NOTE * _POINTS), "height": 16 * lines + 12, "font_size": 9, "font_family": 2}
        self._sheet.write_comment(_TEXT, column, text, {"author": "msme-check", **size})

    def _one(self, column: Column) -> None:
        place, field = self._column, column.field
        looks = self._looks
        look = looks.box if column.box else looks.text if field.kind is Kind.TEXT else looks.cell
        self._sheet.set_column(place, place, column.width, look)
        hint = column.box.full if column.box else self._hint(field)
        self._hints.append((hint, column.width))
        self._sheet.write_string(_HINT, place, hint, self._looks.needed_hint if field.required else self._looks.hint)
        self._sheet.write_string(_NAME, place, column.name, self._looks.name)
        self._rule(column)
        self._column += 1

    def _hint(self, field: Field) -> str:
        return "; ".join(filter(None, self._hints_of(field)))

    def _hints_of(self, field: Field) -> Iterator[str]:
        if field.required:
            yield _("must be filled in")
        if only := fields.only_for(field, self._instrument):
            yield _("only for: {choices}").format(choices=", ".join(only))
        if field.kind in {Kind.NUMBER, Kind.YEAR}:
            yield field.unit or _("year")
        if field.grounds:
            yield _("may be: {answer}").format(answer=self._instrument.settings.words.not_applicable)

    def _rule(self, column: Column) -> None:
        area = (_FIRST, self._column, _LAST, self._column)
        cell = xl_rowcol_to_cell(_FIRST, self._column)
        above = self._places.get(column.field.choices_by or "")
        if column.box:
            rule: Rule | None = self._lists.tick()
        elif column.field.id == FIRM_ID:
            rule = self._once(cell)
        else:
            by = "" if above is None else xl_rowcol_to_cell(_FIRST, above, col_abs=True)
            rule = self._lists.rule(column.field, cell, by)
            self._mark(area, self._lists.strange(column.field, cell), self._looks.strange)
        if rule is not None:
            self._sheet.data_validation(*area, rule)
        if column.field.required and column.field.id != FIRM_ID:
            empty = f'=AND({xl_rowcol_to_cell(_FIRST, self._places[FIRM_ID], col_abs=True)}<>"",{cell}="")'
            self._mark(area, empty, self._looks.missing)

    def _mark(self, area: tuple[int, int, int, int], formula: str | None, look: Format) -> None:
        """Shows in colour the cells for which a formula holds."""
        if formula is not None:
            self._sheet.conditional_format(*area, {"type": "formula", "criteria": formula, "format": look})

    def _once(self, cell: str) -> Rule:
        """Warns of an id that is there already; only warns, because programs take 07 and 7 for the same."""
        everywhere = xl_range_abs(_FIRST, self._column, _LAST, self._column)
        return {
            "validate": "custom",
            "value": f"=COUNTIF({everywhere},{cell})=1",
            "error_type": "warning",
            "error_title": _("Twice?")[:32],
            "error_message": _("This id is there already. Each firm needs an id of its own.")[:255],
        }
