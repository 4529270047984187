"""A run that was stopped: what is kept, when it goes on, and what it says otherwise."""

import json
import shutil
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from batch import worker_tasks
from batch.conftest import Rows, read, write
from faults.programs import contents
from msme_check import loading, resources
from msme_check.batch import reports
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Cohort, ReportFormat, Stage, Unfinished
from msme_check.errors import Exit, Interrupted, UsageError
from msme_check.model.instrument import Instrument
from msme_check.own_programmes import OwnProgrammes
from msme_check.report.look import Look, Paper

BEGUN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@dataclass
class Runs:
    """Runs of the same six firms into one folder, with marks for reports. The fourth firm has none."""

    folder: Path
    firms: Path
    instrument: Instrument
    questionnaires: Path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def run(
        self, unfinished: Unfinished = Unfinished.REFUSE, *, days: int = 0, stop: int | None = None, **wishes: Any
    ) -> BatchSummary:
        """`stop`: after so many reports somebody presses Ctrl-C. `days`: so long after the first one."""

        def progress(done: int, total: int, stage: Stage) -> None:
            if stage is Stage.REPORTS and done == stop:
                raise KeyboardInterrupt

        wishes = {"reports": ReportFormat.HTML, "out": self.out, "workers": 1, "chunk_rows": 4, **wishes}
        return run(
            BatchSettings((self.firms,), unfinished=unfinished, **wishes),
            self.instrument,
            self.questionnaires,
            progress,
            lambda: BEGUN + timedelta(days=days),
            prepare=worker_tasks.drawing_dates,
        )

    def stopped(self, count: int, **wishes: Any) -> Path:
        """The hidden folder of a run that was stopped after so many reports."""
        with pytest.raises(Interrupted):
            self.run(stop=count, **wishes)
        (staging,) = self.out.glob(".msme-check-*")
        return staging

    def whole(self) -> dict[str, bytes]:
        """What an uninterrupted run writes."""
        self.run(out=self.folder / "whole")
        return contents(self.folder / "whole")


@pytest.fixture
def runs(tmp_path: Path, example_rows: Rows, instrument: Instrument) -> Runs:
    rows = [dict(row) for row in example_rows[:6]]
    rows[3]["firm_name"] = "hopeless"
    return Runs(tmp_path, write(tmp_path / "firms.csv", rows, instrument), instrument, resources.questionnaires())


@pytest.mark.parametrize("count", range(1, 7))
def test_it_goes_on_after_any_report_with_the_date_of_its_first_day(count: int, runs: Runs) -> None:
    whole = runs.whole()
    staging = runs.stopped(count)
    marks = {path.name: path.stat().st_mtime_ns for path in staging.glob("reports/*.html")}
    assert len(marks) == count - (count >= 4)
    summary = runs.run(Unfinished.RESUME, days=3)
    assert (summary.reports_written, summary.reports_failed, summary.exit_code) == (5, 1, Exit.OUTPUT)
    found = contents(runs.out)
    first, last = (json.loads(one.pop("run.json")) for one in (whole, found))
    assert found == whole and b"2026-11-24" in found["reports/R00001.html"]
    assert (last["started"], last["finished"]) == (first["started"], "2026-11-27T23:30:00Z")
    assert all((runs.out / "reports" / name).stat().st_mtime_ns == changed for name, changed in marks.items())


def test_what_has_failed_is_not_tried_again(runs: Runs) -> None:
    runs.stopped(5)
    with pytest.raises(Interrupted, match="5 of 6 reports are kept"):
        runs.run(Unfinished.RESUME, stop=5)
    runs.run(Unfinished.RESUME)
    assert [row["problem"] for row in read(runs.out / "reports" / "index.csv") if not row["file"]] == [
        "the program that draws it failed (ValueError)"
    ]


def test_reports_that_are_lost_or_cut_off_are_drawn_again(runs: Runs) -> None:
    whole = runs.whole()
    staging = runs.stopped(5)
    (staging / "reports" / "R00001.html").unlink()
    (staging / "reports" / "R00003.html").write_bytes(b"20")
    (staging / "results.csv").write_text("half a")
    (staging / "reports" / "index.csv").write_text("firm_id,file\nR00001,R00001.html\n")
    runs.run(Unfinished.RESUME)
    assert contents(runs.out) == whole


def test_when_all_reports_are_there_none_is_drawn(runs: Runs) -> None:
    whole = runs.whole()
    runs.stopped(6)
    with pytest.raises(UsageError, match="2026-11-24 is here: 6 of 6 reports are finished"):
        runs.run()
    runs.run(Unfinished.RESUME)
    assert contents(runs.out) == whole


def test_begun_anew_it_has_the_date_of_today(runs: Runs) -> None:
    staging = runs.stopped(2)
    runs.run(Unfinished.FRESH, days=1)
    assert not staging.exists() and "2026-11-25" in (runs.out / "reports" / "R00001.html").read_text()


def test_without_a_finished_report_nothing_is_kept_and_nobody_asked(runs: Runs) -> None:
    with pytest.raises(Interrupted) as raised:
        runs.run(stop=0)
    assert str(raised.value) == "Stopped. Nothing was written." and not runs.out.exists()
    left = runs.out / ".msme-check-dead"
    (left / "reports").mkdir(parents=True)
    (left / "reports" / ".R00001.html.7.tmp").write_text("half")
    runs.run(days=2)
    assert not left.exists()


