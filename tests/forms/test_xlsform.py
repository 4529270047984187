"""The form for phones: pyxform and ODK Validate take it, it asks what the interview asks, and comes back as it was."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from forms import exports
from forms.phones import Phone, said_on_a_phone
from msme_check import answers, cells, companions, i18n, resources, texts
from msme_check.assess import assess
from msme_check.assessments import assessment
from msme_check.batch.responses import response
from msme_check.commands import mapping
from msme_check.forms import xlsform
from msme_check.intake import columns_map
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.firms import read_firms
from msme_check.interview.scope import scope
from msme_check.labels import labels_of
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.response import InstrumentRef, Response
from random_firms import random_row
from test_pseudo_language import escaped
from validators import odk
from validators.odk import Submission

ENGLISH = "English (en)"
TODAY = date(2026, 11, 24)
INTERVIEW = ("ended", "interviewer", "row", "started")


@pytest.fixture(scope="module")
def form(instrument: Instrument) -> bytes:
    return xlsform.content(instrument)


@pytest.fixture(scope="module")
def phone(form: bytes) -> Phone:
    return Phone.of(odk.converted(form).xform)


@pytest.fixture(scope="module")
def firms(instrument: Instrument, example_rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The example firms, and random ones with gaps, answers that do not fit, and proof of what is asked."""
    rng = random.Random(7)  # noqa: S311 - firms, not secrets
    rows = [random_row(rng, instrument) for _ in range(20)]
    for row in rows:
        asked = scope(instrument, _asked(instrument, row)).questions
        provable = {one for one in asked if instrument.questions[one].show}
        row["evidence"] = " ".join(one for one in row["evidence"].split() if one in provable)
    return [*example_rows, *rows]


@dataclass(frozen=True)
class Asked:
    """Firms that were asked with a form."""

    form: bytes
    firms: Sequence[Mapping[str, str]]
    said: Sequence[Mapping[str, str]]
    sent: Sequence[Submission]


@pytest.fixture(scope="module")
def asked(form: bytes, phone: Phone, instrument: Instrument, firms: list[dict[str, str]]) -> Asked:
    said = [said_on_a_phone(row, instrument) for row in firms]
    return Asked(form, firms, said, [phone.filled(one) for one in said])


PARTS: list[dict[str, object]] = [
    {},
    {"core": True},
    {"only": ("finance",)},
    {"core": True, "only": ("green", "digital")},
]


@pytest.mark.parametrize("part", PARTS, ids=str)
def test_pyxform_and_odk_validate_take_it_without_a_word(
    instrument: Instrument, tmp_path: Path, part: dict[str, object]
) -> None:
    found = odk.converted(xlsform.content(instrument, **part))  # type: ignore[arg-type]
    assert found.warnings == ()
    path = tmp_path / "form.xml"
    path.write_text(found.xform, encoding="utf-8")
    assert odk.warnings_of(path) == []


def test_a_phone_asks_what_the_interview_asks(phone: Phone, instrument: Instrument) -> None:
    rng = random.Random(11)  # noqa: S311 - firms, not secrets
    for _firm in range(200):
        row = random_row(rng, instrument)
        facts = {name: row[name] for name in ("firm_id", *instrument.profile_field)}
        sent, settled = phone.filled(facts), scope(instrument, _asked(instrument, facts))
        assert sent.asked & instrument.profile_field.keys() == settled.fields, facts
        assert sent.asked & instrument.questions.keys() == settled.questions, facts
        for name in settled.questions:
            offered = sent.offered.get(name) or sent.offered[companions.no_figure(name)]
            assert ("na" in offered) is bool(settled.grounds[name]), (name, facts)
            assert "dk" in offered


def _asked(instrument: Instrument, facts: Mapping[str, str]) -> Response:
    settings = instrument.settings
    profile = {name: facts[name] for name in instrument.profile_field if facts[name]}
    ref = InstrumentRef(id=settings.id, version=settings.version)
    return Response(instrument=ref, firm_id="F1", profile=dict(profile))


