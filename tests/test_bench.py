"""The peer in SQL does the work that it is timed for: it comes to our results, to the last digit."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from msme_check import loading, resources
from msme_check.batch import run
from msme_check.batch.settings import BatchSettings

ROOT = Path(__file__).resolve().parents[1]
FIRMS = 200


@pytest.fixture(autouse=True)
def _bench_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def test_duckdb_comes_to_our_results(tmp_path: Path) -> None:
    from bench.agreement import agreement
    from bench.duck.batch import TOP, write
    from bench.firms import write_firms

    instrument = loading.load(resources.questionnaires())
    firms = write_firms(tmp_path / "firms.csv", FIRMS, instrument)
    settings = BatchSettings((firms,), tmp_path / "ours", top=TOP)
    run.run(settings, instrument, resources.questionnaires(), lambda *_: None, lambda: datetime.now(UTC))
    write(firms, tmp_path / "peer", instrument)

    found = agreement(tmp_path / "ours", tmp_path / "peer")
    assert list(found) == ["results.csv", "recommendations.csv", "rejected.csv"]
    assert {name: one.differing for name, one in found.items()} == dict.fromkeys(found, ())
    assert {name: one.lines - one.alike for name, one in found.items()} == dict.fromkeys(found, 0)
    assert found["results.csv"].lines == FIRMS
    assert found["recommendations.csv"].lines > FIRMS
    assert found["rejected.csv"].lines


def test_a_peer_with_other_results_is_seen(tmp_path: Path) -> None:
    from bench.agreement import agreement

    tables = {  # ours, and the peer's
        "results.csv": ("firm_id,score\nA,1.0000\nB,2.0000\nC,3.0000\n", "firm_id,score\nB,2.0001\nA,1.0000\n"),
        "recommendations.csv": ("firm_id,rank,planned,gain\nA,1,quick,1\n", "firm_id,rank,planned,gain\nA,1,,1\n"),
        "rejected.csv": ("row,column,problem\n2,x,Bad.\n", "row,column,problem\n2,x,Worse.\n"),
    }
    for name, texts in tables.items():
        for folder, text in zip(("ours", "peer"), texts, strict=True):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / name).write_text(text, "utf-8")

    exact, near = (agreement(tmp_path / "ours", tmp_path / "peer", steps=steps) for steps in (0, 1))
    assert (exact["results.csv"].lines, exact["results.csv"].alike) == (3, 1)  # C is not in the peer's table
    assert exact["results.csv"].differing == ("score",)
    assert near["results.csv"].alike == 2
    assert exact["recommendations.csv"].alike == 1  # no peer fills `planned`
    assert (near["rejected.csv"].alike, near["rejected.csv"].differing) == (0, ("problem",))
