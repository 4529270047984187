"""What the texts of each column of an instrument say, learnt from one chunk of a file to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from msme_check.cells import Answer, Fact, answer, count_level, fact
from msme_check.conditions import STATES
from msme_check.faults import stored_fault
from msme_check.frames import NONE, Array, Bools, Ints, Small
from msme_check.labels import labels_of
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Question
from msme_check.vocabulary import Column, Vocabulary

_OTHER = 1 << 62
"""A bit that no box has: there is something else in a text than boxes."""

_MANY = 50
"""Texts of a checklist; fewer are read one by one in less time than it takes to plan for all of them."""


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

    def said(self, column: Column) -> Said:
        """What each of the texts of a column says."""
        return self._one_by_one(column.texts)

    def _one_by_one(self, texts: Sequence[str]) -> Said:
        places, table = self._vocabulary.places(texts), self._vocabulary.table
        return Said(
            levels=table("level", lambda said: NONE if said.level is None else said.level, np.int8)[places],
            states=table("state", lambda said: STATES[said.state], np.uint8)[places],
            faults=table("fault", stored_fault, np.int8)[places],
            boxes=table("boxes", self._boxes, np.int64)[places],
        )

    def _boxes(self, said: Answer) -> int:
        return NONE if said.level is None else sum(self._bits[code] for code in said.ticked)


class ChecklistReader(Reader):
    """Reads the texts of a checklist: forms write boxes as they were ticked, in thousands of ways.

    Texts of boxes alone are read all at once. What is left, such as `none`, is as few as with other questions.
    """

    def __init__(self, question: Checklist, read: Callable[[str], Answer]) -> None:
        super().__init__(question, read)
        self._codes = pl.Enum(["", *self._bits])
        self._values = np.array([0, *self._bits.values(), _OTHER], dtype=np.int64)
        counts = range(len(question.items) + 1)
        self._levels = np.array([count_level(question.count_levels, count) for count in counts], dtype=np.int8)

    def said(self, column: Column) -> Said:
        """What each of the texts of a column says."""
        if column.few:
            return super().said(column)
        texts = column.series()
        boxes = self._ticked(texts)
        others = np.flatnonzero(_not_boxes(boxes))
        if len(others) > _MANY:
            boxes[others] = self._ticked(texts.gather(others).str.replace_all("[,;|]", " "))
            others = np.flatnonzero(_not_boxes(boxes))
        left = self._one_by_one(texts.gather(others).to_list())
        boxes[others] = left.boxes
        levels = np.take(self._levels, np.bitwise_count(boxes), mode="clip")
        levels[others] = left.levels
        states = np.full(len(boxes), STATES[State.ANSWERED], dtype=np.uint8)
        states[others] = left.states
        faults = np.full(len(boxes), NONE, dtype=np.int8)
        faults[others] = left.faults
        return Said(levels, states, faults, boxes)

    def _ticked(self, texts: pl.Series) -> Ints:
        """The boxes of each text, with the bit `_OTHER` where a word of it is none."""
        words = texts.str.split(" ")
        codes = words.explode().cast(self._codes, strict=False).to_physical().fill_null(len(self._values) - 1)
        ends = np.cumsum(words.list.len().to_numpy(), dtype=np.int64)
        found: Ints = np.bitwise_or.reduceat(self._values[codes.to_numpy()], np.append(0, ends[:-1]))
        return found


def _not_boxes(boxes: Ints) -> Bools:
    others: Bools = (boxes == 0) | (boxes >= _OTHER)
    return others


@dataclass
class Learnt:
    """What the texts of each column say, learnt from one chunk to the next."""

    fields: dict[str, Vocabulary[Fact]]
    questions: dict[str, Reader]


@lru_cache(maxsize=32)
def learnt(instrument: Instrument, _thread: int) -> Learnt:
    """Each thread learns for itself: a vocabulary changes while it is used."""
    labels = labels_of(instrument)

    def of_field(one: ProfileField) -> Callable[[str], Fact]:
        return lambda text: fact(one, text, labels.of(one.id))

    def of_question(one: Question) -> Reader:
        def read(text: str) -> Answer:
            return answer(one, text, labels.of(one.id))

        return ChecklistReader(one, read) if isinstance(one, Checklist) else Reader(one, read)

    return Learnt(
        {one.id: Vocabulary(of_field(one)) for one in instrument.profile},
        {name: of_question(one) for name, one in instrument.questions.items()},
    )
