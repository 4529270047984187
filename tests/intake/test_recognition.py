"""What names in a header mean, and what they are only nearly."""

import pytest

from intake.conftest import HEADER, Read, rows
from msme_check import answers
from msme_check.errors import FileError
from msme_check.intake.recognition import Kind, Meaning, Recognition
from msme_check.model.instrument import Instrument

INTERNET = "How is the internet where you work?"
DEVICES = "Which of these does the business use for work at least once a week?"
TURNOVER = (
    "Out of every 100 that customers paid last month, about how much came into a bank account or mobile wallet, or was "
    "put into one?"
)
SEEN = "Finance access/Money records/Money records: what was shown, or could be shown?"
COLUMNS = {
    "DIG_access_internet ": "dig_access_internet",
    "digital/access/dig_access_internet": "dig_access_internet",
    "digital-access-dig_access_internet": "dig_access_internet",
    INTERNET: "dig_access_internet",
    INTERNET.upper().replace("?", " "): "dig_access_internet",
    f"7. {INTERNET}": "dig_access_internet",
    f"{INTERNET}2": "dig_access_internet",
    f"Q12. {INTERNET}": "dig_access_internet",
    f"2.4: {INTERNET}": "dig_access_internet",
    f"dig_access_internet - {INTERNET}": "dig_access_internet",
    f"[dig_access_internet] {INTERNET}": "dig_access_internet",
    "\u00ef\u00bb\u00bffirm_id": "firm_id",
    f"Digital / part 1/{INTERNET}": "dig_access_internet",
    f"'{INTERNET}": "dig_access_internet",
    DEVICES: "dig_access_devices",
    f"{DEVICES}/Printer or label printer": "dig_access_devices/printer",
    f"Digital/{DEVICES}/printer": "dig_access_devices/printer",
    f"{DEVICES}/None of these": "dig_access_devices/none",
    "dig/dig_access_devices/dk": "dig_access_devices/dk",
    "firm-sells_to/households": "sells_to/households",
    "Who buys from you?/Tourists": "sells_to/tourists",
    "Name of the business?": "firm_name",
    "An id of the firm's own, such as a number": "firm_id",
    "evidence": "evidence",
    "finance/fin_banking/fin_banking_turnover_no_figure": "fin_banking_turnover_no_figure",
    f"Finance access/Business money and bank/If there is no figure: {TURNOVER}": "fin_banking_turnover_no_figure",
    TURNOVER: "fin_banking_turnover",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str, instrument: Instrument) -> None:
    found = Recognition(instrument).meaning(name)
    assert found is not None and str(found) == COLUMNS[name] and found.kind in {Kind.COLUMN, Kind.BOX}


