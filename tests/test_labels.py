"""Answers and columns by their texts, in the source language and in another one."""

from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from msme_check import i18n, resources, texts
from msme_check.cells import Answer, Fact, Fault, answer, fact
from msme_check.descriptors import alone
from msme_check.forms import csv_form
from msme_check.labels import Labels, labels_of
from msme_check.model.assessment import State
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, YesNo

CHECKLISTS = (
    "fin_formality_licences",
    "fin_security_assets",
    "fin_plan_options",
    "ops_workplace_safety",
    "dig_access_devices",
    "dig_data_passwords",
    "grn_energy_savings",
    "grn_people_inclusive",
)


def test_every_line_of_every_ladder_is_its_level(instrument: Instrument) -> None:
    labels, count = labels_of(instrument), 0
    for question in instrument.questions.values():
        if isinstance(question, Ladder):
            for level, line in enumerate(question.levels):
                full = f"{level}. {alone(question, level)}"
                for text in (line.text, f"{level}. {line.text.upper()}  ", line.text.rstrip(".") + " !", full):
                    assert answer(question, text, labels.of(question.id)) == Answer(State.ANSWERED, level), text
                    count += 1
    assert count == 64 * 5 * 4


def test_partly_alone_is_partly(instrument: Instrument) -> None:
    yes_no = [one for one in instrument.questions.values() if isinstance(one, YesNo)]
    for question in yes_no:
        for text in (question.partly, f"Partly: {question.partly}", "Partly"):
            assert answer(question, text, labels_of(instrument).of(question.id)).level == 2, text
    assert yes_no


def test_every_option_of_every_fact_is_its_code(instrument: Instrument) -> None:
    labels = labels_of(instrument)
    for field in instrument.profile:
        for option in field.options:
            expected = (option.code,) if field.type == "choices" else option.code
            for text in (option.text, f" {option.text.upper()}. ", f"{option.text} ({option.example or ''})"):
                assert fact(field, text, labels.of(field.id)) == Fact(expected), option.text
            for text in option.also:
                assert fact(field, text, labels.of(field.id)) == Fact(expected), text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vietnam", "VN"),
        ("VIỆT NAM ", "VN"),
        ("Laos", "LA"),
        ("Lao P.D.R.", "LA"),
        ("កម្ពុជា", "KH"),
        ("ประเทศไทย", "TH"),
    ],
)
def test_countries_are_read_as_people_write_them(instrument: Instrument, text: str, code: str) -> None:
    field = instrument.profile_field["country"]
    assert fact(field, text, labels_of(instrument).of("country")) == Fact(code)


def test_a_line_that_was_copied_from_a_form_is_its_level(instrument: Instrument) -> None:
    """The interview and the paper put words before a line that builds on others, the sheet of codes puts others."""
    labels = labels_of(instrument)
    ladder = instrument.questions["ops_workplace_flow"]
    assert isinstance(ladder, Ladder) and ladder.levels[3].builds_on
    copied = next(line.allowed for line in csv_form.explained(instrument) if line.column == ladder.id).split(" | ")[3]
    assert copied.startswith("3 = all of line 2, and: ")
    for text in (copied, copied.removeprefix("3 = "), f"All of the above, and: {ladder.levels[3].text}"):
        assert answer(ladder, text, labels.of(ladder.id)) == Answer(State.ANSWERED, 3), text


@given(data=st.data())
def test_any_ticks_in_any_order_joined_in_any_way(instrument: Instrument, data: st.DataObject) -> None:
    question = instrument.questions[data.draw(st.sampled_from(CHECKLISTS))]
    assert isinstance(question, Checklist)
    chosen = data.draw(st.lists(st.sampled_from(question.items), min_size=1, unique=True))
    sign = data.draw(st.sampled_from([" ", ", ", ";", "; ", " | ", ","]))
    end = data.draw(st.sampled_from(["", ";"])) if sign == ";" else ""
    said = answer(question, sign.join(item.text for item in chosen) + end, labels_of(instrument).of(question.id))
    assert said.ticked == tuple(item.code for item in question.items if item in chosen)


@given(text=st.text(), data=st.data())
def test_any_text_gives_an_answer_or_a_fault(instrument: Instrument, text: str, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(list(instrument.questions.values())))
    field = data.draw(st.sampled_from(instrument.profile))
    found = answer(question, text, labels_of(instrument).of(question.id))
    assert (found.level is None) == (found.state in {State.MISSING, State.NOT_APPLICABLE})
    said = fact(field, text, labels_of(instrument).of(field.id))
    assert said.value is None or said.fault is None


WORDS = [
    ("fin_records_cashbook", "I do not know.", Answer(State.DONT_KNOW, 0)),
    ("fin_records_cashbook", "does not apply", Answer(State.NOT_APPLICABLE)),
    ("fin_banking_turnover", "I DO NOT KNOW", Answer(State.DONT_KNOW, 0)),
    ("fin_banking_turnover", "many", Answer(State.MISSING, fault=Fault.FIGURE)),
    ("fin_banking_turnover", "101", Answer(State.MISSING, fault=Fault.RANGE)),
    ("dig_access_devices", "None of these", Answer(State.ANSWERED, 0)),
    ("dig_access_devices", "None of these, Smartphone", Answer(State.MISSING, fault=Fault.NONE_AND_OTHERS)),
    ("dig_access_devices", "Smartphone, fax", Answer(State.MISSING, fault=Fault.ITEM)),
    ("dig_access_devices", "smartphone; Computer or tablet", Answer(State.ANSWERED, 2, ("smartphone", "computer"))),
    ("fin_credit_report", "TRUE", Answer(State.ANSWERED, 4)),
    ("fin_credit_report", "1", Answer(State.ANSWERED, 4)),
    ("fin_credit_report", "0", Answer(State.ANSWERED, 0)),
    ("fin_credit_report", "3", Answer(State.MISSING, fault=Fault.YES_NO)),
    ("fin_records_cashbook", "9", Answer(State.MISSING, fault=Fault.LEVEL)),
]


