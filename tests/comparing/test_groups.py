"""Two batches: firms matched by their ids, moves counted as a person would, and nobody sure without reason."""

import csv
import json
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from batch.conftest import read, ticking
from cohort.conftest import write_rows
from comparing.test_commands import call
from msme_check import resources
from msme_check.batch.run import RESULTS, run
from msme_check.batch.settings import BatchSettings, ReportFormat, Tables
from msme_check.comparing import folders, groups
from msme_check.comparing.group_noise import noise, weighing
from msme_check.comparing.groups import GroupComparison, ScoreMoved
from msme_check.errors import Exit, FileError
from msme_check.model.instrument import Instrument
from random_firms import random_row
from validators.browser import DESK, PHONE, Browser
from validators.verapdf import PDF_A, PDF_UA, VeraPdf

Rows = list[dict[str, str]]
FIRMS = 60


def year(rows: Rows, folder: Path, instrument: Instrument, tables: Tables = Tables.CSV) -> Path:
    """A batch of some firms."""
    folder.parent.mkdir(exist_ok=True, parents=True)
    path = write_rows(folder.with_suffix(".csv"), rows, instrument)
    settings = BatchSettings((path,), folder, ReportFormat.NONE, tables=tables)
    run(settings, instrument, resources.questionnaires(), lambda *_: None, ticking())
    return folder