def test_what_a_phone_refuses_is_what_the_program_refuses(asked: Asked, instrument: Instrument) -> None:
    faults = answers.read(pl.DataFrame(asked.firms), instrument).faults
    expected = {(int(row) - 1, name) for row, name, _fault in faults.iter_rows()}
    refused = {
        (place, name.removesuffix("_no_figure"))
        for place, sent in enumerate(asked.sent)
        for name in sent.refused
        if not name.startswith("evidence_")  # answers that were refused have no proof
    }
    assert refused == expected


@pytest.mark.parametrize("labels", [False, True], ids=["names", "labels"])
@pytest.mark.parametrize("groups", [False, True], ids=["flat", "groups"])
def test_what_kobo_exports_is_read_as_it_is(
    labels: bool, groups: bool, asked: Asked, tmp_path: Path, instrument: Instrument
) -> None:
    path = tmp_path / "export.csv"
    text = exports.kobo(asked.form, asked.sent, ENGLISH, labels=labels, groups=groups)
    path.write_text(text, encoding="utf-8", newline="")
    assert_same_assessments(path, asked.firms, instrument)


@pytest.mark.parametrize("groups", [False, True], ids=["flat", "groups"])
@pytest.mark.parametrize("split", [False, True], ids=["together", "split"])
def test_what_odk_central_exports_is_read_as_it_is(
    groups: bool, split: bool, asked: Asked, tmp_path: Path, instrument: Instrument
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(exports.odk(asked.form, asked.sent, groups=groups, split=split), encoding="utf-8", newline="")
    assert_same_assessments(path, asked.firms, instrument)


def test_collect_asks_and_keeps_the_same(asked: Asked, tmp_path: Path, instrument: Instrument) -> None:
    xform = tmp_path / "form.xml"
    xform.write_text(odk.converted(asked.form).xform, encoding="utf-8")
    some = slice(0, None, 3)  # twenty; JavaRosa takes its time
    sent = odk.filled(xform, asked.said[some])
    for one, other in zip(sent, asked.sent[some], strict=True):
        assert (one.asked, one.offered, one.refused) == (other.asked, other.offered, other.refused)
    for name, labels in (("names", False), ("labels", True)):
        path = tmp_path / f"{name}.csv"
        text = exports.kobo(asked.form, sent, ENGLISH, labels=labels, groups=False)
        path.write_text(text, encoding="utf-8", newline="")
        assert_same_assessments(path, asked.firms[some], instrument)


def assert_same_assessments(
    path: Path, firms: Sequence[Mapping[str, str]], instrument: Instrument, columns: ColumnsMap | None = None
) -> None:
    """Read without a word, and scored as the same firms in a file of codes."""
    found = read_firms(path, instrument, None, lambda done, size: None, columns)
    assert (found.notes, found.refusals) == ((), ())
    chunks = [one.read() for one in found.chunks(1000, lambda done, size: None)]
    assert {tuple(sorted(one.about.columns)) for one in chunks if one.about is not None} == {INTERVIEW}
    raw = pl.concat(one.raw for one in chunks)
    assert answers.read(raw, instrument).faults.is_empty()
    expected = assessments(pl.DataFrame(firms, infer_schema_length=None).fill_null(""), instrument)
    for one, other in zip(assessments(raw, instrument), expected, strict=True):
        assert list(_differences(one, other)) == [], other["firm_id"]


def test_a_map_of_columns_can_be_drafted_from_an_export(asked: Asked, tmp_path: Path, instrument: Instrument) -> None:
    path, draft = tmp_path / "export.csv", tmp_path / "map.yaml"
    text = exports.kobo(asked.form, asked.sent, ENGLISH, labels=True, groups=True)
    path.write_text(text, encoding="utf-8", newline="")
    list(mapping.columns(instrument, path, draft, None, print))
    assert "fin_banking_turnover_no_figure" in draft.read_text(encoding="utf-8")
    assert_same_assessments(path, asked.firms, instrument, columns_map.load(draft, instrument))


def _differences(one: object, other: object, path: str = "") -> Iterator[str]:
    """Where two assessments differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for place, parts in enumerate(zip(one, other, strict=True)):
            yield from _differences(*parts, f"{path}.{place}")
    elif one != other:
        yield f"{path}: {one} != {other}"


def assessments(raw: pl.DataFrame, instrument: Instrument) -> list[dict[str, object]]:
    """All that is concluded of each firm. What it said to questions that it is not asked plays no part."""
    assessed = assess(raw, instrument)
    found: list[Assessment] = []
    for place, typed in enumerate(assessed.frame.iter_rows(named=True)):
        found.append(assessment(assessed, place, response(instrument, raw.row(place, named=True), typed, TODAY)))
    return [one.model_dump(exclude={"response"}) for one in found]


def test_every_label_of_a_choice_is_its_code(form: bytes, instrument: Instrument) -> None:
    labels, count = labels_of(instrument), 0
    for row in exports.sheet(form, "choices"):
        name, label = row["list_name"].removesuffix("_no_figure"), row[f"label::{ENGLISH}"]
        if name in instrument.questions:
            question = instrument.questions[name]
            wanted = cells.answer(question, row["name"])
            assert cells.answer(question, label, labels.of(name)) == wanted, (name, label)
        elif name in instrument.profile_field:
            field = instrument.profile_field[name]
            assert cells.fact(field, label, labels.of(name)) == cells.fact(field, row["name"]), (name, label)
        else:
            assert name.removeprefix("evidence_") in instrument.dimensions
            continue
        count += 1
    assert count > 500


def test_a_line_that_builds_on_others_stands_with_them(form: bytes) -> None:
    lines = {(row["list_name"], row["name"]): row[f"label::{ENGLISH}"] for row in exports.sheet(form, "choices")}
    last = lines["fin_records_cashbook", "4"]
    assert last.startswith("Every day's money in and money out") and "Also: The written total" in last
    assert lines["sector", "tourism"] == "Tourism (homestay, guesthouse, restaurant, tours)"
    assert lines["fin_credit_report", "partly"].startswith("Partly: You asked")


def refused(phone: Phone, **said: str) -> dict[str, str]:
    everything = {"firm_id": "F1", "country": "KH", "sector": "agri", "employees": "3", **said}
    return dict(phone.filled(everything).refused)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("fin_formality_licences", "none", None),
        ("fin_formality_licences", "identity_card address_proof", None),
        ("fin_formality_licences", "identity_card none", "constraint"),
        ("fin_formality_licences", "dk identity_card", "constraint"),
        ("fin_formality_licences", "na", "choice"),
        ("fin_banking_turnover", "100", None),
        ("fin_banking_turnover", "100.5", "constraint"),
        ("fin_banking_turnover", "-1", "constraint"),
        ("fin_banking_turnover_no_figure", "dk", None),
        ("fin_banking_turnover_no_figure", "na", "choice"),
        ("fin_credit_burden_no_figure", "na", None),
        ("subsector", "rice_mill", None),
        ("subsector", "textile", "choice"),
        ("years", "1849", "constraint"),
        ("turnover", "1000000000000000", None),
        ("turnover", "1000000000000001", "constraint"),
        ("turnover", "1.5", "constraint"),
        ("fin_plan_purpose", "na", None),
        ("ops_people_backup", "na", "choice"),
    ],
)
def test_what_a_phone_takes(phone: Phone, name: str, text: str, why: str | None) -> None:
    assert refused(phone, **{name: text}) == ({name: why} if why else {})


def test_a_firm_without_its_sector_is_not_sent(phone: Phone) -> None:
    with pytest.raises(AssertionError, match="sector is required"):
        phone.filled({"firm_id": "F1", "country": "KH", "employees": "3"})


def test_proof_can_be_seen_of_answers_alone(phone: Phone) -> None:
    said = {"firm_id": "F1", "country": "KH", "sector": "agri", "employees": "3", "fin_records_cashbook": "2"}
    said |= {"fin_records_receipts": "dk", "fin_banking_turnover": "5"}
    sent = phone.filled({**said, "evidence_fin_records": "fin_records_cashbook"})
    assert sent.offered["evidence_fin_records"] == {"fin_records_cashbook"}
    assert sent.offered["evidence_fin_banking"] == {"fin_banking_turnover"}
    assert "evidence_ops_people" not in sent.asked
    assert sent.values["evidence"] == "fin_records_cashbook"
    assert sent.values["instrument_version"].startswith("mekong_msme 1.0.0 ")


def test_the_settings_name_what_the_form_asks(instrument: Instrument) -> None:
    (whole,) = exports.sheet(xlsform.content(instrument), "settings")
    (part,) = exports.sheet(xlsform.content(instrument, core=True, only=("finance", "green")), "settings")
    assert (whole["form_id"], part["form_id"]) == ("mekong_msme", "mekong_msme_core_finance_green")
    assert whole["form_title"] == instrument.settings.title
    assert whole["default_language"] == ENGLISH
    assert whole["version"].startswith("1.0.0-") and part["version"] != whole["version"]


def test_the_same_questions_are_the_same_bytes(instrument: Instrument, tmp_path: Path, form: bytes) -> None:
    assert xlsform.write(instrument, tmp_path / "form.xlsx", core=False, only=None) == (tmp_path / "form.xlsx",)
    assert (tmp_path / "form.xlsx").read_bytes() == form


def test_parts_of_the_form(instrument: Instrument) -> None:
    names = {row["name"] for row in exports.sheet(xlsform.content(instrument, core=True, only=("finance",)), "survey")}
    assert names & instrument.questions.keys() == {one.id for one in instrument.questionnaires[0].questions if one.core}
    assert instrument.profile_field.keys() <= names


OPEN, CLOSE = "\u27e6", "\u27e7"
SOURCES = Path(i18n.__file__).parent
KHMER = "\u1781\u17d2\u1798\u17c2\u179a (km)"


@pytest.fixture
def spoken(tmp_path: Path, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> Instrument:
    """The instrument where there is a catalogue of all texts, each in brackets with a letter of Khmer before it."""
    catalogue = Catalog("km")

    class Recorder(NullTranslations):
        def pgettext(self, context: str, message: str) -> str:
            catalogue.add(message, f"{OPEN}\u1781 {message}{CLOSE}", context=context)
            return message

    texts.localised(instrument, Recorder())
    for _file, _line, message, _comments, _context in extract_from_dir(
        SOURCES, [("**.py", "python")], keywords={"_": None, "N_": None}
    ):
        catalogue.add(message, f"{OPEN}\u1781 {message}{CLOSE}")
    file = BytesIO()
    write_mo(file, catalogue)
    folder = tmp_path / "locales" / "km" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "msme_check.mo").write_bytes(file.getvalue())
    monkeypatch.setattr(resources, "questionnaires", lambda: tmp_path)
    return instrument.model_copy(update={"hash": f"spoken in {tmp_path}"})  # what is known of the other stays as it is


def test_the_form_speaks_every_language(spoken: Instrument, tmp_path: Path) -> None:
    form = xlsform.content(spoken)
    found = odk.converted(form)
    assert found.warnings == ()
    (tmp_path / "form.xml").write_text(found.xform, encoding="utf-8")
    assert odk.warnings_of(tmp_path / "form.xml") == []
    for sheet in ("survey", "choices"):
        for row in exports.sheet(form, sheet):
            for column in (name for name in row if name.endswith(f"::{KHMER}")):
                english = row[column.replace(KHMER, ENGLISH)]
                assert bool(row[column]) is bool(english)
                assert OPEN not in english
                assert escaped(row[column], set()) == set(), (row, column)
    assert exports.sheet(form, "settings")[0]["default_language"] == ENGLISH


def test_the_language_that_was_chosen_comes_first_on_the_phone(spoken: Instrument) -> None:
    before = i18n.active()
    catalogue = labels_of(spoken).catalogues["km"]
    i18n.activate(catalogue)
    (settings,) = exports.sheet(xlsform.content(texts.localised(spoken, catalogue)), "settings")
    i18n.activate(before)
    assert settings["default_language"] == KHMER
    assert settings["form_title"] == f"{OPEN}\u1781 {spoken.settings.title}{CLOSE}"


def test_an_export_with_labels_in_another_language_is_read(
    spoken: Instrument, firms: list[dict[str, str]], tmp_path: Path
) -> None:
    form = xlsform.content(spoken)
    phone = Phone.of(odk.converted(form).xform)
    sent = [phone.filled(said_on_a_phone(row, spoken)) for row in firms]
    path = tmp_path / "export.csv"
    text = exports.kobo(form, sent, KHMER, labels=True, groups=True)
    assert OPEN in text.splitlines()[0]
    path.write_text(text, encoding="utf-8", newline="")
    assert_same_assessments(path, firms, spoken)
