"""Which programmes stand beside an action: by country, topic, owner, sector and size, always in the same order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check import own_programmes, texts
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import EVERYBODY, Audience, Offer, Programme, ProgrammeSource
from msme_check.support import Firm, admits, choose, offer_for, suits
from test_pseudo_language import Pseudo

MILL = Firm("KH", "agri", "rice_mill", "micro", "none")


def ids(instrument: Instrument, firm: Firm, action: str) -> list[str]:
    return [one.programme.id for one in choose(instrument, firm, instrument.recommendation[action])]


def programme(id_: str, **changed: object) -> Programme:
    """An entry for one action in Cambodia."""
    fields: dict[str, object] = {
        "id": id_,
        "name": "A bank",
        "kinds": ("bank",),
        "countries": ("KH",),
        "topics": ("fin_compare_offers",),
        "offers": (Offer(text="Loans"),),
        "sources": (ProgrammeSource(address="https://bank.example/loans", date="2026-01", read="2026-11"),),
        "status": "open",
        "verified": True,
    }
    return Programme.model_validate({**fields, **changed})


def test_the_rice_mill_is_told_of_the_banks_of_its_country(instrument: Instrument) -> None:
    assert ids(instrument, MILL, "fin_compare_offers") == ["kh_smebank", "kh_ardb"]
    assert ids(instrument, MILL, "fin_loan_folder") == ["kh_smebank", "kh_cjcc", "kh_fasmec"]
    assert ids(instrument, MILL, "ops_kaizen_hour") == ["kh_cjcc", "rg_jica", "rg_aots"]


def test_the_same_action_in_another_country_names_others(instrument: Instrument) -> None:
    assert ids(instrument, Firm("TH"), "fin_compare_offers") == ["th_smedbank"]
    assert ids(instrument, Firm("MM"), "fin_compare_offers") == ["mm_meb"]
    assert ids(instrument, Firm("LA"), "ops_border_file") == ["la_ltp", "rg_access"]
    assert ids(instrument, Firm(None), "ops_border_file") == []


def test_windows_for_women_are_shown_to_women_owners(instrument: Instrument) -> None:
    women = Firm("KH", "services", size="micro", women=True)
    assert ids(instrument, women, "fin_women_window") == ["kh_cgcc", "kh_cwea", "kh_smebank"]
    young = Firm("KH", "services", size="micro", youth=True)
    assert ids(instrument, young, "fin_women_window") == ["kh_cgcc", "kh_smebank"]
    (guarantee,) = choose(instrument, women, instrument.recommendation["fin_guarantee"])
    assert "Women Entrepreneurs scheme" in guarantee.offer.text
    (guarantee,) = choose(instrument, young, instrument.recommendation["fin_guarantee"])
    assert "Women" not in guarantee.offer.text


def test_a_bank_for_exporters_is_shown_to_exporters(instrument: Instrument) -> None:
    assert "th_exim" not in ids(instrument, Firm("TH", exports="none"), "fin_compare_offers")
    assert "th_exim" in ids(instrument, Firm("TH", exports="direct"), "fin_compare_offers")


def test_a_homestay_is_told_of_its_standard_and_a_mill_is_not(instrument: Instrument) -> None:
    assert ids(instrument, Firm("LA", "tourism", "homestay"), "ops_standard_gap") == ["la_tourstd"]
    assert ids(instrument, Firm("LA", "agri", "rice_mill"), "ops_standard_gap") == []


def test_what_has_ended_or_was_never_verified_is_not_shown(instrument: Instrument) -> None:
    assert "vn_jicaaed" not in ids(instrument, Firm("VN"), "ops_kaizen_hour")
    own = (programme("own_ended", status="closed"), programme("own_recalled", verified=False), programme("own_good"))
    found = ids(own_programmes.added(instrument, own), MILL, "fin_compare_offers")
    assert found[0] == "own_good" and not {"own_ended", "own_recalled"} & set(found)


def test_a_page_on_the_policy_stands_beside_no_action(instrument: Instrument) -> None:
    firm = Firm("KH")
    assert all("rg_meti" not in ids(instrument, firm, one.id) for one in instrument.recommendations)


ORDER = (
    programme("own_a_women", only_for={"women": True}),
    programme("own_b_suits", suits={"sectors": ["agri"]}),
    programme("own_c_kind"),
    programme("own_d_check", status="check"),
    programme("own_e_older", sources=[{"address": "https://bank.example", "date": "2025-12", "read": "2026-11"}]),
    programme("own_f_undated", sources=[{"address": "https://bank.example", "read": "2026-11"}]),
    programme("own_g_other_kind", kinds=("university",)),
    programme("own_h_region", countries=("KH", "TH")),
)


def test_the_order_goes_by_fit_and_then_by_the_age_of_sources(instrument: Instrument) -> None:
    firm = Firm("KH", "agri", women=True)
    expected = [0, 1, 2, 4, 5, 3, 6, 7]
    for place in range(len(ORDER) - 2):
        left = [ORDER[n] for n in expected[place:]]
        found = ids(own_programmes.added(instrument, left[::-1]), firm, "fin_compare_offers")
        assert found == [one.id for one in left[:3]]


def test_an_own_entry_takes_the_place_of_the_shipped_one_with_its_id(instrument: Instrument) -> None:
    own = programme("kh_smebank", name="SME Bank, Battambang branch")
    changed = own_programmes.added(instrument, [own])
    assert len(changed.directory) == len(instrument.directory)
    chosen = choose(changed, MILL, changed.recommendation["fin_compare_offers"])
    assert chosen[0].programme.name == "SME Bank, Battambang branch"
    assert changed.hash == instrument.hash


def test_an_audience_takes_all_it_names_and_is_suited_by_one_of_them() -> None:
    audience = Audience(sectors=("agri",), women=True)
    assert admits(audience, Firm("KH", "agri", women=True))
    assert not admits(audience, Firm("KH", "agri")) and not admits(audience, Firm("KH", "retail", women=True))
    assert suits(audience, Firm("KH", "agri")) and suits(audience, Firm("KH", women=True))
    assert not suits(audience, Firm("KH", "retail"))
    assert admits(EVERYBODY, Firm(None)) and not suits(EVERYBODY, Firm("KH", "agri"))


def test_an_offer_for_others_is_told_only_where_there_is_nothing_else() -> None:
    women, young = (
        Offer(text="For women", only_for=Audience(women=True)),
        Offer(text="For the young", only_for=Audience(youth=True)),
    )
    one = programme("own_two", offers=(women, young))
    assert offer_for(one, Firm("KH", youth=True)) == young
    assert offer_for(one, Firm("KH")) == women


def test_a_translation_changes_words_and_not_the_choice(instrument: Instrument) -> None:
    other = texts.localised(instrument, Pseudo())
    for action in ("fin_women_window", "fin_compare_offers", "ops_kaizen_hour"):
        firm = Firm("KH", "agri", women=True)
        assert ids(other, firm, action) == ids(instrument, firm, action)
    chosen = choose(other, MILL, other.recommendation["fin_compare_offers"])
    assert chosen[0].offer.text.startswith("\u27e6") and chosen[0].programme.name.startswith("\u27e6")


CODES = {
    "country": ("KH", "LA", "MM", "TH", "VN"),
    "sector": ("agri", "manufacturing", "tourism", "retail", "services", None),
    "subsector": ("rice_mill", "homestay", "handicraft", None),
    "size": ("solo", "micro", "small", "medium"),
    "exports": ("none", "direct", "planned", None),
}


@given(
    st.builds(
        Firm,
        **{name: st.sampled_from(codes) for name, codes in CODES.items()},
        women=st.booleans(),
        youth=st.booleans(),
    ),
    st.data(),
)
def test_whoever_is_shown_serves_the_firm_and_there_are_at_most_three(
    instrument: Instrument, firm: Firm, data: st.DataObject
) -> None:
    action = data.draw(st.sampled_from(instrument.recommendations))
    chosen = choose(instrument, firm, action)
    assert len(chosen) <= 3 and len({one.programme.id for one in chosen}) == len(chosen)
    for one in chosen:
        assert firm.country in one.programme.countries and action.id in one.programme.topics
        assert admits(one.programme.only_for, firm) and admits(one.offer.only_for, firm)
    shuffled = data.draw(st.permutations(instrument.directory))
    reordered = instrument.model_construct(
        **{name: getattr(instrument, name) for name in Instrument.model_fields}
        | {"programmes": {"all": tuple(shuffled)}}
    )
    assert choose(reordered, firm, action) == chosen


@pytest.mark.parametrize("shown", [1, 2, 3])
def test_how_many_stand_there_is_the_instruments_choice(shown: int, instrument: Instrument) -> None:
    support = instrument.settings.support.model_copy(update={"shown": shown})
    settings = instrument.settings.model_copy(update={"support": support})
    fields = {name: getattr(instrument, name) for name in Instrument.model_fields}
    changed = Instrument.model_construct(**{**fields, "settings": settings})
    assert len(ids(changed, MILL, "ops_kaizen_hour")) == shown
