"""The entries of the shipped directory: all that were found with a source are there, and each field of each holds."""

import datetime as dt
from urllib.parse import urlsplit

import pytest

from msme_check.checking.programmes import ageing
from msme_check.model.instrument import Instrument
from msme_check.model.programmes import Programme, earliest, is_old

NAMES = {
    "cambodia": {
        "kh_cgcc": "Credit Guarantee Corporation of Cambodia (CGCC)",
        "kh_smebank": "SME Bank of Cambodia",
        "kh_ke": "Khmer Enterprise",
        "kh_sdf": "Skills Development Fund",
        "kh_obr": "Online Business Registration (CamDX)",
        "kh_gdt": "General Department of Taxation: relief for new registrants",
        "kh_cbc": "Credit Bureau Cambodia (CBC)",
        "kh_khqr": "KHQR / Bakong (National Bank of Cambodia)",
        "kh_cwea": "Cambodia Women Entrepreneurs Association",
        "kh_fasmec": "FASMEC (federation of SME associations)",
        "kh_ardb": "Agricultural and Rural Development Bank",
        "kh_cjcc": "Cambodia-Japan Cooperation Center",
        "kh_nsw": "Cambodia National Single Window",
    },
    "lao_pdr": {
        "la_smefund": "SME Promotion Fund (Ministry of Industry and Commerce)",
        "la_ssc": "SME Service Centres",
        "la_lncci": "Lao National Chamber of Commerce and Industry",
        "la_msmea2f": "MSME Access to Finance Emergency Support and Recovery Project (World Bank)",
        "la_lji": "Laos-Japan Human Resource Development Institute",
        "la_ltp": "Lao Trade Portal",
        "la_nsw": "Lao National Single Window",
        "la_tourstd": "Lao tourism standards site",
    },
    "thailand": {
        "th_osmep": "Office of SMEs Promotion (OSMEP)",
        "th_smedbank": "SME D Bank",
        "th_tcg": "Thai Credit Guarantee Corporation (TCG)",
        "th_exim": "EXIM Thailand",
        "th_depa": "Digital Economy Promotion Agency (depa)",
        "th_itap": "NSTDA ITAP",
        "th_ditp": "Department of International Trade Promotion",
        "th_dft": "Self-certification portal (Department of Foreign Trade)",
        "th_green": "Green Industry programme (Ministry of Industry)",
        "th_ftigreen": "Federation of Thai Industries and Thai Bankers' Association: green credit",
        "th_ncb": "National Credit Bureau",
    },
    "viet_nam": {
        "vn_smedf": "SME Development Fund (SMEDF)",
        "vn_d80": "Support under Decree 80/2021",
        "vn_smedx": "SMEdx programme",
        "vn_tax": "Tax authority: change from lump sum to declaration",
        "vn_vietrade": "VIETRADE (Ministry of Industry and Trade)",
        "vn_vcci": "VCCI",
        "vn_vsuee": "Scaling Up Energy Efficiency project (VSUEE)",
        "vn_vneep": "National energy efficiency programme and IEEP (MoIT with UNIDO and EU)",
        "vn_vncpc": "Viet Nam Cleaner Production Centre",
        "vn_jicaaed": "JICA with the Agency for Enterprise Development",
        "vn_pcb": "Viet Nam Credit Information JSC (PCB)",
        "vn_nsw": "Viet Nam National Single Window",
        "vn_ats": "ASEAN tourism standards pages (national tourism site)",
    },
    "myanmar": {
        "mm_meb": "Myanma Economic Bank: JICA SME two-step loan and MSME loan",
        "mm_cgi": "SME Credit Guarantee Insurance loan (CB Bank with Myanma Insurance)",
        "mm_smecenter": "SME Development Center / Directorate of Industrial Supervision and Inspection",
        "mm_mjc": "Myanmar-Japan Center with UMFCCI",
        "mm_tradenet": "Myanmar TradeNet origin system",
    },
    "regional": {
        "rg_ameicc": "AMEICC Secretariat (AEM-METI Economic and Industrial Cooperation Committee)",
        "rg_jetro": "JETRO",
        "rg_jica": "JICA",
        "rg_aots": "AOTS",
        "rg_eria": "ERIA, with E-DISC",
        "rg_mi": "Mekong Institute (Khon Kaen)",
        "rg_awsc": "ASEAN-wide Self-Certification",
        "rg_access": "ASEAN Access",
        "rg_smeacademy": "ASEAN SME Academy",
        "rg_godigital": "Go Digital ASEAN (The Asia Foundation)",
        "rg_climatehub": "SME Climate Hub",
        "rg_score": "ILO SCORE Training",
        "rg_apo": "Asian Productivity Organization and its national centres",
        "rg_meti": "METI page on Mekong-Japan cooperation",
    },
}
"""Counted by hand in the material that the directory was made from: 13, 8, 11, 13, 5 and 14 entries."""

PREFIXES = {"cambodia": "KH", "lao_pdr": "LA", "thailand": "TH", "viet_nam": "VN", "myanmar": "MM"}
DOCUMENT_SITES = ("fdocuments.us", "docslib.org", "documents.pub", "scribd.com")
ENTRIES = [name for part in NAMES.values() for name in part]


def entry(instrument: Instrument, name: str) -> Programme:
    return next(one for one in instrument.directory if one.id == name)


