"""Mistakes in migrations.yaml: each is found, with its line, what it is, and what to do."""

import shutil
from pathlib import Path

import pytest

from comparing.test_commands import call
from msme_check import loading
from msme_check.errors import Exit, InstrumentError

MISTAKES = [
    ("  to: 1.1.0", "  to: 0.9.0", "does not lead to a later version: from 1.0.0 to 0.9.0.", "Correct one"),
    ("- from: 1.1.0", "- from: 1.0.5", "begins before the step above it has ended.", "Put the steps in order"),
    ("  to: 2.0.0", "  to: 3.0.0", "leads to version 3.0.0, but the instrument has version 2.0.0.", "Correct it"),
    ("fin_records_notebook: fin_records_daybook", "fin_records_notebook: fin_record_daybook",
     "'fin_record_daybook' is neither a name of today nor goes on", "Did you mean 'fin_records_daybook'?"),
    ("    dropped: [fin_plan_pricing]", "    dropped: [fin_plan_pricing, fin_plan_options]",
     "'fin_plan_options' is still a name of today.", "Remove it here"),
    ("    dropped: [fin_plan_pricing]", "    dropped: [fin_plan_pricing, fin_records_receipts]",
     "'fin_records_receipts' stands in this step more than once.", "only once"),
    ("    renamed: {fin_records_notebook: fin_records_daybook}",
     "    renamed: {fin_records_notebook: fin_records_daybook, fin_records_diary: fin_records_daybook}",
     "More than one name leads to 'fin_records_daybook'.", "drop one of them"),
    ("3: 2}}", "3: 7}}", "'fin_records_buying' has no answer '7'.", "Write it as in a file of answers."),
    ("{into: fin_records_sales}", "{into: fin_records_sales, ticks: [a]}",
     "'fin_records_sales' is no checklist, so no ticks go there.", "Use answers instead."),
    ("insurance, ticks: [fire]}", "insurance, ticks: [fire], answers: {none: none}}",
     "A piece has answers or ticks, not both.", "Remove one of them."),
    ("{family_home: home}", "{family_home: hom}", "'place' has no choice 'hom'.", "Did you mean 'home'?"),
    ("dropped: [signed_order]", "dropped: [stock_list]", "'fin_security_assets' still has the choice 'stock_list'.",
     "Remove it here"),
    ("    place: {renamed", "    places: {renamed", "'places' is neither a question nor a fact with choices.",
     "Did you mean 'place'?"),
    ("{fin_daily_cashbook: fin_daily_daybook}", "{fin_daily_cashbook: fin_daily_daybok}",
     "'fin_daily_daybok' is neither a name of today", "Did you mean 'fin_daily_daybook'?"),
    ("- from: 1.1.0", "- from: v1.1.0", "This is not an id that can be used.", ""),
    ("    dropped: [fin_plan_pricing]", "    droped: [fin_plan_pricing]",
     "There is no key 'droped' here.", "Did you mean 'dropped'?"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[what for _old, _new, what, _do in MISTAKES])
def test_each_mistake_is_found(mistake: tuple[str, str, str, str], two_later_folder: Path, tmp_path: Path) -> None:
    old, new, what, do = mistake
    folder = tmp_path / "own"
    shutil.copytree(two_later_folder, folder)
    file = folder / "migrations.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(InstrumentError) as caught:
        loading.load(folder)
    found = [one for one in caught.value.problems if what in one.what]
    assert found, caught.value
    assert all(one.file == "migrations.yaml" and do in one.do for one in found)
    assert any(abs(one.line - line) <= 1 for one in found), (line, found)


def test_the_check_says_where(two_later_folder: Path, tmp_path: Path) -> None:
    assert call("instrument", "check", two_later_folder).exit_code == Exit.DONE
    folder = tmp_path / "own"
    shutil.copytree(two_later_folder, folder)
    (folder / "migrations.yaml").unlink()
    done = call("instrument", "check", folder)
    assert done.exit_code == Exit.INSTRUMENT
    assert "migrations.yaml:1: This file is missing" in done.output


@pytest.mark.parametrize("answer", ["yes", "dk", "12.5", "none", "savings_deposit stock_list"])
def test_every_kind_of_question_has_its_answers(answer: str, two_later_folder: Path, tmp_path: Path) -> None:
    """An answer that one kind of question has, the others have not; "I do not know" has every one."""
    questions = {
        "yes": "fin_credit_history", "12.5": "fin_security_equity", "none": "fin_security_assets",
        "savings_deposit stock_list": "fin_security_assets", "dk": "fin_records_sales",
    }  # fmt: skip
    folder = tmp_path / "own"
    shutil.copytree(two_later_folder, folder)
    file = folder / "migrations.yaml"
    text = file.read_text("utf-8")

    def faults(into: str) -> list[str]:
        file.write_text(
            text.replace(
                "        - {into: fin_records_sales}\n",
                f"        - {{into: {into}, answers: {{0: '{answer}'}}}}\n",
            ),
            encoding="utf-8",
        )
        try:
            loading.load(folder)
        except InstrumentError as error:
            return [one.what for one in error.problems if "has no answer" in one.what]
        return []

    kinds = ("fin_records_sales", "fin_security_equity", "fin_security_assets")
    found = {into for into in kinds if faults(into)}
    assert questions[answer] not in found
    assert found == set() if answer == "dk" else len(found) >= 2
