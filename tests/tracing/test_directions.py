"""The policy trace: every action under its direction, with its line; and the firms that each direction would serve."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cohort.conftest import total, write_rows
from comparing.conftest import changed_folder
from msme_check import loading, resources
from msme_check.batch import run
from msme_check.batch.settings import BatchSettings, ReportFormat, Tables
from msme_check.cli import app
from msme_check.errors import Exit
from msme_check.model.instrument import Instrument
from msme_check.response_files import save
from msme_check.tracing.reading import of_batch, of_files
from msme_check.tracing.tally import Tally
from msme_check.tracing.trace import trace

DATA = Path(__file__).parents[1] / "data"
FIRMS = DATA / "example_firms.csv"
Scored = Callable[..., Path]


def call(*words: str | Path, width: int = 80) -> Any:
    """Runs the program in this process."""
    return CliRunner(env={"COLUMNS": str(width)}).invoke(app, [str(word) for word in words])


@pytest.fixture
def scored(tmp_path: Path, instrument: Instrument) -> Scored:
    """Scores the example firms, or others, into a folder."""

    def done(firms: Path = FIRMS, **wishes: Any) -> Path:
        settings = BatchSettings((firms,), tmp_path / "out", ReportFormat.NONE, **wishes)
        run.run(settings, instrument, resources.questionnaires(), lambda *_: None, lambda: datetime.now(UTC))
        return tmp_path / "out"

    return done


def counted(paths: Path, instrument: Instrument) -> Tally:
    return of_files([paths], instrument, lambda _done, _total: None, None, None).tally


def counts(tally: Tally) -> list[Any]:
    found = (tally.fires, tally.planned, tally.served, tally.asked, tally.besides)
    return [tally.firms, *({name: n for name, n in one.items() if n} for one in found)]


def test_every_action_stands_once_under_its_direction_with_its_line(instrument: Instrument) -> None:
    found = trace(instrument)
    assert [one.code for one in found.directions] == ["C1", "C2", "C3", "C4", "C5", "D1", "D2", "S1", "S2"]
    traced = {action.id: one.id for one in found.directions for action in one.recommendations}
    assert traced == {one.id: one.direction for one in instrument.recommendations}
    assert sum(len(one.recommendations) for one in found.directions) == len(instrument.recommendations)
    for one in found.directions:
        assert one.serving is None
        for action in one.recommendations:
            assert action.quote == instrument.recommendation[action.id].policy_basis.quote


def test_actions_of_other_directions_are_named_by_the_questions_that_they_lift(instrument: Instrument) -> None:
    for one in trace(instrument).directions:
        own = {action.id for action in one.recommendations}
        for other in one.also:
            assert other.id not in own
            assert other.questions
            for question in other.questions:
                assert one.id in instrument.questions[question].directions
                assert question in instrument.recommendation[other.id].lifts


def test_a_batch_and_its_files_are_counted_alike_and_as_the_cohort_counts(
    scored: Scored, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    folder, files = of_batch(scored(), instrument), counted(FIRMS, instrument)
    assert counts(folder.tally) == counts(files)
    totals = total(example_rows, instrument)
    assert files.firms == totals.firms == 40
    for one in instrument.directions:
        assert files.served[one.id] == totals.sums[f"{one.id}.served"]
    for action in instrument.recommendations:
        assert files.fires[action.id] == totals.sums[f"{action.id}.fires"]


def test_parquet_is_counted_too(scored: Scored, instrument: Instrument) -> None:
    found = of_batch(scored(tables=Tables.PARQUET), instrument)
    assert counts(found.tally) == counts(counted(FIRMS, instrument))


def test_the_counts_are_those_of_a_slow_count(scored: Scored, instrument: Instrument) -> None:
    with (scored() / "recommendations.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    served, asked, besides = Counter[str](), Counter[str](), Counter[str]()
    for firm in {line["firm_id"] for line in lines}:
        own = [line for line in lines if line["firm_id"] == firm]
        for one in instrument.directions:
            planned = any(line["direction"] == one.id and line["planned"] for line in own)
            touched = any(
                line["planned"] and one.id in instrument.questions[question].directions
                for line in own
                for question in instrument.recommendation[line["recommendation"]].lifts
            )
            served[one.id] += planned
            asked[one.id] += any(line["direction"] == one.id for line in own)
            besides[one.id] += touched and not planned
    found = counted(FIRMS, instrument)
    assert (found.served, found.asked, found.besides) == (served, asked, besides)
    assert any(besides.values())


def test_a_public_trace_shows_nothing_of_few_firms_and_no_differences(instrument: Instrument) -> None:
    tally = counted(FIRMS, instrument)
    few = [one.id for one in instrument.directions if tally.served[one.id] < 5]
    assert few
    for one in trace(instrument, tally, public=True).directions:
        assert one.serving is not None
        assert one.serving.fires is None
        assert one.serving.besides is None
        assert all(action.planned is None and action.fires is None for action in one.recommendations)
        if one.id in few:
            assert (one.serving.planned.value, one.serving.planned.text) == (None, "< 5")


def test_of_four_firms_the_public_is_told_nothing(
    instrument: Instrument, tmp_path: Path, example_rows: list[dict[str, str]]
) -> None:
    firms = write_rows(tmp_path / "firms.csv", example_rows[:4], instrument)
    found = trace(instrument, counted(firms, instrument), public=True)
    assert found.firms is None
    assert all(one.serving is None for one in found.directions)
    assert "Fewer than 5 firms were scored." in call("directions", firms, "--public").stdout


def test_what_a_reader_of_a_batch_should_know(scored: Scored, instrument: Instrument, tmp_path: Path) -> None:
    out = scored(top=3)
    assert [note for note in of_batch(out, instrument).notes if "--top" in note] == [
        "The batch kept only the first 3 recommendations of each firm (--top), so these numbers may be too low."
    ]
    other = changed_folder(tmp_path / "other", {"instrument.yaml": [("version: 1.0.0", "version: 1.1.0")]})
    done = call("directions", out, "--instrument", other)
    assert done.exit_code == Exit.DONE
    assert "The batch was scored with other questions or rules (1.0.0)." in done.stderr
    assert len(of_batch(out, loading.load(other)).notes) == 2


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_window(width: int, instrument: Instrument) -> None:
    done = call("directions", FIRMS, width=width)
    assert done.exit_code == Exit.DONE, done.output
    assert max(len(line) for line in done.stdout.splitlines()) <= width
    words = " ".join(done.stdout.split())
    for one in instrument.directions:
        assert f"“{one.quote}”" in words
    for action in instrument.recommendations:
        assert action.policy_basis.quote in words
    assert "40 firms were counted." in words


def test_without_firms_nothing_is_counted() -> None:
    done = call("directions")
    assert done.exit_code == Exit.DONE
    assert "follow from it" in done.stdout
    assert "Firms whose plan" not in done.stdout
    assert "fires for" not in done.stdout


def test_json_holds_the_same(instrument: Instrument) -> None:
    found = json.loads(call("directions", FIRMS, "--json").stdout)
    assert (found["format"], found["firms"]) == ("msme-check directions", 40)
    assert found["instrument"]["hash"] == instrument.hash
    tally = counted(FIRMS, instrument)
    for one in found["directions"]:
        assert one["serving"]["planned"] == tally.served[one["id"]]
        assert one["quote"] == instrument.direction[one["id"]].quote
    alone = json.loads(call("directions", "--json").stdout)
    assert alone["firms"] is None
    assert {one["serving"] for one in alone["directions"]} == {None}
    public = json.loads(call("directions", FIRMS, "--json", "--public").stdout)
    assert "< 5" in {one["serving"]["planned"] for one in public["directions"]}


def test_one_response_is_a_group_of_one(tmp_path: Path, instrument: Instrument, day: Callable[..., Any]) -> None:
    save(tmp_path / "response.json", day("R00014"))
    found = json.loads(call("directions", tmp_path / "response.json", "--json").stdout)
    assert found["firms"] == 1
    numbers = {one["serving"]["planned"] for one in found["directions"]}
    assert numbers == {0, 1}


def test_files_that_cannot_all_be_used(
    tmp_path: Path, instrument: Instrument, example_rows: list[dict[str, str]]
) -> None:
    rows = [*example_rows[:6], {**example_rows[0], "firm_name": "again"}]
    firms = write_rows(tmp_path / "firms.csv", rows, instrument)
    done = call("directions", firms)
    assert done.exit_code == Exit.ROWS_REJECTED
    assert "1 row could not be used" in done.stderr
    assert "6 firms were counted." in done.stdout
    write_rows(firms, [{**example_rows[0], "sector": ""}], instrument)
    nothing = call("directions", firms)
    assert nothing.exit_code == Exit.ANSWERS
    assert "No firm in these files can be used." in nothing.stderr


def test_options_about_firms_need_firms(scored: Scored) -> None:
    assert call("directions", "--public").exit_code == Exit.USAGE
    done = call("directions", scored(), "--encoding", "cp874")
    assert done.exit_code == Exit.USAGE
    assert "this is the folder of a batch" in done.stderr


def test_a_damaged_table_is_named(scored: Scored) -> None:
    out = scored()
    (out / "recommendations.csv").write_text("firm_id,rank\nA,1\n", encoding="utf-8")
    done = call("directions", out)
    assert done.exit_code == Exit.ANSWERS
    assert "The table of recommendations in this folder cannot be read." in done.stderr