OTHERS = {
    "_uuid": Meaning(Kind.RECORD, "firm_id", rank=0),
    "meta/instanceID": Meaning(Kind.RECORD, "firm_id", rank=1),
    "KEY": Meaning(Kind.RECORD, "firm_id", rank=2),
    "SubmitterName": Meaning(Kind.INTERVIEW, "interviewer", rank=5),
    "meta-start": Meaning(Kind.INTERVIEW, "started", rank=1),
    "Completion time": Meaning(Kind.INTERVIEW, "ended", rank=4),
    "_validation_status": Meaning(Kind.NOTHING),
    "FormVersion": Meaning(Kind.NOTHING),
    "Interviewer": Meaning(Kind.INTERVIEW, "interviewer"),
    "instrument_version": Meaning(Kind.NOTHING),
    "finance-fin_records-evidence_fin_records": Meaning(Kind.NOTHING),
    "evidence_fin_records/fin_records_cashbook": Meaning(Kind.NOTHING),
    SEEN: Meaning(Kind.NOTHING),
    f"{SEEN}/The notebook or screen for last month": Meaning(Kind.NOTHING),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_products_add(name: str, instrument: Instrument) -> None:
    assert Recognition(instrument).meaning(name) == OTHERS[name]


@pytest.mark.parametrize(
    "name",
    [
        "How is internet where you work?",
        "remarks",
        "dig_access_internets",
        "dig_access_internet (remarks)",
        f"dig_access_devices: {INTERNET}",
        "employees (women)",
        f"{DEVICES}/Fax",
        f"{DEVICES}/Smartphone Computer or tablet",
        "the weekend",
        "start of the business",
        "name",
        "",
    ],
)
def test_nothing_is_guessed(name: str, instrument: Instrument) -> None:
    assert Recognition(instrument).meaning(name) is None


def test_the_names_of_microsoft_forms_mean_something_beside_its_other_columns(instrument: Instrument) -> None:
    recognition = Recognition(instrument)
    assert recognition.meanings(["Name", "Email", "id"])[:2] == [None, None]
    name, email, _time = recognition.meanings(["Name", "Email", "Completion time"])
    assert name == Meaning(Kind.INTERVIEW, "interviewer", rank=7) and email == Meaning(Kind.NOTHING)


NEAR = {
    "dig_access_internets": "dig_access_internet",
    "How is internet where you are working?": "dig_access_internet",
    "In which countries does the business work": "country",
    "Colour of the door": "",
    "abc": "",
}


@pytest.mark.parametrize("name", NEAR)
def test_what_a_name_is_nearly(name: str, instrument: Instrument) -> None:
    assert Recognition(instrument).suggestion(name, answers.columns(instrument)) == NEAR[name]


def test_only_a_column_that_is_not_there_is_suggested(instrument: Instrument) -> None:
    assert Recognition(instrument).suggestion("How is internet where you are working?", ["country", "sector"]) == ""


def test_a_text_that_is_nearly_a_question_is_named_with_its_column(read: Read) -> None:
    file = read(f'{HEADER},"How is internet where you are working?"\nA1,Sok,KH,agri,3,2,1\n')
    assert file.notes[0] == (
        "firms.csv, column 7: there is no question or fact 'How is internet where you are working?'. "
        "Did you mean 'dig_access_internet'? The column is left out; 1 of 85 questions were found."
    )
    (refusal,) = file.headings.refusals
    assert refusal.do == "Did you mean 'dig_access_internet'?"


def test_a_question_by_id_and_by_text_is_named_as_one_column_twice(read: Read) -> None:
    with pytest.raises(FileError, match=r"twice: dig_access_internet \(columns 7 and 8\)"):
        read(f"{HEADER},dig_access_internet,{INTERNET}\nA1,Sok,KH,agri,3,2,1,1\n")


def test_a_firm_without_an_id_has_that_of_its_record(read: Read) -> None:
    file = read(f"KEY,{HEADER.removeprefix('firm_id,')},_id,instanceID\nuuid:7,Sok,KH,agri,3,2,9,uuid:8\n")
    assert rows(file)[0]["firm_id"] == "uuid:8"
    assert file.notes[0] == "firms.csv: There is no column firm_id; 'instanceID' is taken as the firm's id."


def test_an_id_of_the_firm_comes_first(read: Read) -> None:
    file = read(f"_uuid,{HEADER},Timestamp\n7,A1,Sok,KH,agri,3,2,x\n")
    assert rows(file)[0]["firm_id"] == "A1"
    assert not any("firm_id" in note for note in file.notes)


TAGS = "#org +id,#org,#country,#sector,#meta,\n"


def test_a_row_of_tags_under_the_header_is_no_firm(read: Read) -> None:
    found = rows(read(f"{HEADER}\n{TAGS}A1,Sok,KH,agri,3,2\n"))
    assert [(str(row["row"]), row["firm_id"]) for row in found] == [("3", "A1")]


@pytest.mark.parametrize("text", [f"A1,Sok,KH,agri,3,2\n{TAGS}", f"\n{TAGS}", "#1,#Sok,KH,agri,3,2\n", "#1,,,,,\n"])
def test_other_rows_with_such_signs_stay(text: str, read: Read) -> None:
    assert len(rows(read(f"{HEADER}\n{text}"))) == text.strip().count("\n") + 1


def test_a_file_with_nothing_but_tags_has_no_firm(read: Read) -> None:
    with pytest.raises(FileError, match="no row with a firm"):
        rows(read(f"{HEADER}\n{TAGS}"))


def test_a_name_full_of_strokes_does_not_keep_anyone_long(instrument: Instrument) -> None:
    """Trying each stroke with each other would take hours."""
    assert Recognition(instrument).meaning("a /" * 20_000) is None
