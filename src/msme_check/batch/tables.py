"""Assessed firms -> the lines of `results.csv` and `recommendations.csv`.

Figures have four decimals, rounded half up from the stored whole numbers. A null, in a file an empty cell, means:
there is none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from msme_check import official_size
from msme_check.answers import FIRM_ID, FIRM_NAME, SIZE
from msme_check.assess import Assessed
from msme_check.batch.columns import Coded, Columns, Decimals, Plain, Rows, Table, Word
from msme_check.batch.figures import gain_steps, score_steps, share_steps, steps
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.frames import NO_NUMBER, NONE, Array, Bools, Frame, Ints
from msme_check.intake.formulas import RISKY, guarded
from msme_check.model.instrument import Instrument
from msme_check.planning import HORIZONS
from msme_check.rules import VALUE
from msme_check.scoring import OVERALL, Scoring
from msme_check.verdict import CONFIDENCE, HIGH, LOW

UNKNOWN = "unknown"
"""The official size where nothing that the law asks for was stated."""

CHECKS = ("missing", "not_verified", "note")
"""Why to check an official size with the office: a fact was not stated, a limit is not verified, a note says so."""

_FEW = 8
"""Names of which all sets are made; of more only those that occur."""

_MARKED = 1 << 16
"""Keys below it are told apart by marks in a table, without sorting them."""


def results(assessed: Assessed, instrument: Instrument) -> Table:
    """One line for each firm. `instrument` gives the titles of the bands: the one in the source language."""
    frame, scoring = assessed.values, assessed.rules.scoring
    columns: list[Columns] = [Plain(name, safe(frame.texts[name])) for name in (FIRM_ID, FIRM_NAME)]
    columns += _profile(frame, instrument)
    columns += [_word("size", frame, SIZE), *_official_size(frame, instrument)]
    columns.append(_score("overall_score", frame, f"{OVERALL}.score"))
    columns.append(_band("overall_band", frame, OVERALL, instrument))
    shown = frame[f"{OVERALL}.raw"] >= 0
    columns.append(_listed("overall_gates", _gates(frame, scoring, OVERALL), shown))
    for part in instrument.questionnaires:
        columns += _questionnaire(frame, scoring, part.id, instrument)
    columns += [_score(name, frame, f"{name}.score") for name in instrument.dimensions]
    columns.append(Decimals("confidence", share_steps(frame["confidence"], CONFIDENCE)))
    pairs = {one.id: frame[one.id] for one in instrument.settings.consistency_pairs}
    return Table([*columns, _listed("consistency_pairs", pairs)], len(frame))


def recommendations(assessed: Assessed, top: int | None) -> Table:
    """One line for each recommendation that fires, firm by firm in the order of the ranking; at most `top` each."""
    listed = assessed.listed(top)
    found = {name: listed[name].to_numpy() for name in listed.columns}
    ids = pl.DataFrame({FIRM_ID: safe(assessed.values.texts[FIRM_ID])})
    actions = [one.id for one in assessed.rules.instrument.recommendations]
    return Table(
        [
            Rows(ids, found["firm"].astype(np.uint32)),
            _coded("rank", range(1, 1 + int(found["rank"].max(initial=1))), found["rank"] - 1),
            _coded("recommendation", actions, found["place"]),
            _coded("planned", (None, *HORIZONS[1:]), found["horizon"]),
            Decimals("gain", gain_steps(found["gain"])),
            Decimals("value", steps(found["value"], VALUE)),
            _told(assessed, found),
        ],
        len(assessed),
    )


def _told(assessed: Assessed, listed: Mapping[str, Array]) -> Rows:
    """What the instrument says of a recommendation, and what made it fire."""
    actions = assessed.rules.instrument.recommendations
    reasons = [assessed.rules.reasons(one) for one in actions]
    begins = np.cumsum([0, *(1 << len(one) for one in reasons)])
    keys, lines = _different(begins[listed["place"]] + listed["because"], int(begins[-1]))
    places = np.searchsorted(begins, keys, side="right") - 1
    because = [_names(bits, reasons[place]) for bits, place in zip(keys - begins[places], places, strict=True)]
    rows = {
        "effort_days": [actions[place].effort_days for place in places],
        "cost": [actions[place].cost for place in places],
        "horizon": [actions[place].horizon for place in places],
        "direction": [actions[place].direction for place in places],
        "because": because,
    }
    kinds = dict.fromkeys(rows, pl.String) | {"effort_days": pl.Int64}
    return Rows(pl.DataFrame(rows, schema=kinds), lines)


def safe(texts: pl.Series) -> pl.Series:
    """What the person wrote, null where it is empty; nothing in it runs as a formula in a spreadsheet."""
    risky = texts.str.contains(RISKY)
    if risky.any():
        texts = texts.clone().scatter(risky.arg_true(), [guarded(text) for text in texts.filter(risky)])
    empty = texts == ""
    return texts.set(empty, None) if empty.any() else texts


def _profile(frame: Frame, instrument: Instrument) -> Iterator[Columns]:
    for field in instrument.profile:
        name = profile(field.id)
        if field.type == "choices":
            codes = {option.code: frame[profile(field.id, option.code)] == 1 for option in field.options}
            yield _listed(field.id, codes)
        elif field.type in {"number", "year"}:
            known = frame[name] != NO_NUMBER
            numbers = pl.Series(frame[name])
            yield Plain(field.id, numbers if known.all() else numbers.set(pl.Series(~known), None))
        else:
            yield _word(field.id, frame, name)


def _word(name: str, frame: Frame, column: str, none: str | None = None) -> Coded:
    """A column of codes as words; `none`: what stands where there is none."""
    return _coded(name, (none, *frame.words(column)), frame[column].astype(np.int32) + 1)


def _coded(name: str, words: Iterable[Word], places: Array) -> Coded:
    return Coded((name,), (tuple(words),), places.astype(np.uint32))


def _official_size(frame: Frame, instrument: Instrument) -> Iterator[Columns]:
    """What the law calls the firm, the figures that this rests on, and why to ask the office; null where not at all."""
    missing, unsure = (frame[name] != 0 for name in (official_size.MISSING, official_size.UNSURE))
    numbers, known = official_size.asked_for(instrument).numbers, frame[official_size.KNOWN]
    yield _word("official_size", frame, official_size.SIZE, UNKNOWN)
    yield _of_bits("official_size_basis", known, numbers)
    yield _of_bits("official_size_check", missing + 2 * unsure + 4 * frame[official_size.OFFICE], CHECKS)


def _listed(name: str, flags: Mapping[str, Bools], where: Bools | None = None) -> Coded:
    """The names whose flags are true, with spaces between them; null where there are none, or not `where`."""
    kind = np.uint8 if len(flags) <= _FEW else np.int64
    bits: Array = np.zeros(len(next(iter(flags.values()))), dtype=kind)
    for place, flag in enumerate(flags.values()):
        bits |= np.left_shift(flag, place, dtype=kind)
    if where is not None:
        bits *= where
    return _of_bits(name, bits, tuple(flags))


def _of_bits(name: str, bits: Array, names: tuple[str, ...]) -> Coded:
    """The names whose bits are set, with spaces between them; null where none is."""
    if len(names) <= _FEW:
        return _coded(name, _sets(names), bits)
    different, places = _different(bits, 1 << len(names))
    return _coded(name, (_names(one, names) for one in different.tolist()), places)


@lru_cache(maxsize=32)
def _sets(names: tuple[str, ...]) -> tuple[str | None, ...]:
    """All that `_names` can be."""
    return tuple(_names(bits, names) for bits in range(1 << len(names)))


def _names(bits: int, names: Sequence[str]) -> str | None:
    return " ".join(name for n, name in enumerate(names) if bits >> n & 1) or None


def _different(keys: Ints, end: int) -> tuple[Ints, Array]:
    """The different ones of `keys`, which are below `end`, and which of them stands at each place."""
    if end > _MARKED:
        return np.unique(keys, return_inverse=True)
    met = np.zeros(end, dtype=np.bool_)
    met[keys] = True
    different = np.flatnonzero(met)
    places = np.zeros(end, dtype=np.uint32)
    places[different] = np.arange(len(different))
    return different, np.take(places, keys)


def _score(name: str, frame: Frame, score: str) -> Decimals:
    """A score; a dimension without a core question has none where only these were asked."""
    found = frame[score] if score in frame else np.full(len(frame), NONE, dtype=np.int64)
    return Decimals(name, score_steps(found, found >= 0))


def _band(name: str, frame: Frame, score: str, instrument: Instrument) -> Coded:
    return _coded(name, (None, *(band.title for band in instrument.settings.bands)), frame[f"{score}.band"] + 1)


def _gates(frame: Frame, scoring: Scoring, score: str) -> dict[str, Bools]:
    """Where each gate that may hold this score is in force, also where its cap does not bind."""
    return {
        gate.id: np.logical_or.reduce([frame[f"{gate.id}.{n}"] for n in range(len(gate.causes))])
        for gate in scoring.gates.values()
        if score in gate.holds_at
    }


def _questionnaire(frame: Frame, scoring: Scoring, name: str, instrument: Instrument) -> Iterator[Columns]:
    yield _score(f"{name}_score", frame, f"{name}.score")
    yield _score(f"{name}_raw", frame, f"{name}.raw")
    yield _band(f"{name}_band", frame, name, instrument)
    yield Decimals(f"{name}_coverage", share_steps(frame[f"{name}.coverage"], SHARE))
    yield _listed(f"{name}_gates", _gates(frame, scoring, name))
    for share in ("dk_share", "na_share"):
        yield Decimals(f"{name}_{share}", share_steps(frame[f"{name}.{share}"], SHARE))
    for end in (LOW, HIGH):
        yield _score(f"{name}_{end}", frame, f"{end}:{name}.score")
