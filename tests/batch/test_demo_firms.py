"""The sample firms: every answer can be used, and together they show what the program can say."""

from pathlib import Path

import pytest

from batch.conftest import Batch, Rows, read
from msme_check import resources
from msme_check.batch.run import RECOMMENDATIONS, RESULTS
from msme_check.errors import Exit

FIRMS = resources.questionnaires() / "demo" / "firms.csv"
PARTS = ("finance", "operations", "digital", "green")


@pytest.fixture
def results(batch: Batch, tmp_path: Path) -> Rows:
    summary = batch(FIRMS)
    assert (summary.exit_code, summary.bad_cells, summary.notes) == (Exit.DONE, 0, ())
    return read(tmp_path / "out" / RESULTS)


def test_all_countries_sectors_scripts_and_bands_are_there(results: Rows) -> None:
    assert len(results) == 14
    assert {row["country"] for row in results} == {"KH", "LA", "MM", "TH", "VN"}
    assert {row["sector"] for row in results} == {"agri", "manufacturing", "tourism", "retail", "services"}
    assert {row["overall_band"] for row in results} == {"Starting", "Emerging", "Developing", "Ready", "Leading"}
    assert {row["size"] for row in results} == {"solo", "micro", "small", "medium"}
    names = "".join(row["firm_name"] for row in results)
    for first, last in (
        ("\u1780", "\u17ff"),
        ("\u0e80", "\u0eff"),
        ("\u0e00", "\u0e7f"),
        ("\u1000", "\u109f"),
        ("\u1ea0", "\u1ef9"),
    ):
        assert any(first <= letter <= last for letter in names)


def test_gaps_not_known_and_not_applicable_are_there(results: Rows) -> None:
    assert [row["firm_id"] for row in results if any(row[f"{part}_band"] == "" for part in PARTS)] == [
        "08-market-stall"
    ]
    assert sum(float(row[f"{part}_dk_share"]) > 0 for row in results for part in PARTS) >= 3
    assert sum(float(row[f"{part}_na_share"]) > 0 for row in results for part in PARTS) >= 14
    assert any(row["consistency_pairs"] for row in results)


def test_the_rice_mill_has_the_scores_of_the_worked_example(results: Rows) -> None:
    mill = results[0]
    found = {part: round(float(mill[f"{part}_score"]), 1) for part in (*PARTS, "overall")}
    assert found == {"finance": 34.8, "operations": 33.7, "digital": 23.5, "green": 35.6, "overall": 32.4}
    assert mill["finance_gates"] == "G1"


STORIES = {
    "02-garment-workshop": {"ops_five_numbers", "grn_buyer_sheet", "dig_einvoice"},
    "03-homestay": {"fin_women_window", "ops_standard_gap", "grn_stop_dirty_water", "grn_flood_heat_plan"},
    "04-food-factory": {"ops_use_trade_agreements", "grn_first_footprint", "dig_startup_partner", "grn_green_credit"},
    "05-online-seller": {"fin_daily_cashbook", "dig_lock_and_copy", "dig_be_found"},
    "06-repair-shop": {"grn_safe_chemicals"},
}


def test_firms_are_told_what_their_story_calls_for(results: Rows, tmp_path: Path) -> None:
    lines = read(tmp_path / "out" / RECOMMENDATIONS)
    for firm, wanted in STORIES.items():
        assert wanted <= {line["recommendation"] for line in lines if line["firm_id"] == firm}
    first = {line["firm_id"]: line["recommendation"] for line in lines if line["rank"] == "1"}
    assert first["06-repair-shop"] == "grn_safe_chemicals"
