"""Assessed firms -> the lines of `results.csv` and `recommendations.csv`, as frames.

Figures have four decimals, rounded half up from the stored whole numbers. A null, in a file an empty cell, means:
there is none.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from msme_check import official_size
from msme_check.answers import FIRM_ID, FIRM_NAME, SIZE
from msme_check.assess import Assessed
from msme_check.batch.figures import DECIMAL, figures, score_figures
from msme_check.conditions import profile
from msme_check.counting import SHARE
from msme_check.frames import Array, Bools, Frame, Ints
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


def results(assessed: Assessed, instrument: Instrument) -> pl.DataFrame:
    """One line for each firm. `instrument` gives the titles of the bands: the one in the source language."""
    frame, scoring = assessed.values, assessed.rules.scoring
    columns = {name: safe(frame.texts[name]) for name in (FIRM_ID, FIRM_NAME)}
    columns |= dict(_profile(frame, instrument))
    columns |= {"size": frame.series(SIZE), **_official_size(frame, instrument)}
    columns["overall_score"] = _score(frame, f"{OVERALL}.score")
    columns["overall_band"] = _band(frame, OVERALL, instrument)
    columns["overall_gates"] = _listed(_gates(frame, scoring, OVERALL), frame[f"{OVERALL}.raw"] >= 0)
    for part in instrument.questionnaires:
        columns |= dict(_questionnaire(frame, scoring, part.id, instrument))
    unasked = pl.Series(dtype=DECIMAL).extend_constant(None, len(frame))  # a dimension without a core question
    columns |= {
        name: _score(frame, f"{name}.score") if f"{name}.score" in frame else unasked for name in instrument.dimensions
    }
    columns["confidence"] = figures(frame["confidence"], CONFIDENCE)
    columns["consistency_pairs"] = _listed({one.id: frame[one.id] for one in instrument.settings.consistency_pairs})
    return pl.DataFrame(columns)


def recommendations(assessed: Assessed, top: int | None) -> pl.DataFrame:
    """One line for each recommendation that fires, firm by firm in the order of the ranking; at most `top` each."""
    actions = assessed.rules.instrument.recommendations
    listed = assessed.listed(top)
    places, known = listed["place"], np.ones(len(listed), dtype=np.bool_)

    def of_action(values: Sequence[str] | Sequence[int]) -> pl.Series:
        return pl.Series(values).gather(places)

    return pl.DataFrame(
        {
            FIRM_ID: safe(assessed.values.texts[FIRM_ID]).gather(listed["firm"]),
            "rank": listed["rank"],
            "recommendation": of_action([one.id for one in actions]),
            "planned": pl.Series([None, *HORIZONS[1:]]).gather(listed["horizon"]),
            "gain": score_figures(listed["gain"].to_numpy(), known),
            "value": figures(listed["value"].to_numpy(), VALUE),
            "effort_days": of_action([one.effort_days for one in actions]),
            "cost": of_action([one.cost for one in actions]),
            "horizon": of_action([one.horizon for one in actions]),
            "direction": of_action([one.direction for one in actions]),
            "because": _reasons(assessed, listed),
        }
    )


def safe(texts: pl.Series) -> pl.Series:
    """What the person wrote, null where it is empty; nothing in it runs as a formula in a spreadsheet."""
    risky = texts.str.contains(RISKY)
    if risky.any():
        texts = texts.clone().scatter(risky.arg_true(), [guarded(text) for text in texts.filter(risky)])
    empty = texts == ""
    return texts.set(empty, None) if empty.any() else texts


def _profile(frame: Frame, instrument: Instrument) -> Iterator[tuple[str, pl.Series]]:
    for field in instrument.profile:
        if field.type == "choices":
            codes = {option.code: frame[profile(field.id, option.code)] == 1 for option in field.options}
            yield field.id, _listed(codes)
        else:
            yield field.id, frame.series(profile(field.id))


def _official_size(frame: Frame, instrument: Instrument) -> dict[str, pl.Series]:
    """What the law calls the firm, the figures that this rests on, and why to ask the office; null where not at all."""
    missing, unsure = (frame[name] != 0 for name in (official_size.MISSING, official_size.UNSURE))
    numbers, known = official_size.asked_for(instrument).numbers, frame[official_size.KNOWN]
    return {
        "official_size": frame.series(official_size.SIZE).fill_null(UNKNOWN),
        "official_size_basis": _named(known, numbers),
        "official_size_check": _named(missing + 2 * unsure + 4 * frame[official_size.OFFICE], CHECKS),
    }


def _named(bits: Array, names: Sequence[str]) -> pl.Series:
    """The names whose bits are set, with spaces between them; null where none is. For few names: all sets are made."""
    texts = [" ".join(name for n, name in enumerate(names) if one >> n & 1) or None for one in range(1 << len(names))]
    return pl.Series(texts, dtype=pl.String).gather(bits.astype(np.uint32))


def _listed(flags: Mapping[str, Bools], where: Bools | None = None) -> pl.Series:
    """The names whose flags are true, with spaces between them; null where there are none, or not `where`."""
    names = list(flags)
    bits: Ints = np.zeros(len(next(iter(flags.values()))), dtype=np.int64)
    for place, flag in enumerate(flags.values()):
        bits += flag * np.int64(1 << place)
    if where is not None:
        bits *= where
    different, places = np.unique(bits, return_inverse=True)
    texts = [" ".join(name for n, name in enumerate(names) if one >> n & 1) or None for one in different.tolist()]
    return pl.Series(texts, dtype=pl.String).gather(places)


def _score(frame: Frame, name: str) -> pl.Series:
    return score_figures(frame[name], frame[name] >= 0)


def _band(frame: Frame, score: str, instrument: Instrument) -> pl.Series:
    titles = pl.Series([*(band.title for band in instrument.settings.bands), None], dtype=pl.String)
    place = frame[f"{score}.band"]
    return titles.gather(np.where(place < 0, len(titles) - 1, place))


def _gates(frame: Frame, scoring: Scoring, score: str) -> dict[str, Bools]:
    """Where each gate that may hold this score is in force, also where its cap does not bind."""
    return {
        gate.id: np.logical_or.reduce([frame[f"{gate.id}.{n}"] for n in range(len(gate.causes))])
        for gate in scoring.gates.values()
        if score in gate.holds_at
    }


def _questionnaire(
    frame: Frame, scoring: Scoring, name: str, instrument: Instrument
) -> Iterator[tuple[str, pl.Series]]:
    yield f"{name}_score", _score(frame, f"{name}.score")
    yield f"{name}_raw", _score(frame, f"{name}.raw")
    yield f"{name}_band", _band(frame, name, instrument)
    yield f"{name}_coverage", figures(frame[f"{name}.coverage"], SHARE)
    yield f"{name}_gates", _listed(_gates(frame, scoring, name))
    for share in ("dk_share", "na_share"):
        yield f"{name}_{share}", figures(frame[f"{name}.{share}"], SHARE)
    for end in (LOW, HIGH):
        yield f"{name}_{end}", _score(frame, f"{end}:{name}.score")


def _reasons(assessed: Assessed, listed: pl.DataFrame) -> pl.Series:
    """What made each recommendation fire."""
    keys = listed["place"].to_numpy().astype(np.int64) << 32 | listed["because"].to_numpy()
    different, places = np.unique(keys, return_inverse=True)
    reasons = [assessed.rules.reasons(one) for one in assessed.rules.instrument.recommendations]
    texts = [
        " ".join(reason for n, reason in enumerate(reasons[key >> 32]) if key >> n & 1) or None
        for key in different.tolist()
    ]
    return pl.Series(texts, dtype=pl.String).gather(places)
