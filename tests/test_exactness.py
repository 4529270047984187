"""The vectorised path against a slow one in exact fractions, on random firms; whole and in chunks."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from msme_check import answers
from msme_check.assess import Assessed, assess
from msme_check.counting import SHARE
from msme_check.model.instrument import Instrument
from msme_check.planning import HORIZONS
from msme_check.rules import VALUE
from msme_check.units import UNIT
from msme_check.verdict import CONFIDENCE
from msme_check.weights import most, narrow
from random_firms import random_row
from reference import Reference, reference
from reference_plan import reference_plan

BATCHES, FIRMS = 8, 250
"""2,000 firms in all; several batches so that both cores have work."""


def _frame(rows: list[dict[str, str]], instrument: Instrument) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name, "") for name in answers.columns(instrument)} for row in rows])


def _near(stored: int | None, unit: int, exact: Fraction | None) -> bool:
    """Equal up to the rounding of what is stored."""
    if stored is None or exact is None:
        return stored is None and exact is None
    return abs(Fraction(stored, unit) - exact) < Fraction(1, min(unit, 10**9))


def _assert_scores(row: dict[str, Any], exact: Reference, instrument: Instrument) -> None:
    assert row["profile.size"] == exact.size
    for part in instrument.questionnaires:
        name = part.id
        assert _near(row[f"{name}.raw"], UNIT, exact.raw[name])
        assert _near(row[f"{name}.score"], UNIT, exact.score[name])
        assert row[f"{name}.band"] == exact.band_shown[name]
        assert _near(row[f"{name}.coverage"], SHARE, exact.coverage[name])
        assert _near(row[f"{name}.na_share"], SHARE, exact.na_share[name])
        assert _near(row[f"{name}.dk_share"], SHARE, exact.dk_share[name])
        assert _near(row[f"low:{name}.score"], UNIT, exact.low[name])
        assert _near(row[f"high:{name}.score"], UNIT, exact.high[name])
    for name in instrument.dimensions:
        if f"{name}.score" in row:
            assert _near(row[f"{name}.score"], UNIT, exact.dimensions[name])
    assert _near(row["overall.raw"], UNIT, exact.overall_raw)
    assert _near(row["overall.score"], UNIT, exact.overall)
    assert row["overall.band"] == exact.overall_band
    assert _near(row["confidence"], CONFIDENCE, exact.confidence)


def _assert_rules(
    assessed: Assessed, place: int, row: dict[str, Any], exact: Reference, instrument: Instrument
) -> None:
    ids = [one.id for one in instrument.recommendations]
    gates = [g.id for g in instrument.settings.gates if any(row[f"{g.id}.{n}"] for n in range(len(g.causes)))]
    assert gates == list(exact.gates)
    assert [pair.id for pair in instrument.settings.consistency_pairs if row[pair.id]] == list(exact.pairs)
    fired = [name for name in ids if row[f"{name}.fires"]]
    assert fired == list(exact.fired)
    assert {name for name in ids if row[f"{name}.hidden"]} == set(exact.hidden)
    assert {name for name in fired if row[f"{name}.lifts_gate"]} == set(exact.lifts_gate)
    for name in fired:
        assert _near(row[f"{name}.gain"], UNIT, exact.gains[name])
        assert _near(row[f"{name}.value"], VALUE, exact.values[name])
    plans = assessed.plans
    assert [ids[n] for n in plans.order[place] if n >= 0] == list(exact.ranking)
    planned = {ids[n]: HORIZONS[h] for n, h in enumerate(plans.horizon[place]) if h}
    assert planned == reference_plan(exact, instrument)


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("seed", range(BATCHES))
def test_everything_equals_exact_fractions(seed: int, quick: bool, instrument: Instrument) -> None:
    random_numbers = random.Random(seed)  # noqa: S311 - no secret
    rows = [random_row(random_numbers, instrument) for _ in range(FIRMS if not quick else FIRMS // 10)]
    assessed = assess(_frame(rows, instrument), instrument, quick=quick)
    for place, (cells, row) in enumerate(zip(rows, assessed.frame.iter_rows(named=True), strict=True)):
        exact = reference(instrument, cells, quick)
        _assert_scores(row, exact, instrument)
        _assert_rules(assessed, place, row, exact, instrument)


def test_chunks_and_order_of_rows_change_nothing(instrument: Instrument) -> None:
    random_numbers = random.Random(2)  # noqa: S311 - no secret
    raw = _frame([random_row(random_numbers, instrument) for _ in range(120)], instrument)
    raw = raw.with_columns(pl.int_range(1, 121, dtype=pl.Int64).alias("row"))
    whole = assess(raw, instrument)
    chunks = [assess(raw[start : start + 7], instrument) for start in range(0, 120, 7)]
    assert whole.frame.equals(pl.concat(chunk.frame for chunk in chunks))
    assert pl.concat(chunk.listed().drop("firm") for chunk in chunks).equals(whole.listed().drop("firm"))
    shuffled = assess(raw.sample(fraction=1, shuffle=True, seed=3), instrument)
    assert shuffled.frame.sort("row").equals(whole.frame)
    by_firm = shuffled.listed().drop("firm").sort("row", "rank")
    assert by_firm.equals(whole.listed().drop("firm"))


def test_finer_multipliers_are_exact_too(instrument: Instrument) -> None:
    """Weights of a greater scale, which need wider numbers than those of the instrument that is shipped."""
    first, *others = instrument.overlays.groups
    rows = {name: {code: one * Decimal("0.97") for code, one in row.items()} for name, row in first.multipliers.items()}
    finer = first.model_copy(update={"multipliers": rows})
    overlays = instrument.overlays.model_copy(update={"groups": (finer, *others)})
    given = {name: getattr(instrument, name) for name in type(instrument).model_fields}
    changed = Instrument.model_construct(**{**given, "overlays": overlays, "hash": "finer multipliers"})
    assert narrow(most(changed)) == np.int32 != narrow(most(instrument))
    random_numbers = random.Random(5)  # noqa: S311 - no secret
    firms = [random_row(random_numbers, instrument) for _ in range(40)]
    for cells, row in zip(firms, assess(_frame(firms, changed), changed).frame.iter_rows(named=True), strict=True):
        _assert_scores(row, reference(changed, cells, quick=False), changed)
