"""What the law of its country calls a firm: micro, small, medium or large (framework B.2 and B.3, rulings R19-R25).

The profile decides the row of the country's table. Each figure of the firm lies in one size of that row; how these
sizes become one, the law says. A figure that was not stated is left out; where none is known, so is the size. All firms
take each step together, in whole numbers: a limit is looked up for each firm by its row.
"""

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from msme_check.conditions import Facts, holds, profile
from msme_check.frames import NO_NUMBER, NONE, Array, Bools, Frame, Ints, Kind, Small
from msme_check.model.instrument import Instrument
from msme_check.model.sizes import Firms, SizeDefinition, Together

SIZE = "official_size"
"""The column of the size, one of `Settings.official_sizes`; none where it is not known."""

ROW = "official_size.row"
"""The column of the row that counts: its place in `rows`; none where there is none."""

KNOWN, MISSING, UNSURE = "official_size.known", "official_size.missing", "official_size.unsure"
"""Columns of bits, by the places in `asked_for`: the figures that were compared; the figures and facts that the law
asks for and that were not stated; the figures that lie in a size whose limit is not verified."""

OFFICE = "official_size.office"
"""The column of whether a note of the law says to ask the office."""

COUNTRY = "country"
Bits = npt.NDArray[np.int32]


@dataclass(frozen=True)
class AskedFor:
    """What a size is found from: number fields of the profile, and the choices that decide the row."""

    numbers: tuple[str, ...]
    facts: tuple[str, ...]

    def named(self, bits: int) -> tuple[str, ...]:
        """The fields whose bits are set."""
        return tuple(name for place, name in enumerate((*self.numbers, *self.facts)) if bits >> place & 1)


@lru_cache(maxsize=8)
def asked_for(instrument: Instrument) -> AskedFor:
    """What the laws of an instrument ask for, in the order of the profile."""
    order = [one.id for one in instrument.profile]
    numbers = {one.field for law in instrument.size_definitions for one in law.criteria}
    facts = {COUNTRY, *(name for _country, firms, _row in _takes(instrument) for name in firms)}
    return AskedFor(tuple(one for one in order if one in numbers), tuple(one for one in order if one in facts))


@lru_cache(maxsize=8)
def rows(instrument: Instrument) -> tuple[tuple[str, str], ...]:
    """Country and row of every row of every law, by their places in the column ROW."""
    return tuple((law.country, row.id) for law in instrument.size_definitions for row in law.rows)


def add_official_size(facts: Facts, instrument: Instrument) -> None:
    """Adds the official size to the frame, and what it rests on."""
    frame, table = facts.frame, _table(instrument)
    key = _key(frame, table)
    row = np.take(table.places, key)
    sizes, known, missing, unsure = _compared(frame, table, row)
    size = np.full(len(frame), NONE, dtype=np.int8)
    office = np.zeros(len(frame), dtype=np.bool_)
    countries = frame.words(profile(COUNTRY))
    for law in instrument.size_definitions:
        here = np.flatnonzero(frame[profile(COUNTRY)] == countries.index(law.country))
        if len(here):
            size[here] = _together(law.size_is, {one.id: sizes[one.field][here] for one in law.criteria})
            _ask(law, facts, here, office)
    frame.add(SIZE, size, Kind.CODE, tuple(one.id for one in instrument.settings.official_sizes))
    frame.add(ROW, np.where(row == len(table.rows), np.int16(NONE), row), Kind.SCORE)
    frame.add(KNOWN, known, Kind.COUNT)
    frame.add(MISSING, missing | np.take(table.open, key), Kind.COUNT)
    frame.add(UNSURE, unsure, Kind.COUNT)
    frame.add(OFFICE, office, Kind.FLAG)


def by_figure(frame: Frame, instrument: Instrument) -> dict[str, Small]:
    """The place of the size in which each figure lies, by its field; NONE where it is not known or not asked for."""
    table = _table(instrument)
    return _compared(frame, table, np.take(table.places, _key(frame, table)))[0]


def _compared(frame: Frame, table: "_Table", row: Array) -> tuple[dict[str, Small], Bits, Bits, Bits]:
    """The size by each figure (NONE: not known, or not asked for), and the bits of KNOWN, MISSING, UNSURE."""
    sizes: dict[str, Small] = {}
    known, missing, unsure = (np.zeros(len(frame), dtype=np.int32) for _ in range(3))
    for place, name in enumerate(table.numbers):
        value, limits = frame[profile(name)], table.limits[place]
        size = np.zeros(len(frame), dtype=np.int8)
        for last in limits:
            size += value > np.take(last, row)
        stated, used = value != NO_NUMBER, np.take(table.used[place], row)
        there, bit = stated & used, np.int32(1 << place)
        known += there * bit
        missing += (used & ~stated) * bit
        unsure += (there & np.take(table.unsure[place], size * np.int16(len(table.rows) + 1) + row)) * bit
        sizes[name] = np.where(there, size, np.int8(NONE))
    return sizes, known, missing, unsure


