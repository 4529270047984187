"""Rows of text -> one typed frame, and a list of every cell that could not be used.

The frame has, for each question, its level (NONE when missing or not applicable), its state (`conditions.STATES`),
for a checklist a tick for each item, and for each profile field its value. One row of an interview and a million
rows of a file take the same way.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial, reduce
from operator import or_

import numpy as np
import polars as pl

from msme_check.cells import Fact, Fault, count_level, plain
from msme_check.conditions import STATES, Facts, fails, profile, state, ticked
from msme_check.frames import NO_NUMBER, NONE, Array, Bools, Frame, Ints, Kind, Small, total
from msme_check.learnt import FAULTS, Learnt, fault_of, learnt
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Question
from msme_check.vocabulary import Column, columns_of
from msme_check.weights import add_weights, weight

ROW = "row"
"""The number of the row in its source: column `row` of the frame and of the problems."""

FIRM_ID = "firm_id"
FIRM_NAME = "firm_name"
EVIDENCE = "evidence"
"""A column with the ids of the questions whose proof could be shown, separated by spaces."""

SIZE = profile("size")
_PLAIN = r"^(?:[!-~](?:[ -~]*[!-~])?)?$"
"""Texts that `cells.plain` leaves as they are: printable ASCII without space around it. Nearly all ids are such."""
_PLAIN_NUMBER = r"^\d{1,15}$"
_NUMBERS = ("number", "year")
"""Facts whose texts are numbers; of all others the texts are few."""


@dataclass(frozen=True)
class Answers:
    """`frame`: a row for each firm. `faults`: row, column, fault for each cell that could not be used."""

    frame: Frame
    faults: pl.DataFrame


def columns(instrument: Instrument) -> list[str]:
    """All columns that a file of responses may have, in order."""
    fields = [field.id for field in instrument.profile]
    return [FIRM_ID, FIRM_NAME, *fields, *instrument.questions, EVIDENCE]


@lru_cache(maxsize=8)
def choices(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The codes of the profile fields where several may be chosen."""
    return {field.id: tuple(o.code for o in field.options) for field in instrument.profile if field.type == "choices"}


def read(raw: pl.DataFrame, instrument: Instrument, *, quick: bool = False) -> Answers:
    """The typed frame of `raw`, whose columns are text (those of `columns`, any of them may be absent).

    `raw` may carry the Int64 column `row`; otherwise rows count from 1. With `quick`, only core questions are read.
    """
    if ROW not in raw.columns:
        raw = raw.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
    reading = _Reading(raw, learnt(instrument, threading.get_ident()), instrument)
    for one in instrument.profile:
        reading.profile_field(one)
    for question in instrument.questions.values():
        reading.question(question, asked=question.core or not quick)
    _add_size(reading.frame, instrument)
    facts = Facts(reading.frame, choices(instrument))
    add_weights(facts, instrument)
    _settle(facts, instrument, reading.note)
    faults = pl.concat([_no_faults(), *reading.faults])
    return Answers(reading.frame, faults.sort(ROW, maintain_order=True))


def plain_texts(raw: pl.DataFrame, name: str) -> pl.Series:
    """A column of free text as it is kept and shown, such as the ids of firms; empty where there is none."""
    texts = _texts(raw, name)
    other = ~texts.str.contains(_PLAIN)
    if not other.any():
        return texts
    return texts.clone().scatter(other.arg_true(), [plain(text) for text in texts.filter(other)])


def _texts(raw: pl.DataFrame, name: str) -> pl.Series:
    if name in raw.columns:
        texts = raw[name]
        return texts.fill_null("") if texts.null_count() else texts  # an expression of polars, even for nothing
    return pl.Series(name, [""], dtype=pl.String).new_from_index(0, len(raw))


def _no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64, "column": pl.String, "fault": pl.String})


