"""Mistakes in the rules of the page for the lender: each is found, with file and line, what it is, and what to do."""

from pathlib import Path

import pytest
from test_mistakes import change, folder, problems

__all__ = ["folder"]

FILE = "lender.yaml"
MISTAKES = [
    (FILE, "{question: fin_records_cashbook, at_least: 3}", "{question: fin_records_cashbok, at_least: 3}",
     "There is no question 'fin_records_cashbok'.", "Did you mean 'fin_records_cashbook'?"),
    (FILE, "ticked: identity_card", "ticked: identity_crad",
     "The question 'fin_formality_licences' has no item 'identity_crad'.", "Did you mean 'identity_card'?"),
    (FILE, "{profile: registered, in: [company, cooperative]}", "{profile: registered, in: [compny, cooperative]}",
     "The profile field 'registered' has no choice 'compny'.", "Did you mean 'company'?"),
    (FILE, "{profile: premises, is_not: none}", "{score: finance, below: 45}",
     "A score can be tested in gates only.", "Use questions or profile fields here."),
    (FILE, "{profile: respondent, is: consultant}", "{profile: respondent, is: consultnt}",
     "The profile field 'respondent' has no choice 'consultnt'.", "Did you mean 'consultant'?"),
    (FILE, "part: character", "part: charakter", "There is no part 'charakter' of the page.",
     "Did you mean 'character'?"),
    (FILE, "brought_by: fin_daily_cashbook", "brought_by: fin_daily_cashbok",
     "There is no recommendation 'fin_daily_cashbok'.", "Did you mean 'fin_daily_cashbook'?"),
    (FILE, "brought_by: fin_daily_cashbook", "brought_by: fin_protect",
     "The recommendation 'fin_protect' lifts no question that makes this document ready.", "Name one that does."),
    (FILE, "sources: [five_cs, ardb_kh]", "sources: [five_c, ardb_kh]", "There is no source 'five_c'.",
     "Did you mean 'five_cs'?"),
    (FILE, "    asked: {not: {question: fin_credit_history, is: na}}\n", "",
     "'fin_credit_history' may be answered 'na', and then nothing says how this document stands.",
     "Add to 'asked': not: {question: fin_credit_history, is: na}"),
    (FILE, "    ready: {question: fin_plan_cashflow, at_least: 3}", "    ready: {profile: size, is: medium}",
     "This reads no question, so no answer makes the document ready.", "Test a question in it."),
    (FILE, "part: collateral\n    text", "part: capital\n    text",
     "The questions of this document are about: collateral.", "Put the document under one of these."),
    (FILE, "bring: [doc_identity, ", "bring: [",
     "'bring' does not say in which place the document 'doc_identity' comes.", "Add it there."),
    (FILE, "bring: [doc_identity, ", "bring: [doc_identity, doc_taxes, ", "There is no document 'doc_taxes'.",
     "Did you mean 'doc_tax'?"),
    (FILE, "bring: [doc_identity, ", "bring: [doc_identity, doc_tax, ",
     "The document 'doc_tax' stands twice in 'bring'.", "Name each document once."),
    (FILE, "  - {id: character, title", "  - {id: charity, title: Charity, meaning: None?}\n  - {id: character, title",
     "No document belongs to the part 'charity'.", "Add one, or remove the part."),
    (FILE, "question: fin_credit_burden}", "question: fin_credit_burdn}", "There is no question 'fin_credit_burdn'.",
     "Did you mean 'fin_credit_burden'?"),
    (FILE, "question: fin_credit_burden}", "question: fin_credit_history}",
     "'fin_credit_history' is not answered with a figure.", "Name a question of the type number."),
    (FILE, "profile: turnover}", "profile: turnovr}", "There is no profile field 'turnovr'.",
     "Did you mean 'turnover'?"),
    (FILE, "profile: turnover}", "profile: turnover, question: fin_credit_burden}",
     "A figure needs exactly one of question, profile.", ""),
    (FILE, "id: doc_tax\n", "id: doc_identity\n", "The id 'doc_identity' is already used in lender.yaml.",
     "Give it an id of its own."),
    (FILE, "    self_declared: Self-declared\n", "", "This needs the key 'self_declared'.", "Add it."),
    ("instrument.yaml", "last_days: {quick: 90, medium: 365", "last_days: {quick: 90, medium: 60",
     "The last days must name each horizon once, in their order, and rise.", "Correct them."),
    ("instrument.yaml", "last_days: {quick: 90,", "last_days: {quick: 100,",
     "The first horizon ends on another day than the first plan, which has 90 days.", "Use the same day."),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[str(n) for n in range(len(MISTAKES))])
def test_a_mistake_is_found_where_it_stands(folder: Path, mistake: tuple[str, str, str, str, str]) -> None:
    name, old, new, what, do = mistake
    line = change(folder, name, old, new)
    found = [one for one in problems(folder) if one.file == name and what in one.what]
    assert found
    assert any(do in one.do for one in found)
    assert any(abs(one.line - line) <= 6 for one in found), (line, found)


def test_without_the_file_there_is_no_instrument(folder: Path) -> None:
    (folder / FILE).unlink()
    assert [one.file for one in problems(folder)] == [FILE]
