"""What is wrong with a row or a cell of a file, and what to do about it. Never repeats what stands in the cell."""

import re
import unicodedata
from dataclasses import dataclass

from msme_check.cells import Fault, codes_of
from msme_check.i18n import _
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Number, Question

LOST = (
    "[?\ufffd]|[\u00c2-\u00f4\u0102][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]"
    "|[\u0e40\u0e41][\u0080-\u009f\u0e18-\u0e1b\u20ac]"
)
"""What every text holds whose letters were lost or garbled, and few others do. The last two are UTF-8 that was read as
Western or Vietnamese, and as Thai."""

_LOST = re.compile(r"\ufffd|\?{3,}|^[\s?]*\?\s*\?[\s?]*$|\w\?\w")
"""What is left of letters that a file could not hold: `????`, `Xu?ng`, or the replacement character."""


_TAKEN_FOR = {"cp1252": 1, "cp1258": 1, "cp874": 2}
"""The encodings for which programs take UTF-8, and how many letters show it: a short Thai name may be both."""
_NO_LETTERS = frozenset(map(chr, range(0x80, 0xA0)))
"""What programs make of bytes that are none of the encoding's letters."""


@dataclass(frozen=True)
class Refusal:
    """A column of the header, a cell or a whole firm that could not be used. `row`: where it stands (`Origins`).

    `column` is empty where it is the whole firm.
    """

    row: int
    column: str
    what: str
    do: str


def letters_lost(text: str) -> bool:
    """Whether the text shows that its letters became question marks, or were taken for others."""
    return bool(_LOST.search(text)) or any(_garbled(text, encoding) for encoding in _TAKEN_FOR)


def _garbled(text: str, encoding: str) -> bool:
    """Whether the text is UTF-8 that a program took for another encoding, which nobody writes by accident."""
    if text.isascii():
        return False
    try:
        stored = b"".join(bytes((ord(c),)) if c in _NO_LETTERS else c.encode(encoding) for c in text)
        meant = [c for c in stored.decode("utf-8") if not c.isascii()]
    except UnicodeError:
        return False
    return len(meant) >= _TAKEN_FOR[encoding] and all(unicodedata.category(c)[0] not in "C" for c in meant)


def lost_letters() -> tuple[str, str]:
    """What is wrong with such a text, and what to do."""
    return (
        _("Letters of this cell became question marks or other signs when the file was opened or saved."),
        _(
            "Open the original as Unicode (UTF-8), and save it again as 'CSV UTF-8 (comma delimited)' or as a "
            "workbook; this file does not hold the letters any more."
        ),
    )


def error_words() -> tuple[str, str]:
    """What is wrong with such a cell, and what to do."""
    return _("The formula of this cell has failed."), _(
        "Correct the formula, or write its value, and save the file again."
    )


def fault_words(instrument: Instrument, column: str, fault: Fault) -> tuple[str, str]:
    """What is wrong with a cell of this column, and what to do."""
    if fault is Fault.FORMULA:
        return error_words()
    field = instrument.profile_field.get(column)
    if field is not None:
        return _field_words(field, fault)
    return _question_words(instrument.questions[column], fault)


def _question_words(question: Question, fault: Fault) -> tuple[str, str]:
    otherwise = _("'dk' for 'I do not know', or leave the cell empty.")
    if fault in {Fault.AMBIGUOUS, Fault.ZAWGYI}:
        return _text_words(fault, codes_of(question))
    match fault:
        case Fault.LEVEL:
            what = _("This is none of the levels 0 to 4.")
            do = _("Write the level that fits, from 0 for the first line to 4;")
        case Fault.LINE:
            what = _("This is one more than the highest level: levels go from 0, the first line, to 4.")
            do = _(
                "If your lines are counted from 1 to 5, every level is one too high: take 1 from each. "
                "Otherwise write the level that fits;"
            )
        case Fault.ITEM:
            what = _("A code in this cell is not one of the question's.")
            codes = " ".join(item.code for item in question.items) if isinstance(question, Checklist) else ""
            do = _("Write the codes that are true, with spaces between them, or none: {codes};").format(codes=codes)
        case Fault.NONE_AND_OTHERS:
            what = _("'none' stands beside other codes.")
            do = _("Keep 'none', or the other codes;")
        case Fault.YES_NO:
            what = _("This is not yes, partly or no.")
            do = _("Write yes, partly or no;")
        case Fault.RANGE if isinstance(question, Number):
            what = _("This number is not between {low:g} and {high:g}.")
            what = what.format(low=question.minimum, high=question.maximum)
            do = _("Check it. The unit is: {unit}. Write the number,").format(unit=question.unit)
        case Fault.NOT_APPLICABLE:
            return _not_applicable_words(question)
        case _:
            what = _("This is not a number.")
            do = _("Write the number in digits, without words;")
    return what, f"{do} {otherwise}"


