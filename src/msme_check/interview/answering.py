"""One step answered with keys: where the mark stands, what is ticked, what is typed. Pure: a state and a key in, the
next state out, or the text that the plain mode would have got."""

import re
import unicodedata
from dataclasses import dataclass, replace

from msme_check.i18n import _
from msme_check.interview.editing import Field
from msme_check.interview.flow import Command
from msme_check.interview.keys import Character, Key, Pressed
from msme_check.interview.offers import Kind, Offered

PLUS = "+"
_LONGEST = 2000
"""Characters; more is no answer."""

_EMPTY = Field()
_OF_FIGURES = ".,'-%٪٫٬ "  # noqa: RUF001 - the signs of other keyboards


@dataclass(frozen=True)
class Answering:
    """`at` is the place of the choice that is marked, None before one is; `ticked` holds what would be typed for each.

    `shown`: the answer is one that could be shown. `digits`: those of a number that may not be whole yet.
    `note`: what to tell the person about the last key.
    """

    offered: Offered
    at: int | None = None
    ticked: frozenset[str] = frozenset()
    field: Field = _EMPTY
    shown: bool = False
    digits: str = ""
    note: str = ""


def begin(offered: Offered) -> Answering:
    """The step with the answer so far chosen. Where there is none no line is marked: Enter alone answers nothing."""
    match offered.kind:
        case Kind.ONE:
            at = next((place for place, one in enumerate(offered.choices) if one.typed in offered.chosen), None)
            return Answering(offered, at, shown=offered.shown)
        case Kind.SEVERAL:
            at = next((place for place, one in enumerate(offered.choices) if one.typed in offered.chosen), 0)
            return Answering(offered, at, frozenset(offered.chosen), shown=offered.shown)
        case _:
            field = Field.holding("".join(offered.chosen), fresh=offered.kind is Kind.FIGURE and bool(offered.chosen))
            return Answering(offered, field=field, shown=offered.shown)


def press(state: Answering, key: Pressed) -> Answering | str:
    """The state after a key, or the text that answers the step or commands something."""
    state = replace(state, note="")
    if key is Key.UNREADABLE:
        return replace(state, note=_("This could not be read as text. Please type it again."))
    if key is Key.ENTER:
        return _confirm(state)
    match state.offered.kind:
        case Kind.ONE | Kind.SEVERAL:
            return _choose(state, key)
        case Kind.FIGURE:
            return _figure(state, key)
        case Kind.TEXT:
            return _text(state, key)


def many(offered: Offered) -> bool:
    """Whether a digit may be the first of two, so that a number marks a line and does not tick it."""
    return any(len(typed) > 1 for typed in _numbers(offered))


def _confirm(state: Answering) -> Answering | str:
    typed = _typed(state)
    if not typed and state.offered.kind is Kind.SEVERAL and not (state.offered.keeps and not state.offered.chosen):
        note = _("Nothing is ticked yet. Tick lines with the space bar or their numbers, then press Enter.")
        return replace(state, note=note)
    return f"{typed}{PLUS}" if typed and state.shown and state.offered.showable else typed


def _typed(state: Answering) -> str:
    """The answer as it would be typed; empty where there is none yet."""
    choices = state.offered.choices
    match state.offered.kind:
        case Kind.ONE:
            return "" if state.at is None else choices[state.at].typed
        case Kind.SEVERAL:
            return " ".join(one.typed for one in choices if one.typed in state.ticked)
        case _:
            return state.field.text.strip()


# Choices -------------------------------------------------------------------------------------------------------


def _choose(state: Answering, key: Pressed) -> Answering | str:
    match key:
        case Key.UP | Key.DOWN | Key.HOME | Key.LAST:
            return replace(state, at=_moved(state, key), digits="")
        case Key.LEFT:
            return Command.BACK
        case Character(" "):
            return _tick(state, state.at) if state.offered.kind is Kind.SEVERAL else state
        case Character():
            return _struck(state, key)
        case _:
            return replace(state, digits="")


