"""What a person says about columns, and the draft with which they begin."""

from pathlib import Path

import polars as pl
import pytest

from intake.conftest import HEADER, rows
from msme_check.commands import mapping
from msme_check.errors import Exit, UsageError
from msme_check.intake import columns_map
from msme_check.intake.columns_map import ColumnsMap, explained
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.model.instrument import Instrument

OWN = 'No,Firm,Land,Trade,Staff,Book,Gadgets\nA1,Sok,Kampuchea,Rice,3,shoe box,"Till, Printer or label printer"\n'
MAP = """columns:
  No: firm_id
  Firm: firm_name
  Land: country
  Trade: sector
  Staff: employees
  Book: fin_records_cashbook
  Gadgets: dig_access_devices
values:
  country: {Kampuchea: KH}
  sector: {rice: agri}
  fin_records_cashbook: {Shoe box: 1}
  dig_access_devices: {till: payment_stand}
"""


def said(tmp_path: Path, instrument: Instrument, text: str = MAP) -> ColumnsMap:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return columns_map.load(path, instrument)


def opened(tmp_path: Path, instrument: Instrument, content: str, known: ColumnsMap | None) -> FirmsFile:
    path = tmp_path / "firms.csv"
    path.write_text(content, encoding="utf-8")
    return read_firms(path, instrument, None, lambda done, size: None, known)


def test_what_was_said_is_what_is_read(tmp_path: Path, instrument: Instrument) -> None:
    (row,) = rows(opened(tmp_path, instrument, OWN, said(tmp_path, instrument)))
    del row["row"]
    assert row == {
        "firm_id": "A1",
        "firm_name": "Sok",
        "country": "KH",
        "sector": "agri",
        "employees": "3",
        "fin_records_cashbook": "1",
        "dig_access_devices": "payment_stand, Printer or label printer",
    }


def test_what_is_said_goes_before_what_is_recognised(tmp_path: Path, instrument: Instrument) -> None:
    content = f"{HEADER},country2,end\nA1,Sok,KH,agri,3,2,LA,x\n"
    known = said(tmp_path, instrument, "columns: {Country2: country, END: leave_out, firm_name: leave_out}\n")
    file = opened(tmp_path, instrument, content, known)
    (row,) = rows(file)
    assert row["country"] == "LA" and "firm_name" not in row and not file.headings.interview


def test_boxes_and_interviews_can_be_said(tmp_path: Path, instrument: Instrument) -> None:
    content = f"{HEADER},Till,Who,From,To\nA1,Sok,KH,agri,3,2,yes,Dara,x,y\n"
    text = "columns: {Till: dig_access_devices/payment_stand, Who: Interviewer, from: started, TO: ended}\n"
    file = opened(tmp_path, instrument, content, said(tmp_path, instrument, text))
    (chunk,) = (one.read() for one in file.chunks(9, lambda done, size: None))
    assert chunk.raw["dig_access_devices"].to_list() == ["payment_stand"]
    assert chunk.about is not None
    assert chunk.about.rows(named=True) == [{"row": 2, "interviewer": "Dara", "started": "x", "ended": "y"}]


def test_columns_of_one_name_are_told_by_their_numbers(tmp_path: Path, instrument: Instrument) -> None:
    known = said(tmp_path, instrument, "columns:\n  column 7: leave_out\n  column 99: leave_out\n  gone: leave_out\n")
    file = opened(tmp_path, instrument, f"{HEADER},employees\nA1,Sok,KH,agri,3,2,4\n", known)
    assert rows(file)[0]["employees"] == "3"
    assert file.notes[-1] == "firms.csv: 2 columns of the file of columns are not in this file: gone, column 99"


@pytest.mark.parametrize("text", ["", "columns:\nvalues:\n", "values: {country: }\n", "# nothing\n"])
def test_a_map_may_say_nothing(text: str, tmp_path: Path, instrument: Instrument) -> None:
    known = said(tmp_path, instrument, text)
    assert rows(opened(tmp_path, instrument, f"{HEADER}\nA1,Sok,KH,agri,3,2\n", known))[0]["country"] == "KH"


