"""The page of a step that is answered with keys: its parts in the width of the window. Pure."""

from dataclasses import replace

from rich.cells import cell_len

from msme_check.i18n import _
from msme_check.interview import choices, guidance, words
from msme_check.interview.answering import Answering
from msme_check.interview.lines import Line, Tone, wrapped
from msme_check.interview.offers import Kind, Offered
from msme_check.interview.painting import Page
from msme_check.interview.said import asked
from msme_check.interview.state import Interview
from msme_check.interview.steps import AskedStep, FieldStep, NameStep, QuestionStep, Step
from msme_check.interview.turns import Command
from msme_check.interview.wrapping import cut, pack, wrap

_MARK, _NO_MARK = "> ", "  "
_TICKED, _OPEN = "[x] ", "[ ] "


def step_page(
    interview: Interview, step: Step, state: Answering, width: int, *, message: str, file: str | None
) -> Page:
    """All that is shown of a step. `message` is for the person; `file`: the welcome, which names it, stands above."""
    welcome = [*guidance.welcome(interview, file, width, keys=True), Line("")] if file is not None else []
    match step:
        case NameStep() | FieldStep() | QuestionStep():
            page = Page(
                head=wrapped(words.progress(interview, step), width, Tone.PROGRESS),
                intro=[*welcome, *words.opening(interview, step, width)],
                title=wrapped(asked(step), width, Tone.QUESTION),
            )
            earlier = words.earlier(interview, step)
            proof = _proof(interview, step, state, width)
        case _:
            page = Page(
                head=wrapped(choices.title(step), width, Tone.PROGRESS),
                intro=welcome,
                title=wrapped(choices.question(step), width, Tone.QUESTION),
            )
            earlier, proof = "", []
    page = replace(page, foot=_foot(state, state.note or message or earlier, width))
    with_answer = _with_choices if state.offered.choices else _with_field
    return with_answer(page, _stem(state.offered, width), proof, state, width)


def welcome_page(interview: Interview, file: str, width: int) -> Page:
    """The welcome alone."""
    hints = [Line(text, Tone.HINT) for text in pack([_("Enter begins")], width)]
    return Page(body=guidance.welcome(interview, file, width, keys=True), foot=[Line(""), *hints])


def help_page(interview: Interview, width: int) -> Page:
    """The help of the step."""
    hints = [_("↑↓ scroll"), _("Enter back to the question")]
    return Page(
        body=guidance.help_lines(interview, width, keys=True),
        foot=[Line(""), *(Line(text, Tone.HINT) for text in pack(hints, width))],
    )


def _stem(offered: Offered, width: int) -> list[Line]:
    texts = list(offered.stem)
    if offered.kind is Kind.SEVERAL:
        texts.append(_("Tick all that fit: go to a line and press the space bar, or type its number."))
    return [line for text in texts for line in wrapped(text, width)]


def _proof(interview: Interview, step: AskedStep, state: Answering, width: int) -> list[Line]:
    """That the answer may be marked, or is."""
    if not isinstance(step, QuestionStep):
        return []
    thing = step.question.show
    if not state.shown:
        text = _("If you could show this, press +: {thing}").format(thing=thing)
        return wrapped(text, width, Tone.HINT) if thing and not interview.consultant else []
    if interview.consultant:
        return words.message_lines(_("Marked with +: you have seen the proof."), width)
    text = _("Marked with +: you could show this: {thing}").format(thing=thing)
    return words.message_lines(text if thing else _("Marked with +: you could show it."), width)


def _with_choices(page: Page, stem: list[Line], rest: list[Line], state: Answering, width: int) -> Page:
    """The choices, each with its number; further lines hang under its first letter."""
    body, focus, ends = list(stem), None, (0, 0)
    longest = max(len(choice.typed) for choice in state.offered.choices)
    for place, choice in enumerate(state.offered.choices):
        marked = place == state.at
        box = ""
        if state.offered.kind is Kind.SEVERAL:
            box = _TICKED if choice.typed in state.ticked else _OPEN
        first = f"{_MARK if marked else _NO_MARK}{box}{(choice.typed or '-').rjust(longest)}  "
        hanging = " " * len(first)
        begin = len(body)
        body += wrapped(choice.heading, width, Tone.TITLE)
        body += wrapped(choice.text, width, Tone.CHOSEN if marked else Tone.PLAIN, first, hanging)
        body += wrapped(choice.detail, width, Tone.MESSAGE, hanging, hanging)
        focus = (begin, len(body) - 1) if marked else focus
        ends = (begin, ends[1]) if place == 0 else (ends[0], len(body) - 1)
    return replace(page, body=[*body, *rest], focus=focus, ends=ends)


def _with_field(page: Page, stem: list[Line], rest: list[Line], state: Answering, width: int) -> Page:
    """The line that is typed on, in as many rows as it needs, with the unit behind it."""
    pieces = cut(state.field.text, width - len(_MARK) - 1)
    rows = [(_NO_MARK if place else _MARK) + piece for place, piece in enumerate(pieces)]
    unit = f"  {state.offered.unit}".rstrip()
    rows = [*rows[:-1], rows[-1] + unit] if cell_len(rows[-1] + unit) <= width else [*rows, *wrap(unit, width, "  ")]
    begin, left = len(stem), state.field.caret
    caret = (begin, len(_MARK))
    for place, piece in enumerate(pieces):
        if 0 <= left <= len(piece):
            caret = (begin + place, len(_MARK) + cell_len(piece[:left]))
        left -= len(piece)
    body = [*stem, *(Line(row, Tone.CHOSEN) for row in rows)]
    last = len(body) - 1
    return replace(page, body=[*body, *rest], focus=(begin, last), ends=(begin, last), caret=caret)


def _foot(state: Answering, message: str, width: int) -> list[Line]:
    """What is to be said, and the keys that do something here."""
    said = words.message_lines(message, width)
    back = f"{Command.BACK} "
    letters = (f"← {letter}" if letter.startswith(back) else letter for letter in state.offered.letters)
    hints = [*_keys(state.offered), *letters]
    return [Line(""), *said, *(Line(text, Tone.HINT) for text in pack(hints, width))]


def _keys(offered: Offered) -> list[str]:
    """The keys that are no letters."""
    match offered.kind:
        case Kind.ONE:
            keys = [_("↑↓ or number, then Enter")]
        case Kind.SEVERAL:
            keys = [_("↑↓"), _("Space ticks"), _("Enter goes on")]
        case Kind.FIGURE:
            keys = [_("Enter goes on")]
        case Kind.TEXT:
            return [_("Enter goes on")]
    return [*keys, _("+ you could show it")] if offered.showable else keys