def _moved(state: Answering, key: Key) -> int | None:
    """The place that a key goes to; lines that are there to be read only are left out."""
    places = [place for place, one in enumerate(state.offered.choices) if one.typed]
    match key:
        case _ if not places:
            return None
        case Key.DOWN:
            return next((place for place in places if state.at is None or place > state.at), places[-1])
        case Key.UP:
            return next((place for place in reversed(places) if state.at is None or place < state.at), places[0])
        case Key.HOME:
            return places[0]
        case _:
            return places[-1]


def _struck(state: Answering, key: Character) -> Answering | str:
    """A character that is no space: a number, a mark, or a letter."""
    character = plain(key.text)
    if (digit := unicodedata.digit(character, None)) is not None:
        return _numbered(state, str(digit))
    if character == PLUS:
        return _marked(state)
    if any(one.typed == character for one in state.offered.choices) or character in set(Command):
        return character
    return replace(state, digits="")


def _numbers(offered: Offered) -> dict[str, int]:
    """The place of each choice by the number that is typed for it."""
    numbers = {one.typed: place for place, one in enumerate(offered.choices) if one.typed.isdecimal()}
    named = [place for place, one in enumerate(offered.choices) if one.typed]
    return numbers or {str(number): place for number, place in enumerate(named, 1)}


def _numbered(state: Answering, digit: str) -> Answering:
    numbers = _numbers(state.offered)
    typed = next((one for one in (state.digits + digit, digit) if one in numbers), None)
    if typed is None:
        return replace(state, digits="", note=_("There is no line {line} here.").format(line=state.digits + digit))
    at = numbers[typed]
    if state.offered.kind is Kind.SEVERAL and not many(state.offered):
        return _tick(state, at)
    return replace(state, at=at, digits=typed)


def _tick(state: Answering, at: int | None) -> Answering:
    """Ticks a line, or takes its tick away. One that stands alone goes with no other."""
    if at is None:
        return state
    choice = state.offered.choices[at]
    if choice.typed in state.ticked:
        ticked = state.ticked - {choice.typed}
    else:
        alone = state.offered.alone
        ticked = frozenset({choice.typed}) if choice.typed == alone else state.ticked - {alone} | {choice.typed}
    return replace(state, at=at, ticked=ticked, digits="")


def _marked(state: Answering) -> Answering:
    """Says, or takes back, that the answer could be shown."""
    if not state.offered.showable:
        return state
    if not _typed(state):
        return replace(state, note=_("+ goes with an answer that you could show. Please choose the answer first."))
    return replace(state, shown=not state.shown)


# Figures and text ----------------------------------------------------------------------------------------------


def _figure(state: Answering, key: Pressed) -> Answering | str:
    """Digits and their signs are typed, every letter is a command; the unit stands there already."""
    field = state.field
    match key:
        case Key.LEFT if field.fresh or field.caret == 0:
            return Command.BACK
        case Key():
            return replace(state, field=field.press(key))
        case Character():
            return _of_figure(state, key)
        case _:
            return _inserted(state, key.text)


def _of_figure(state: Answering, key: Character) -> Answering | str:
    character = plain(key.text)
    if character == PLUS:
        return _marked(state)
    if character in set(Command):
        return character
    typed = unicodedata.digit(character, None) is not None or character in _OF_FIGURES
    return _inserted(state, key.text) if typed else state


def _text(state: Answering, key: Pressed) -> Answering | str:
    """Every character is typed; a letter that commands something is typed alone, with Enter."""
    match key:
        case Key.LEFT if state.field.caret == 0 and state.field.text == "".join(state.offered.chosen):
            return Command.BACK
        case Key():
            return replace(state, field=state.field.press(key))
        case _:
            return _inserted(state, key.text)


def _inserted(state: Answering, text: str) -> Answering:
    longer = state.field.insert(re.sub(r"[\r\n\t]+", " ", text))
    return state if len(longer.text) > _LONGEST else replace(state, field=longer)


def plain(character: str) -> str:
    """A character as commands have it: small, and narrow where a keyboard gives a wide one."""
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character
