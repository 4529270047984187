"""Answers in words: what was said, and the line that comes next. No text points at a line that is not shown (R39)."""

from msme_check.cells import number
from msme_check.descriptors import alone
from msme_check.i18n import _, ngettext
from msme_check.model.assessment import AnswerScore, State
from msme_check.model.instrument import Words
from msme_check.model.questions import LEVELS, Checklist, Ladder, Number, Question, YesNo
from msme_check.model.response import cell_text

TOP = LEVELS - 1
"""The highest level."""

NAMED = 3
"""How many of a checklist's open items are named where one more is asked for."""


def answer(question: Question, given: AnswerScore, words: Words) -> str:
    """What was answered, or which of the four kinds of no answer it is."""
    match given.state:
        case State.DONT_KNOW:
            return words.dont_know
        case State.NOT_APPLICABLE:
            return words.not_applicable
        case State.MISSING:
            return words.missing
        case State.NOT_ASKED:
            return _("Not asked of a firm like yours")
        case State.ANSWERED:
            return _answered(question, given, words)


def speaks_for_itself(question: Question, given: AnswerScore) -> bool:
    """Whether an answer can be understood without its question."""
    return given.state is State.ANSWERED and (isinstance(question, Ladder) or bool(given.ticked))


def _answered(question: Question, given: AnswerScore, words: Words) -> str:
    level = given.level or 0
    match question:
        case Ladder():
            return alone(question, level)
        case YesNo():
            return _yes_no(question, level, words)
        case Checklist():
            return _ticks(question, given, words)
        case Number():
            return f"{given.figure} {question.unit}"


def _yes_no(question: YesNo, level: int, words: Words) -> str:
    if level == TOP:
        return words.yes
    return f"{words.partly}: {question.partly}" if level else words.no


def _ticks(question: Checklist, given: AnswerScore, words: Words) -> str:
    ticked = [item.text for item in question.items if item.code in given.ticked] or [words.none_of_these]
    open_ = len(question.items) - len(given.ticked)
    left = [ngettext("{n} not ticked", "{n} not ticked", open_).format(n=open_)] if open_ else []
    return "; ".join((*ticked, *left))


def next_line(question: Question, given: AnswerScore, words: Words) -> str:
    """What the next higher level asks for, read below today's answer; for an answer that is not at the top."""
    level = given.level or 0
    match question:
        case Ladder():
            following = question.levels[level + 1]
            if following.builds_on and given.state is State.ANSWERED:
                return _("The same, and also: {line}").format(line=following.text)
            return alone(question, level + 1)
        case YesNo():
            return words.yes if level else _yes_no(question, level + 1, words)
        case Checklist():
            return _more_ticks(question, given)
        case Number():
            return _next_band(question, given, level)


def _more_ticks(question: Checklist, given: AnswerScore) -> str:
    """How many more ticks the next level takes, by the table that gave today's level."""
    count, level = len(given.ticked), given.level or 0
    tables = [question.count_levels, *(other.levels for other in question.count_levels_when)]
    table = next((one for one in tables if one[min(count, len(one) - 1)] == level), question.count_levels)
    more = next((n for n, reached in enumerate(table) if n > count and reached > level), count + 1) - count
    open_ = [item.text for item in question.items if item.code not in given.ticked]
    named = open_[: max(more, NAMED)]
    others = len(open_) - len(named)
    if others:
        named.append(ngettext("{n} other", "{n} others", others).format(n=others))
    text = ngettext("{n} more of these: {items}", "{n} more of these: {items}", more)
    return text.format(n=more, items="; ".join(named))


def _next_band(question: Number, given: AnswerScore, level: int) -> str:
    """The next better band: its lower edge for a figure under it, its upper edge for a figure over it."""
    bands = question.bands
    reached = min(band.level for band in bands if band.level > level)
    place = next(place for place, band in enumerate(bands) if band.level == reached)
    figure = number(given.figure)
    over = bands[0].level > bands[-1].level if figure is None else figure >= bands[place].start
    if over and place + 1 < len(bands):
        return _("Below {figure} {unit}").format(figure=cell_text(bands[place + 1].start), unit=question.unit)
    return _("{figure} {unit} or more").format(figure=cell_text(bands[place].start), unit=question.unit)