def test_every_entry_with_a_source_is_there_and_no_other(instrument: Instrument) -> None:
    found = {file: {one.id: one.name for one in entries} for file, entries in instrument.programmes.items()}
    assert found == NAMES
    assert [len(NAMES[file]) for file in (*PREFIXES, "regional")] == [13, 8, 11, 13, 5, 14]
    assert len(instrument.directory) == 64


@pytest.mark.parametrize("name", ENTRIES)
def test_each_field_of_an_entry_holds(name: str, instrument: Instrument) -> None:
    one = entry(instrument, name)
    kinds = {kind.id for kind in instrument.settings.provider_kinds}
    countries = {option.code for option in instrument.profile_field["country"].options}
    assert one.kinds and set(one.kinds) <= kinds
    assert one.countries and set(one.countries) <= countries
    assert set(one.topics) <= set(instrument.recommendation)
    assert bool(one.topics) != one.background
    assert one.verified and one.sources
    for address in (one.web, *(source.address for source in one.sources)):
        if address is not None:
            parts = urlsplit(address)
            assert parts.scheme in {"https", "http"} and parts.hostname and "." in parts.hostname
    for source in one.sources:
        assert source.address
        assert earliest(source.read) <= dt.date(2026, 11, 30)
        assert source.date is None or dt.date(2005, 1, 1) < earliest(source.date) <= dt.date(2026, 11, 1)
        host = urlsplit(source.address).hostname or ""
        assert source.weak == "document_sharing" or not host.endswith(DOCUMENT_SITES)
    for offer in one.offers:
        assert 10 < len(offer.text) <= 130, "longer than a line or two of a report"
        assert not offer.text.endswith("."), "the report goes on behind it"


@pytest.mark.parametrize("file", NAMES)
def test_the_entries_of_a_file_are_of_its_country(file: str, instrument: Instrument) -> None:
    for one in instrument.programmes[file]:
        if file == "regional":
            assert len(one.countries) > 1
        else:
            assert one.countries == (PREFIXES[file],)
            assert one.id.startswith(PREFIXES[file].lower())


def test_no_figure_rests_on_weak_sources_alone(instrument: Instrument) -> None:
    """The fee of a credit report, years of a project, a fee of a guarantee: read on weak pages only, so left out."""
    unconfirmed = [one.id for one in instrument.directory for offer in one.offers if offer.unconfirmed]
    assert unconfirmed == ["th_tcg", "th_depa"]
    for one in instrument.directory:
        for offer in one.offers:
            assert offer.unconfirmed or not one.rests_on_weak_sources(offer)
    texts = " ".join(
        offer.text for name in ("kh_cbc", "la_lji", "la_msmea2f") for offer in entry(instrument, name).offers
    )
    assert not any(sign.isdigit() for sign in texts)


def test_what_has_ended_or_may_have_is_not_called_open(instrument: Instrument) -> None:
    assert [one.id for one in instrument.directory if one.status == "closed"] == ["vn_jicaaed"]
    assert {one.status for one in instrument.programmes["myanmar"]} == {"check"}
    assert entry(instrument, "th_smedbank").status == "check"


def test_windows_for_women_are_for_women(instrument: Instrument) -> None:
    assert entry(instrument, "kh_cwea").only_for.women
    assert [offer.only_for.women for offer in entry(instrument, "kh_cgcc").offers].count(True) == 1
    assert entry(instrument, "kh_smebank").suits.women


@pytest.mark.parametrize(
    ("text", "months", "today", "old"),
    [
        ("2024-11-28", 24, (2026, 11, 28), False),
        ("2024-11-27", 24, (2026, 11, 28), True),
        ("2024-11", 24, (2026, 11, 1), False),
        ("2024-11", 24, (2026, 11, 28), True),
        ("2024-12", 24, (2026, 11, 28), False),
        ("2025", 24, (2026, 12, 31), False),
        ("2024", 24, (2026, 11, 28), True),
        ("2024-08-31", 6, (2025, 2, 28), False),
        ("2024-08-31", 6, (2025, 3, 1), True),
    ],
)
def test_a_rough_date_counts_from_the_first_day_that_it_can_mean(
    text: str, months: int, today: tuple[int, int, int], old: bool
) -> None:
    assert is_old(text, months, dt.date(*today)) is old


def test_the_date_of_an_entry_is_that_of_its_newest_solid_source(instrument: Instrument) -> None:
    assert entry(instrument, "vn_vcci").date == "2024-05-15"
    assert entry(instrument, "th_tcg").date == "2024-07-30", "the newer one is weak"
    assert entry(instrument, "la_lji").date == "2022", "all are weak"
    assert entry(instrument, "kh_obr").date is None


def test_what_should_be_read_again_depends_on_the_day(instrument: Instrument) -> None:
    def old(*day: int) -> set[str]:
        return {name for one in ageing(instrument, dt.date(*day)) for name, _date in one.old}

    assert "kh_smebank" in old(2026, 11, 28) and "vn_tax" not in old(2026, 11, 28)
    assert "vn_tax" in old(2027, 10, 2)
    assert "vn_jicaaed" not in old(2030, 1, 1), "what has ended need not be read again"
    undated = {name for one in ageing(instrument, dt.date(2026, 11, 28)) for name in one.undated}
    assert {"kh_obr", "kh_gdt"} <= undated and "kh_khqr" not in undated
