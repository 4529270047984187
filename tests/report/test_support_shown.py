"""Whom to ask by name, in the report: short, with its date, told once, and named as what it is."""

import datetime as dt

import pytest
from markupsafe import escape

from msme_check.model.instrument import Instrument
from msme_check.report import html, text
from msme_check.report.view import View, build
from msme_check.report.view_support import ProgrammeLine, as_of, caution, day, web
from report.conftest import RICE_MILL, Firm, Viewed
from report.samples import samples

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def mill(firm: Firm, instrument: Instrument) -> View:
    """The sample rice mill near Battambang."""
    return build(samples(firm, instrument)["rice mill"], instrument)


def lines(view: View) -> dict[str, list[ProgrammeLine]]:
    return {a.title: list(a.support.programmes) for h in view.plan.horizons for a in h.actions}


def every(view: View) -> list[ProgrammeLine]:
    return [line for found in lines(view).values() for line in found]


def test_each_is_shown_with_its_date_and_the_word_to_ask_first(viewed: Viewed) -> None:
    found = every(viewed(RICE_MILL))
    assert found
    for line in found:
        if line.again:
            assert (line.what, line.web, line.caution) == ("", "", "")
        else:
            assert line.what and "ask first" in line.caution
            assert line.caution.startswith(("as of 20", "read in 2026-11, of unknown date"))


def test_what_was_read_long_ago_is_marked(mill: View) -> None:
    fund = next(line for line in every(mill) if line.name == "Skills Development Fund")
    assert fund.text == (
        "Skills Development Fund: Pays a part of training that a firm or association plans with a training provider; "
        "tax registration is needed; sdfcambodia.org "
        "(as of 2024-01-30, more than 24 months old; conditions change, ask first)"
    )


def test_a_programme_is_told_in_full_once_and_then_pointed_to(mill: View) -> None:
    numbers = {a.title: a.number for h in mill.plan.horizons for a in h.actions}
    first: dict[str, int] = {}
    repeated = 0
    for title, found in lines(mill).items():
        for line in found:
            if line.name in first:
                assert line.again == f"see action {first[line.name]}"
                repeated += 1
            else:
                assert not line.again
                first[line.name] = numbers[title]
    assert repeated


def test_where_none_is_known_the_kinds_of_office_stand_alone(viewed: Viewed) -> None:
    view = viewed(RICE_MILL)
    actions = [a for h in view.plan.horizons for a in h.actions]
    assert any(not a.support.programmes for a in actions)
    assert all(a.providers for a in actions)


def test_the_note_of_myanmar_stands_beside_each_entry_and_nowhere_else(viewed: Viewed) -> None:
    def notes(country: str) -> set[tuple[bool, str]]:
        view = viewed(RICE_MILL, country=country)
        return {(bool(a.support.programmes), a.support.note) for h in view.plan.horizons for a in h.actions}

    line = "Check current status and any legal limits before you contact."
    assert (True, line) in notes("MM") and notes("MM") <= {(True, line), (False, "")}
    assert {said for _any, said in notes("KH")} == {""}


def test_all_formats_show_the_same_lines(mill: View) -> None:
    page, plain = html.render(mill), " ".join(text.render(mill).split())
    for line in every(mill):
        assert str(escape(line.text)) in page
        assert " ".join(line.text.split()) in plain
    assert mill.background and mill.background[0].startswith("METI page on Mekong-Japan cooperation: ")
    assert str(escape(mill.background[0])) in page and mill.background[0] in plain


def test_the_terminal_names_them_for_the_first_actions_only(mill: View) -> None:
    said = [line.text for line in text.summary(mill)]
    first = {line.text for action in mill.first for line in action.support.programmes}
    later = {line.text for line in every(mill)} - first
    assert first and first <= set(said) and later and not later & set(said)


def test_without_a_date_of_the_answers_nothing_is_called_old(firm: Firm, instrument: Instrument) -> None:
    undated = firm(RICE_MILL).model_copy(update={"date": ""})
    assert all("months old" not in line.caution for line in every(build(undated, instrument)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kh_khqr", "as of 2026-03; conditions change, ask first"),
        ("kh_obr", "read in 2026-11, of unknown date; conditions change, ask first"),
        ("kh_cbc", "as of 2024-07, more than 24 months old; conditions change, ask first"),
        ("th_smedbank", "as of 2025; it may have ended, ask first"),
        ("vn_jicaaed", "as of 2023-12-12, more than 24 months old; it has ended"),
    ],
)
def test_the_words_for_age_and_state(name: str, said: str, instrument: Instrument) -> None:
    one = next(one for one in instrument.directory if one.id == name)
    assert caution(one, 24, TODAY) == said


def test_an_entry_from_memory_has_no_date_and_an_address_is_short(instrument: Instrument) -> None:
    one = instrument.directory[0]
    assert as_of(one.model_copy(update={"sources": ()}), 24, TODAY) == "without a source"
    assert web(one) == "cgcc.com.kh"
    assert web(one.model_copy(update={"web": "http://www.cjcc.edu.kh/site/"})) == "cjcc.edu.kh/site"
    assert web(one.model_copy(update={"web": None})) == ""


@pytest.mark.parametrize(("given", "found"), [("2026-11-20", TODAY), ("", None), ("soon", None)])
def test_the_day_of_an_assessment(given: str, found: dt.date | None) -> None:
    assert day(given) == found
