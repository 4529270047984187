"""The page for the lender: how each document stands, how far to rely on it, and one page that says it."""

import gettext
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import reference
from msme_check import embedded
from msme_check.errors import AnswersError, UsageError
from msme_check.model.assessment import Assessment, DocumentState, Mark
from msme_check.model.instrument import Instrument
from msme_check.report import brand, html, lender_page, view_lender
from msme_check.report.look import Look, Paper
from msme_check.report.material import Material
from msme_check.report.pdf import Renderer
from msme_check.report.view import build
from msme_check.report.view_lender import LenderPage, grouped
from msme_check.texts import localised
from report.conftest import RICE_MILL, Firm, lender_texts, same_level
from report.samples import LONG_NAME, LONG_WORD, samples
from report.test_brand import png, written
from validators import poppler
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

READY, PARTLY, MISSING, NOT_NEEDED, NOT_ANSWERED = DocumentState
STATES = [
    # What a local paper is worth hangs on the size.
    ("doc_registration", {"employees": "3", "fin_formality_registration": "2"}, READY),
    ("doc_registration", {"employees": "20", "fin_formality_registration": "2"}, PARTLY),
    ("doc_registration", {"employees": "20", "fin_formality_registration": "3"}, READY),
    ("doc_registration", {"employees": "3", "fin_formality_registration": "1"}, PARTLY),
    ("doc_registration", {"employees": "20", "fin_formality_registration": "1"}, MISSING),
    ("doc_registration", {"employees": "3", "fin_formality_registration": "0"}, MISSING),
    ("doc_registration", {"employees": "3", "fin_formality_registration": "dk"}, MISSING),
    ("doc_registration", {"employees": "3", "fin_formality_registration": ""}, NOT_ANSWERED),
    # A single box of a checklist.
    ("doc_identity", {"fin_formality_licences": "identity_card"}, READY),
    ("doc_identity", {"fin_formality_licences": "owner_list"}, MISSING),
    ("doc_identity", {"fin_formality_licences": "none"}, MISSING),
    ("doc_identity", {"fin_formality_licences": ""}, NOT_ANSWERED),
    # Two questions: one of them alone is a part of it, and no answer to the other proves nothing.
    ("doc_account", {"fin_banking_account": "3", "fin_banking_turnover": "30"}, READY),
    ("doc_account", {"fin_banking_account": "3", "fin_banking_turnover": "10"}, PARTLY),
    ("doc_account", {"fin_banking_account": "3", "fin_banking_turnover": ""}, PARTLY),
    ("doc_account", {"fin_banking_account": "1", "fin_banking_turnover": "0"}, MISSING),
    ("doc_account", {"fin_banking_account": "", "fin_banking_turnover": "30"}, NOT_ANSWERED),
    # What does not apply is not asked for.
    ("doc_repayment", {"fin_credit_history": "na"}, NOT_NEEDED),
    ("doc_repayment", {"fin_credit_history": "0"}, MISSING),
    ("doc_repayment", {"fin_credit_history": "2"}, PARTLY),
    ("doc_repayment", {"fin_credit_history": "3"}, READY),
    ("doc_tax", {"fin_formality_tax": "na"}, NOT_NEEDED),
    ("doc_tax", {"employees": "3", "fin_formality_tax": "2"}, READY),
    ("doc_tax", {"employees": "12", "fin_formality_tax": "2"}, PARTLY),
    ("doc_request", {"seeks_finance": "no", "fin_plan_purpose": "4"}, NOT_NEEDED),
    ("doc_request", {"seeks_finance": "yes", "employees": "3", "fin_plan_purpose": "2"}, READY),
    ("doc_request", {"seeks_finance": "yes", "employees": "12", "fin_plan_purpose": "2"}, PARTLY),
    # Of whom it is asked; where that is not known, it is asked.
    ("doc_contracts", {"sells_to": "households", "fin_formality_licences": "none"}, NOT_NEEDED),
    ("doc_contracts", {"sells_to": "households export", "fin_formality_licences": "none",
                       "fin_security_assets": "none"}, MISSING),
    ("doc_contracts", {"sells_to": "", "fin_formality_licences": "customer_contracts"}, READY),
    ("doc_contracts", {"sells_to": "companies", "fin_security_assets": "signed_order"}, READY),
    ("doc_owners", {"registered": "company", "fin_formality_licences": "none"}, MISSING),
    ("doc_owners", {"registered": "local", "fin_formality_licences": "none"}, NOT_NEEDED),
    ("doc_licence", {"sector": "retail", "subsector": "shop", "fin_formality_licences": "none"}, NOT_NEEDED),
    ("doc_licence", {"sector": "retail", "subsector": "shop", "fin_formality_licences": "activity_licence"}, READY),
    ("doc_licence", {"sector": "retail", "subsector": "", "fin_formality_licences": "none"}, MISSING),
    ("doc_summary", {"employees": "9", "fin_records_statements": "2"}, READY),
    ("doc_summary", {"employees": "10", "fin_records_statements": "2"}, NOT_NEEDED),
    ("doc_statements", {"employees": "10", "fin_records_statements": "2"}, PARTLY),
    ("doc_checked_accounts", {"employees": "50", "fin_records_statements": "4"}, READY),
    ("doc_checked_accounts", {"employees": "49", "registered": "local", "fin_records_statements": "4"}, NOT_NEEDED),
    ("doc_checked_accounts", {"employees": "49", "registered": "company", "fin_records_statements": "3"}, PARTLY),
]  # fmt: skip


