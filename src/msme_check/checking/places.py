"""Where the parts of an instrument stand in its files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from msme_check.i18n import _
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Question
from msme_check.model.rules import Recommendation
from msme_check.yaml_files import Path

SIZE_FIELD = "size"
"""A profile field that no one is asked: the product's size band, from the number of people."""

Found = Iterator[tuple[str, Path, str, str]]
"""Problems: file, place in it, what is wrong, what to do."""


def suggestion(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """What was probably meant, as a sentence. `otherwise`: what is said where nothing is near, if not the usual."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return _("Did you mean '{name}'?").format(name=near[0]) if near else otherwise or _("Check its spelling.")


def question_places(instrument: Instrument) -> Iterator[tuple[str, Path, Question]]:
    """Each question with its file and path."""
    for part in instrument.questionnaires:
        for d, dimension in enumerate(part.dimensions):
            for q, question in enumerate(dimension.questions):
                yield f"{part.id}.yaml", ("dimensions", d, "questions", q), question


def recommendation_places(instrument: Instrument) -> Iterator[tuple[str, Path, Recommendation]]:
    """Each recommendation with its file and path, in the order of the instrument."""
    counts: Counter[str] = Counter()
    for one in instrument.recommendations:
        yield f"recommendations/{one.questionnaire}.yaml", (counts[one.questionnaire],), one
        counts[one.questionnaire] += 1


def unknown_question(file: str, path: Path, name: str, known: Iterable[str]) -> tuple[str, Path, str, str]:
    """The problem of a question that does not exist."""
    what = _("There is no question '{name}'.").format(name=name)
    return file, path, what, suggestion(name, known)