@pytest.fixture(scope="module")
def two_years(instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Random firms; a year later some answers are others, some firms are other ones, and some are gone or new."""
    rng = random.Random(7)  # noqa: S311 - no secret
    then = [{**random_row(rng, instrument), "firm_id": f"F{n}"} for n in range(FIRMS)]
    now = []
    for row in then[5:]:
        other = dict(row)
        for question in instrument.questions.values():
            if question.type == "ladder" and row[question.id] in set("0123") and rng.random() < 0.5:
                other[question.id] = str(
                    int(row[question.id]) + rng.choice((-1, 1, 1, 1)) if row[question.id] != "0" else 1
                )
        if rng.random() < 0.2:
            other["employees"] = str(int(row["employees"]) * 10 + 10)
        now.append(other)
    now.append({**random_row(rng, instrument), "firm_id": "NEW"})
    folder = tmp_path_factory.mktemp("years")
    return year(then, folder / "then", instrument), year(now, folder / "now", instrument, Tables.BOTH)


def compared(before: Path, after: Path, instrument: Instrument) -> GroupComparison:
    return groups.compare(folders.read(before), folders.read(after), instrument)


def by_hand(before: Path, after: Path, name: str, instrument: Instrument) -> dict[str, int]:
    """The counts of one score, from the two files, firm by firm."""
    titles = [band.title for band in instrument.settings.bands]
    now = {row["firm_id"]: row for row in read(after / RESULTS) if row["firm_id"]}
    found = dict.fromkeys(("firms", "with_band", "up", "down", "up_sure", "down_sure", "better", "worse"), 0)
    parts = [part.id for part in instrument.questionnaires]
    for a in read(before / RESULTS):
        b = now.get(a["firm_id"])
        if b is None or not a[f"{name}_score"] or not b[f"{name}_score"]:
            continue
        change = Decimal(b[f"{name}_score"]) - Decimal(a[f"{name}_score"])
        if name == "overall":
            apart = all(
                one[f"{part}_low"] and one[f"{part}_low"] == one[f"{part}_high"] for part in parts for one in (a, b)
            )
        else:
            up, down = (b, a) if change > 0 else (a, b)
            apart = Decimal(up[f"{name}_low"]) > Decimal(down[f"{name}_high"])
        same = all(a[fact] == b[fact] for fact in weighing(instrument))
        sure = apart and same and abs(change) > noise(instrument)[name]
        found["firms"] += 1
        found["better"] += sure and change > 0
        found["worse"] += sure and change < 0
        if a[f"{name}_band"] and b[f"{name}_band"]:
            step = titles.index(b[f"{name}_band"]) - titles.index(a[f"{name}_band"])
            found["with_band"] += 1
            found["up"] += step > 0
            found["down"] += step < 0
            found["up_sure"] += step > 0 and sure and change > 0
            found["down_sure"] += step < 0 and sure and change < 0
    return found


def test_every_count_is_that_of_a_person_who_counts(two_years: tuple[Path, Path], instrument: Instrument) -> None:
    found = compared(*two_years, instrument)
    assert (found.matched, found.same_questions) == (FIRMS - 5, True)
    assert (found.before.unmatched, found.after.unmatched) == (5, 1)
    assert found.profile_changed > 3
    sure = 0
    for one in found.scores:
        wanted = by_hand(*two_years, one.id, instrument)
        assert {name: getattr(one, name) for name in wanted} == wanted, one.id
        assert sum(map(sum, one.moves)) == one.with_band
        assert sum(n for old, row in enumerate(one.moves) for new, n in enumerate(row) if new > old) == one.up
        sure += one.up_sure
    assert sure > 3


def test_a_batch_beside_itself_has_not_moved(two_years: tuple[Path, Path], instrument: Instrument) -> None:
    found = compared(two_years[0], two_years[0], instrument)
    assert found.matched == FIRMS and found.profile_changed == 0
    for one in found.scores:
        assert (one.up, one.down, one.better, one.worse) == (0, 0, 0, 0)
        assert one.median_difference == 0


def test_noise_is_that_of_the_redraws(instrument: Instrument) -> None:
    found = noise(instrument)
    assert [*found] == [*(part.id for part in instrument.questionnaires), "overall"]
    parts = sorted(points for name, points in found.items() if name != "overall")
    assert (parts[0], parts[-1], found["overall"]) == (
        Decimal("4.4"),
        Decimal("4.8"),
        Decimal("2.4"),
    )  # docs/compare.md
    assert weighing(instrument)[-1] == "size"
    assert {"sector", "exports", "sells_to"} < set(weighing(instrument))


Change = Callable[[dict[str, Any]], None]


def copied(
    folder: Path, to: Path, change: Callable[[Rows], Rows] = lambda rows: rows, edit: Change | None = None
) -> Path:
    """A batch with another table, or another `run.json` (none if `edit` empties it)."""
    to.mkdir()
    rows = change(read(folder / RESULTS))
    with (to / RESULTS).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["firm_id"])
        writer.writeheader()
        writer.writerows(rows)
    record = json.loads((folder / "run.json").read_bytes())
    if edit is not None:
        edit(record)
    if record:
        (to / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return to


@pytest.mark.parametrize("edit", [lambda run: run["instrument"].update(hash="0"), lambda run: run.clear()])
def test_nobody_is_sure_under_other_questions(
    edit: Change, two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument
) -> None:
    found = compared(copied(two_years[0], tmp_path / "old", edit=edit), two_years[1], instrument)
    assert not found.same_questions
    assert any(one.up for one in found.scores)
    assert all(
        (one.up_sure, one.down_sure, one.better, one.worse, one.noise) == (0, 0, 0, 0, None) for one in found.scores
    )
    text = " ".join(call("compare", tmp_path / "old", two_years[1]).stdout.split())
    assert "nobody is called moved for sure" in text


def test_ids_that_are_missing_or_stand_there_twice_are_not_matched(
    two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument
) -> None:
    twice = copied(
        two_years[0],
        tmp_path / "twice",
        lambda rows: [*rows, rows[10], rows[20], rows[20], {**rows[30], "firm_id": ""}],
    )
    found = compared(twice, two_years[1], instrument)
    assert (found.before.repeated, found.before.without_id) == (5, 1)
    assert found.matched == FIRMS - 5 - 2
    assert (found.before.firms, found.before.unmatched, found.after.unmatched) == (FIRMS + 4, 5, 3)


def test_a_table_with_fewer_columns(two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument) -> None:
    """What stands in both is compared; without ranges nobody is sure."""

    def fewer(rows: Rows) -> Rows:
        gone = ("green_score", "finance_low", "sector")
        return [{name: value for name, value in row.items() if name not in gone} for row in rows]

    found = compared(copied(two_years[0], tmp_path / "fewer", fewer), two_years[1], instrument)
    assert [one.id for one in found.scores] == ["overall", "finance", "operations", "digital"]
    sure: dict[str, ScoreMoved] = {one.id: one for one in found.scores}
    assert sure["finance"].up and not sure["finance"].better
    assert sure["operations"].better


def test_parquet_and_csv_say_the_same(two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument) -> None:
    as_csv = compared(two_years[0], copied(two_years[1], tmp_path / "csv"), instrument)
    assert as_csv.scores == compared(*two_years, instrument).scores


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is neither results.csv nor results.parquet in this folder."),
        (b"name,age\nx,1\n", "The table of results in this folder cannot be read."),
        (b"", "The table of results in this folder cannot be read."),
        (b"firm_id,overall_score,overall_band\nF6,much,Ready\n", "The table of results in this folder cannot be read."),
        (b"firm_id\nnobody\n", "No firm id of it is in "),
    ],
)
def test_folders_that_cannot_be_compared(
    content: bytes | None, said: str, two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument
) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    if content is not None:
        (folder / RESULTS).write_bytes(content)
    done = call("compare", folder, two_years[1])
    assert done.exit_code == Exit.ANSWERS
    assert f"{folder}: {said}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with pytest.raises(FileError):
        compared(folder, two_years[1], instrument)


def test_a_damaged_parquet_file(two_years: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "results.parquet").write_bytes((two_years[1] / "results.parquet").read_bytes()[:-2000])
    done = call("compare", two_years[0], tmp_path)
    assert done.exit_code == Exit.ANSWERS
    assert done.stderr.startswith(f"{tmp_path}: The table of results in this folder cannot be read.")


def test_a_file_and_a_folder(two_years: tuple[Path, Path]) -> None:
    done = call("compare", two_years[0], two_years[0] / RESULTS)
    assert done.exit_code == Exit.USAGE
    assert "Name two files of one firm, or two folders of a batch." in done.stderr


@pytest.mark.parametrize("columns", [40, 80])
def test_it_is_told_in_the_terminal(columns: int, two_years: tuple[Path, Path]) -> None:
    done = call("compare", *two_years, columns=columns)
    assert done.exit_code == Exit.DONE
    assert max(len(line) for line in done.stdout.splitlines()) <= columns
    assert done.stdout.startswith(f"{FIRMS - 5} firms, then and today\n")


def test_the_older_batch_comes_first(two_years: tuple[Path, Path], tmp_path: Path) -> None:
    older = copied(two_years[0], tmp_path / "old", edit=lambda run: run.update(finished="2025-11-24T10:00:00Z"))
    text = " ".join(call("compare", two_years[1], older).stdout.split())
    assert "The first batch was scored later than the second." in text
    assert "The first batch" not in call("compare", older, two_years[1]).stdout


def test_scores_that_no_firm_has(two_years: tuple[Path, Path], tmp_path: Path, instrument: Instrument) -> None:
    def emptied(rows: Rows) -> Rows:
        return [{**row, "green_score": "", "green_band": "", "green_low": "", "green_high": ""} for row in rows]

    empty = copied(two_years[0], tmp_path / "empty", emptied)
    green = compared(empty, two_years[1], instrument).scores[-1]
    assert (green.firms, green.with_band, green.median_before, green.median_difference) == (0, 0, None, None)
    assert "Green practices n: 0; Noise: 4.7;" in " ".join(call("compare", empty, two_years[1]).stdout.split())


def test_json_has_every_number(two_years: tuple[Path, Path], instrument: Instrument) -> None:
    found = json.loads(call("compare", *two_years, "--json").stdout)
    wanted = compared(*two_years, instrument)
    assert (found["kind"], found["matched"]) == ("groups", wanted.matched)
    assert [one["up_sure"] for one in found["scores"]] == [one.up_sure for one in wanted.scores]
    assert found["scores"][0]["moves"] == [list(row) for row in wanted.scores[0].moves]


def test_the_pdf_and_the_page(
    two_years: tuple[Path, Path], tmp_path: Path, verapdf: VeraPdf, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    pdf, page = tmp_path / "moved.pdf", tmp_path / "moved.html"
    for out in (pdf, page):
        assert call("compare", *two_years, "-o", out).exit_code == Exit.DONE
    assert caplog.messages == []
    found = [verapdf.check(pdf, profile) for profile in (PDF_A, PDF_UA)]
    assert [str(one) for one in found if not one.conforms] == []
    for width in (PHONE, DESK):
        looked = browser.look(page, width)
        assert looked.window_width == width
        assert looked.faults == []
        assert browser.tab_through(page, width).faults == []
