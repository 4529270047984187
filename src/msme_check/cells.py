"""One cell of a file, or one thing typed at a prompt -> an answer. The only place where answers are read."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from msme_check.model.assessment import State
from msme_check.model.instrument import ProfileField
from msme_check.model.questions import Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import Value
from msme_check.wordings import Wordings
from msme_check.zawgyi import is_zawgyi

NOT_APPLICABLE = frozenset({"na", "n/a", "n.a."})
DONT_KNOW = frozenset({"dk", "don't know", "dont know"})
NONE = "none"
YES_NO_LEVELS = {"yes": 4, "partly": 2, "no": 0}
_WORDS = {State.NOT_APPLICABLE: "na", State.DONT_KNOW: "dk"}
"""What a response holds in place of an answer."""


class Fault(StrEnum):
    """Why a cell could not be used."""

    LEVEL = "level"
    LINE = "line"
    ITEM = "item"
    NONE_AND_OTHERS = "none_and_others"
    YES_NO = "yes_no"
    FIGURE = "figure"
    RANGE = "range"
    NOT_APPLICABLE = "not_applicable"
    CHOICE = "choice"
    CHOICE_OF = "choice_of"
    AMBIGUOUS = "ambiguous"
    ZAWGYI = "zawgyi"
    FORMULA = "formula"


_NOT_READ = frozenset({Fault.LEVEL, Fault.ITEM, Fault.YES_NO, Fault.FIGURE, Fault.CHOICE})
"""Faults of a cell that is neither a code nor a number, so that it may hold the text of an answer."""


_ERRORS = frozenset(
    (
        *("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!"),
        *("#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#GETTING_DATA"),
        *("#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!", "#PROPAGATION!"),
        *("#BEZUG!", "#NV", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!"),
        *("#DEEL/0!", "#N/B", "#NAAM?", "#WAARDE!", "#VERW!", "#GETAL!", "#LEEG!"),
        *("#¡REF!", "#¡DIV/0!", "#N/D", "#¿NOMBRE?", "#¡VALOR!", "#¡NUM!", "#¡NULO!"),
        *("#NOME?", "#VALOR!", "#NÚM!", "#NULO!", "#RIF!", "#VALORE!", "#NULLO!"),
    )
)
"""What Excel, LibreOffice and Google Sheets show in a cell whose formula has failed: in English, French, German, Dutch,
Spanish, Portuguese and Italian."""

_NUMBERED_ERROR = re.compile(r"ERR:\d{3}")
"""What LibreOffice shows where it has no word for an error."""


@dataclass(frozen=True)
class Answer:
    """What a cell says. `level` is None for a checklist until the firm's profile settles its table."""

    state: State
    level: int | None = None
    ticked: tuple[str, ...] = ()
    figure: float | None = None
    fault: Fault | None = None


def answer(question: Question, text: str | None, wordings: Wordings | None = None) -> Answer:
    """The answer that `text` gives to a question; with a fault where it gives none.

    It is read as a code, else as a number, else as a text of `wordings`.
    """
    word = plain(text or "").casefold()
    if not word:
        return Answer(State.MISSING)
    found = _coded(question, word)
    if wordings is None or found.fault not in _NOT_READ:
        return found
    meant = _meant(word, wordings, found.fault)
    return Answer(State.MISSING, fault=meant) if isinstance(meant, Fault) else _coded(question, meant)


def stored(question: Question, found: Answer) -> Value | None:
    """An answer as a response holds it; None where there is none. Read again, it is the same answer."""
    if found.state in _WORDS:
        return _WORDS[found.state]
    if found.state is not State.ANSWERED:
        return None
    match question:
        case Checklist():
            return found.ticked or (NONE,)
        case Number() if found.figure is not None:
            return int(found.figure) if found.figure.is_integer() else found.figure
        case YesNo():
            return next(word for word, level in YES_NO_LEVELS.items() if level == found.level)
        case _:
            return found.level


def _meant(word: str, wordings: Wordings, fault: Fault) -> str | Fault:
    """The code that the text of an answer stands for; or why it stands for none, which is `fault` if nothing else."""
    codes = wordings.codes(word)
    if len(codes) == 1:
        return codes[0].casefold()
    if codes:
        return Fault.AMBIGUOUS
    return Fault.FORMULA if is_error(word) else Fault.ZAWGYI if is_zawgyi(word) else fault


def _coded(question: Question, word: str) -> Answer:
    if word in NOT_APPLICABLE:
        return Answer(State.NOT_APPLICABLE)
    if word in DONT_KNOW:
        return Answer(State.DONT_KNOW, level=0)
    return _answered(question, word)


def _answered(question: Question, word: str) -> Answer:
    match question:
        case Ladder():
            return _line(question, word)
        case YesNo():
            known = word in YES_NO_LEVELS
            return Answer(State.ANSWERED, YES_NO_LEVELS[word]) if known else Answer(State.MISSING, fault=Fault.YES_NO)
        case Checklist():
            return _ticks(question, word)
        case Number():
            return _figure(question, word)


def _line(question: Ladder, word: str) -> Answer:
    level = whole(word)
    if level is None or not 0 <= level < len(question.levels):
        return Answer(State.MISSING, fault=Fault.LINE if level == len(question.levels) else Fault.LEVEL)
    return Answer(State.ANSWERED, level)


