"""Interviewers whose firms are all alike; compared with a slow count over all pairs of firms."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from msme_check import cells
from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.quality import interviewers
from quality.conftest import Check, Row, findings, firm, of

ALIKE = "interviewer_alike"


def nearly(instrument: Instrument, like: int, number: int, changes: int) -> dict[str, str]:
    """A firm with the answers of another one, but for some."""
    numbers = random.Random(number)  # noqa: S311 - no secret
    row = firm(instrument, like, firm_id=f"N{number}")
    other = firm(instrument, number)
    return {**row, **{name: other[name] for name in numbers.sample(list(instrument.questions), changes)}}


def group(instrument: Instrument, alike: int = 5, others: int = 6, changes: int = 6) -> list[dict[str, str]]:
    """Firms of Bounmy that are alike, among firms of two others that are not, and one of nobody."""
    rows = [{**nearly(instrument, 1, 50 + n, changes), "interviewer": "Bounmy"} for n in range(alike)]
    for n in range(others):
        rows.insert(2 * n, {**firm(instrument, 100 + n), "interviewer": ("Chanthy", "Dara")[n % 2]})
    rows.insert(3, {**firm(instrument, 300), "interviewer": ""})
    return rows


def difference(rows: Sequence[Row], instrument: Instrument) -> Fraction:
    """The share of answers in which two firms differ, pair by pair."""
    pairs = differ = 0
    for name, question in instrument.questions.items():
        levels = [cells.answer(question, row[name]).level for row in rows]
        for one, other in combinations(levels, 2):
            if one is not None and other is not None:
                pairs, differ = pairs + 1, differ + (one != other)
    return Fraction(differ, pairs)


def by(rows: Sequence[Row], *names: str) -> list[Row]:
    return [row for row in rows if row["interviewer"] in names]


@pytest.mark.parametrize("chunk", [1, 4, 100])
def test_the_measure_is_that_of_all_pairs(chunk: int, instrument: Instrument, check: Check) -> None:
    rows = group(instrument)
    own, others = (difference(by(rows, *names), instrument) for names in (["Bounmy"], ["Chanthy", "Dara"]))
    (line,) = of(check(rows, chunk), ALIKE)
    assert line["interviewer"] == "Bounmy" and line["firm_id"] == ""
    assert line["row"] == 2 + next(n for n, row in enumerate(rows) if row["interviewer"] == "Bounmy")
    assert line["value"] == f"{float(own):.4f}"
    assert line["limit"] == f"{float(others / 2):.4f}"
    assert line["what"] == (
        f"All 5 firms of this interviewer: two of them differ in {round(100 * own)} of 100 answers, two firms of the "
        f"other interviewers in {round(100 * others)}."
    )


def test_what_was_not_answered_is_not_compared(instrument: Instrument, check: Check) -> None:
    rows = group(instrument)
    for n, row in enumerate(rows):
        row.update({name: ("", "dk", "na")[n % 3] for name in list(instrument.questions)[n : n + 20]})
    own = difference([{**row, **{k: "" for k, v in row.items() if v in {"dk", "na"}}} for row in by(rows, "Bounmy")],
                     instrument)  # fmt: skip
    (line,) = of(check(rows), ALIKE)
    assert line["value"] == f"{float(own):.4f}"


@pytest.mark.parametrize(("firms", "found"), [((4, 6, 6), 0), ((5, 4, 6), 0), ((5, 5, 6), 1), ((6, 6, 60), 0)])
def test_few_firms_or_firms_that_differ_are_left_alone(
    firms: tuple[int, int, int], found: int, instrument: Instrument, check: Check
) -> None:
    alike, others, changes = firms
    assert len(of(check(group(instrument, alike, others, changes)), ALIKE)) == found


def test_an_interviewer_alone_is_compared_with_nobody(instrument: Instrument, check: Check) -> None:
    rows = [{**nearly(instrument, 1, n, 3), "interviewer": "Bounmy"} for n in range(9)]
    assert of(check(rows), ALIKE) == []


def test_firms_without_answers_say_nothing(instrument: Instrument, check: Check) -> None:
    empty = dict.fromkeys(instrument.questions, "")
    rows = [*group(instrument, 0), *({**firm(instrument, n, **empty), "interviewer": "Bounmy"} for n in range(6))]
    assert of(check(rows), ALIKE) == []


def test_when_all_others_are_the_same_nobody_is_below_them(instrument: Instrument, check: Check) -> None:
    rows = [{**firm(instrument, 1, firm_id=f"{n}"), "interviewer": "AB"[n % 2]} for n in range(12)]
    assert of(check(rows), ALIKE) == []


def test_too_many_interviewers_are_not_compared(
    instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{**row, "started": "2026-11-02T09:00:00", "ended": "2026-11-02T10:00:00"} for row in group(instrument)]
    for most, told in ((3, {ALIKE, "overlap"}), (2, set())):
        monkeypatch.setattr(interviewers, "MOST", most)
        for chunk in (1, 100):
            folder = tmp_path / f"{most}-{chunk}"
            folder.mkdir()
            chunks = [rows[start : start + chunk] for start in range(0, len(rows), chunk)]
            found = findings(instrument, folder, chunks, Origins(("a",)))
            lines = found.table().to_dicts()
            assert {line["check"] for line in lines if line["check"] in {ALIKE, "overlap"}} == told
            assert found.findings.tally.too_many_interviewers == (most == 2)
