"""Rows of text -> one typed frame, and a list of every cell that could not be used.

The frame has, for each question, its level (NONE when missing or not applicable), its state (`conditions.STATES`),
for a checklist a tick for each item, and for each profile field its value. One row of an interview and a million
rows of a file take the same way.
"""

import threading
from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache, partial, reduce
from operator import or_

import numpy as np
import polars as pl

from msme_check.cells import Fact, Fault, count_level, plain
from msme_check.conditions import STATES, Facts, fails, profile, state, ticked
from msme_check.faults import Faults, stored_fault
from msme_check.frames import NO_NUMBER, NONE, Array, Bools, Frame, Ints, Kind, Small, total
from msme_check.learnt import Learnt, Said, learnt
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
_DIGITS = 15
"""Of longer numbers it is asked one by one whether they are too long."""
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
    reading.questions({name for name, question in instrument.questions.items() if question.core or not quick})
    _add_size(reading.frame, instrument)
    facts = Facts(reading.frame, choices(instrument))
    add_weights(facts, instrument)
    _settle(facts, instrument, reading.faults)
    return Answers(reading.frame, reading.faults.table(ROW))


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


@dataclass
class _Reading:
    """Reads some rows column by column; each different text of a column is read once."""

    raw: pl.DataFrame
    learnt: Learnt
    instrument: Instrument
    frame: Frame = field(init=False)
    faults: Faults = field(init=False)
    evidence: dict[str, Bools] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.raw[ROW].to_numpy()
        self.faults = Faults(rows)
        self.frame = Frame(len(self.raw))
        self.frame.texts = {name: plain_texts(self.raw, name) for name in (FIRM_ID, FIRM_NAME)}
        self.frame.add(ROW, rows, Kind.COUNT)
        closed = [field.id for field in self.instrument.profile if field.type not in _NUMBERS]
        here = {*self.raw.columns}
        self.columns = columns_of(self.raw, [name for name in (*closed, *self.instrument.questions) if name in here])
        self.nothing = Column(np.zeros(len(self.raw), dtype=np.uint8), [""])
        self.evidence = self._shown()
        self.unseen = np.zeros(len(self.raw), dtype=np.bool_)

    def _column(self, name: str) -> Column:
        return self.columns.get(name, self.nothing)

    def profile_field(self, one: ProfileField) -> None:
        if one.type in _NUMBERS:
            self.frame.add(profile(one.id), self._amounts(one), Kind.NUMBER)
            return
        column, vocabulary = self._column(one.id), self.learnt.fields[one.id]
        places = vocabulary.places(column.texts)
        self.faults.of_texts(one.id, vocabulary.table("fault", stored_fault, np.int8)[places], column.codes)
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
        """Whole numbers; those in plain digits, which polars reads as `cells` does, are read all at once."""
        texts = _texts(self.raw, one.id)
        lengths = texts.str.len_bytes().to_numpy()
        found: Ints = texts.cast(pl.Int64, strict=False).fill_null(NO_NUMBER).to_numpy().copy()
        known = (found != NO_NUMBER) & (lengths <= _DIGITS)
        if one.minimum is not None:
            known &= found >= one.minimum
        if one.maximum is not None:
            known &= found <= one.maximum
        found[~known] = NO_NUMBER
        others = np.flatnonzero(~known & (lengths > 0))
        if len(others):
            vocabulary = self.learnt.fields[one.id]
            places = vocabulary.places(texts.gather(others).to_list())
            values = vocabulary.table("value", lambda said: NO_NUMBER if said.value is None else said.value, np.int64)
            found[others] = values[places]
            faults = np.full(len(texts), NONE, dtype=np.int8)
            faults[others] = vocabulary.table("fault", stored_fault, np.int8)[places]
            self.faults.of_texts(one.id, faults, np.arange(len(texts)))
        return found

    def _fitting(self, one: ProfileField, by: str, codes: Array) -> Array:
        """The codes that belong to the choice of the field above; the others are faults."""
        words = self.frame.words(profile(by))
        of = np.array([*(words.index(option.of) if option.of in words else NONE for option in one.options), NONE])
        above, expected = self.frame[profile(by)], of[codes]
        wrong = (codes >= 0) & (above >= 0) & (expected != above)
        self.faults.of_rows(one.id, np.flatnonzero(wrong), Fault.CHOICE_OF)
        return np.where(wrong, NONE, codes)

    def questions(self, asked: Set[str]) -> None:
        """All questions; those that are not asked as if nobody had answered them."""
        names = self.instrument.questions.keys()
        columns = {name: self._column(name) if name in asked else self.nothing for name in names}
        said = self.learnt.said(columns)
        for name in names:
            self._question(self.instrument.questions[name], said[name], columns[name])

    def _question(self, question: Question, said: Said, column: Column) -> None:
        name = question.id
        self.faults.of_texts(name, said.faults, column.codes)
        codes = column.codes.astype(np.intp)  # once for all tables
        self.frame.add(name, said.levels.take(codes), Kind.LEVEL)
        found = self.frame.add(state(name), said.states.take(codes), Kind.COUNT)
        if isinstance(question, Checklist):
            known = said.boxes >= 0
            for place, item in enumerate(question.items):
                ticks = np.where(known, said.boxes >> place & 1, NONE).astype(np.int8)
                self.frame.add(ticked(name, item.code), ticks.take(codes), Kind.TICK)
        shown = self.evidence.get(name)
        evidence = self.unseen if shown is None else shown & (found == STATES[State.ANSWERED])
        self.frame.add(f"{name}.evidence", evidence, Kind.FLAG)

    def _shown(self) -> dict[str, Bools]:
        """For each question that is named as one with proof, where it is."""
        column = columns_of(self.raw, [EVIDENCE])[EVIDENCE] if EVIDENCE in self.raw.columns else self.nothing
        named = [set(text.split()) for text in column.texts]
        return {
            name: np.array([name in one for one in named])[column.codes]
            for name in set().union(*named) & self.instrument.questions.keys()
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


def _settle(facts: Facts, instrument: Instrument, faults: Faults) -> None:
    """Weight 0 makes a question not asked; an `na` that is not allowed becomes missing, and a fault."""
    frame = facts.frame
    changes: list[tuple[str, Array, Kind]] = []
    for question in instrument.questions.values():
        name, here = question.id, frame[state(question.id)]
        not_asked = np.flatnonzero(frame[weight(name)] == 0)
        said = here == STATES[State.NOT_APPLICABLE]
        said[not_asked] = False
        if said.any():
            refused = np.flatnonzero(said & ~_allowed(question, facts))
            faults.of_rows(name, refused, Fault.NOT_APPLICABLE)
            here = _with(here, refused, STATES[State.MISSING])
        changes.append((state(name), _with(here, not_asked, STATES[State.NOT_ASKED]), Kind.COUNT))
        changes.append((name, _with(_level(question, facts), not_asked, NONE), Kind.LEVEL))
        if isinstance(question, Checklist):
            for box in (ticked(name, item.code) for item in question.items):
                changes.append((box, _with(frame[box], not_asked, NONE), Kind.TICK))
    for name, array, kind in changes:  # at the end, because conditions read the answers as they were given
        frame.add(name, array, kind)


def _with(array: Array, rows: Ints, value: int) -> Array:
    """The array with a value in some rows; the array itself where there are none."""
    if not len(rows):
        return array
    changed = array.copy()
    changed[rows] = value
    return changed


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