def _ticks(question: Checklist, word: str) -> Answer:
    codes = several(word)
    known = [item.code for item in question.items]
    if not codes.issubset((*known, NONE)):
        return Answer(State.MISSING, fault=Fault.ITEM)
    if NONE in codes and len(codes) > 1:
        return Answer(State.MISSING, fault=Fault.NONE_AND_OTHERS)
    ticked = tuple(code for code in known if code in codes)
    return Answer(State.ANSWERED, level=count_level(question.count_levels, len(ticked)), ticked=ticked)


_BETWEEN_CODES = str.maketrans(",;|", "   ")


def several(word: str) -> set[str]:
    """The codes in a text of several."""
    return set(word.translate(_BETWEEN_CODES).split())


def count_level(table: tuple[int, ...], count: int) -> int:
    """The level of a number of ticks; more than the table has places count as its last."""
    return table[min(count, len(table) - 1)]


def _figure(question: Number, word: str) -> Answer:
    figure = number(word.removesuffix("%"))
    if figure is None:
        return Answer(State.MISSING, fault=Fault.FIGURE)
    if not question.minimum <= figure <= question.maximum:
        return Answer(State.MISSING, fault=Fault.RANGE)
    level = [band.level for band in question.bands if figure >= band.start][-1]
    return Answer(State.ANSWERED, level=level, figure=figure)


def codes_of(question: Question) -> tuple[str, ...]:
    """The codes that a cell may hold for a question; no codes where it asks for a number."""
    match question:
        case Ladder():
            return tuple(str(level) for level in range(len(question.levels)))
        case YesNo():
            return tuple(YES_NO_LEVELS)
        case Checklist():
            return (*(item.code for item in question.items), NONE)
        case Number():
            return ()


@dataclass(frozen=True)
class Fact:
    """What a cell says about the firm: a code, several codes, or a number; None where it says nothing."""

    value: str | int | tuple[str, ...] | None = None
    fault: Fault | None = None


def fact(field: ProfileField, text: str | None, wordings: Wordings | None = None) -> Fact:
    """The fact that `text` gives for a profile field; with a fault where it gives none. See `answer`."""
    word = plain(text or "").casefold()
    if not word:
        return Fact()
    found = _coded_fact(field, word)
    if wordings is None or found.fault not in _NOT_READ:
        return found
    meant = _meant(word, wordings, found.fault)
    return Fact(fault=meant) if isinstance(meant, Fault) else _coded_fact(field, meant)


def _coded_fact(field: ProfileField, word: str) -> Fact:
    if field.type in {"number", "year"}:
        return _amount(field, word)
    codes = {option.code.casefold(): option.code for option in field.options}
    if field.type == "choice":
        return Fact(codes[word]) if word in codes else Fact(fault=Fault.CHOICE)
    chosen = several(word)
    if chosen - codes.keys():
        return Fact(fault=Fault.CHOICE)
    return Fact(tuple(code for folded, code in codes.items() if folded in chosen))


def _amount(field: ProfileField, word: str) -> Fact:
    figure = amount(word)
    if figure is None:
        return Fact(fault=Fault.FIGURE)
    low, high = field.minimum, field.maximum
    if (low is not None and figure < low) or (high is not None and figure > high):
        return Fact(fault=Fault.RANGE)
    return Fact(figure)


def is_error(text: str) -> bool:
    """Whether the text is what a spreadsheet program shows in a cell whose formula has failed."""
    word = "".join(text.upper().split())
    return word in _ERRORS or bool(_NUMBERED_ERROR.fullmatch(word))


def plain(text: str) -> str:
    """The text in NFC, without control and direction characters and without space around it.

    These would move a terminal's cursor, turn a line around or break a PDF; a firm's name needs none of them.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (c if c not in "\t\n\r" else " " for c in unicodedata.normalize("NFC", text))
    return "".join(c for c in kept if _visible(c)).strip()


_JOINERS = "\u200b\u200c\u200d"
"""Zero-width characters that the region's scripts and names need; all other format characters go."""


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or character in _JOINERS


_FIGURE = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3}){1,5}")
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:[.,]0{1,15})?")


def number(word: str) -> float | None:
    """A figure in any digits, with point or decimal comma; None where it is none, or could be read in two ways.

    `1,000` is a thousand to one person and one to another, so it is refused.
    """
    digits = "".join(_digit(character) for character in word.strip())
    if not _FIGURE.fullmatch(digits) or ("," in digits and _GROUPED.fullmatch(digits)):
        return None
    return float(digits.replace(",", "."))


def whole(word: str) -> int | None:
    """A whole number in any digits (`3` and `3.0` alike); None where it is none."""
    digits = "".join(_digit(character) for character in word.strip())
    return int(re.split("[.,]", digits)[0]) if _WHOLE.fullmatch(digits) and not _GROUPED.fullmatch(digits) else None


def amount(word: str) -> int | None:
    """A whole amount, in which thousands may be set apart by space, comma or point (`1.500.000`)."""
    digits = "".join(_digit(character) for character in word.strip())
    return int(re.sub(r"\D", "", digits)) if _GROUPED.fullmatch(digits) else whole(word)


def _digit(character: str) -> str:
    value = unicodedata.digit(character, None)
    return character if value is None else str(value)
