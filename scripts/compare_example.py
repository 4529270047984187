"""The example of docs/compare.md: a sample firm, and the same a year later, with another sector."""

import tempfile
from pathlib import Path

from sample_firms import sample_firms
from typer.testing import CliRunner

from msme_check import loading, resources, response_files
from msme_check.cli import app

COMPARED = "01-rice-mill"
A_YEAR_LATER = {
    "fin_records_cashbook": 3,
    "fin_records_receipts": 3,
    "fin_banking_account": 3,
    "fin_banking_ownerpay": 2,
    "ops_workplace_order": 2,
    "grn_rules_permits": 3,
}
"""What the sample firm of docs/compare.md answers a year later."""


def compared() -> str:
    """The worked example of docs/compare.md: a sample firm, and the same a year later."""
    instrument = loading.load(resources.questionnaires())
    found = sample_firms(instrument)
    then = next(one for one in found if one.firm_id == COMPARED).response
    cells = {**then.answers, **A_YEAR_LATER}
    profile = {**then.profile, "sector": "manufacturing", "subsector": "food_factory"}
    now = then.model_copy(update={"answers": cells, "profile": profile, "date": "2027-11-20"})
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "2026.json"), Path(folder, "2027.json")
        response_files.save(before, then.model_copy(update={"date": "2026-11-20"}))
        response_files.save(after, now)
        words = ["compare", str(before), str(after)]
        done = CliRunner(env={"COLUMNS": "80"}).invoke(app, words)
    if done.exit_code:
        raise SystemExit(done.output)
    return f"```\n$ msme-check compare 2026.json 2027.json\n{done.stdout.rstrip()}\n```"