def test_the_map_is_known_by_its_digest(tmp_path: Path, instrument: Instrument) -> None:
    assert said(tmp_path, instrument).sha256 != said(tmp_path, instrument, MAP + "#\n").sha256


def test_every_mistake_is_named_at_once_with_its_line(tmp_path: Path, instrument: Instrument) -> None:
    text = """column: {a: country}
columns:
  a: contry
  b: dig_access_devices/printers
  c: sector
  d: sector
  e: 12
  f: [x]
values:
  fin_record_cashbook: {x: 1}
  fin_records_cashbook: {x: 7, y: often}
  dig_access_devices: {x: phone smartphone}
  fin_banking_turnover: {x: many}
  country: [KH]
  imports: {x: true, y: maybe}
"""
    with pytest.raises(UsageError) as raised:
        said(tmp_path, instrument, text)
    assert raised.value.exit_code == Exit.USAGE
    name = str(tmp_path / "map.yaml")
    assert str(raised.value).replace(name, "map.yaml").splitlines() == [
        "map.yaml:1: There is no key 'column' here. Did you mean 'columns'?",
        "map.yaml:3: There is no question or fact 'contry'. Did you mean 'country'?",
        "map.yaml:4: There is no question or fact 'dig_access_devices/printers'. "
        "Did you mean 'dig_access_devices/printer'?",
        "map.yaml:6: Another column is 'sector' already. Keep one of the two, and write leave_out for the other.",
        "map.yaml:7: There is no question or fact '12'. Check its spelling.",
        "map.yaml:8: There is no question or fact '?'. Check its spelling.",
        "map.yaml:10: There is no question or fact 'fin_record_cashbook'. Did you mean 'fin_records_cashbook'?",
        "map.yaml:11: '7' is no answer of 'fin_records_cashbook'. Write one of: 0 1 2 3 4.",
        "map.yaml:11: 'often' is no answer of 'fin_records_cashbook'. Write one of: 0 1 2 3 4.",
        "map.yaml:12: 'phone smartphone' is no answer of 'dig_access_devices'. "
        "Write one of: smartphone computer printer payment_stand scanner_sensor none.",
        "map.yaml:13: 'many' is no answer of 'fin_banking_turnover'. Write a number.",
        "map.yaml:14: There are no keys and values here. Write 'name: value' on lines of their own.",
        "map.yaml:15: 'maybe' is no answer of 'imports'. Write one of: true false.",
    ]


@pytest.mark.parametrize("text", ["- a\n", "columns: [a]\n", "columns: {a: b\n", "a: &x 1\nb: *x\n"])
def test_what_is_no_map_is_named(text: str, tmp_path: Path, instrument: Instrument) -> None:
    with pytest.raises(UsageError, match=r"map\.yaml:\d+: "):
        said(tmp_path, instrument, text)


def test_a_map_that_is_not_there(tmp_path: Path, instrument: Instrument) -> None:
    with pytest.raises(UsageError, match=r"no\.yaml: This file cannot be read"):
        columns_map.load(tmp_path / "no.yaml", instrument)


def test_an_explained_text_is_replaced_only_where_it_stands_alone() -> None:
    values = {"Till": "payment_stand", "Till drawer": "printer", "nothing": ""}
    texts = pl.Series(["till", "Tills", "a Till drawer;TILL", "x-till", "nothing", None])
    found = explained(texts, values, several=True).to_list()
    assert found == [
        "payment_stand",
        "Tills",
        "a printer;payment_stand",
        "x-till",
        "",
        "",
    ]
    assert explained(texts, values, several=False).to_list()[2] == "a Till drawer;TILL"


def drafted(tmp_path: Path, instrument: Instrument, content: str) -> str:
    path = tmp_path / "firms.csv"
    path.write_text(content, encoding="utf-8")
    printed: list[str] = []
    list(mapping.columns(instrument, path, None, None, printed.append))
    (text,) = printed
    return text


