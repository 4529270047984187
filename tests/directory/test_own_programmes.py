"""A consultant's own entries: read from a file, every mistake at once, and shown on top in reports and batches."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from batch.conftest import write
from msme_check import own_programmes
from msme_check.cli.program import app
from msme_check.errors import Exit, UsageError
from msme_check.model.instrument import Instrument

OWN = """\
- id: own_riverside
  name: Riverside Microfinance, Battambang branch
  kinds: [microfinance]
  countries: [KH]
  topics: [fin_compare_offers, fin_separate_account, fin_daily_cashbook, fin_see_credit_report, ops_five_s]
  offers:
    - Loans for mills against the machine
    - text: A lower rate for women owners
      only_for: {women: true}
  suits: {sectors: [agri]}
  web: https://www.riverside.example/battambang/
  sources:
    - {document: Visit to the branch, date: 2026-10-14, read: 2026-10-14}
  status: open
  verified: true
"""


def call(*words: str | Path) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def faults(path: Path, text: str, instrument: Instrument) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        own_programmes.load(path, instrument)
    assert error.value.exit_code == Exit.USAGE
    return [line.removeprefix(f"{path}:") for line in str(error.value).splitlines()]


def test_a_file_is_read_with_its_digest(own: Path, instrument: Instrument) -> None:
    found = own_programmes.load(own, instrument)
    assert [one.name for one in found.entries] == ["Riverside Microfinance, Battambang branch"]
    assert found.entries[0].sources[0].document == "Visit to the branch"
    assert len(found.sha256) == 64


def test_all_mistakes_are_named_with_line_and_suggestion(own: Path, instrument: Instrument) -> None:
    text = (
        OWN.replace("[microfinance]", "[microfinace]")
        .replace("countries: [KH]", "countries: [KG]")
        .replace("fin_compare_offers", "fin_compare_offer")
        .replace("sectors: [agri]", "sectors: [agry]")
    )
    assert faults(own, text, instrument) == [
        "3: There is no provider kind 'microfinace'. Did you mean 'microfinance'?",
        "4: There is no country 'KG'. Check its spelling.",
        "5: There is no recommendation 'fin_compare_offer'. Did you mean 'fin_compare_offers'?",
        "10: There is no choice 'agry'. Did you mean 'agri'?",
    ]


MISTAKES = [
    ("web: https://www.riverside.example/battambang/", "web: riverside.example", "11: This is no web address."),
    ("https://www.riverside.example/battambang/", "https://river side.example", "11: This is no web address."),
    ("web: https://www.riverside.example/battambang/", "web: javascript:alert(1)", "11: This is no web address."),
    ("date: 2026-10-14", "date: 2026-13-14", "13: This is no date. Write 2026, 2026-11 or 2026-11-28"),
    ("date: 2026-10-14", "date: 14.10.2026", "13: This is no date."),
    ("date: 2026-10-14", "date: 2027-01", "13: A source cannot be read before its date."),
    ("document: Visit to the branch, ", "", "13: A source needs exactly one of address, document."),
    ("status: open", "status: maybe",
     "14: This is none of the words that can stand here. Write 'open', 'check' or 'closed'."),
    ("verified: true", "verified: perhaps", "15: This is neither true nor false. Write one of them."),
    ("  verified: true\n", "", "1: This needs the key 'verified'. Add it."),
    ("  name: River", "  nam: River", "2: There is no key 'nam' here."),
    ("topics: [fin_compare_offers, fin_separate_account, fin_daily_cashbook, fin_see_credit_report, ops_five_s]",
     "topics: []", "5: 'own_riverside' names no topic, so no report shows it."),
    ("  sources:\n    - {document: Visit to the branch, date: 2026-10-14, read: 2026-10-14}\n", "",
     "13: 'own_riverside' is called verified and has no source."),
    ("document: Visit to the branch", "address: 'https://www.scribd.com/doc/1'",
     "13: Pages of scribd.com are weak sources. Add 'weak: mirror', 'document_sharing' or 'private'."),
    ("    - Loans for mills against the machine", "    - {text: Loans, sources: [2]}",
     "7: There is no source number 2; there are 1. Count them from 1."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(old: str, new: str, said: str, own: Path, instrument: Instrument) -> None:
    assert old in OWN
    found = faults(own, OWN.replace(old, new), instrument)
    assert any(line.startswith(said) for line in found), found
    assert not any("Input should" in line for line in found)


def test_a_figure_of_a_weak_source_must_be_called_unconfirmed(own: Path, instrument: Instrument) -> None:
    weak = OWN.replace("document: Visit to the branch", "address: 'https://blog.example/1', weak: private")
    figure = weak.replace("Loans for mills", "Loans at 9% for mills")
    assert faults(own, figure, instrument) == [
        "7: A figure of 'own_riverside' stands in weak sources only. "
        "Leave the figure out, or write 'unconfirmed: true' beside it."
    ]
    said = figure.replace("- Loans at 9% for mills against the machine", "- {text: Loans at 9%, unconfirmed: true}")
    own.write_text(said, encoding="utf-8")
    assert own_programmes.load(own, instrument).entries[0].offers[0].unconfirmed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name: x\n", "This file holds no list of programmes."),
        (b"", "This file holds no list of programmes."),
        (b"- just words\n", "There are no keys and values here."),
        (b"- {a: [\n", "This is not valid YAML near this line."),
        (b"\xff\xfe\x00", "This is not a YAML text."),
    ],
)
def test_what_is_no_list_of_programmes_is_refused(content: bytes, said: str, own: Path, instrument: Instrument) -> None:
    own.write_bytes(content)
    with pytest.raises(UsageError) as error:
        own_programmes.load(own, instrument)
    assert said in str(error.value)


def test_a_file_that_is_not_there_and_an_id_twice_are_named(own: Path, instrument: Instrument) -> None:
    assert faults(own, OWN + OWN, instrument) == [
        f"16: The id 'own_riverside' is already used in {own}. Give it an id of its own."
    ]
    with pytest.raises(UsageError, match=r"The programmes cannot be read\. Name a file like the example"):
        own_programmes.load(own / "none.yaml", instrument)


def test_signs_that_a_terminal_would_obey_are_left_out(own: Path, instrument: Instrument) -> None:
    own.write_text(OWN.replace("Riverside", '"\\e[31mRiverside\\u202e').replace("branch\n", 'branch"\n', 1), "utf-8")
    assert own_programmes.load(own, instrument).entries[0].name == "[31mRiverside Microfinance, Battambang branch"


def test_a_report_has_the_own_entry_first(own: Path, saved: Path, tmp_path: Path) -> None:
    done = call("report", saved, "-o", tmp_path / "r.txt", "--programmes", own)
    assert done.exit_code == Exit.DONE, done.output
    text = " ".join((tmp_path / "r.txt").read_text("utf-8").split())
    expected = (
        "- Riverside Microfinance, Battambang branch: Loans for mills against the machine; "
        "riverside.example/battambang (as of 2026-10-14; conditions change, ask first)"
    )
    assert expected in text
    call("report", saved, "-o", tmp_path / "shipped.txt")
    assert "Riverside" not in (tmp_path / "shipped.txt").read_text("utf-8")
    own.write_text("- {}\n", encoding="utf-8")
    assert call("report", saved, "-o", tmp_path / "r.txt", "--programmes", own).exit_code == Exit.USAGE


def test_a_batch_shows_them_in_every_report_and_keeps_what_they_were(
    own: Path, tmp_path: Path, example_rows: list[dict[str, str]], instrument: Instrument
) -> None:
    rows = [row for row in example_rows if row["country"] == "KH"][:2]
    firms, out = write(tmp_path / "firms.csv", rows, instrument), tmp_path / "out"
    done = call("batch", firms, "-o", out, "--reports", "html", "--programmes", own, "--workers", "1")
    assert done.exit_code in {Exit.DONE, Exit.ROWS_REJECTED}, done.output
    pages = [path.read_text("utf-8") for path in (out / "reports").glob("*.html")]
    assert len(pages) == 2 and any("Riverside Microfinance" in page for page in pages)
    record = json.loads((out / "run.json").read_text("utf-8"))
    assert record["programmes"] == {"sha256": own_programmes.load(own, instrument).sha256}
    assert call("batch", firms, "-o", tmp_path / "o2", "--reports", "none").exit_code == done.exit_code
    assert json.loads((tmp_path / "o2" / "run.json").read_text("utf-8"))["programmes"] is None