@dataclass
class _Reading:
    """Reads some rows column by column; each different text of a column is read once."""

    raw: pl.DataFrame
    learnt: Learnt
    instrument: Instrument
    frame: Frame = field(init=False)
    faults: list[pl.DataFrame] = field(default_factory=list)
    evidence: dict[str, Bools] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = self.raw[ROW].to_numpy()
        self.frame = Frame(len(self.raw))
        self.frame.texts = {name: plain_texts(self.raw, name) for name in (FIRM_ID, FIRM_NAME)}
        self.frame.add(ROW, self.rows, Kind.COUNT)
        closed = [field.id for field in self.instrument.profile if field.type not in _NUMBERS]
        here = {*self.raw.columns}
        self.columns = columns_of(self.raw, [name for name in (*closed, *self.instrument.questions) if name in here])
        self.nothing = Column(np.zeros(len(self.raw), dtype=np.uint8), [""])
        self.evidence = self._shown()

    def _column(self, name: str) -> Column:
        return self.columns.get(name, self.nothing)

    def note(self, name: str, bad: Bools, fault: Callable[[Ints], list[str]]) -> None:
        """Notes the cells of a column that could not be used. `fault`: what is wrong with those in some places."""
        places = np.flatnonzero(bad)
        if len(places):
            found = pl.Series("fault", fault(places), dtype=pl.String)
            column = pl.Series("column", [name]).new_from_index(0, len(places))
            self.faults.append(pl.DataFrame([pl.Series(ROW, self.rows[places]), column, found]))

    def _note(self, name: str, faults: Small, codes: Array) -> None:
        """Notes the cells whose texts have faults. `faults`: of each text; `codes`: the texts of the rows."""
        if (faults >= 0).any():
            found = np.take(faults, codes)
            self.note(name, found >= 0, lambda places: [str(FAULTS[fault]) for fault in found[places].tolist()])

    def profile_field(self, one: ProfileField) -> None:
        if one.type in _NUMBERS:
            self.frame.add(profile(one.id), self._amounts(one), Kind.NUMBER)
            return
        column, vocabulary = self._column(one.id), self.learnt.fields[one.id]
        places = vocabulary.places(column.texts)
        self._note(one.id, vocabulary.table("fault", fault_of, np.int8)[places], column.codes)
        if one.type == "choices":
            for option in one.options:
                ticks = vocabulary.table(option.code, partial(_ticks, option.code), np.int8)
                self.frame.add(profile(one.id, option.code), np.take(ticks[places], column.codes), Kind.TICK)
            return
        words = tuple(option.code for option in one.options)
        codes = vocabulary.table("code", lambda said: NONE if said.value is None else words.index(said.value), np.int16)
        found = np.take(codes[places], column.codes)
        if one.options_by is not None:
            found = self._fitting(one, one.options_by, found)
        self.frame.add(profile(one.id), found, Kind.CODE, words)

    def _amounts(self, one: ProfileField) -> Ints:
        """Whole numbers; those in plain digits are read all at once."""
        texts = _texts(self.raw, one.id)
        low, high = one.minimum, one.maximum
        simple = texts.str.contains(_PLAIN_NUMBER)
        found: Ints = texts.cast(pl.Int64, strict=False).fill_null(NO_NUMBER).to_numpy().copy()
        known = simple.to_numpy() & (found >= (NO_NUMBER if low is None else low))
        known &= True if high is None else found <= high
        found[~known] = NO_NUMBER
        others = np.flatnonzero(~known & (texts != "").to_numpy())
        if len(others):
            vocabulary = self.learnt.fields[one.id]
            places = vocabulary.places(texts.gather(others).to_list())
            values = vocabulary.table("value", lambda said: NO_NUMBER if said.value is None else said.value, np.int64)
            found[others] = values[places]
            faults = np.full(len(texts), NONE, dtype=np.int8)
            faults[others] = vocabulary.table("fault", fault_of, np.int8)[places]
            self._note(one.id, faults, np.arange(len(texts)))
        return found

    def _fitting(self, one: ProfileField, by: str, codes: Array) -> Array:
        """The codes that belong to the choice of the field above; the others are faults."""
        words = self.frame.words(profile(by))
        of = np.array([*(words.index(option.of) if option.of in words else NONE for option in one.options), NONE])
        above, expected = self.frame[profile(by)], of[codes]
        wrong = (codes >= 0) & (above >= 0) & (expected != above)
        self.note(one.id, wrong, lambda places: [str(Fault.CHOICE_OF)] * len(places))
        return np.where(wrong, NONE, codes)

    def question(self, question: Question, *, asked: bool) -> None:
        name = question.id
        column = self._column(name) if asked else self.nothing
        said = self.learnt.questions[name].said(column)
        self._note(name, said.faults, column.codes)
        self.frame.add(name, np.take(said.levels, column.codes), Kind.LEVEL)
        found = self.frame.add(state(name), np.take(said.states, column.codes), Kind.COUNT)
        if isinstance(question, Checklist):
            answered = said.boxes >= 0
            for place, item in enumerate(question.items):
                ticks = np.where(answered, said.boxes >> place & 1, NONE).astype(np.int8)
                self.frame.add(ticked(name, item.code), np.take(ticks, column.codes), Kind.TICK)
        shown = self.evidence.get(name)
        answered = found == STATES[State.ANSWERED]
        evidence = shown & answered if shown is not None else np.zeros(self.frame.length, dtype=np.bool_)
        self.frame.add(f"{name}.evidence", evidence, Kind.FLAG)

    def _shown(self) -> dict[str, Bools]:
        """For each question that is named as one with proof, where it is."""
        column = columns_of(self.raw, [EVIDENCE])[EVIDENCE] if EVIDENCE in self.raw.columns else self.nothing
        named = [set(text.split()) for text in column.texts]
        return {
            name: np.array([name in one for one in named])[column.codes]
            for name in set().union(*named) & self.learnt.questions.keys()
        }