def test_a_draft_names_every_column_and_every_text_that_is_no_answer(tmp_path: Path, instrument: Instrument) -> None:
    content = (
        'KEY,_id,Name of the business?,In which country does the business work?,sektor,Staff,"a ""b""",Staff,'
        "fin_records_cashbook,Which of these does the business use for work at least once a week?,sells_to/tourists,"
        "_tags,Timestamp,\n"
        '1,7,Sok,Cambodge,x,3,,,2,"Till, Smartphone",1,,,\n2,8,Dara,cambodia,y,4,,,often,Fax;,0,,,\n'
    )
    lines = drafted(tmp_path, instrument, content).splitlines()
    assert lines[2:] == [
        "columns:",
        '  "KEY": firm_id',
        '  "_id": leave_out',
        '  "Name of the business?": firm_name',
        '  "In which country does the business work?": country',
        '  # "sektor": sector  # column 5, a guess',
        "  # column 6: leave_out  # column 6, not recognised",
        '  # "a \\"b\\"": leave_out  # column 7, not recognised',
        "  # column 8: leave_out  # column 8, not recognised",
        '  "fin_records_cashbook": fin_records_cashbook',
        '  "Which of these does the business use for work at least once a week?": dig_access_devices',
        '  "sells_to/tourists": sells_to/tourists',
        '  "_tags": leave_out',
        '  "Timestamp": ended',
        "values:",
        "# Texts that are no answers, by column. Behind each, write the code of the answer it stands for.",
        "  country:  # KH LA MM TH VN",
        '    # "Cambodge":',
        "  fin_records_cashbook:  # 0 1 2 3 4",
        '    # "often":',
        "  dig_access_devices:  # smartphone computer printer payment_stand scanner_sensor none",
        '    # "Fax":',
        '    # "Till":',
    ]


def test_a_draft_is_a_map_that_says_what_was_recognised(tmp_path: Path, instrument: Instrument) -> None:
    content = f'_uuid,{HEADER},"odd ""name"": \u2028#x","In which, 2"\n7,A1,Sok,KH,agri,3,2,,\n'
    (tmp_path / "map.yaml").write_text(drafted(tmp_path, instrument, content), encoding="utf-8")
    known = columns_map.load(tmp_path / "map.yaml", instrument)
    with_map = opened(tmp_path, instrument, content, known)
    found = rows(with_map)
    without = opened(tmp_path, instrument, content, None)
    assert with_map.headings.places == without.headings.places and found == rows(without)


def test_a_completed_draft_reads_the_rest(tmp_path: Path, instrument: Instrument) -> None:
    text = drafted(tmp_path, instrument, OWN)
    guesses = {"No": "firm_id", "Firm": "firm_name", "Land": "country", "Trade": "sector", "Staff": "employees"}
    guesses |= {"Book": "fin_records_cashbook", "Gadgets": "dig_access_devices"}
    for name, column in guesses.items():
        assert f'  # "{name}": ' in text
        text = "\n".join(f"  {name}: {column}" if f'# "{name}":' in line else line for line in text.splitlines())
    assert rows(opened(tmp_path, instrument, OWN, said(tmp_path, instrument, text)))[0]["country"] == "Kampuchea"


def test_texts_of_a_column_are_listed_up_to_a_limit(tmp_path: Path, instrument: Instrument) -> None:
    many = "".join(f"A{n},Sok,KH,agri,3,text {n:03}\n" for n in range(200))
    assert drafted(tmp_path, instrument, f"{HEADER}\n{many}").count("text ") == 50


def test_the_draft_is_written_once(tmp_path: Path, instrument: Instrument) -> None:
    path, out = tmp_path / "firms.csv", tmp_path / "map.yaml"
    path.write_bytes(OWN.encode())
    told = list(mapping.columns(instrument, path, out, None, lambda text: None))
    assert told == [
        f"Written: {out}",
        f"Complete it, then run: msme-check batch {path} --columns {out} --out DIR",
    ]
    assert out.read_text(encoding="utf-8").startswith("# What each column of firms.csv is.\n")
    with pytest.raises(UsageError, match="may have been completed by hand"):
        list(mapping.columns(instrument, path, out, None, lambda text: None))


def test_the_draft_cannot_be_written(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(OWN.encode())
    with pytest.raises(Exception) as raised:
        list(mapping.columns(instrument, path, tmp_path / "no" / "map.yaml", None, lambda text: None))
    assert getattr(raised.value, "exit_code", None) == Exit.OUTPUT
