"""Rows of text -> one typed frame, and a list of every cell that could not be used.

The frame has, for each question, its level (Int8, null when missing or not applicable), its state (UInt8,
`conditions.STATES`), for a checklist a Boolean for each item, and for each profile field its value. One row
of an interview and a million rows of a file take the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from msme_check.cells import Answer, Fact, Fault, answer, count_level, fact, plain
from msme_check.conditions import STATES, Columns, expression, profile, state, ticked
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import Checklist, Question
from msme_check.weights import weight_columns

ROW = "row"
"""The number of the row in its source: column `row` of the frame and of the problems."""

FIRM_ID = "firm_id"
FIRM_NAME = "firm_name"
EVIDENCE = "evidence"
"""A column with the ids of the questions whose proof could be shown, separated by spaces."""

SIZE = profile("size")
_FAULTS = list(Fault)


@dataclass(frozen=True)
class Answers:
    """`frame`: a row for each firm. `faults`: row, column, fault for each cell that could not be used."""

    frame: pl.DataFrame
    faults: pl.DataFrame


def columns(instrument: Instrument) -> list[str]:
    """All columns that a file of responses may have, in order."""
    fields = [field.id for field in instrument.profile]
    return [FIRM_ID, FIRM_NAME, *fields, *instrument.questions, EVIDENCE]


def choices(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The codes of the profile fields where several may be chosen."""
    return {field.id: tuple(o.code for o in field.options) for field in instrument.profile if field.type == "choices"}


def read(raw: pl.DataFrame, instrument: Instrument, *, quick: bool = False) -> Answers:
    """The typed frame of `raw`, whose columns are text (those of `columns`, any of them may be absent).

    `raw` may carry the Int64 column `row`; otherwise rows count from 1. With `quick`, only core questions are read.
    """
    if ROW not in raw.columns:
        raw = raw.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
    reader = _Reader(raw, instrument)
    for field in instrument.profile:
        reader.profile_field(field)
    for question in instrument.questions.values():
        reader.question(question, asked=question.core or not quick)
    frame = pl.DataFrame(reader.columns)
    frame = frame.with_columns(_size(instrument))
    frame = frame.with_columns(weight_columns(instrument, Columns(choices(instrument))))
    frame, refused = _not_applicable(frame, instrument)
    faults = pl.concat([*reader.faults, *refused]) if reader.faults or refused else _no_faults()
    return Answers(frame, faults.sort(ROW, maintain_order=True))


def _no_faults() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64, "column": pl.String, "fault": pl.String})


class _Reader:
    """Reads column by column; each different text of a column is read once."""

    def __init__(self, raw: pl.DataFrame, instrument: Instrument) -> None:
        self.raw = raw
        self.instrument = instrument
        self.columns: dict[str, pl.Series] = {
            ROW: raw[ROW],
            FIRM_ID: self._texts(FIRM_ID),
            FIRM_NAME: self._texts(FIRM_NAME),
        }
        self.faults: list[pl.DataFrame] = []
        self.evidence = raw[EVIDENCE].fill_null("") if EVIDENCE in raw.columns else None

    def _texts(self, name: str) -> pl.Series:
        if name not in self.raw.columns:
            return pl.Series(name, [""] * len(self.raw), dtype=pl.String)
        places, found = self._each(name, plain)
        return pl.Series(name, found, dtype=pl.String).gather(places)

    def _each(self, name: str, read_cell: Callable[[str], Any]) -> tuple[pl.Series, list[Any]]:
        """What each different text of a column says, and for each row the place of its text."""
        texts = self.raw[name].fill_null("") if name in self.raw.columns else pl.Series([""] * len(self.raw))
        different = texts.unique(maintain_order=True)
        places = texts.cast(pl.Enum(different)).to_physical()
        return places, [read_cell(text) for text in different]

    def _note(self, name: str, bad: pl.Series, fault: pl.Series) -> None:
        if bad.any():
            rows = self.raw[ROW].filter(bad)
            self.faults.append(
                pl.DataFrame({ROW: rows, "column": pl.Series([name] * len(rows)), "fault": fault.filter(bad)})
            )

    def profile_field(self, field: ProfileField) -> None:
        places, facts = self._each(field.id, lambda text: fact(field, text))
        faults = pl.Series([one.fault for one in facts], dtype=pl.String).gather(places)
        self._note(field.id, faults.is_not_null(), faults)
        if field.type == "choices":
            for option in field.options:
                chosen = [None if one.value is None else option.code in _codes(one) for one in facts]
                self.columns[profile(field.id, option.code)] = pl.Series(chosen, dtype=pl.Boolean).gather(places)
            return
        kind = pl.Int64 if field.type in {"number", "year"} else pl.String
        values = pl.Series([one.value for one in facts], dtype=kind).gather(places)
        if field.options_by is not None:
            values = self._fitting(field, values)
        self.columns[profile(field.id)] = values

    def _fitting(self, field: ProfileField, values: pl.Series) -> pl.Series:
        """The values that belong to the choice of the field above; the others are faults."""
        assert field.options_by is not None  # noqa: S101 - asked by the caller
        parent = self.columns[profile(field.options_by)]
        of = {option.code: option.of for option in field.options}
        expected = values.replace_strict(list(of), list(of.values()), return_dtype=pl.String)
        wrong = (expected != parent).fill_null(value=False)
        self._note(field.id, wrong, pl.Series([Fault.CHOICE_OF], dtype=pl.String).new_from_index(0, len(values)))
        return pl.select(pl.when(~wrong).then(values)).to_series()

    def question(self, question: Question, *, asked: bool) -> None:
        name = question.id
        if asked:
            places, found = self._each(name, lambda text: answer(question, text))
        else:
            places, found = pl.zeros(len(self.raw), dtype=pl.UInt32, eager=True), [Answer(State.MISSING)]
        faults = pl.Series([one.fault for one in found], dtype=pl.String).gather(places)
        self._note(name, faults.is_not_null(), faults)
        self.columns[name] = pl.Series([one.level for one in found], dtype=pl.Int8).gather(places)
        self.columns[state(name)] = pl.Series([STATES[one.state] for one in found], dtype=pl.UInt8).gather(places)
        if isinstance(question, Checklist):
            for item in question.items:
                boxes = [None if one.level is None else item.code in one.ticked for one in found]
                self.columns[ticked(name, item.code)] = pl.Series(boxes, dtype=pl.Boolean).gather(places)
        if self.evidence is not None:
            shown = self.evidence.str.contains(rf"(^|\s){name}(\s|$)")
            self.columns[f"{name}.evidence"] = shown & pl.Series(
                [one.state is State.ANSWERED for one in found], dtype=pl.Boolean
            ).gather(places)
        else:
            self.columns[f"{name}.evidence"] = pl.Series([False]).new_from_index(0, len(self.raw))