def _ticks(code: str, said: Fact) -> int:
    return NONE if said.value is None else int(isinstance(said.value, tuple) and code in said.value)


def _add_size(frame: Frame, instrument: Instrument) -> None:
    """Adds the size band that a firm is scored as, and whether it is outside the bands."""
    people = frame[profile("employees")]
    bands = instrument.settings.size_bands
    words = tuple(dict.fromkeys(band.scored_as or band.id for band in bands))
    scored = np.array([NONE, *(words.index(band.scored_as or band.id) for band in bands)], dtype=np.int8)
    outside = np.array([NONE, *(int(band.scored_as is not None) for band in bands)], dtype=np.int8)
    place = total((people >= band.start for band in bands), frame.length)
    frame.add(SIZE, scored[place], Kind.CODE, words)
    frame.add(profile("size_outside"), outside[place], Kind.TICK)


Note = Callable[[str, Bools, Callable[[Ints], list[str]]], None]


def _settle(facts: Facts, instrument: Instrument, note: Note) -> None:
    """Weight 0 makes a question not asked; an `na` that is not allowed becomes missing, and a fault."""
    frame = facts.frame
    changes: list[tuple[str, Array, Kind]] = []
    for question in instrument.questions.values():
        name, here = question.id, frame[state(question.id)]
        not_asked = frame[weight(name)] == 0
        said = (here == STATES[State.NOT_APPLICABLE]) & ~not_asked
        if said.any():
            refused = said & ~_allowed(question, facts)
            note(name, refused, lambda places: [str(Fault.NOT_APPLICABLE)] * len(places))
            here = np.where(refused, np.uint8(STATES[State.MISSING]), here)
        level = _level(question, facts)
        none = not_asked.any()
        here = np.where(not_asked, np.uint8(STATES[State.NOT_ASKED]), here) if none else here
        changes.append((state(name), here, Kind.COUNT))
        changes.append((name, np.where(not_asked, np.int8(NONE), level) if none else level, Kind.LEVEL))
        if isinstance(question, Checklist) and none:
            for item in question.items:
                box = frame[ticked(name, item.code)]
                changes.append((ticked(name, item.code), np.where(not_asked, np.int8(NONE), box), Kind.TICK))
    for name, array, kind in changes:  # at the end, because conditions read the answers as they were given
        frame.add(name, array, kind)


def _allowed(question: Question, facts: Facts) -> Bools:
    """True where a ground holds, or where the profile does not settle it: then it is the firm's word."""
    length = facts.frame.length
    grounds = (
        np.ones(length, dtype=np.bool_) if ground.when is None else ~fails(ground.when, facts)
        for ground in question.not_applicable
    )
    return reduce(or_, grounds, np.zeros(length, dtype=np.bool_))


def _level(question: Question, facts: Facts) -> Small:
    """The level, with another table of ticks where the profile asks for one."""
    level: Small = facts.frame[question.id]
    if not isinstance(question, Checklist) or not question.count_levels_when:
        return level
    boxes = (facts.frame[ticked(question.id, item.code)] == 1 for item in question.items)
    count = total(boxes, facts.frame.length)
    known = facts.state(question.id) == STATES[State.ANSWERED]
    for table in question.count_levels_when:
        levels = np.array([count_level(table.levels, n) for n in range(len(question.items) + 1)], dtype=np.int8)
        level = np.where(known & ~fails(table.when, facts), levels[count], level)
    return level