@pytest.mark.parametrize(("name", "text", "expected"), WORDS)
def test_words_that_all_questions_share(name: str, text: str, expected: Answer, instrument: Instrument) -> None:
    assert answer(instrument.questions[name], text, labels_of(instrument).of(name)) == expected


FACTS = [
    ("women_owned", "true", Fact("yes")),
    ("women_owned", "0", Fact("no")),
    ("women_owned", "2", Fact(fault=Fault.CHOICE)),
    ("imports", "Yes", Fact("true")),
    ("imports", "1", Fact("true")),
    ("sector", "1", Fact(fault=Fault.CHOICE)),  # whose numbering would it be?
    ("subsector", "rice-mill", Fact("rice_mill")),
    ("employees", "I do not know", Fact(fault=Fault.FIGURE)),
]


@pytest.mark.parametrize(("name", "text", "expected"), FACTS)
def test_facts(name: str, text: str, expected: Fact, instrument: Instrument) -> None:
    assert fact(instrument.profile_field[name], text, labels_of(instrument).of(name)) == expected


def test_burmese_in_the_zawgyi_encoding_is_named(instrument: Instrument) -> None:
    wordings = labels_of(instrument).of("country")
    assert (
        fact(instrument.profile_field["country"], "\u103b\u1019\u1014\u1039\u1019\u102c", wordings).fault
        is Fault.ZAWGYI
    )
    assert fact(instrument.profile_field["country"], "\u1019\u103c\u1014\u103a", wordings).fault is Fault.CHOICE


KHMER = {
    "country.options.KH": "កម្ពុជា",
    "fin_records_cashbook.levels.2": "កត់ត្រា\u200bខ្លះ",
    "fin_records_cashbook.levels.3": "កត់ត្រាទាំងអស់",
    "fin_records_cashbook.levels.4": "ផ្ទៀងផ្ទាត់",
    "dig_access_devices.items.smartphone": "ទូរសព្ទ",
    "dig_access_devices.items.printer": "ទូរសព្ទ",
    "dig_access_internet": "អ៊ីនធឺណិត?",
    "mekong_msme.scales.yes_no.yes": "បាទ",
    "mekong_msme.words.dont_know": "មិនដឹង",
}
"""Context -> a text in Khmer. Two devices have the same."""
ALSO = "{below} ហើយ {line}"
"""What stands between the lines of a ladder where one stands alone."""


@pytest.fixture
def khmer(tmp_path: Path, instrument: Instrument, monkeypatch: pytest.MonkeyPatch) -> Labels:
    """The labels where there is a catalogue with a few texts in Khmer."""
    catalogue = Catalog("km")

    class Recorder(NullTranslations):
        def pgettext(self, context: str, message: str) -> str:
            if context in KHMER:
                catalogue.add(message, KHMER[context], context=context)
            return message

    texts.localised(instrument, Recorder())
    catalogue.add("{below}. Also: {line}", ALSO)
    file = BytesIO()
    write_mo(file, catalogue)
    folder = tmp_path / "locales" / "km" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "msme_check.mo").write_bytes(file.getvalue())
    monkeypatch.setattr(resources, "questionnaires", lambda: tmp_path)
    return Labels(instrument)


def test_answers_in_another_language(khmer: Labels, instrument: Instrument) -> None:
    cashbook, devices = instrument.questions["fin_records_cashbook"], instrument.questions["dig_access_devices"]
    assert answer(cashbook, "កត់ត្រាខ្លះ។", khmer.of(cashbook.id)).level == 2
    assert answer(cashbook, "4. កត់ត្រាទាំងអស់ ហើយ ផ្ទៀងផ្ទាត់", khmer.of(cashbook.id)).level == 4
    assert answer(cashbook, "កត់ត្រាទាំងអស់. Also: ផ្ទៀងផ្ទាត់", khmer.of(cashbook.id)).fault is Fault.LEVEL
    assert answer(cashbook, "មិនដឹង", khmer.of(cashbook.id)).state is State.DONT_KNOW
    assert answer(cashbook, "I do not know", khmer.of(cashbook.id)).state is State.DONT_KNOW
    assert fact(instrument.profile_field["country"], "កម្ពុជា", khmer.of("country")) == Fact("KH")
    assert fact(instrument.profile_field["country"], "Cambodia", khmer.of("country")) == Fact("KH")
    assert fact(instrument.profile_field["seeks_finance"], "បាទ", khmer.of("seeks_finance")) == Fact("yes")
    assert answer(devices, "ទូរសព្ទ", khmer.of(devices.id)).fault is Fault.AMBIGUOUS
    assert answer(devices, "Smartphone, ទូរសព្ទ", khmer.of(devices.id)).fault is Fault.AMBIGUOUS


def test_columns_in_another_language(khmer: Labels) -> None:
    assert khmer.columns["អ៊ីនធឺណិត"] == khmer.columns["how is the internet where you work"] == ("dig_access_internet",)


def test_a_translated_instrument_has_the_texts_of_its_original(khmer: Labels, instrument: Instrument) -> None:
    spoken = texts.localised(instrument, i18n.catalogue("km", resources.questionnaires() / "locales"))
    assert spoken.profile_field["country"].options[0].text == "កម្ពុជា"
    again = texts.localised(spoken, NullTranslations())
    for one in (spoken, again):
        assert one.original is instrument
        assert Labels(one).of("country").codes("Cambodia") == Labels(one).of("country").codes("កម្ពុជា") == ("KH",)
