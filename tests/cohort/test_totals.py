"""The counts of a group are those of its firms, one assessment after the other, and the same for any chunks."""

import pickle
import statistics
from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest

from cohort.conftest import TODAY, total
from msme_check import answers
from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.responses import response
from msme_check.cohort.spread import Ints, between, median, score_median
from msme_check.cohort.totals import GAIN_STEPS, Totals
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def totals(random_rows: Rows, instrument: Instrument) -> Totals:
    return total(random_rows, instrument)


@pytest.fixture(scope="module")
def assessments(random_rows: Rows, instrument: Instrument) -> list[Assessment]:
    """The firms one by one, as their own reports see them."""
    names = answers.columns(instrument)
    raw = pl.DataFrame([{name: row.get(name, "") for name in names} for row in random_rows])
    assessed = assess(raw, instrument)
    typed = assessed.frame.iter_rows(named=True)
    return [
        assessment(assessed, place, response(instrument, text, row, TODAY))
        for place, (text, row) in enumerate(zip(random_rows, typed, strict=True))
    ]


def cut(value: Decimal, steps: int) -> Decimal:
    return (value * steps).quantize(Decimal(1), ROUND_FLOOR) / steps


def same(first: Totals, second: Totals) -> bool:
    def counts(totals: Totals) -> dict[tuple[int, object], list[object]]:
        kept: list[Mapping[Any, Ints]] = [totals.who, totals.scores, totals.dimensions, totals.gains]
        return {(n, key): found.tolist() for n, one in enumerate(kept) for key, found in one.items()}

    return (first.firms, first.sums, counts(first)) == (second.firms, second.sums, counts(second))


def test_counts_that_another_process_has_made_are_the_same_and_short(
    random_rows: Rows, totals: Totals, instrument: Instrument
) -> None:
    for some in (totals, total(random_rows[:5], instrument), Totals(instrument)):
        sent = pickle.dumps(some)
        merged = Totals(instrument)
        merged.merge(pickle.loads(sent))  # noqa: S301 - made here
        assert same(merged, some)
    assert len(pickle.dumps(total(random_rows[:5], instrument))) < 50_000


@pytest.mark.parametrize("chunk", [3, 39])
def test_chunks_and_order_change_nothing(chunk: int, random_rows: Rows, instrument: Instrument) -> None:
    rows = random_rows[:40]
    assert same(total(rows[::-1], instrument, chunk), total(rows, instrument))


def test_who_they_are(totals: Totals, random_rows: Rows, instrument: Instrument) -> None:
    for fact in ("country", "sector", "women_owned"):
        codes = totals.codes[fact]
        expected = [sum(row[fact] == code for row in random_rows) for code in codes]
        assert totals.who[fact].tolist() == [*expected, len(random_rows) - sum(expected)]
    people = [int(row["employees"]) for row in random_rows]
    sizes = ((1, 1), (2, 9), (10, 49), (50, 249), (250, 10**9))
    assert totals.who["size"].tolist() == [*(sum(a <= n <= b for n in people) for a, b in sizes), 0]
    assert tuple(totals.codes) == ("country", "sector", "size", "women_owned")


def test_scores_and_bands(totals: Totals, assessments: list[Assessment], instrument: Instrument) -> None:
    bands = instrument.settings.bands
    for name, counts in totals.scores.items():
        parts = [next((p for p in one.questionnaires if p.id == name), one.overall) for one in assessments]
        banded = [part for part in parts if part.band is not None]
        found = dict(zip((band.id for band in bands), between(counts, [band.start for band in bands]), strict=True))
        assert found == {band.id: sum(part.band == band.id for part in banded) for band in bands}
        scores = [cut(part.score, 10) for part in banded if part.score is not None]
        assert score_median(counts) == statistics.median(scores) and len(scores) > 50


def test_dimensions_by_sector_and_size(totals: Totals, assessments: list[Assessment], instrument: Instrument) -> None:
    for place, sector in enumerate(totals.codes["sector"]):
        firms = [one for one in assessments if one.profile["sector"] == sector]
        for name in instrument.dimensions:
            found = [d.score for one in firms for part in one.questionnaires for d in part.dimensions if d.id == name]
            scores = [cut(score, 10) for score in found if score is not None]
            counts = totals.dimensions["sector", name][place]
            assert counts.sum() == len(scores)
            assert score_median(counts) == (statistics.median(scores) if scores else None)
    for name in instrument.dimensions:
        by_sector, by_size = (totals.dimensions[by, name].sum(axis=0) for by in ("sector", "size"))
        assert np.array_equal(by_sector, by_size)


def test_gates(totals: Totals, assessments: list[Assessment], instrument: Instrument) -> None:
    for gate in instrument.settings.gates:
        force = set()
        for score in gate.holds_at:
            parts = [next((p for p in one.questionnaires if p.id == score), one.overall) for one in assessments]
            found = [[g for g in part.gates if g.id == gate.id] for part in parts]
            force |= {place for place, gates in enumerate(found) if gates}
            binds = sum(gates[0].binds for gates in found if gates)
            assert totals.sums[f"{gate.id}.{score}.binds"] == binds
        assert totals.sums[f"{gate.id}.force"] == len(force)
    assert any(totals.sums[name] for name in totals.sums if name.endswith(".binds"))


def test_actions_and_directions(totals: Totals, assessments: list[Assessment], instrument: Instrument) -> None:
    for one in instrument.recommendations:
        fired = [(a, r) for a in assessments for r in a.recommendations if r.id == one.id]
        assert totals.sums[f"{one.id}.fires"] == len(fired)
        gains = [cut(r.gain, GAIN_STEPS) for a, r in fired if a.overall.score is not None]
        counts = totals.gains[one.id]
        assert counts.sum() == len(gains)
        expected = statistics.median(gains) if gains else None
        assert median(counts, Decimal(1) / GAIN_STEPS, Decimal(-100)) == expected
    for direction in instrument.directions:
        members = {one.id for one in instrument.recommendations if one.direction == direction.id}
        served = [a for a in assessments if any(r.planned and r.id in members for r in a.recommendations)]
        assert totals.sums[f"{direction.id}.served"] == len(served)


def test_quality(totals: Totals, assessments: list[Assessment], instrument: Instrument) -> None:
    sums, limit = totals.sums, instrument.settings.not_applicable_warning
    for n, part in enumerate(instrument.questionnaires):
        taken = [one.questionnaires[n] for one in assessments if one.questionnaires[n].taken]
        assert sums[f"{part.id}.taken"] == len(taken)
        assert sums[f"{part.id}.warned"] == sum(one.not_applicable_share > limit for one in taken)
        shares = {"coverage": "coverage", "dk_share": "dont_know_share", "na_share": "not_applicable_share"}
        for name, field in shares.items():
            assert Decimal(sums[f"{part.id}.{name}"]) / 10**9 == sum(getattr(one, field) for one in taken)
    for pair in instrument.settings.consistency_pairs:
        assert sums[pair.id] == sum(pair.id in one.consistency_pairs for one in assessments)
    assert sums["odd"] == sum(bool(one.consistency_pairs) for one in assessments) > 0
    for label in instrument.settings.confidence.labels:
        assert sums[f"confidence.{label.id}"] == sum(one.confidence_label == label.id for one in assessments)


def test_no_firm_at_all(instrument: Instrument) -> None:
    totals = total([], instrument)
    assert totals.firms == 0 and not any(totals.sums.values())
    assert all(counts.sum() == 0 for counts in totals.scores.values())
