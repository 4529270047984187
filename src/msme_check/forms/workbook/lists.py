"""The hidden sheet with the lists that cells drop down, and what may be typed into a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from msme_check.forms import fields
from msme_check.forms.fields import Choice, Field, Kind
from msme_check.i18n import _
from msme_check.model.instrument import Words
from msme_check.model.questions import Ladder

SHEET = "lists"
TICK = "x"
"""What stands in the box of an answer that is true, where several may be."""

_LONGEST = 255
"""Letters. Excel takes no longer messages and formulas, and counts no longer texts (COUNTIF)."""
_LONGEST_TITLE = 32
_BOUNDLESS = 10**12
"""A limit that no firm comes near, so that it need not be said."""
_FURTHEST = 10**15
"""A number that no spreadsheet program rounds, where a fact has no limit."""

Rule = dict[str, Any]
"""What may be typed into a cell, as xlsxwriter wants it."""


class Lists:
    """Lists of texts, each in a column of a hidden sheet; equal ones stand there once."""

    def __init__(self, sheet: Worksheet, words: Words, asked: Mapping[str, Field]) -> None:
        self._sheet, self._words, self._asked = sheet, words, asked
        self._ranges: dict[tuple[str | int, ...], str] = {}
        sheet.hide()

    def range(self, texts: Sequence[str | int]) -> str:
        """Where a list stands, as a formula names it."""
        known = tuple(texts)
        if known not in self._ranges:
            column = len(self._ranges)
            for row, text in enumerate(known):
                write = self._sheet.write_number if isinstance(text, int) else self._sheet.write_string
                write(row, column, text)
            self._ranges[known] = f"{SHEET}!{xl_range_abs(0, column, len(known) - 1, column)}"
        return self._ranges[known]

    def rule(self, field: Field, cell: str, above: str = "") -> Rule | None:
        """What may be typed into the cells of a field, of which `cell` is the first; None where it is any text.

        `above`: the cell that holds the choice on which the choices here depend.
        """
        match field.kind:
            case Kind.TEXT:
                return None
            case Kind.NUMBER if field.question is not None:
                return self._number(field, cell)
            case Kind.NUMBER | Kind.YEAR:
                return _whole(field, limits(field, self._words))
        # What is not in the list is not stopped, because codes may be typed from paper; `strange` shows it.
        source = self._depending(field, above) if above else f"={self.range(self._texts(field))}"
        return {"validate": "list", "source": source, "show_error": False}

    def strange(self, field: Field, cell: str) -> str | None:
        """The formula by which a cell holds neither a text of its list nor a code; None for cells without a list."""
        if field.kind is not Kind.ONE:
            return None
        texts, codes = self.range(self._texts(field)), self.range(self._codes(field))
        return f'=AND({cell}<>"",COUNTIF({texts},{cell})+COUNTIF({codes},{cell})=0)'

    def _offered(self, field: Field) -> tuple[Choice, ...]:
        return (*field.choices, *fields.beside(field, self._words))

    def _texts(self, field: Field) -> list[str]:
        return [item(choice, field) for choice in self._offered(field)]

    def _codes(self, field: Field) -> list[str | int]:
        """Codes as a spreadsheet program keeps them when they are typed."""
        return [int(one.code) if one.code.isdecimal() else one.code for one in self._offered(field)]

    def tick(self) -> Rule:
        """A box that is ticked or not."""
        rule = {"validate": "list", "source": f"={self.range([TICK])}"}
        return _said(rule, _("Type {tick} where this is true; else leave it empty.").format(tick=TICK))

    def _number(self, field: Field, cell: str) -> Rule:
        """A number, or one of the answers that stand beside it: as a text, or as its code, which is quicker to type."""
        beside = fields.beside(field, self._words)
        known = self.range([text for choice in beside for text in (choice.full, choice.code)])
        low, high = fields.figure(field.minimum), fields.figure(field.maximum)
        formula = f"=OR(AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high}),COUNTIF({known},{cell})>0)"
        words = limits(field, self._words)
        return _said({"validate": "custom", "value": formula}, words, words)

    def _depending(self, field: Field, above: str) -> str:
        """The part of a list that belongs to the choice in another cell; all of it where that holds none."""
        parent = self._asked[field.choices_by or ""]
        ordered = [
            (item(one, parent), item(choice, field))
            for one in parent.choices
            for choice in field.choices
            if choice.of == one.code
        ]
        parents, texts = self.range([one for one, _text in ordered]), self.range([text for _one, text in ordered])
        first = texts.split(":")[0]
        found = f"OFFSET({first},MATCH({above},{parents},0)-1,0,COUNTIF({parents},{above}),1)"
        return f"=IF(COUNTIF({parents},{above})=0,{texts},{found})"


def numbered(choice: Choice, field: Field) -> str:
    """A choice as it can stand alone: the lines of a ladder with their number."""
    line = isinstance(field.question, Ladder) and choice.code.isdecimal()
    return f"{choice.code}. {choice.full}" if line else choice.full


def item(choice: Choice, field: Field) -> str:
    """A choice as it stands in a list, where Excel takes no more: as such, else its own text, else its code."""
    texts = (numbered(choice, field), numbered(replace(choice, full=choice.text), field), choice.code)
    return next(text for text in texts if len(text) <= _LONGEST)


def limits(field: Field, words: Words) -> str:
    """What may be typed where a number is asked for, in words."""
    low, high = fields.figure(field.minimum), fields.figure(field.maximum)
    whole, any_number = _("A whole number, {low} to {high}"), _("A number, {low} to {high}")
    said = any_number if field.question is not None else whole
    if field.maximum is not None and field.maximum >= _BOUNDLESS:
        said = _("A whole number, {low} or more")
    unit = f" ({field.unit})" if field.unit else ""
    beside = [f"{one.code}: {one.full}" for one in fields.beside(field, words)]
    return "; ".join([said.format(low=low, high=high) + unit, *beside])


def _whole(field: Field, words: str) -> Rule:
    low = -_FURTHEST if field.minimum is None else field.minimum
    high = _FURTHEST if field.maximum is None else field.maximum
    rule = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    return _said(rule, words, words)


def _said(rule: Rule, error: str, prompt: str = "") -> Rule:
    """A rule with what is said where something else is typed, and where a cell is chosen."""
    said = {"error_title": _("Not understood")[:_LONGEST_TITLE], "error_message": _cut(error)}
    return {**rule, **said, **({"input_message": _cut(prompt)} if prompt else {})}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
