"""The instrument two versions later: with questions, choices, facts and actions renamed, split and dropped."""

import re
import shutil
from pathlib import Path

import pytest

from comparing.conftest import day
from msme_check import loading, resources
from msme_check.model.instrument import Instrument

__all__ = ["day"]

MIGRATIONS = """
- from: 1.0.0
  to: 1.1.0
  questions: {renamed: {fin_records_cashbook: fin_records_notebook}}
  choices: {fin_security_assets: {renamed: {land_title: land_deed}}}
- from: 1.1.0
  to: 2.0.0
  questions:
    renamed: {fin_records_notebook: fin_records_daybook}
    split:
      fin_records_receipts:
        - {into: fin_records_sales}
        - {into: fin_records_buying, answers: {0: 0, 1: 1, 2: 1, 3: 2}}
      fin_security_insurance:
        - {into: fin_security_insurance, ticks: [PEOPLE]}
        - {into: fin_security_other, ticks: [OTHERS]}
    dropped: [fin_plan_pricing]
  facts: {renamed: {premises: place}}
  choices:
    place: {renamed: {family_home: home}}
    fin_security_assets: {renamed: {land_deed: land_paper}, dropped: [signed_order]}
  recommendations: {renamed: {fin_daily_cashbook: fin_daily_daybook}}
"""


def block(text: str, name: str) -> str:
    """A question of a file, from its id to the next one or to the next dimension."""
    found = re.search(rf"      - id: {name}\n.*?(?=\n      - id: |\n  - id: |\Z)", text, re.DOTALL)
    assert found is not None
    return found[0]


def insurances(instrument: Instrument) -> list[str]:
    """The boxes of the checklist that is split."""
    question = instrument.questions["fin_security_insurance"]
    assert question.type == "checklist"
    return [item.code for item in question.items]


@pytest.fixture(scope="session")
def two_later_folder(tmp_path_factory: pytest.TempPathFactory, instrument: Instrument) -> Path:
    """A copy of the shipped instrument, changed as an author would change it."""
    folder = tmp_path_factory.mktemp("two_later") / "questionnaires"
    shutil.copytree(resources.questionnaires(), folder)
    shutil.rmtree(folder / "cases")
    (folder / "cases").mkdir()
    for file in folder.rglob("*.yaml"):
        text = file.read_text("utf-8")
        text = text.replace("fin_records_cashbook", "fin_records_daybook")
        text = text.replace("fin_daily_cashbook", "fin_daily_daybook")
        text = text.replace("id: premises", "id: place").replace("profile: premises", "profile: place")
        text = text.replace("code: family_home", "code: home").replace("land_title", "land_paper")
        text = text.replace("version: 1.0.0", "version: 2.0.0")
        file.write_text(text, encoding="utf-8")
    finance = folder / "finance.yaml"
    text = finance.read_text("utf-8")
    names = ("records_receipts", "plan_pricing", "security_insurance")
    receipts, pricing, insurance = (block(text, f"fin_{name}") for name in names)
    first, *others = insurances(instrument)
    text = text.replace(
        receipts, receipts.replace("_receipts", "_sales") + "\n" + receipts.replace("_receipts", "_buying")
    )
    text = text.replace(f"{pricing}\n", "")
    other = insurance.replace("fin_security_insurance", "fin_security_other")
    text = text.replace(insurance, f"{insurance}\n{other}")
    text = re.sub(r"          - \{code: signed_order.*\n", "", text)
    finance.write_text(text, encoding="utf-8")
    lender = folder / "lender.yaml"
    text = lender.read_text("utf-8")
    text = text.replace("        - {question: fin_security_assets, ticked: signed_order}\n", "")
    text = text.replace(
        "    brought_by: fin_security_file\n    sources: [five_cs, ifc_readiness]", "    sources: [five_cs]"
    )
    lender.write_text(text, encoding="utf-8")
    rules = folder / "recommendations" / "finance.yaml"
    text = rules.read_text("utf-8")
    text = text.replace(
        "      - {question: fin_records_receipts, at_most: 1}\n",
        "      - {question: fin_records_sales, at_most: 1}\n      - {question: fin_records_buying, at_most: 1}\n"
        "      - {question: fin_security_other, at_most: 0}\n",
    )
    text = text.replace("fin_records_receipts: 3", "fin_records_sales: 3, fin_records_buying: 2")
    text = text.replace("fin_plan_pricing", "fin_plan_options")
    rules.write_text(text, encoding="utf-8")
    steps = MIGRATIONS.replace("PEOPLE", first).replace("OTHERS", ", ".join(others))
    (folder / "migrations.yaml").write_text(steps, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def two_later(two_later_folder: Path) -> Instrument:
    return loading.load(two_later_folder)