class Accented(gettext.NullTranslations):
    """A language whose texts are those of English with other vowels, so just as long."""

    def pgettext(self, context: str, message: str) -> str:
        return message.translate(str.maketrans("aeiou", "\u00e1\u00e9\u00ed\u00f3\u00fa"))


@pytest.fixture
def accented(instrument: Instrument) -> Instrument:
    return localised(instrument, Accented())


def standing(assessment: Assessment, name: str) -> Any:
    return next(one for one in assessment.documents if one.id == name)


def page_of(assessment: Assessment, instrument: Instrument) -> LenderPage:
    return view_lender.page(Material(assessment, instrument))


@pytest.mark.parametrize(("name", "cells", "state"), STATES, ids=[f"{one[0]}-{n}" for n, one in enumerate(STATES)])
def test_how_a_document_stands(name: str, cells: dict[str, str], state: DocumentState, firm: Firm) -> None:
    assert standing(firm(RICE_MILL, **cells), name).state is state


def test_every_document_of_every_example_firm_stands_as_a_second_reading_says(
    firm: Firm, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    """By the conditions of the slow reference, which shares no code with the ones that were used."""
    met = set()
    for row in example_rows:
        read = reference.Firm(instrument, row, quick=False)
        found = firm(row["firm_id"])
        assert [one.id for one in found.documents] == [one.id for one in instrument.lender.documents]
        for rule, one in zip(instrument.lender.documents, found.documents, strict=True):
            asked, ready, partly = (
                read.truth(part, read.answers, {}) if part is not None else None
                for part in (rule.asked, rule.ready, rule.partly)
            )
            if rule.asked is not None and asked is False:
                expected = NOT_NEEDED
            elif ready or partly:
                expected = READY if ready else PARTLY
            else:
                told = ready is False and (rule.partly is None or partly is False)
                expected = MISSING if told else NOT_ANSWERED
            assert one.state is expected, (row["firm_id"], one.id)
            assert (one.mark is None) is (expected not in (READY, PARTLY))
            met.add((one.id, expected))
    assert len({name for name, state in met if state is READY}) >= 15
    assert {state for _name, state in met} == set(DocumentState)


ACCOUNT = {"fin_banking_account": "3", "fin_banking_turnover": "30"}
BOTH = "fin_banking_account fin_banking_turnover"


@pytest.mark.parametrize(
    ("shown", "seen", "mark"),
    [
        (BOTH, BOTH, Mark.SEEN),
        (BOTH, "fin_banking_account", Mark.COULD_BE_SHOWN),
        (BOTH, "", Mark.COULD_BE_SHOWN),
        ("fin_banking_account", "fin_banking_account", Mark.SELF_DECLARED),
        ("", "", Mark.SELF_DECLARED),
        ("fin_records_cashbook", "", Mark.SELF_DECLARED),
    ],
)
def test_a_document_is_seen_only_where_all_proof_of_it_was(shown: str, seen: str, mark: Mark, firm: Firm) -> None:
    found = standing(firm(RICE_MILL, shown=shown, seen=seen, **ACCOUNT), "doc_account")
    assert (found.state, found.mark) == (READY, mark)
    assert found.because == ("fin_banking_account", "fin_banking_turnover")


def test_only_the_answers_that_make_it_ready_need_proof(firm: Firm) -> None:
    cells = {"sells_to": "companies", "fin_formality_licences": "none", "fin_security_assets": "signed_order"}
    proof = "fin_security_assets"
    found = standing(firm(RICE_MILL, shown=proof, seen=proof, **cells), "doc_contracts")
    assert (found.because, found.mark) == ((proof,), Mark.SEEN)


def test_what_is_there_comes_in_the_order_of_the_table(firm: Firm, instrument: Instrument) -> None:
    page = page_of(firm("R00021", **same_level(instrument, 4)), instrument)
    titles = {one.id: one.text for one in instrument.lender.documents}
    found = firm("R00021", **same_level(instrument, 4))
    there = [name for name in instrument.lender.bring if standing(found, name).state is READY]
    assert [one.text for one in page.first] == [titles[name] for name in there[: instrument.lender.at_most]]
    assert len(page.first) == instrument.lender.at_most


def test_a_firm_with_nothing_is_told_where_to_begin(firm: Firm, instrument: Instrument) -> None:
    cells = {**same_level(instrument, 0), "fin_credit_burden": "60", "turnover": "", "assets": ""}
    page = page_of(firm(RICE_MILL, **cells), instrument)
    assert page.first == ()
    assert all(one.state == "missing" and one.to_do for part in page.parts for one in part.documents)
    assert "Nothing is ready yet." in html.render(build(firm(RICE_MILL, **cells), instrument))


def test_a_document_names_the_planned_action_that_brings_it(firm: Firm, instrument: Instrument) -> None:
    found = firm(RICE_MILL)
    material = Material(found, instrument)
    page = page_of(found, instrument)
    lines = {one.title.text: one for part in page.parts for one in part.documents}
    named = [one for one in instrument.lender.documents if lines.get(one.text) and lines[one.text].action]
    assert named
    for one in named:
        assert lines[one.text].action == f"Plan: action {material.numbers[one.brought_by or '']}."
        assert standing(found, one.id).state in (PARTLY, MISSING)


def test_figures_are_those_that_were_given_and_no_others(firm: Firm, instrument: Instrument) -> None:
    cells = {"turnover": "480000000", "assets": "", "fin_banking_turnover": "40", "fin_credit_burden": "na",
             "fin_banking_savings": "dk", "fin_security_equity": ""}  # fmt: skip
    page = page_of(firm(RICE_MILL, **cells), instrument)
    assert [(one.label.text, one.value.text) for one in page.figures] == [
        ("Sales in the last 12 months", "480\u00a0000\u00a0000 riel"),
        ("Paid into an account", "40 percent of sales"),
        ("Used to repay loans", "You have no loans today"),
        ("Bills that savings could pay", "I do not know"),
        ("Looks for outside money", "Yes"),
    ]
    facts = {one.label.text: one.value.text for one in page.facts}
    assert facts["Business"] == "Rice mill" and facts["People"] == "3"
    assert "Started" not in facts


def test_no_line_says_its_unit_twice(firm: Firm, instrument: Instrument, accented: Instrument) -> None:
    """In no language; and a unit that the label does not say stays."""
    found = shop(firm, instrument, fin_banking_turnover="40")
    for spoken in (instrument, accented):
        page = page_of(found, spoken)
        for line in (*page.facts, *page.figures):
            for label, value in ((line.label.text, line.value.text), (line.label.english, line.value.english)):
                *figure, unit = value.casefold().split(" ", 1)
                assert not figure or unit not in label.casefold(), (label, value)
        said = {line.label.text: line.value.text for line in (*page.facts, *page.figures)}
        people, turnover = (spoken.profile_field[name] for name in ("employees", "turnover"))
        assert said[next(one.text for one in spoken.lender.facts if one.profile == people.id)] == "60"
        assert said[next(one.text for one in spoken.lender.figures if one.profile == turnover.id)].endswith(
            f" {spoken.size_definition['KH'].currency_name}"
        )


@pytest.mark.parametrize(("figure", "text"), [(0, "0"), (999, "999"), (1000, "1 000"), (1234567, "1 234 567")])
def test_large_figures_stand_in_groups(figure: int, text: str) -> None:
    assert grouped(figure) == text.replace(" ", "\u00a0")


def test_a_report_has_the_page_where_finance_was_answered(firm: Firm, instrument: Instrument) -> None:
    whole = build(firm("R00014"), instrument)
    assert whole.lender is not None
    without = {name: "" for name in instrument.questions if name.startswith("fin_")}
    assert build(firm("R00014", **without), instrument).lender is None
    assert build(firm("R00014", quick=True), instrument).lender is None
    assert instrument.lender.words.title in html.render(whole)
    assert instrument.lender.words.title not in html.render(build(firm("R00014", **without), instrument))


# The page as a file of its own -------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words_of(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def shop(firm: Firm, instrument: Instrument, **cells: str) -> Assessment:
    """A company of 60 people of which everything is asked, and which has all of it only in part."""
    asked = {"employees": "60", "registered": "company", "seeks_finance": "yes", "premises": "own", "years": "2011",
             "sells_to": "companies export", "sector": "agri", "subsector": "rice_mill", "turnover": "123456789012",
             "assets": "98765432109"}  # fmt: skip
    return firm("R00021", **{**same_level(instrument, 0), "fin_credit_burden": "60", **asked, **cells})


def test_it_is_one_page_for_every_firm_and_says_everything(
    firm: Firm, instrument: Instrument, example_rows: list[dict[str, str]], renderer: Renderer
) -> None:
    found = {row["firm_id"]: firm(row["firm_id"], name=row["firm_id"]) for row in example_rows}
    found |= {
        "nothing is there": shop(firm, instrument, name=LONG_NAME),
        "a long word": shop(firm, instrument, name=LONG_WORD),
        "a part of each": shop(firm, instrument, **{**same_level(instrument, 1), "fin_formality_licences": "none"}),
        "all is there": shop(firm, instrument, **same_level(instrument, 4)),
    }
    pages = {}
    for name, assessment in found.items():
        page = page_of(assessment, instrument)
        view = replace(build(assessment, instrument), lender=page)
        content = renderer.render(view, template=html.LENDER)
        pages[name] = len(PdfReader(io.BytesIO(content)).pages)
        said = words_of(content)
        assert [text for text in lender_texts(page) if squeezed(text) not in said] == [], name
    assert {name: count for name, count in pages.items() if count != 1} == {}


@pytest.mark.parametrize("name", ["rice mill", "food factory", "online seller"])
def test_two_languages_fit_one_page_too(
    name: str, firm: Firm, instrument: Instrument, accented: Instrument, renderer: Renderer
) -> None:
    """Where texts are as long as in English and their letters as high; a few firms take a second page."""
    found = samples(firm, instrument)[name]
    page = page_of(found, accented)
    view = replace(build(found, accented), lender=page)
    content = renderer.render(view, template=html.LENDER)
    said = words_of(content)
    documents = [one for part in page.parts for one in part.documents]
    english = [one.english for line in (*page.facts, *page.figures) for one in (line.label, line.value)]
    english += [text for one in documents for text in (one.title.english, one.standing.english, one.mark.english)]
    own = [text for one in documents for text in (one.title.text, one.standing.text, one.to_do or one.mark.text)]
    assert [text for text in [*english, *own] if squeezed(text) not in said] == []
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


def test_it_stands_in_lines_under_headings(firm: Firm, instrument: Instrument) -> None:
    """A table of three columns takes paper longer, and is heard cell by cell."""
    content = lender_page.render(shop(firm, instrument), instrument, ".html").decode()
    parts = page_of(shop(firm, instrument), instrument).parts
    assert "<table" not in content
    assert content.count("<h3>") == 2 + len(parts)
    assert content.count('<p class="document ') == sum(len(part.documents) for part in parts)


def test_it_is_one_page_of_a_report(firm: Firm, instrument: Instrument, renderer: Renderer) -> None:
    for assessment in (firm(RICE_MILL), shop(firm, instrument)):
        view = build(assessment, instrument)
        reader = PdfReader(io.BytesIO(renderer.render(view)))
        assert view.lender is not None
        at = [page for page in reader.pages if squeezed(view.lender.usual.text) in squeezed(page.extract_text())]
        assert len(at) == 1
        assert squeezed(view.lender.about.text) in squeezed(at[0].extract_text())


@pytest.mark.parametrize("paper", list(Paper))
def test_it_carries_the_brand_on_both_papers(paper: Paper, firm: Firm, instrument: Instrument, tmp_path: Path) -> None:
    png(tmp_path)
    looked = Look(brand=brand.load(written(tmp_path, "name: Bureau\nlogo: logo.png\nfooter: All yours")), paper=paper)
    path = tmp_path / "lender.pdf"
    lender_page.write(shop(firm, instrument), instrument, path, looked)
    (sheet,) = PdfReader(path).pages
    width = {Paper.A4: 595, Paper.LETTER: 612}[paper]
    assert int(sheet.mediabox.width) == width
    assert "Bureau" in sheet.extract_text() and "All yours" in sheet.extract_text()
    assert sheet.images


def test_it_is_given_away_without_the_answers_and_is_the_same_each_time(
    firm: Firm, instrument: Instrument, tmp_path: Path
) -> None:
    found = firm(RICE_MILL, name="Mill")
    contents = [lender_page.render(found, instrument, ending) for ending in (".pdf", ".pdf")]
    assert contents[0] == contents[1]
    path = tmp_path / "lender.pdf"
    path.write_bytes(contents[0])
    assert list(PdfReader(path).attachment_list) == []
    with pytest.raises(AnswersError, match="has no answers inside"):
        embedded.read(path)
    question = instrument.questions["ops_workplace_safety"].text
    assert question not in lender_page.render(found, instrument, ".html").decode()


def test_it_breaks_no_rule(firm: Firm, instrument: Instrument, tmp_path: Path, verapdf: VeraPdf) -> None:
    for name, assessment in (("mill", firm(RICE_MILL)), ("shop", shop(firm, instrument))):
        path = tmp_path / f"{name}.pdf"
        lender_page.write(assessment, instrument, path)
        assert [str(one) for one in (verapdf.check(path, kind) for kind in (PDF_A, PDF_UA)) if not one.conforms] == []


@pytest.mark.parametrize("name", ["Mill", LONG_NAME, LONG_WORD])
def test_it_can_be_read_by_everybody(
    name: str, firm: Firm, instrument: Instrument, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "lender.html"
    lender_page.write(shop(firm, instrument, name=name), instrument, path)
    for width in (PHONE, DESK):
        assert browser.look(path, width).faults == [], width


def test_a_browser_prints_all_of_it_on_one_page(
    firm: Firm, instrument: Instrument, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "lender.html"
    found = shop(firm, instrument)
    lender_page.write(found, instrument, path)
    pdf = browser.print(path, tmp_path / "printed.pdf")
    printed = poppler.text(pdf)
    assert len(poppler.pages(pdf)) == 1
    assert [text for text in lender_texts(page_of(found, instrument)) if not poppler.holds(printed, text)] == []


def test_the_json_holds_what_the_page_says(firm: Firm, instrument: Instrument) -> None:
    found = firm(RICE_MILL, shown="fin_records_cashbook", fin_records_cashbook="3", turnover="480000000")
    content = json.loads(lender_page.render(found, instrument, ".json"))
    assert (content["format"], content["format_version"]) == ("msme-check lender page", 1)
    assert content["note"] == instrument.lender.words.no_decision
    documents = {one["id"]: one for one in content["documents"]}
    assert list(documents) == [one.id for one in instrument.lender.documents]
    cashbook = documents["doc_cashbook"]
    assert (cashbook["state"], cashbook["mark"], cashbook["because"]) == (
        "ready", "could_be_shown", ["fin_records_cashbook"],
    )  # fmt: skip
    assert cashbook["brought_by"] == "fin_daily_cashbook" and cashbook["sources"]
    assert {"text": "Sales in the last 12 months", "value": "480 000 000 riel"} in content["figures"]
    assert all(documents[name]["state"] in {"ready", "partly"} for name in content["bring_first"])


def test_without_an_answer_on_finance_there_is_no_page(firm: Firm, instrument: Instrument, tmp_path: Path) -> None:
    without = {name: "" for name in instrument.questions if name.startswith("fin_")}
    with pytest.raises(AnswersError, match="No question is answered that says which documents are there"):
        lender_page.write(firm("R00014", **without), instrument, tmp_path / "lender.pdf")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=r"is one of \.pdf, \.html, \.json"):
        lender_page.check(tmp_path / "lender.docx")


def test_a_quick_estimate_has_a_page_of_its_own_that_says_what_is_open(firm: Firm, instrument: Instrument) -> None:
    page = page_of(firm("R00014", quick=True), instrument)
    states = {one.state for part in page.parts for one in part.documents}
    assert "not_answered" in states and states & {"ready", "partly", "missing"}
    assert (
        instrument.lender.words.answer_first
        in lender_page.render(firm("R00014", quick=True), instrument, ".html").decode()
    )
