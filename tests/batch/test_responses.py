"""A row as a response: assessed alone, it gives what the row gives among others."""

import random
from datetime import date

import polars as pl
import pytest

from msme_check.answers import EVIDENCE
from msme_check.assess import assess
from msme_check.assessments import assess_response, assessment
from msme_check.batch.responses import response
from msme_check.model.instrument import Instrument
from random_firms import random_row

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("seed", range(2))
def test_a_row_and_its_response_have_the_same_assessment(seed: int, instrument: Instrument) -> None:
    rng = random.Random(seed)  # noqa: S311 - firms, not secrets
    raw = pl.DataFrame([random_row(rng, instrument) for _ in range(5)], infer_schema_length=None)
    assessed = assess(raw, instrument)
    for place, typed in enumerate(assessed.frame.iter_rows(named=True)):
        answers = response(instrument, raw.row(place, named=True), typed, TODAY)
        assert assessment(assessed, place, answers) == assess_response(answers, instrument)
        assert answers.date == "2026-11-24"


def test_values_have_the_form_that_the_interview_gives_them(instrument: Instrument) -> None:
    row = {
        "firm_id": "F1",
        "country": "KH",
        "sector": "agri",
        "subsector": "it",
        "employees": "3",
        "sells_to": "households, tourists",
        "seeks_finance": "yes",
        "fin_records_cashbook": "3.0",
        "fin_plan_purpose": "na",
        "fin_credit_report": "Partly",
        "fin_banking_turnover": "12,5",
        "fin_formality_licences": "owner_list identity_card",
        "fin_security_assets": "none",
        "fin_banking_savings": "4 weeks",
        "fin_credit_burden": "dk",
        "ops_supply_ontime": "95",
        EVIDENCE: "fin_credit_report fin_records_cashbook",
    }
    raw = pl.DataFrame([row])
    typed = assess(raw, instrument).frame.row(0, named=True)
    found = response(instrument, row, typed, TODAY)
    assert found.profile == {
        "country": "KH",
        "sector": "agri",
        "employees": 3,
        "sells_to": ("households", "tourists"),
        "seeks_finance": "yes",
    }
    assert found.answers == {
        "fin_records_cashbook": 3,
        "fin_banking_turnover": 12.5,
        "fin_formality_licences": ("identity_card", "owner_list"),
        "fin_credit_report": "partly",
        "fin_credit_burden": "dk",
        "fin_security_assets": ("none",),
        "ops_supply_ontime": 95,
    }
    assert found.evidence == ("fin_records_cashbook", "fin_credit_report")


@pytest.mark.parametrize(("respondent", "seen"), [("consultant", ("fin_records_cashbook",)), ("owner", ()), ("", ())])
def test_proof_in_the_row_of_a_consultant_was_seen(
    respondent: str, seen: tuple[str, ...], instrument: Instrument
) -> None:
    row = {"firm_id": "F1", "country": "KH", "respondent": respondent, "fin_records_cashbook": "3"}
    row[EVIDENCE] = "fin_records_cashbook"
    found = response(instrument, row, assess(pl.DataFrame([row]), instrument).frame.row(0, named=True), TODAY)
    assert (found.evidence, found.seen) == (("fin_records_cashbook",), seen)