def _codes(one: Fact) -> tuple[str, ...]:
    return one.value if isinstance(one.value, tuple) else ()


def _size(instrument: Instrument) -> list[pl.Expr]:
    """The size band that a firm is scored as, and whether it is outside the bands."""
    people = pl.col(profile("employees"))
    size: pl.Expr = pl.lit(None, dtype=pl.String)
    outside: pl.Expr = pl.lit(None, dtype=pl.Boolean)
    for band in instrument.settings.size_bands:
        reached = people >= band.start
        size = pl.when(reached).then(pl.lit(band.scored_as or band.id)).otherwise(size)
        outside = pl.when(reached).then(pl.lit(band.scored_as is not None)).otherwise(outside)
    return [size.alias(SIZE), outside.alias(profile("size_outside"))]


def _not_applicable(frame: pl.DataFrame, instrument: Instrument) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Weight 0 makes a question not asked; an `na` that is not allowed becomes missing, and a fault."""
    facts = Columns(choices(instrument))
    refused: list[pl.DataFrame] = []
    changes: list[pl.Expr] = []
    for question in instrument.questions.values():
        name, here = question.id, pl.col(state(question.id))
        not_asked = pl.col(f"{name}.weight") == 0
        said = here == STATES[State.NOT_APPLICABLE]
        not_allowed = said & ~not_asked & ~_allowed(question, facts)
        rows = frame.filter(not_allowed)[ROW]
        if len(rows):
            fault = pl.lit(str(Fault.NOT_APPLICABLE)).alias("fault")
            refused.append(rows.to_frame().select(ROW, pl.lit(name).alias("column"), fault))
        new = (
            pl.when(not_asked)
            .then(STATES[State.NOT_ASKED])
            .when(not_allowed)
            .then(STATES[State.MISSING])
            .otherwise(here)
            .cast(pl.UInt8)
        )
        changes.append(new.alias(state(name)))
        changes.append(pl.when(~not_asked).then(_level(question, facts)).cast(pl.Int8).alias(name))
        if isinstance(question, Checklist):
            boxes = [pl.col(ticked(name, item.code)) for item in question.items]
            changes += [pl.when(~not_asked).then(box).name.keep() for box in boxes]
    return frame.with_columns(changes), refused


def _allowed(question: Question, facts: Columns) -> pl.Expr:
    """True where a ground holds, or where the profile does not settle it: then it is the firm's word."""
    grounds = [
        pl.lit(value=True) if ground.when is None else expression(ground.when, facts).fill_null(value=True)
        for ground in question.not_applicable
    ]
    return reduce(or_, grounds, pl.lit(value=False))


def _level(question: Question, facts: Columns) -> pl.Expr:
    """The level, with another table of ticks where the profile asks for one."""
    level = pl.col(question.id)
    if not isinstance(question, Checklist):
        return level
    count = pl.sum_horizontal(pl.col(ticked(question.id, item.code)).cast(pl.Int8) for item in question.items)
    known = pl.col(state(question.id)) == STATES[State.ANSWERED]
    for table in question.count_levels_when:
        levels = [count_level(table.levels, n) for n in range(len(question.items) + 1)]
        other = count.replace_strict(range(len(levels)), levels, return_dtype=pl.Int8)
        level = pl.when(and_(known, expression(table.when, facts).fill_null(value=False))).then(other).otherwise(level)
    return level
