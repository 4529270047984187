"""What the checks read of the firms of a chunk. The only place that reads assessed firms."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from msme_check.answers import FIRM_ID, ROW
from msme_check.assess import Assessed
from msme_check.conditions import STATES, state, ticked
from msme_check.frames import Array, Bools, Ints, Small
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder


@dataclass(frozen=True)
class Given:
    """Some firms as they answered."""

    assessed: Assessed
    instrument: Instrument
    """In the language of the person who reads the findings."""
    interviewers: pl.Series
    """Their names; null or empty where none is known."""

    def __len__(self) -> int:
        return len(self.assessed)

    @property
    def places(self) -> Ints:
        """Where each firm stands, as `intake.origins` puts it in one number."""
        return self.assessed.values.number_of(ROW)

    @property
    def firm_ids(self) -> pl.Series:
        return self.assessed.values.texts[FIRM_ID]

    @cached_property
    def levels(self) -> dict[str, Small]:
        """For each question the level of what was answered, otherwise NONE."""
        values, answered = self.assessed.values, STATES[State.ANSWERED]
        return {
            name: values[name] | -(values[state(name)] != answered).view(np.int8)  # -1, which is NONE, has all bits
            for name in self.instrument.questions
        }

    @property
    def ladders(self) -> list[Small]:
        """The levels of the ladder questions, in the order in which they are asked."""
        return [self.levels[name] for name, one in self.instrument.questions.items() if isinstance(one, Ladder)]

    @cached_property
    def answered(self) -> Ints:
        """How many questions each firm has answered."""
        return self._how_many(State.ANSWERED)

    @cached_property
    def said(self) -> Ints:
        """To how many questions each firm said anything, also that it does not know or that it does not apply."""
        return self.answered + self._how_many(State.DONT_KNOW) + self._how_many(State.NOT_APPLICABLE)

    def _how_many(self, wanted: State) -> Ints:
        found = np.zeros(len(self), dtype=np.uint16)
        for name in self.instrument.questions:
            found += self.assessed.values[state(name)] == STATES[wanted]
        return found.astype(np.int64)

    def state(self, question: str) -> Array:
        """What became of a question, as in `STATES`."""
        return self.assessed.values[state(question)]

    def boxes(self, question: Checklist) -> list[Bools]:
        """For each box of a checklist whether it is ticked."""
        return [self.assessed.values[ticked(question.id, one.code)] == 1 for one in question.items]

    def share(self, questionnaire: str, name: str) -> Ints:
        """A share of a questionnaire that was begun, in units of 1e-9; otherwise 0."""
        return self.assessed.values[f"{questionnaire}.{name}"] * self.assessed.values[f"{questionnaire}.taken"]

    def pair(self, name: str) -> Bools:
        """Where a pair of answers cannot both be true."""
        return self.assessed.values[name]
