"""What the texts of each column of an instrument say, learnt from one chunk of a file to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from msme_check.cells import Answer, Fact, answer, fact, plain, several
from msme_check.labels import labels_of
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Question
from msme_check.vocabulary import MOST, Vocabulary


@dataclass
class Learnt:
    """What the texts of each column say, learnt from one chunk to the next."""

    fields: dict[str, Vocabulary[Fact]]
    questions: dict[str, Vocabulary[Answer]]


@lru_cache(maxsize=32)
def learnt(instrument: Instrument, _thread: int) -> Learnt:
    """Each thread learns for itself: a vocabulary changes while it is used."""
    labels = labels_of(instrument)

    def of_field(one: ProfileField) -> Callable[[str], Fact]:
        return lambda text: fact(one, text, labels.of(one.id))

    def of_question(one: Question) -> Callable[[str], Answer]:
        def read(text: str) -> Answer:
            return answer(one, text, labels.of(one.id))

        return _in_any_order(one, read) if isinstance(one, Checklist) else read

    return Learnt(
        {one.id: Vocabulary(of_field(one)) for one in instrument.profile},
        {name: Vocabulary(of_question(one)) for name, one in instrument.questions.items()},
    )


def _in_any_order(question: Checklist, read: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """Reads the same boxes once, whatever their order: forms write them as they were ticked, in thousands of ways."""
    known = frozenset(item.code for item in question.items)
    answers: dict[frozenset[str], Answer] = {}

    def of(text: str) -> Answer:
        boxes = frozenset(several(plain(text).casefold()))
        if not boxes or not boxes <= known:
            return read(text)
        found = answers.get(boxes)
        if found is None:
            if len(answers) >= MOST:
                answers.clear()
            found = answers[boxes] = read(text)
        return found

    return of