@pytest.mark.parametrize("way", [Unfinished.RESUME, Unfinished.FRESH])
def test_where_nothing_was_stopped_any_way_begins(way: Unfinished, runs: Runs) -> None:
    whole = runs.whole()
    runs.run(way)
    assert contents(runs.out) == whole


def test_a_run_that_came_to_its_end_is_not_done_again(runs: Runs) -> None:
    first = runs.run(cohort=Cohort.FIRMS)
    before = contents(runs.out)
    again = runs.run(Unfinished.RESUME, cohort=Cohort.FIRMS, days=1)
    assert contents(runs.out) == before
    assert again.notes == ("This run came to its end before, so nothing was left to do.",)
    for name in ("rows", "scored", "bad_cells", "refusals", "reports_written", "reports_failed", "cohort", "exit_code"):
        assert getattr(again, name) == getattr(first, name)
    assert runs.run(Unfinished.RESUME, cohort=Cohort.NONE, days=1).notes == ()
    (runs.out / "run.json").write_text("{}")
    assert runs.run(Unfinished.RESUME, cohort=Cohort.NONE, days=2).notes == ()


def other_instrument(runs: Runs) -> None:
    """The questionnaires of another version."""
    runs.questionnaires = Path(shutil.copytree(resources.questionnaires(), runs.folder / "questionnaires"))
    settings = runs.questionnaires / "instrument.yaml"
    settings.write_text(settings.read_text("utf-8").replace("version: 1.0.0", "version: 1.0.1"), "utf-8")
    runs.instrument = loading.load(runs.questionnaires)


def other_firms(runs: Runs) -> None:
    runs.firms.write_text(runs.firms.read_text("utf-8").replace("hopeless", "hopeful"), "utf-8")


def other_program(runs: Runs) -> None:
    (journal,) = runs.out.glob(".msme-check-*/journal")
    head, rest = journal.read_text("utf-8").split("\n", 1)
    said = json.loads(head)
    said["program"]["version"] = "0.0.9"
    journal.write_text(json.dumps(said) + "\n" + rest, "utf-8")


@pytest.mark.parametrize(
    ("change", "wishes", "said"),
    [
        (other_instrument, {}, "other questionnaires or rules."),
        (other_firms, {}, "another file of firms, or the file was changed."),
        (other_program, {}, "another version of msme-check."),
        (None, {"top": 3}, "other options."),
        (None, {"look": Look(paper=Paper.LETTER)}, "another brand, other templates or another paper."),
        (None, {"programmes": OwnProgrammes((), "0" * 64)}, "another file of programmes."),
        (other_firms, {"strict": True}, "another file of firms, or the file was changed; other options."),
    ],
)
def test_another_run_does_not_go_on_from_it(change: Any, wishes: dict[str, Any], said: str, runs: Runs) -> None:
    staging = runs.stopped(3)
    if change:
        change(runs)
    before = contents(staging)
    with pytest.raises(UsageError) as raised:
        runs.run(Unfinished.RESUME, **wishes)
    assert said in str(raised.value) and "--fresh" in str(raised.value)
    assert contents(staging) == before
    runs.run(Unfinished.FRESH, **wishes)
    assert not staging.exists()


def test_workers_and_sizes_of_chunks_may_be_others(runs: Runs) -> None:
    whole = runs.whole()
    runs.stopped(3)
    runs.run(Unfinished.RESUME, workers=2, chunk_rows=2, report_seconds=60)
    assert contents(runs.out) == whole


@pytest.mark.parametrize("damage", [b"", b"nonsense\n"])
def test_a_journal_that_cannot_be_read_is_named_and_nothing_is_deleted(damage: bytes, runs: Runs) -> None:
    staging = runs.stopped(3)
    (staging / "journal").write_bytes(damage)
    for way, said in ((Unfinished.REFUSE, "its journal cannot be read"), (Unfinished.RESUME, "cannot go on")):
        with pytest.raises(UsageError, match=said):
            runs.run(way)
        assert len(list(staging.glob("reports/*.html"))) == 3
    runs.run(Unfinished.FRESH)
    assert not staging.exists()


def test_many_reports_are_spread_over_folders_and_the_links_lead_there(
    tmp_path: Path, instrument: Instrument, example_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "IN_ONE_FOLDER", 20)
    rows = [{**row, "firm_id": f"F{number}"} for number, row in enumerate(example_rows)]
    runs = Runs(tmp_path, write(tmp_path / "firms.csv", rows, instrument), instrument, resources.questionnaires())
    staging = runs.stopped(9, cohort=Cohort.FIRMS, workers=2)
    assert len(list(staging.glob("reports/??/*.html"))) >= 9
    runs.run(Unfinished.RESUME, cohort=Cohort.FIRMS, workers=2)
    index = read(runs.out / "reports" / "index.csv")
    files = [row["file"] for row in index]
    assert [row["firm_id"] for row in index] == [row["firm_id"] for row in rows]
    assert {path.relative_to(runs.out / "reports").as_posix() for path in runs.out.glob("reports/*/*")} == {*files}
    folders = [one for one in (runs.out / "reports").iterdir() if one.is_dir()]
    assert len(folders) > 20
    with zipfile.ZipFile(runs.out / "cohort.xlsx") as book:
        links = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/_rels" in name)
    html = (runs.out / "cohort.html").read_text("utf-8")
    assert f'href="reports/{files[7]}"' in html and f"reports/{files[7]}" in links.replace("\\", "/")
    runs.run(cohort=Cohort.NONE, reports=ReportFormat.NONE)
    assert not (runs.out / "reports").exists()
