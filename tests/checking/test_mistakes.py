"""Mistakes of an author: each is found, with file and line, what it is, and what to do."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from msme_check import loading, resources
from msme_check.checking import conditions, rules
from msme_check.errors import InstrumentError, Problem
from msme_check.model.instrument import Instrument
from msme_check.model.rules import LONGEST_CHAIN
from msme_check.units import UNIT
from random_firms import with_recommendations


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped instrument, to make mistakes in."""
    shutil.copytree(resources.questionnaires(), tmp_path / "own")
    return tmp_path / "own"


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Replaces the first `old` of a file; gives back its line."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InstrumentError) as caught:
        loading.load(folder)
    return caught.value.problems


FINANCE_RULES = "recommendations/finance.yaml"
LAWS = "size_definitions.yaml"

MISTAKES = [
    ("instrument.yaml", "    days_a_month: days_a_month", "    days_a_month: days_a_moth",
     "There is no fact 'days_a_moth' in the profile.", "Did you mean 'days_a_month'?"),
    ("instrument.yaml", "    most_cost: most_cost", "    most_cost: employees",
     "The fact 'employees' is no choice.", "Name another fact, or change its type in profile.yaml."),
    ("instrument.yaml", "    most_cost: most_cost", "    most_cost: country",
     "The choices of 'country' are not all costs: KH, LA, MM, TH, VN.",
     "Use the ids of the costs: free, high, low, medium."),
    ("instrument.yaml", "  alike_from: 0.90", "  alike_from: 1.5",
     "This is above 1.", "Use 1 or less."),
    ("instrument.yaml", "  limits_by: 2", "  limits_by: 0",
     "This is below 1.", "Use 1 or more."),
    (FINANCE_RULES, "{question: fin_banking_account, at_most: 2}", "{question: fin_banking_acount, at_most: 2}",
     "There is no question 'fin_banking_acount'.", "Did you mean 'fin_banking_account'?"),
    (FINANCE_RULES, "{profile: size, in: [small, medium]}", "{profile: size, in: [smal, medium]}",
     "The profile field 'size' has no choice 'smal'.", "Did you mean 'small'?"),
    (FINANCE_RULES, "{question: fin_banking_account, at_most: 2}", "{question: fin_banking_account, at_most: 7}",
     "This is above 4.", "Use 4 or less."),
    (FINANCE_RULES, "{question: fin_banking_account, at_most: 2}", "{question: fin_banking_account, atmost: 2}",
     "There is no key 'atmost' here.", "Did you mean 'at_most'?"),
    (FINANCE_RULES, "lifts: {fin_banking_account: 3", "lifts: {fin_bank_account: 3",
     "There is no question 'fin_bank_account'.", "Did you mean 'fin_banking_account'?"),
    (FINANCE_RULES, "needs: [fin_daily_cashbook]", "needs: [fin_daily_cashbok]",
     "There is no recommendation 'fin_daily_cashbok'.", "Did you mean 'fin_daily_cashbook'?"),
    (FINANCE_RULES, "direction: competitive_msmes", "direction: competitive_msme",
     "There is no direction 'competitive_msme'.", "Did you mean 'competitive_msmes'?"),
    (FINANCE_RULES, "order: 2\n", "order: 1\n",
     "The order 1 is already used by", "give each its own"),
    (FINANCE_RULES, "  order: 2\n", "  order: 2\n  order: 2\n",
     "The key 'order' stands here twice.", "Remove one of them."),
    (FINANCE_RULES, "provider_kinds: [bank,", "provider_kinds: [bnak,",
     "There is no provider kind 'bnak'.", "Did you mean 'bank'?"),
    ("finance.yaml", "weight: 3\n        core", "weight: 9\n        core", "This is above 3.", "Use 3 or less."),
    ("finance.yaml", "weight: 22", "weight: 23", "add up to 101, not 100", "Change them"),
    ("finance.yaml", "id: fin_records_receipts", "id: fin_records_cashbook",
     "The id 'fin_records_cashbook' is already used in finance.yaml.", "Give it an id of its own."),
    ("finance.yaml", "id: fin_records_receipts", "id: fin_records_receipts_and_all_invoices",
     "This is longer than 32 characters.", "Shorten it."),
    ("finance.yaml", "id: fin_records_receipts", "id: Fin-Receipts",
     "This is not an id that can be used.", "Use lower-case letters"),
    ("finance.yaml", "          - They are thrown away, or we never ask for them\n", "",
     "Only 4 of at least 5 are here.", "Add the missing ones."),
    ("finance.yaml", "source: ilo_siyb", "source: ilo_sib",
     "There is no source 'ilo_sib'.", "Did you mean 'ilo_siyb'?"),
    ("overlays.yaml", "fin_records_receivables: {manufacturing: 1.5", "fin_records_receivables: {manufactoring: 1.5",
     "The profile field 'sector' has no choice 'manufactoring'.", "Did you mean 'manufacturing'?"),
    ("overlays.yaml", "{profile: sells_to, has: [households]}", "{question: dig_money_pay, is: 0}",
     "can depend on facts about the firm only.", "Test profile fields here."),
    ("overlays.yaml", "changes: {grn_water: 3,", "changes: {grn_water: 4,", "add up to 1, not 0", "must stay at 100"),
    ("overlays.yaml", "fin_banking_savings: {agri: 1.5", "fin_banking_saving: {agri: 1.5",
     "There is no question 'fin_banking_saving'.", "Did you mean 'fin_banking_savings'?"),
    ("instrument.yaml", "holds_at: {finance: emerging}", "holds_at: {finance: emergin}",
     "A score cannot be held at 'emergin'.", "Name a band that has one above it."),
    ("instrument.yaml", "lifted_by: fin_separate_account", "lifted_by: fin_seperate_account",
     "There is no recommendation 'fin_seperate_account'.", "Did you mean 'fin_separate_account'?"),
    ("instrument.yaml", "ticked: no_underage", "ticked: no_underaged",
     "The question 'ops_people_terms' has no item 'no_underaged'.", "Did you mean 'no_underage'?"),
    ("instrument.yaml", "run_from: 25", "run_from: 65",
     "No firm can reach this: there are only 64 to count.", "Use 64 or less."),
    ("instrument.yaml", "pairs_from: 1", "pairs_from: 13",
     "No firm can reach this: there are only 12 to count.", "Use 12 or less."),
    ("instrument.yaml", "difference_at_most: 0.5", "difference_at_most: 1", "This is not below 1.", "Use less than 1."),
    ("instrument.yaml", "    seconds_a_question: 5\n", "", "This needs the key 'seconds_a_question'.", "Add it."),
    ("instrument.yaml", "run_from: 25", "run_from: 65",
     "No firm can reach this: there are only 64 to count.", "Use 64 or less."),
    ("instrument.yaml", "pairs_from: 1", "pairs_from: 13",
     "No firm can reach this: there are only 12 to count.", "Use 12 or less."),
    ("instrument.yaml", "difference_at_most: 0.5", "difference_at_most: 1", "This is not below 1.", "Use less than 1."),
    ("instrument.yaml", "    seconds_a_question: 5\n", "", "This needs the key 'seconds_a_question'.", "Add it."),
    ("instrument.yaml", "shares: {finance: 30", "shares: {finance: 35", "make 100", "Correct them."),
    ("instrument.yaml", "cost_factors: {free: 1, low", "cost_factors: {fre: 1, low", "must name each cost", "Correct"),
    ("instrument.yaml", "go_digital: {questionnaires: [digital]}", "go_digital: {questionnaires: [digitl]}",
     "names 'digitl', which does not exist", "spelling"),
    ("instrument.yaml", "version: 1.0.0", "", "This needs the key 'version'.", "Add it."),
    ("profile.yaml", "scale: yes_no\n", "scale: yesno\n", "'labour_intensive' has no options.", "Add them."),
    ("profile.yaml", "of: agri, text: Farming", "of: agriculture, text: Farming",
     "The option 'farming' belongs to no choice of 'sector'.", "Name one"),
    ("profile.yaml", "code: LA", "code: KH", "stands twice in 'country'", "once"),
    ("profile.yaml", "also: [LAO,", "also: [THAILAND,", "'THAILAND' stands for several choices of 'country'",
     "Leave it with one of them."),
    (FINANCE_RULES, "{profile: size, in: [small, medium]}", "{profile: size, at_least: 3}",
     "The profile field 'size' cannot be tested with 'at_least'.", "Use one of: in, is, is_not."),
    (FINANCE_RULES, "{profile: size, in: [small, medium]}", "{profile: sells_to, is_not: export}",
     "The profile field 'sells_to' cannot be tested with 'is_not'.", "Use one of: has, only."),
    (FINANCE_RULES, "{profile: size, in: [small, medium]}", "{score: finance, below: 45}",
     "A score can be tested in gates only.", "Use questions or profile fields here."),
    (LAWS, "  country: TH", "  country: TX", "There is no country 'TX' in the profile.", "Check its spelling."),
    (LAWS, "  country: TH", "  country: KH", "The country 'KH' has two size definitions.", "Put them together."),
    (LAWS, "field: turnover, unit: 1000000, currency: THB", "field: turnovr, unit: 1000000, currency: THB",
     "The profile has no number 'turnovr'.", "Did you mean 'turnover'?"),
    (LAWS, "field: assets, unit: 1000000, currency: LAK", "field: turnover, unit: 1000000, currency: LAK",
     "Two criteria are about 'turnover'.", "Put them together."),
    (LAWS, "  conversion: {currency: USD, rate: 4000}\n", "",
     "Nothing says how many KHR are one USD.", "Give the rate under 'conversion'."),
    (LAWS, "size_is: {highest: [employees, revenue]}", "size_is: {highest: [employees, revenu]}",
     "There is no criterion 'revenu'.", "Did you mean 'revenue'?"),
    (LAWS, "size_is: {highest: [employees, revenue]}", "size_is: {highest: [employees]}",
     "'size_is' must name the criterion 'revenue' once.", "Name each criterion once."),
    (LAWS, "size_is: {highest: [employees, revenue]}", "size_is: {highest: [employees], smallest: [revenue]}",
     "Sizes go together as 'highest' or as 'smallest'.", ""),
    (LAWS, "people: {below: 5, standing", "people: {below: 5, up_to: 5, standing",
     "A limit is either 'up_to' or 'below'.", ""),
    (LAWS, "employees: {up_to: 30, standing: verified", "employees: {up_to: 5, standing: verified",
     "This limit does not lie above that of the size before it.", "Let limits rise from size to size."),
    (LAWS, "revenue: {up_to: 1.8,", "revenue: {up_to: 1.8000001,",
     "This limit is no whole number of THB.", "Give it so that it is one."),
    (LAWS, "revenue: {up_to: 1.8, standing: verified", "revenu: {up_to: 1.8, standing: verified",
     "There is no criterion 'revenu'.", "Did you mean 'revenue'?"),
    (LAWS, "          revenue: {up_to: 1.8, standing: verified, source: th_osmep}\n", "",
     "The size 'micro' has no limit for 'revenue', and others have.", "Add it, or take the others away."),
    (LAWS, "        medium:\n          insured: {up_to: 200", "        mediun:\n          insured: {up_to: 200",
     "There is no size 'mediun' with an upper end.", "Did you mean 'medium'?"),
    (LAWS, "        small:\n          insured: {up_to: 100,", "        smal:\n          insured: {up_to: 100,",
     "The size 'small' is missing between others, or at the end.", "Only the smallest sizes may be left out."),
    (LAWS, "insured: {up_to: 200, standing: verified, source: vn_decree}", "insured: {up_to: 200, standing: verified}",
     "This limit was read somewhere, and no source is named.", "Name the source, or call it recalled."),
    (LAWS, "insured: {up_to: 200, standing: verified, source: vn_decree}",
     "insured: {up_to: 200, standing: verified, source: vn_decre}",
     "There is no source 'vn_decre'.", "Did you mean 'vn_decree'?"),
    (LAWS, "    - id: kh_tax_turnover\n", "    - id: kh_tax\n", "No limit names the source 'kh_tax'.", "remove it"),
    (LAWS, "    - id: kh_tax_turnover\n", "    - id: kh_council\n", "The id 'kh_council' stands twice here.", "own"),
    (LAWS, "address: https://www.sme.go.th/en", "address: www.sme.go.th/en",
     "This is no address of a page: it begins with https:// or http://.", ""),
    (LAWS, "      read: 2026-11-28", "      read: in November", "This is no day: write it such as 2026-11-28.", ""),
    (LAWS, "- {sector: [agri], subsector: [farming]}", "- {sector: [agri], subsector: [farmin]}",
     "The profile field 'subsector' has no choice 'farmin'.", "Did you mean 'farming'?"),
    (LAWS, "- {sector: [agri], subsector: [farming]}", "- {sector: [agri], subsectr: [farming]}",
     "The profile has no choice 'subsectr'.", "Did you mean 'subsector'?"),
    (LAWS, "when: {profile: subsector, is: construction}", "when: {profile: subsector, is: constructin}",
     "The profile field 'subsector' has no choice 'constructin'.", "Did you mean 'construction'?"),
    ("programmes/cambodia.yaml", "kinds: [credit_guarantee]", "kinds: [credit_garantee]",
     "There is no provider kind 'credit_garantee'.", "Did you mean 'credit_guarantee'?"),
    ("programmes/cambodia.yaml", "topics: [fin_guarantee,", "topics: [fin_garantee,",
     "There is no recommendation 'fin_garantee'.", "Did you mean 'fin_guarantee'?"),
    ("programmes/cambodia.yaml", "countries: [KH]", "countries: [KHM]",
     "There is no country 'KHM'.", "Did you mean 'KH'?"),
    ("programmes/cambodia.yaml", "id: kh_ke", "id: kh_cgcc",
     "The id 'kh_cgcc' is already used in programmes/cambodia.yaml.", "Give it an id of its own."),
    ("programmes/cambodia.yaml", "web: https://cgcc.com.kh", "web: cgcc.com.kh", "This is no web address.", ""),
    ("programmes/cambodia.yaml", "ask for today's fee", "the fee is 20,000 riel",
     "A figure of 'kh_cbc' stands in weak sources only.", "Leave the figure out"),
    ("programmes/lao_pdr.yaml", "      weak: mirror\n", "",
     "Pages of vietstock.vn are weak sources.", "Add 'weak: mirror'"),
    ("programmes/lao_pdr.yaml", "suits: {sectors: [agri,", "suits: {sectors: [agrar,",
     "There is no choice 'agrar'.", "spelling"),
    ("programmes/regional.yaml", "  background: true\n", "",
     "'rg_meti' names no topic, so no report shows it.", "Name the"),
    ("instrument.yaml", "{country: MM,", "{country: MY,", "There is no country 'MY'.", "spelling"),
    ("instrument.yaml", "  shown: 3", "  shown: 4", "This is above 3.", "Use 3 or less."),
    ("directions.yaml", "id: green_economy", "id: green_econ", "No recommendation serves the direction", "Give it"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{one[0]}:{one[2][:30]}" for one in MISTAKES])
def test_a_mistake_is_found_where_it_stands(folder: Path, mistake: tuple[str, str, str, str, str]) -> None:
    name, old, new, what, do = mistake
    line = change(folder, name, old, new)
    found = [one for one in problems(folder) if one.file == name and what in one.what]
    assert found
    assert any(do in one.do for one in found)
    assert any(abs(one.line - line) <= 6 for one in found), (line, found)


def test_firms_that_no_row_of_a_law_takes_and_rows_that_take_none_are_named(folder: Path) -> None:
    change(folder, LAWS, "        - {sector: [tourism, services]}", "        - {sector: [tourism]}")  # Lao PDR
    change(
        folder, LAWS, "        - {sector: [agri], subsector: [farming]}", "        - {sector: [agri, manufacturing]}"
    )
    lines = (folder / LAWS).read_text(encoding="utf-8").splitlines()
    taken, missing = sorted(problems(folder), key=lambda one: one.line)
    assert taken.what == "Rows above take all firms of the row 'industry'."
    assert lines[taken.line - 1] == "    - id: industry"
    assert missing.what == "No row takes these firms: services."
    assert lines[missing.line - 1] == "  rows:"


def test_all_mistakes_of_a_folder_are_found_at_once(folder: Path) -> None:
    change(folder, "finance.yaml", "weight: 22", "weight: 23")
    change(folder, "overlays.yaml", "changes: {grn_water: 3,", "changes: {grn_water: 4,")
    change(folder, FINANCE_RULES, "needs: [fin_daily_cashbook]", "needs: [fin_daily_cashbok]")
    assert {one.file for one in problems(folder)} == {"finance.yaml", "overlays.yaml", FINANCE_RULES}


def test_multipliers_that_are_too_fine_to_be_exact_are_refused(folder: Path, instrument: Instrument) -> None:
    assert instrument.overlays.scale < 100
    text = (folder / "overlays.yaml").read_text(encoding="utf-8")
    finer = re.sub(r"(?<=: )(0\.5|1\.5)(?=[,}])", lambda found: f"{float(found[1]) + 0.01:.2f}", text)
    (folder / "overlays.yaml").write_text(finer, encoding="utf-8")
    (problem,) = problems(folder)
    assert "too fine to be exact" in problem.what and problem.file == "overlays.yaml"


def test_room_for_weights_is_what_a_score_leaves(instrument: Instrument) -> None:
    largest = conditions._MOST_WEIGHED * UNIT
    assert largest + largest // 50 < 2**63 <= largest + largest // 20  # half of the weight is added before a division


def test_a_circle_of_needs_is_named(folder: Path) -> None:
    change(
        folder,
        FINANCE_RULES,
        "  direction: competitive_msmes",
        "  needs: [fin_monthly_summary]\n  direction: competitive_msmes",
    )
    change(folder, FINANCE_RULES, "needs: [fin_daily_cashbook]", "needs: [fin_separate_account]")
    circles = [one.what for one in problems(folder) if "circle" in one.what]
    assert any("fin_separate_account > fin_monthly_summary > fin_separate_account" in what for what in circles)


def test_a_chain_of_needs_that_is_too_long_is_named_where_it_ends(instrument: Instrument) -> None:
    names = [one.id for one in instrument.recommendations][: LONGEST_CHAIN + 2]
    needs = {name: (need,) for name, need in pairwise(names)}
    changed = [one.model_copy(update={"needs": needs.get(one.id, ())}) for one in instrument.recommendations]
    ((_file, _path, what, _do),) = rules.sizes(with_recommendations(instrument, changed))
    assert what == "With this, 7 recommendations stand in a row in which each needs the next; 6 may."


def test_more_recommendations_than_can_be_ranked(instrument: Instrument) -> None:
    many = instrument.recommendations * 8
    ((file, _path, what, _do),) = rules.sizes(with_recommendations(instrument, many))
    assert (file, what) == (
        "instrument.yaml",
        f"There are {len(many)} recommendations, and 500 is the most that can be ranked.",
    )


def test_a_question_in_no_rule_is_found(folder: Path) -> None:
    for name in ("finance", "operations", "digital", "green"):
        path = folder / "recommendations" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{question: fin_records_receivables", "{question: fin_records_cashbook"), "utf-8")
    found = [one for one in problems(folder) if "No recommendation reads" in one.what]
    assert [one.what for one in found] == ["No recommendation reads the question 'fin_records_receivables'."]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a: [1, 2", "This is not valid YAML near this line."),
        (b"\xff\xfe\x00", "This is not a YAML text."),
        (b"a: &x [1]\nb: *x\n", "Aliases (*name) are not read."),
        (b"a: " + b"[" * 60 + b"]" * 60, "This is nested too deeply."),
        (b"#" * 2_000_001, "The file is larger than 2 MB."),
        (b"? [1]\n: 2\n", "A key must be a word."),
    ],
)
def test_what_is_no_plain_yaml_is_refused(folder: Path, content: bytes, what: str) -> None:
    (folder / "directions.yaml").write_bytes(content)
    assert what in [one.what for one in problems(folder) if one.file == "directions.yaml"]


def test_a_missing_file_and_a_missing_folder_are_named(folder: Path) -> None:
    (folder / "green.yaml").unlink()
    assert [one.file for one in problems(folder)] == ["green.yaml"]
    assert "This folder is not there." in problems(folder / "elsewhere")[0].what


def test_yes_and_no_stay_words(folder: Path) -> None:
    change(folder, "instrument.yaml", "title: MSME readiness self-assessment for the Mekong countries", "title: no")
    assert loading.load(folder).settings.title == "no"
