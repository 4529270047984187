"""`instrument sensitivity` as an author meets it: words in every width, files for other programs, exit codes."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.interview.wrapping import wrap
from msme_check.model.instrument import Instrument
from msme_check.sensitivity import files
from msme_check.sensitivity.findings import Change, Firms, Pair, Sensitivity
from msme_check.sensitivity.lines import lines

DATA = Path(__file__).parents[1] / "data"
PAGE = Path(__file__).parents[2] / "docs" / "sensitivity.md"


def call(*words: str | Path, width: int = 80) -> Any:
    """Runs the program in this process."""
    return CliRunner(env={"COLUMNS": str(width)}).invoke(
        app, ["instrument", "sensitivity", *(str(word) for word in words)]
    )


def said(found: Sensitivity, instrument: Instrument) -> str:
    """All lines, unbroken."""
    return "\n".join(f"{line.before}{line.text}" for line in lines(found, instrument))


def test_drawn_firms_say_that_they_are_random(instrument: Instrument) -> None:
    done = call("--firms", "60")
    assert done.exit_code == Exit.DONE, done.output
    assert done.stderr == ""
    text = " ".join(done.stdout.split())
    assert "60 firms drawn at random, always the same ones (seed 2030)" in text
    assert "Random firms show how the instrument computes, not what firms are like." in text
    assert "Only answers of real firms can show this" in text
    assert text.endswith(instrument.settings.weights_note)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_fit_every_window(width: int, drawn_findings: Sensitivity, instrument: Instrument) -> None:
    for line in lines(drawn_findings, instrument):
        for text in wrap(line.text, width, line.before, " " * len(line.before)):
            assert cell_len(text) <= width


def test_each_choice_has_its_figures(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    text = said(drawn_findings, instrument)
    for choice in drawn_findings.choices:
        assert choice.title in text
    gate = next(one for one in drawn_findings.choices if one.id == "gate_off.G1").of("finance")
    assert gate.up
    assert f"Without it: Finance {gate.up} (" in text
    everything = next(one for one in drawn_findings.choices if one.id == "geometric.all").of("overall")
    share = f"{float(everything.share * 100):g}%"
    assert f"{share:>6}  Questions, dimensions and questionnaires are averaged geometrically" in text
    assert f"Overall {everything.down} ({share}) down; Finance" in text
    idle = [gate.id for gate in instrument.settings.gates if f"gate_off.{gate.id}" not in _moving(drawn_findings)
            and f"gate_alone.{gate.id}" not in _moving(drawn_findings)]  # fmt: skip
    assert "G11" in idle
    assert f"No band of these firms hangs on {', '.join(idle)}: a safeguard" in text
    first = drawn_findings.questions[0]
    assert f"1. {instrument.questions[first.id].text} ({first.id})" in text
    last = drawn_findings.questions[-1]
    assert f"- {instrument.questions[last.id].text} ({last.id}): " in text


def _moving(found: Sensitivity) -> set[str]:
    return {one.id for one in found.choices if any(change.moved for change in one.changes)}


def test_where_every_gate_holds_somebody_none_is_called_idle(
    drawn_findings: Sensitivity, instrument: Instrument
) -> None:
    moved = Change("overall", 400, 1, 0, 0)
    choices = tuple(replace(one, changes=(moved, *one.changes[1:])) for one in drawn_findings.choices)
    assert "No band of these firms" not in said(replace(drawn_findings, choices=choices), instrument)


def _changed(found: Sensitivity, change: Change) -> Sensitivity:
    first = found.choices[0]
    return replace(found, choices=(replace(first, changes=(change, *first.changes[1:])), *found.choices[1:]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change("overall", 300, 3, 0, 0), "  Overall 3 (1%) up"),
        (Change("overall", 300, 0, 3, 0), "  Overall 3 (1%) down"),
        (Change("overall", 300, 2, 1, 0), "  Overall 3 (1%), 2 up and 1 down"),
        (Change("overall", 300, 0, 0, 1), "  Overall none (1 more has a band in one case only)"),
        (Change("overall", 300, 3, 0, 2), "  Overall 3 (1%) up (2 more have a band in one case only)"),
        (Change("overall", 300, 0, 0, 0), "  no firm"),
    ],
)
def test_each_way_in_which_bands_change(
    change: Change, words: str, drawn_findings: Sensitivity, instrument: Instrument
) -> None:
    assert words in said(_changed(drawn_findings, change), instrument).splitlines()


def _given(found: Sensitivity, *pairs: Pair, quick: int = 0) -> Sensitivity:
    return replace(found, firms=Firms(False, None, ("a.csv", "b.csv"), 400, 400 - quick, quick), pairs=pairs)


def test_pairs_that_are_nearly_the_same_or_none(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    pair = Pair("fin_records_cashbook", "dig_money_books", Fraction(95, 100), 312, alike=True)
    text = said(_given(drawn_findings, pair), instrument)
    assert "400 firms from a.csv, b.csv." in text
    assert "Two questions with a rank correlation of 0.9 or more ask nearly the same of these firms." in text
    assert "- 0.95, 312 firms answered both:" in text
    assert f"  {instrument.questions['dig_money_books'].text} (dig_money_books)" in text
    text = said(_given(drawn_findings, replace(pair, correlation=Fraction(1, 2), alike=False)), instrument)
    assert "None: no two of them have a rank correlation of 0.9 or more. The nearest:" in text
    text = said(_given(drawn_findings), instrument)
    assert "Nothing can be said: no two questions were answered by 30 firms or more" in text


def test_questions_that_hardly_matter_or_none(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    none = replace(drawn_findings, questions=tuple(replace(one, hardly=False) for one in drawn_findings.questions))
    assert "None: each of them changes the band of 2% of the firms or more." in said(none, instrument)
    named = replace(drawn_findings, questions=tuple(replace(one, hardly=True) for one in drawn_findings.questions))
    assert "  Gates that read it: G1." in said(named, instrument).splitlines()


def test_what_cannot_be_said_of_a_question(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    first = drawn_findings.questions[0]
    own = replace(first.in_questionnaire, goes_with=None, left_out=None)
    alone = replace(first, in_questionnaire=own, overall=replace(first.overall, left_out=None))
    found = replace(drawn_findings, questions=(alone, *drawn_findings.questions[1:]))
    assert alone.moves == 1
    assert "goes with none of its differences." in said(found, instrument)
    assert json.loads(files.as_json(found, instrument))["questions"][0]["in_questionnaire"]["left_out"] is None
    assert ",,,," in files.as_csv(found, instrument)


def test_quick_estimates_are_named(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    assert "2 quick estimates are left out" in said(_given(drawn_findings, quick=2), instrument)


# Files --------------------------------------------------------------------------------------------------------------


def test_json_holds_everything_and_the_page_names_each_key(
    tmp_path: Path, drawn_findings: Sensitivity, instrument: Instrument
) -> None:
    pair = Pair("fin_records_cashbook", "dig_money_books", Fraction(95, 100), 312, alike=True)
    found = json.loads(files.as_json(_given(drawn_findings, pair), instrument))
    assert (found["format"], found["format_version"]) == ("msme-check sensitivity", 1)
    assert found["instrument"] == {"id": "mekong_msme", "version": instrument.settings.version, "hash": instrument.hash}
    assert len(found["questions"]) == len(instrument.questions)
    assert found["pairs"] == [
        {"id": "fin_records_cashbook", "other": "dig_money_books", "correlation": 0.95, "firms": 312, "alike": True}
    ]
    page = PAGE.read_text(encoding="utf-8")
    missing = {key for key in _keys(found) if f"`{key}`" not in page}
    assert missing == set()


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for one in value.values() for key in _keys(one))}
    return {key for one in value for key in _keys(one)} if isinstance(value, list) else set()


def test_csv_has_a_line_for_each_figure(drawn_findings: Sensitivity, instrument: Instrument) -> None:
    pair = Pair("fin_records_cashbook", "dig_money_books", Fraction(95, 100), 312, alike=False)
    text = files.as_csv(_given(drawn_findings, pair), instrument)
    assert text.startswith("\ufeffkind,id,")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    kinds = [line["kind"] for line in table]
    assert kinds.count("gates") == (2 * len(instrument.settings.gates) + 1) * 5
    assert kinds.count("question") == len(instrument.questions) * 2
    change = next(one for one in drawn_findings.choices if one.id == "limits_up").of("green")
    (line,) = (one for one in table if (one["id"], one["score"]) == ("limits_up", "green"))
    assert [line[key] for key in ("firms", "up", "down")] == [str(change.firms), str(change.up), str(change.down)]
    assert float(line["share_changed"]) == pytest.approx(float(change.share), abs=1e-4)
    assert table[-1]["other_id"] == "dig_money_books"
    assert (table[-1]["rank_correlation"], table[-1]["nearly_the_same"]) == ("0.95", "no")
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"`{column}`" in page for column in files.COLUMNS)


def test_files_are_written_in_place_of_words(tmp_path: Path) -> None:
    paths = (tmp_path / "a.json", tmp_path / "b.CSV")
    for path in paths:
        done = call("--firms", "30", "-o", path)
        assert done.exit_code == Exit.DONE, done.output
        assert (done.stdout, done.stderr) == ("", f"Written: {path}\n")
    assert json.loads(paths[0].read_text(encoding="utf-8"))["firms"]["studied"] == 30
    before = paths[0].read_bytes()
    call("--firms", "30", "-o", paths[0])
    assert paths[0].read_bytes() == before


# Responses ----------------------------------------------------------------------------------------------------------


def test_responses_are_studied(tmp_path: Path) -> None:
    out = tmp_path / "found.json"
    done = call("--responses", DATA / "example_firms.csv", "-o", out)
    assert done.exit_code == Exit.DONE, done.output
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["firms"] == {
        "drawn": False, "seed": None, "files": ["example_firms.csv"], "read": 40, "studied": 40, "quick": 0
    }  # fmt: skip
    assert len(found["pairs"]) == 1 or all(pair["alike"] for pair in found["pairs"])


def test_rows_that_cannot_be_used_are_told_and_the_exit_code_says_so(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    table = (DATA / "example_firms.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*table[:6], table[5]]), encoding="utf-8")
    done = call("--responses", path, "--encoding", "utf-8")
    assert done.exit_code == Exit.ROWS_REJECTED, done.output
    assert "1 row could not be used; the file rejected.csv of a batch says why.\n" in done.stderr
    assert "5 firms from firms.csv." in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--responses", "x.csv", "--firms", "5"], Exit.USAGE, "--firms is for firms that are drawn."),
        (["--encoding", "utf-8"], Exit.USAGE, "--encoding and --columns are about a file of responses."),
        (["--columns", "map.yaml"], Exit.USAGE, "--encoding and --columns are about a file of responses."),
        (["-o", "x.xlsx"], Exit.USAGE, "x.xlsx: the ending says what is written. Use one of: .json, .csv."),
        (["--responses", "nowhere.csv"], Exit.ANSWERS, "This file is not there."),
        (["nowhere"], Exit.INSTRUMENT, "nowhere"),
        (["--firms", "5", "-o", "no/such/folder.csv"], Exit.OUTPUT, "no/such"),
        (["--lang", "xx"], Exit.USAGE, "--lang: there is no language 'xx'."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(
    words: list[str], code: Exit, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(*words)
    assert done.exit_code == code, done.output
    assert message in done.stderr
    assert done.stdout == ""


def test_an_instrument_of_ones_own_is_studied(tmp_path: Path, own_instrument: Callable[[str, str], Path]) -> None:
    folder = own_instrument("  limits_by: 2\n", "  limits_by: 5\n")
    done = call(folder, "--firms", "20")
    assert done.exit_code == Exit.DONE, done.output
    assert "All band limits 5 points higher" in done.stdout


@pytest.fixture
def own_instrument(tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of the shipped folder with something else in instrument.yaml."""
    import shutil

    from msme_check import resources

    def made(old: str, new: str) -> Path:
        folder = tmp_path / "own"
        shutil.copytree(resources.questionnaires(), folder)
        path = folder / "instrument.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return made