def _together(rule: Together, sizes: dict[str, Small]) -> Small:
    """The sizes of several figures as one; those that are not known are left out."""
    parts = [_together(part, sizes) if isinstance(part, Together) else sizes[part] for part in rule.parts]
    if rule.highest:
        return reduce(np.maximum, parts)
    without_sign = (part.view(np.uint8) for part in parts)  # so that NONE is above all others
    return reduce(np.minimum, without_sign).view(np.int8)


def _ask(law: SizeDefinition, facts: Facts, here: Ints, office: Bools) -> None:
    """Marks the firms of a country of which a note says to ask the office."""
    for note in law.notes:
        if note.ask_office:
            office[here] |= True if note.when is None else holds(note.when, facts)[here]


@dataclass(frozen=True)
class _Table:
    """All laws of an instrument as arrays. The row after the last stands for none.

    `places`, `open`: by key (`_key`), the row, and the bits of the facts that were not stated and might have led to
    another row. `limits`: by figure and size, the last whole number in each row. `used`: by figure, whether a row asks
    for it. `unsure`: by figure, and then by size and row, whether the limit is not verified.
    """

    rows: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]
    facts: tuple[str, ...]
    lengths: tuple[int, ...]
    places: Array
    open: Bits
    limits: Ints
    used: Bools
    unsure: Bools


def _key(frame: Frame, table: _Table) -> Ints:
    """One number for the choices of each firm; a choice that was not stated counts as 0."""
    key: Bits = np.zeros(len(frame), dtype=np.int32)
    for name, length in zip(table.facts, table.lengths, strict=True):
        key *= np.int32(length)
        key += frame[profile(name)] + np.int32(1)
    return key.astype(np.int64)


@lru_cache(maxsize=8)
def _table(instrument: Instrument) -> _Table:
    asked, names, sizes = asked_for(instrument), rows(instrument), instrument.settings.official_sizes
    words = {name: tuple(option.code for option in instrument.profile_field[name].options) for name in asked.facts}
    lengths = tuple(len(words[name]) + 1 for name in asked.facts)
    places, open_ = _by_choices(instrument, words)
    shape = (len(asked.numbers), len(names) + 1)
    limits = np.full((shape[0], len(sizes) - 1, shape[1]), NO_NUMBER, dtype=np.int64)
    used = np.zeros(shape, dtype=np.bool_)
    unsure = np.zeros((shape[0], len(sizes), shape[1]), dtype=np.bool_)
    for place, (country, name) in enumerate(names):
        law = instrument.size_definition[country]
        for number, size in enumerate(sizes[:-1]):
            for criterion, cell in law.row[name].cells.get(size.id, {}).items():
                figure = asked.numbers.index(law.criterion[criterion].field)
                limits[figure, number, place] = law.last(law.criterion[criterion], cell)
                used[figure, place] = True
                unsure[figure, number, place] = cell.standing != "verified"
    unsure[:, -1] = unsure[:, -2]  # what is above all limits was held against the last of them
    flat = unsure.reshape(shape[0], -1)
    return _Table(names, asked.numbers, asked.facts, lengths, places.ravel(), open_.ravel(), limits, used, flat)


def _by_choices(instrument: Instrument, words: dict[str, tuple[str, ...]]) -> tuple[Array, Bits]:
    """The row for every choice of facts, and the facts not stated that might have led to another one."""
    asked = asked_for(instrument)
    lengths = [len(words[name]) + 1 for name in asked.facts]
    none = np.int16(len(rows(instrument)))
    places, open_ = np.full(lengths, none), np.zeros(lengths, dtype=np.int32)
    for country, firms, place in _takes(instrument):
        wanted = {COUNTRY: (country,), **firms}
        fits = perhaps = places == none
        not_stated: list[tuple[int, Bools]] = []
        for axis, name in enumerate(asked.facts):
            if name in wanted:
                shape = [-1 if other == axis else 1 for other in range(len(lengths))]
                chosen = np.array([False, *(word in wanted[name] for word in words[name])]).reshape(shape)
                silent = (np.arange(lengths[axis]) == 0).reshape(shape)
                not_stated.append((len(asked.numbers) + axis, silent))
                fits, perhaps = fits & chosen, perhaps & (chosen | silent)
        places[fits] = place
        for bit, silent in not_stated:
            open_[perhaps & ~fits & silent] |= np.int32(1 << bit)
    return places, open_


def _takes(instrument: Instrument) -> list[tuple[str, Firms, int]]:
    """Country, choices and place of all that takes firms into a row, in the order in which it counts."""
    found = ((law.country, row) for law in instrument.size_definitions for row in law.rows)
    return [(country, firms, place) for place, (country, row) in enumerate(found) for firms in row.firms]
