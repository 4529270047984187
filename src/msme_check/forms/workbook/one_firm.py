"""The sheet for one firm, in portrait: to print and write on, or to type into.

The names of the columns stand in its second column and the answers beside them, so the intake reads it as a sheet of
firms that lies on its side. Lines without a name are only for people.
"""

from collections.abc import Iterator, Sequence

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from msme_check.forms import fields
from msme_check.forms.fields import Field, Kind, Section
from msme_check.forms.workbook import words
from msme_check.forms.workbook.firms import columns
from msme_check.forms.workbook.lists import Lists, Rule
from msme_check.forms.workbook.looks import LINE, Looks, height
from msme_check.i18n import _
from msme_check.model.instrument import Instrument

_TEXT, _NAME, _ANSWER = range(3)
_WIDTHS = 64.0, 12.0, 26.0
_SMALL = 0.9
"""The height of a line of small letters."""


class OneFirmSheet:
    """Fills the sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, instrument: Instrument, looks: Looks, lists: Lists) -> None:
        self._sheet, self._instrument, self._looks, self._lists = sheet, instrument, looks, lists
        self._row = 0
        self._cells: dict[str, str] = {}
        self._asked: dict[str, Field] = {}

    def fill(self, sections: Sequence[Section]) -> None:
        """Writes the whole sheet."""
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._wide(self._instrument.settings.title, self._looks.title, 24)
        for paragraph in self._introduction():
            self._wide(paragraph, self._looks.plain)
        breaks = []
        for section in sections:
            if section.questionnaire is not None:
                breaks.append(self._row)
            self._section(section.path, section.fields)
        self._section(_("Proof"), [fields.evidence()])
        self._sheet.set_h_pagebreaks(breaks)
        self._paper()

    def _introduction(self) -> Iterator[str]:
        dont_know, outside = self._instrument.settings.words.dont_know, self._instrument.settings.words.not_applicable
        yield _(
            "Choose or type the answers in the boxes on the right; or print these pages, write in the boxes, and type "
            "the answers in later, here or as a row of the sheet '{sheet}'."
        ).format(sheet=_("Firms"))
        yield _(
            "Every question may also be answered '{dont_know}', and '{outside}' where a reason for it is given. A box "
            "that stays empty counts as not answered."
        ).format(dont_know=dont_know, outside=outside)

    def _paper(self) -> None:
        self._sheet.set_paper(9)
        self._sheet.set_portrait()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
        self._sheet.hide_gridlines(2)
        self._sheet.set_footer(f"&L{self._instrument.settings.id} {self._instrument.settings.version}&R&P / &N")

    def _section(self, title: str, asked: Sequence[Field]) -> None:
        self._sheet.set_row(self._row, 22)
        for column in (_NAME, _ANSWER):
            self._sheet.write_blank(self._row, column, None, self._looks.heading)
        self._sheet.write_string(self._row, _TEXT, title, self._looks.heading)
        self._row += 1
        for field in asked:
            self._asked[field.id] = field
            self._field(field)

    def _field(self, field: Field) -> None:
        first = self._row
        self._line(field.text, self._looks.strong)
        several = field.kind is Kind.SEVERAL
        small = [*words.about(field, self._instrument), *words.asides(field, self._instrument)]
        if several or not field.choices:
            small += filter(None, [words.how(field, self._instrument)])
        if several:
            self._boxes(field)
        else:
            for text in self._choices(field):
                self._line(text, self._looks.indented)
        for text in small:
            self._line(text, self._looks.small, LINE * _SMALL)
        if not several:
            self._answer(field, first)
        self._sheet.set_row(self._row, 5)
        self._row += 1

    def _choices(self, field: Field) -> Iterator[str]:
        """The answers to choose from; where they belong to those of another field, a line for each of these."""
        parent = self._asked.get(field.choices_by or "")
        if parent is None:
            yield from (words.choice_line(choice, field) for choice in field.choices)
            return
        for one in parent.choices:
            yield f"{one.full}: {' / '.join(choice.full for choice in field.choices if choice.of == one.code)}"

    def _boxes(self, field: Field) -> None:
        for column in columns(field, self._instrument):
            if column.box is not None:
                self._cell(column.name, self._row, self._row, self._looks.answer, self._lists.tick())
                self._line(column.box.full, self._looks.indented)

    def _answer(self, field: Field, first: int) -> None:
        """The box for the answer, beside all lines of its question."""
        cell = xl_rowcol_to_cell(first, _ANSWER, row_abs=True, col_abs=True)
        rule = self._lists.rule(field, cell, self._cells.get(field.choices_by or "", ""))
        self._cells[field.id] = cell
        look = self._looks.answer_text if field.kind is Kind.TEXT else self._looks.answer
        self._cell(field.id, first, self._row - 1, look, rule)
        if strange := self._lists.strange(field, cell):
            found = {"type": "formula", "criteria": strange, "format": self._looks.strange}
            self._sheet.conditional_format(first, _ANSWER, self._row - 1, _ANSWER, found)

    def _cell(self, name: str, first: int, last: int, look: Format, rule: Rule | None) -> None:
        self._sheet.write_string(first, _NAME, name, self._looks.tiny)
        if last > first:
            self._sheet.merge_range(first, _ANSWER, last, _ANSWER, "", look)
        else:
            self._sheet.write_blank(first, _ANSWER, None, look)
        if rule is not None:
            self._sheet.data_validation(first, _ANSWER, first, _ANSWER, rule)

    def _line(self, text: str, look: Format, line: float = LINE) -> None:
        self._sheet.set_row(self._row, height([(text, _WIDTHS[_TEXT])], line))
        self._sheet.write_string(self._row, _TEXT, text, look)
        self._row += 1

    def _wide(self, text: str, look: Format, points: float = 0) -> None:
        """A line across the page."""
        self._sheet.set_row(self._row, points or height([(text, sum(_WIDTHS))]))
        self._sheet.merge_range(self._row, _TEXT, self._row, _ANSWER, text, look)
        self._row += 1
