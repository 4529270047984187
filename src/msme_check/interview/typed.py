"""What a person typed at the prompt -> a value of the response, or a friendly line that says what to type."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from msme_check import cells
from msme_check.i18n import _
from msme_check.model.instrument import Option, ProfileField, Words
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Value

YES_NO = ("yes", "partly", "no")
"""The answers of a yes/no question in the order in which they are shown."""

LONGEST_NAME = 120
_BETWEEN = re.compile(r"[\s.,;/|，、；။၊]+")  # noqa: RUF001 - the commas that keyboards of the region type
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_BUDDHIST_ERA = 543


@dataclass(frozen=True)
class Typed:
    """The value that was typed, or (where there is none) why, and what to do."""

    value: Value | None = None
    problem: str = ""


def question_value(question: Question, text: str, words: Words) -> Typed:
    """The answer to a question."""
    match question:
        case Ladder():
            place = _place(text, len(question.levels))
            return Typed(problem=_one_of(len(question.levels))) if place is None else Typed(place - 1)
        case YesNo():
            return _yes_no(text, words)
        case Checklist():
            return _ticks(question, text, words)
        case Number():
            return _figure(question, text)


def field_value(field: ProfileField, options: Sequence[Option], text: str, latest_year: int | None) -> Typed:
    """The fact that answers a profile field. `options` are those shown; no year may lie after `latest_year`."""
    if field.type == "choice":
        word = text.casefold()
        for place, option in enumerate(options, 1):
            if word in {option.code.casefold(), option.text.casefold()} or place == cells.whole(text):
                return Typed(option.code)
        return Typed(problem=_one_of(len(options)))
    if field.type == "choices":
        places, problem = _places(text, len(options))
        if not problem and 0 in places:
            problem = _("Please type the numbers of those that fit, or s to skip when none does.")
        return Typed(problem=problem) if problem else Typed(_chosen([option.code for option in options], places))
    return _whole(field, text, latest_year)


def name(text: str) -> Typed:
    """The name of the business, cleaned."""
    clean = cells.plain(text)
    if len(clean) > LONGEST_NAME:
        problem = _("This name has more than {most} characters. Please type a shorter one.").format(most=LONGEST_NAME)
        return Typed(problem=problem)
    return Typed(clean)


def _one_of(count: int) -> str:
    return _("Please type one number from 1 to {last}, or one of the letters shown.").format(last=count)


def _place(text: str, count: int) -> int | None:
    place = cells.whole(text)
    return place if place is not None and 1 <= place <= count else None


def _yes_no(text: str, words: Words) -> Typed:
    word = text.casefold()
    for place, (code, shown) in enumerate(zip(YES_NO, (words.yes, words.partly, words.no), strict=True), 1):
        if word in {code, shown.casefold()} or place == cells.whole(text):
            return Typed(code)
    return Typed(problem=_one_of(len(YES_NO)))


def _ticks(question: Checklist, text: str, words: Words) -> Typed:
    if text.casefold() in {cells.NONE, words.none_of_these.casefold()}:
        return Typed((cells.NONE,))
    places, problem = _places(text, len(question.items))
    if not problem and 0 in places:
        if len(places) == 1:
            return Typed((cells.NONE,))
        problem = _("0 means that none is true, so it stands alone. Please type either 0 or the other numbers.")
    return Typed(problem=problem) if problem else Typed(_chosen([item.code for item in question.items], places))


def _chosen(codes: Sequence[str], places: frozenset[int]) -> tuple[str, ...]:
    return tuple(code for place, code in enumerate(codes, 1) if place in places)


def _places(text: str, count: int) -> tuple[frozenset[int], str]:
    """The numbers in a text such as `1 3, 4`, and what is wrong with them."""
    found = [cells.whole(part) for part in _BETWEEN.split(text) if part]
    numbers = frozenset(number for number in found if number is not None)
    if not found or None in found:
        return numbers, _("Please type numbers from the list with a space between them, for example 1 3.")
    wrong = [number for number in numbers if not 0 <= number <= count]
    if not wrong:
        return numbers, ""
    digits = str(wrong[0])
    if len(found) == 1 and set(digits) <= {str(place) for place in range(1, count + 1)}:
        problem = _("There is no line {line}. For several lines leave a space between the numbers: {apart}")
        return numbers, problem.format(line=digits, apart=" ".join(digits))
    problem = _("There is no line {line}. The lines go from 1 to {last}; please type all numbers again.")
    return numbers, problem.format(line=digits, last=count)


def _figure(question: Number, text: str) -> Typed:
    figure = _without_unit(text, question.unit)
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", figure):
        # A decimal comma or a comma between thousands? A wrong guess would be wrong by a thousand.
        return Typed(problem=_("This comma can be read in two ways. Please type the figure without it."))
    answer = cells.answer(question, figure)
    if answer.fault is cells.Fault.RANGE:
        problem = _("The figure has to lie between {low} and {high} ({unit}). Please check it and type it again.")
        return Typed(
            problem=problem.format(low=f"{question.minimum:g}", high=f"{question.maximum:g}", unit=question.unit)
        )
    if answer.figure is None:
        return Typed(problem=_("Please type a figure in digits, for example 12 or 2.5, or one of the letters shown."))
    return Typed(cells.stored(question, answer))


def _without_unit(text: str, unit: str) -> str:
    bare = _western(text).rstrip("%٪％ ")  # noqa: RUF001 - percent signs of other keyboards
    word = unit.split(maxsplit=1)[0]
    for ending in (unit, word, word.removesuffix("s")):
        if bare.casefold().endswith(ending.casefold()):
            return bare[: -len(ending)].strip()
    return bare


def _western(text: str) -> str:
    """The text with its digits, whatever their script, as 0-9."""
    digits = ((character, unicodedata.digit(character, None)) for character in text)
    return "".join(character if digit is None else str(digit) for character, digit in digits)


def _whole(field: ProfileField, text: str, latest_year: int | None) -> Typed:
    digits = _without_unit(text, field.unit) if field.unit else _western(text)
    if _GROUPED.fullmatch(digits) and field.type == "number":
        digits = re.sub(r"\D", "", digits)
    if not re.fullmatch(r"-?\d+", digits):
        example = "2015" if field.type == "year" else "12"
        return Typed(problem=_("Please type a whole number in digits, for example {example}.").format(example=example))
    fact = cells.fact(field, digits)
    figure = fact.value if isinstance(fact.value, int) else None
    if field.type == "year" and latest_year is not None and (figure is None or figure > latest_year):
        return _wrong_year(field, int(digits), latest_year)
    if figure is None:
        problem = _("The number has to lie between {low} and {high}. Please check it and type it again.")
        return Typed(problem=problem.format(low=_grouped(field.minimum), high=_grouped(field.maximum)))
    return Typed(figure)


def _grouped(number: int | None) -> str:
    return "..." if number is None else f"{number:,}"


def _wrong_year(field: ProfileField, year: int, latest: int) -> Typed:
    western = year - _BUDDHIST_ERA
    if (field.minimum or 0) <= western <= latest:
        problem = _(
            "If {year} is a year of the Buddhist era, it is {western} in the other calendar: please type {western}."
        )
        return Typed(problem=problem.format(year=year, western=western))
    problem = _("The year has to lie between {low} and {high}. Please check it and type it again.")
    return Typed(problem=problem.format(low=field.minimum or 0, high=latest))
