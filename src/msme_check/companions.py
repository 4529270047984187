"""Columns beside those of answers: what a form for phones has to ask in a place of its own.

A field for figures takes no "I do not know", and a question has no room to say that its proof was seen. Forms write
these names and texts, and the intake finds the columns by them.
"""

from collections.abc import Callable, Iterator

from msme_check.i18n import N_
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Number

INSTRUMENT_VERSION = "instrument_version"
"""The instrument that a form asks for: its id, its version, and the first letters of its hash; behind them `CORE`
where it asks the core questions only."""

CORE = "core"

NO_FIGURE_TEXT = N_("If there is no figure: {question}")
SHOWN_TEXT = N_("{dimension}: what was shown, or could be shown?")
INTERVIEWER, INTERVIEWER_TEXT = "interviewer", N_("Interviewer")


def instrument_version(instrument: Instrument, *, core: bool) -> str:
    """What a form says of itself in the column `INSTRUMENT_VERSION`."""
    settings = instrument.settings
    said = f"{settings.id} {settings.version} {instrument.hash[:8]}"
    return f"{said} {CORE}" if core else said


def no_figure(question: str) -> str:
    """The column that says why a question has no figure: `dk` or `na`."""
    return f"{question}_no_figure"


def shown(dimension: str) -> str:
    """The column that names the questions of a dimension with proof; all of them together are `answers.EVIDENCE`."""
    return f"evidence_{dimension}"


def texts(instrument: Instrument, say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Each column with its text in the language of the instrument, which `say` speaks too."""
    for question in instrument.questions.values():
        if isinstance(question, Number):
            yield no_figure(question.id), say(NO_FIGURE_TEXT).format(question=question.text)
    for dimension in instrument.dimensions.values():
        yield shown(dimension.id), say(SHOWN_TEXT).format(dimension=dimension.title)
