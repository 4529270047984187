"""Geometric means: against a plain computation with forty digits, and what must hold for every firm."""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msme_check.frames import NONE
from msme_check.model.instrument import Instrument
from msme_check.scoring import OVERALL
from msme_check.sensitivity.geometric import Step, bands, scores
from msme_check.sensitivity.variants import changed, variants
from msme_check.units import UNIT
from reference import Firm, Score
from sensitivity.conftest import rows, scored

FEW = settings(max_examples=25)
STEPS: tuple[Step, ...] = ("questions", "dimensions", "questionnaires")
NEAR = Fraction(1, 10**9)
steps_of = st.sets(st.sampled_from(STEPS)).map(frozenset)


def _mean(parts: Iterable[tuple[Fraction, Fraction]], shift: Fraction | None) -> Fraction | None:
    """A weighted mean of points, exact or to forty digits."""
    some = [(points, weight) for points, weight in parts if weight]
    whole = sum((weight for _points, weight in some), Fraction(0))
    if not whole:
        return None
    if shift is None:
        return sum((points * weight for points, weight in some), Fraction(0)) / whole
    with localcontext() as precise:
        precise.prec = 40
        logs = [_decimal(points + shift).ln() * _decimal(weight / whole) for points, weight in some]
        return Fraction(sum(logs, Decimal(0)).exp()) - shift


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _plain(firm: Firm, steps: frozenset[Step], shift: Fraction) -> dict[str, Score]:
    """The final scores of a firm, step by step, as docs/sensitivity.md has it."""
    instrument, arithmetic = firm.instrument, firm.scored(firm.answers)
    shares = {name: Fraction(one.weight) for name, one in instrument.dimensions.items()}
    for change in instrument.overlays.dimension_shifts:
        for name, points in change.changes.items():
            shares[name] += points if firm.facts.get(change.by) == change.code else 0
    found: dict[str, Score] = {}
    for part in instrument.questionnaires:
        kept: list[tuple[Fraction, Fraction]] = []
        for dimension in part.dimensions:
            if arithmetic.dimensions[dimension.id] is not None:
                levels = [(firm.answers[one.id].level, firm.weights[one.id]) for one in dimension.questions]
                reached = [(Fraction(25 * level), weight) for level, weight in levels if level is not None]
                score = _mean(reached, shift if "questions" in steps else None)
                assert score is not None
                kept.append((score, shares[dimension.id]))
        score = _mean(kept, shift if "dimensions" in steps else None)
        for gate in instrument.settings.gates:
            if part.id in gate.holds_at and gate.id in arithmetic.gate_causes:
                score = firm.capped(score, gate.holds_at[part.id])
        found[part.id] = score
    if arithmetic.overall is None:
        return found | {OVERALL: None}
    complete = [(score, Fraction(instrument.settings.overall.shares[name]))
                for name, score in found.items() if name in arithmetic.complete and score is not None]  # fmt: skip
    overall = _mean(complete, shift if "questionnaires" in steps else None)
    for gate in instrument.settings.gates:
        if OVERALL in gate.holds_at and any(firm.truth(cause.when, firm.answers, found) for cause in gate.causes):
            overall = firm.capped(overall, gate.holds_at[OVERALL])
    return found | {OVERALL: overall}


@FEW
@given(seed=st.integers(0, 10**9), steps=steps_of)
def test_scores_are_those_of_a_plain_computation(seed: int, steps: frozenset[Step], instrument: Instrument) -> None:
    (row,) = rows(instrument, 1, seed)
    frame, scoring = scored([row], instrument)
    expected = _plain(Firm(instrument, row, False), steps, Fraction(instrument.settings.sensitivity.geometric_shift))
    for name, found in scores(frame, scoring, steps).items():
        score = expected[name]
        assert (found[0] == NONE) == (score is None), name
        assert score is None or abs(Fraction(int(found[0]), UNIT) - score) < NEAR, name


def test_without_a_step_they_are_the_engines(instrument: Instrument) -> None:
    frame, scoring = scored(rows(instrument, 300), instrument)
    for name, found in scores(frame, scoring, frozenset()).items():
        assert np.abs(found - frame[f"{name}.score"]).max() <= UNIT // 10**10
    for name, places in bands(frame, scoring, frozenset()).items():
        assert (places == frame[f"{name}.band"]).all()
        assert (places >= 0).sum() > 100


@FEW
@given(seed=st.integers(0, 10**9), steps=steps_of)
def test_a_geometric_mean_is_never_above_the_arithmetic_one(
    seed: int, steps: frozenset[Step], instrument: Instrument
) -> None:
    frame, scoring = scored(rows(instrument, 5, seed), instrument)
    for name, found in scores(frame, scoring, steps).items():
        assert (found <= frame[f"{name}.score"] + UNIT // 10**10).all()


@pytest.mark.parametrize("level", range(5))
def test_equal_answers_stay_where_they_are_exactly_on_a_limit_too(level: int, instrument: Instrument) -> None:
    """At level 1 every score is 25, where Emerging begins."""
    levels = {"ladder": str(level), "yesno": ("no", "", "partly", "", "yes")[level]}
    row = {"firm_id": "A", "country": "KH", "sector": "retail", "employees": "1", "exports": "none"}
    row |= {one.id: levels.get(one.type, "") for one in instrument.questions.values()}
    free = changed(instrument, "no gates", settings=instrument.settings.model_copy(update={"gates": ()}))
    frame, scoring = scored([row], free)
    every = frozenset(STEPS)
    found = scores(frame, scoring, every)
    known = [one for one in found.values() if one[0] != NONE]
    assert known
    assert all(abs(one[0] - 25 * level * UNIT) < 1000 for one in known)
    assert bands(frame, scoring, every) == {name: frame[f"{name}.band"] for name in found}


def test_a_zero_pulls_down_and_does_not_wipe_out(instrument: Instrument) -> None:
    """Five dimensions at 75 and one at 0: 62.5 by the arithmetic mean if all count the same."""
    even = next(one.instrument for one in variants(instrument) if one.id == "equal.dimensions")
    row = {"firm_id": "A", "country": "KH", "sector": "retail", "employees": "1"}
    for one in instrument.questions.values():
        low = instrument.dimension_of[one.id] == "dig_people"
        cells = {"ladder": "0" if low else "3", "yesno": "no" if low else ""}
        row[one.id] = cells.get(one.type, "none" if low else "")
    frame, scoring = scored([row], even)
    assert frame["dig_people.score"][0] == 0
    found = scores(frame, scoring, frozenset({"dimensions"}))["digital"][0] / UNIT
    assert frame["digital.score"][0] == 625 * UNIT // 10
    assert found == pytest.approx(76 ** (5 / 6) - 1)
    assert 30 < found < 40