def _text_words(fault: Fault, known: tuple[str, ...]) -> tuple[str, str]:
    """What is wrong with a text that cannot be taken for the text of an answer."""
    if fault is Fault.ZAWGYI:
        return zawgyi_words()
    what = _("This text stands for more than one answer.")
    return what, _("Write the code of the answer that is meant: {codes}.").format(codes=" ".join(known))


def zawgyi_words() -> tuple[str, str]:
    """What is wrong with Burmese that is not in Unicode, and what to do."""
    return (
        _("This is Burmese in the Zawgyi encoding, which is not Unicode, so it cannot be read."),
        _("Convert the file from Zawgyi to Unicode with a converter for it, then run again."),
    )


def _not_applicable_words(question: Question) -> tuple[str, str]:
    if not question.not_applicable:
        what = _("This question applies to every firm, so 'na' cannot be its answer.")
    else:
        what = _("'na' does not fit what this row says about the firm.")
    grounds = " ".join(_("'na' is for this case: {text}.").format(text=one.text) for one in question.not_applicable)
    do = _("Answer the question, write 'dk' for 'I do not know', or leave the cell empty.")
    return what, f"{grounds} {do}".strip()


def _field_words(field: ProfileField, fault: Fault) -> tuple[str, str]:
    """What is wrong with a fact, and what to do; one without which the firm is scored may be left open."""
    what, do = _fact_words(field, fault)
    open_too = fault in {Fault.CHOICE, Fault.FIGURE, Fault.RANGE} and not field.required
    return what, f"{do} {_('Or leave the cell empty.')}" if open_too else do


def _fact_words(field: ProfileField, fault: Fault) -> tuple[str, str]:
    match fault:
        case Fault.AMBIGUOUS | Fault.ZAWGYI:
            return _text_words(fault, tuple(option.code for option in field.options))
        case Fault.CHOICE_OF:
            what = _("This choice does not belong to the firm's '{by}'.").format(by=field.options_by)
            return what, _("Correct one of the two, or leave this cell empty.")
        case Fault.CHOICE:
            what = _("This is none of the choices.")
            do = _("Write one of: {codes}.")
            if field.type == "choices":
                what = _("A code in this cell is none of the choices.")
                do = _("Write the codes that are true, with spaces between them: {codes}.")
            return what, do.format(codes=" ".join(option.code for option in field.options))
        case Fault.RANGE:
            what = _("This number is not between {low} and {high}.").format(low=field.minimum, high=field.maximum)
            if field.type == "year":
                return what, _("Write the year of the common era. One of the Buddhist era is 543 years ahead of it.")
            return what, _("Check it, and write the right number.")
        case _:
            return _no_figure(field)


def _no_figure(field: ProfileField) -> tuple[str, str]:
    if field.type == "year":
        return _("This is not a year."), _("Write the year alone in digits, such as 2015, without month and day.")
    do = _("Write a whole number in digits alone, without the name or sign of a currency or other words.")
    return _("This is not a whole number."), do


def missing_field(field: ProfileField) -> tuple[str, str]:
    """What is wrong where a fact about the firm is missing without which it cannot be scored."""
    do = _("Write the number.")
    if field.options:
        do = _("Write one of: {codes}.").format(codes=" ".join(option.code for option in field.options))
    return _("This cell is empty, and without it the firm cannot be scored."), do
