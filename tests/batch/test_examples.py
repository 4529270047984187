"""The tables against the example firms, whose results an independent, exact computation gave."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from batch.conftest import Batch, Rows, read
from msme_check.assess import assess
from msme_check.batch.run import RECOMMENDATIONS, RESULTS
from msme_check.model.instrument import Instrument

DATA = Path(__file__).parents[1] / "data"
PARTS = {"fin": "finance", "ops": "operations", "dig": "digital", "grn": "green"}
SAME_FIGURE = {
    f"{short}_{theirs}": f"{part}_{ours}"
    for short, part in PARTS.items()
    for theirs, ours in (
        ("raw", "raw"),
        ("score", "score"),
        ("coverage", "coverage"),
        ("na_share", "na_share"),
        ("dk_share", "dk_share"),
    )
} | {"overall": "overall_score"}
SAME_WORD = {f"{short}_band_shown": f"{part}_band" for short, part in PARTS.items()} | {
    "overall_band": "overall_band",
    "size": "size",
    "pairs": "consistency_pairs",
}


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, str]]:
    return {row["firm_id"]: row for row in read(DATA / "example_expected.csv")}


@pytest.fixture
def tables(batch: Batch, tmp_path: Path) -> tuple[Rows, Rows]:
    summary = batch(DATA / "example_firms.csv")
    assert (summary.rows, summary.scored, summary.refusals) == (40, 40, 0)
    return read(tmp_path / "out" / RESULTS), read(tmp_path / "out" / RECOMMENDATIONS)


def test_results_are_those_expected(
    tables: tuple[Rows, Rows], expected: dict[str, dict[str, str]], example_rows: Rows
) -> None:
    results, _recommendations = tables
    assert [row["firm_id"] for row in results] == [row["firm_id"] for row in example_rows]
    dimensions = [name for name in results[0] if name[:3] in PARTS and name[3] == "_"]
    assert len(dimensions) == 24
    for row in results:
        right = expected[row["firm_id"]]
        for theirs, ours in {**SAME_FIGURE, **SAME_WORD, **{name: name for name in dimensions}}.items():
            assert row[ours] == right[theirs], (row["firm_id"], ours)


def test_gates_stand_at_the_scores_that_they_hold(
    tables: tuple[Rows, Rows], expected: dict[str, dict[str, str]]
) -> None:
    for row in tables[0]:
        found = {gate for name, cell in row.items() if name.endswith("_gates") for gate in cell.split()}
        assert found == set(expected[row["firm_id"]]["gates"].split())
        assert row["overall_gates"] == ("G11" if "G11" in found else "")


def test_the_profile_is_given_back(tables: tuple[Rows, Rows], example_rows: Rows) -> None:
    for row, given in zip(tables[0], example_rows, strict=True):
        for name in (
            "firm_name",
            "country",
            "sector",
            "subsector",
            "employees",
            "turnover",
            "sells_to",
            "goal",
            "consent",
        ):
            assert row[name] == given[name], name


def figures(cell: str) -> dict[str, Decimal]:
    pairs = (one.removeprefix("rec_").split("=") for one in cell.split())
    return {name: Decimal(figure) for name, figure in pairs}


def test_recommendations_are_those_expected(
    tables: tuple[Rows, Rows], expected: dict[str, dict[str, str]], instrument: object
) -> None:
    for firm, right in expected.items():
        lines = [line for line in tables[1] if line["firm_id"] == firm]
        assert [line["recommendation"] for line in lines] == [
            one.removeprefix("rec_") for one in right["ranking"].split()
        ]
        assert [line["rank"] for line in lines] == [str(n + 1) for n in range(len(lines))]
        assert {line["recommendation"]: Decimal(line["gain"]) for line in lines} == figures(right["gains"])
        assert {line["recommendation"]: Decimal(line["value"]) for line in lines} == figures(right["values"])
        assert all(line["because"] and line["cost"] and line["effort_days"] and line["direction"] for line in lines)


def test_what_made_a_recommendation_fire_is_its_own(
    tables: tuple[Rows, Rows], example_rows: Rows, instrument: Instrument
) -> None:
    """The questions and gates of `because` are those of this recommendation, and of this firm."""
    assessed = {row["firm_id"]: assess(pl.DataFrame([row]), instrument) for row in example_rows}
    for line in tables[1]:
        one, fired = instrument.recommendation[line["recommendation"]], assessed[line["firm_id"]]
        bits = int(fired.values[f"{one.id}.because"][0])
        reasons = [reason for n, reason in enumerate(fired.rules.reasons(one)) if bits >> n & 1]
        assert line["because"].split() == reasons != []


def test_top_keeps_the_first_of_each_firm(batch: Batch, tables: tuple[Rows, Rows], tmp_path: Path) -> None:
    batch(DATA / "example_firms.csv", top=3)
    assert read(tmp_path / "out" / RECOMMENDATIONS) == [line for line in tables[1] if int(line["rank"]) <= 3]
