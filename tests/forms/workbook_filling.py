"""Fills in the workbook as a person does: with what the lists of its cells offer, by another library than wrote it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from msme_check.answers import EVIDENCE, FIRM_ID, FIRM_NAME
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder

Row = Mapping[str, str]
NAMES = 4
"""The row of the sheet of firms that has the names of the columns."""


class Form:
    """A workbook that was written by `forms xlsx`."""

    def __init__(self, path: Path, instrument: Instrument) -> None:
        self.book: Workbook = load_workbook(path)
        self.instrument = instrument
        self._found: dict[str, dict[tuple[str, int], DataValidation]] = {}

    @property
    def firms(self) -> Worksheet:
        return self.book["Firms"]

    @property
    def one(self) -> Worksheet:
        return self.book["One firm"]

    @property
    def columns(self) -> dict[str, int]:
        """The columns of the sheet of firms by name."""
        return {cell.value: cell.column for cell in self.firms[NAMES]}

    @property
    def lines(self) -> dict[str, int]:
        """The rows of the sheet for one firm by name."""
        return {cell.value: cell.row for cell in self.one["B"] if cell.value}

    def rule(self, sheet: Worksheet, cell: str) -> DataValidation | None:
        """What may be typed into a cell."""
        column, row = coordinate_from_string(cell)
        found = self._rules(sheet).get((column, row)) or self._rules(sheet).get((column, 0))
        return found if found is not None and cell in found.sqref else None

    def _rules(self, sheet: Worksheet) -> dict[tuple[str, int], DataValidation]:
        """The rules of a sheet by the column and row of their cell; those of many rows by 0."""
        if sheet.title not in self._found:
            self._found[sheet.title] = {
                (get_column_letter(column), 0 if area.max_row > area.min_row else area.min_row): rule
                for rule in sheet.data_validations.dataValidation
                for area in rule.sqref.ranges
                for column in range(area.min_col, area.max_col + 1)
            }
        return self._found[sheet.title]

    def offered(self, sheet: Worksheet, cell: str) -> list[str]:
        """The texts of the list that a cell drops down; of all lists where it depends on another cell."""
        rule = self.rule(sheet, cell)
        if rule is None or rule.type not in {"list", "custom"}:
            return []
        found = re.findall(r"lists!(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)", rule.formula1 or "")
        if not found:
            return []
        depends = "OFFSET(" in (rule.formula1 or "")  # then the first list is that of the other cell
        first_column, first, _last_column, last = range_boundaries(found[1 if depends else 0])
        return [self.book["lists"].cell(row, first_column).value for row in range(first, last + 1)]

    @property
    def red(self) -> dict[str, str]:
        """For each column that may turn red, the formula by which its first cell does."""
        names = {place: name for name, place in self.columns.items()}
        return {
            names[range_boundaries(str(area.sqref))[0]]: rule.formula[0]
            for area in self.firms.conditional_formatting
            for rule in area.rules
            if "+COUNTIF(" in rule.formula[0]
        }

    def cells(self, row: Row) -> dict[str, str | float]:
        """What a person puts into which column for a firm whose answers are codes."""
        found: dict[str, str | float] = {}
        for name, text in row.items():
            if not text or name == "row":
                continue
            if name in {FIRM_ID, FIRM_NAME, EVIDENCE}:
                found[name] = text
            elif f"{name}/{text.split()[0]}" in self.columns:
                found |= {f"{name}/{code}": "x" for code in text.split()}
            else:
                found[name] = self._chosen(name, text)
        return found

    def _chosen(self, name: str, text: str) -> str | float:
        words, field = self.instrument.settings.words, self.instrument.profile_field.get(name)
        if text == "dk":
            return words.dont_know
        if text == "na":
            return words.not_applicable
        if field is not None:
            return next((one.text for one in field.options if one.code == text), None) or float(text)
        question = self.instrument.questions[name]
        if isinstance(question, Ladder):
            offered = self.offered(self.firms, f"{get_column_letter(self.columns[name])}{NAMES + 1}")
            return next(one for one in offered if one.startswith(f"{text}. "))
        if question.type == "yesno":
            return {"yes": words.yes, "partly": f"{words.partly}: {question.partly}", "no": words.no}[text]
        return float(text)

    def fill(self, rows: Sequence[Row]) -> None:
        """Types firms into the sheet of firms, each text only where the cell's list has it."""
        columns = self.columns
        for place, row in enumerate(rows, NAMES + 1):
            for name, value in self.cells(row).items():
                cell = self.firms.cell(place, columns[name])
                self._check(self.firms, f"{get_column_letter(columns[name])}{place}", name, value)
                cell.value = value

    def fill_one(self, row: Row) -> None:
        """Types a firm into the sheet for one."""
        lines = self.lines
        for name, value in self.cells(row).items():
            self._check(self.one, f"C{lines[name]}", name, value)
            self.one.cell(lines[name], 3).value = value

    def _check(self, sheet: Worksheet, cell: str, name: str, value: str | float) -> None:
        if isinstance(value, str) and name not in {FIRM_ID, FIRM_NAME, EVIDENCE}:
            assert value in self.offered(sheet, cell), (name, value)

    def save(self, path: Path) -> Path:
        """Saves it, as another program does."""
        self.book.save(path)
        return path
