"""What the texts of each column of an instrument say, learnt from one chunk of a file to the next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from msme_check.cells import Answer, Fact, answer, count_level, fact
from msme_check.conditions import STATES
from msme_check.faults import stored_fault
from msme_check.frames import NONE, Array, Ints, Small
from msme_check.labels import labels_of
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Question
from msme_check.vocabulary import Column, Vocabulary

_OTHER = 1 << 62
"""A bit that no box has: there is something else in a text than boxes."""

_MANY = 50
"""Texts of a checklist; it takes longer to plan what is done to fewer than to do it one by one."""


@dataclass(frozen=True)
class Said:
    """What some texts say of a question, one by one.

    `levels`, `states` and `faults` as they are stored, NONE where there is none. `boxes`: those of a checklist that
    are ticked, as the bits of a number; NONE where it was not answered.
    """

    levels: Small
    states: Array
    faults: Small
    boxes: Ints


class Reader:
    """Reads the texts that stand in the column of a question, each once."""

    def __init__(self, question: Question, read: Callable[[str], Answer]) -> None:
        items = question.items if isinstance(question, Checklist) else ()
        self._bits = {item.code: 1 << place for place, item in enumerate(items)}
        self._vocabulary = Vocabulary(read)

    def said(self, texts: Sequence[str]) -> Said:
        """What each text says."""
        places, table = self._vocabulary.places(texts), self._vocabulary.table
        return Said(
            levels=table("level", lambda said: NONE if said.level is None else said.level, np.int8)[places],
            states=table("state", lambda said: STATES[said.state], np.uint8)[places],
            faults=table("fault", stored_fault, np.int8)[places],
            boxes=table("boxes", self._boxes, np.int64)[places],
        )

    def _boxes(self, said: Answer) -> int:
        return NONE if said.level is None else sum(self._bits[code] for code in said.ticked)


class Checklists:
    """Reads the texts of checklists all at once: forms write boxes as they were ticked, in thousands of ways."""

    def __init__(self, questions: Iterable[Checklist]) -> None:
        self.questions = {question.id: question for question in questions}
        codes = dict.fromkeys(item.code for question in self.questions.values() for item in question.items)
        self._codes = pl.Enum(["", *codes])
        self._bits = {name: self._bits_of(question, ["", *codes]) for name, question in self.questions.items()}

    def _bits_of(self, question: Checklist, codes: list[str]) -> Ints:
        """The bit of each code in this checklist, then that of all other words."""
        bits = {"": 0} | {item.code: 1 << place for place, item in enumerate(question.items)}
        return np.array([*(bits.get(code, _OTHER) for code in codes), _OTHER], dtype=np.int64)

    def said(self, columns: Mapping[str, Column], readers: Mapping[str, Reader]) -> dict[str, Said]:
        """What the texts of each column say. The few that are no boxes, such as `none`, are left to `readers`."""
        boxes = self._boxes({name: column.series() for name, column in columns.items()})
        found = {}
        for name, column in columns.items():
            others = _others(boxes[name])
            if len(others) > _MANY:
                texts = pl.Series(column.some(others), dtype=pl.String).str.replace_all("[,;|]", " ")
                boxes[name][others] = self._boxes({name: texts})[name]
                others = _others(boxes[name])
            found[name] = self._said(name, boxes[name], others, readers[name].said(column.some(others)))
        return found

    def _boxes(self, texts: Mapping[str, pl.Series]) -> dict[str, Ints]:
        """The boxes in each text of each checklist, with the bit `_OTHER` where a word is none."""
        words = pl.concat([some.alias("") for some in texts.values()]).str.split(" ")
        codes = words.explode().cast(self._codes, strict=False).to_physical().fill_null(len(self._codes.categories))
        ends = np.cumsum(words.list.len().to_numpy(), dtype=np.int64)
        all_codes, found, text, word = codes.to_numpy(), {}, 0, 0
        for name, some in texts.items():
            here = ends[text : text + len(some)]
            bits = self._bits[name].take(all_codes[word : here[-1]])
            found[name] = np.bitwise_or.reduceat(bits, np.append(0, here[:-1] - word))
            text, word = text + len(some), here[-1]
        return found

    def _said(self, name: str, boxes: Ints, others: Ints, left: Said) -> Said:
        """All that is said by texts with these boxes, and by the others that were left."""
        question = self.questions[name]
        by_count = [count_level(question.count_levels, count) for count in range(len(question.items) + 1)]
        boxes[others] = left.boxes
        levels = np.array(by_count, dtype=np.int8).take(np.bitwise_count(boxes), mode="clip")
        states = np.full(len(boxes), STATES[State.ANSWERED], dtype=np.uint8)
        faults = np.full(len(boxes), NONE, dtype=np.int8)
        levels[others], states[others], faults[others] = left.levels, left.states, left.faults
        return Said(levels, states, faults, boxes)


def _others(boxes: Ints) -> Ints:
    """The places of texts that do not hold boxes alone."""
    return np.flatnonzero((boxes == 0) | (boxes >= _OTHER))


@dataclass
class Learnt:
    """What the texts of each column say, learnt from one chunk to the next."""

    fields: dict[str, Vocabulary[Fact]]
    readers: dict[str, Reader]
    checklists: Checklists

    def said(self, columns: Mapping[str, Column]) -> dict[str, Said]:
        """What the texts say that stand in the columns of questions."""
        lists = self.checklists.questions
        together = {name: column for name, column in columns.items() if name in lists and not column.few}
        found = self.checklists.said(together, self.readers) if together else {}
        others = columns.keys() - found.keys()
        return found | {name: self.readers[name].said(columns[name].texts) for name in others}


@lru_cache(maxsize=32)
def learnt(instrument: Instrument, _thread: int) -> Learnt:
    """Each thread learns for itself: a vocabulary changes while it is used."""
    labels = labels_of(instrument)

    def of_field(one: ProfileField) -> Callable[[str], Fact]:
        return lambda text: fact(one, text, labels.of(one.id))

    def of_question(one: Question) -> Callable[[str], Answer]:
        return lambda text: answer(one, text, labels.of(one.id))

    questions = instrument.questions.values()
    return Learnt(
        {one.id: Vocabulary(of_field(one)) for one in instrument.profile},
        {one.id: Reader(one, of_question(one)) for one in questions},
        Checklists(one for one in questions if isinstance(one, Checklist)),
    )
