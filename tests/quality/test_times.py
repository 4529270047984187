"""What texts of times mean; interviews that are too short, end before they start, or overlap."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from msme_check.intake.origins import Origins
from msme_check.model.instrument import Instrument
from msme_check.quality import overlaps
from msme_check.quality.times import moments
from quality.conftest import Check, findings, firm, of

READ = {
    "2026-11-24T09:30:00Z": "2026-11-24T09:30:00+00:00",
    "2026-11-24T09:30:00+07:00": "2026-11-24T02:30:00+00:00",
    "2026-11-24T09:30:59.999+07:00": "2026-11-24T02:30:59+00:00",
    "2026-11-24T09:30:00.123456-03:30": "2026-11-24T13:00:00+00:00",
    "2026-11-24T09:30:00": "2026-11-24T09:30:00",
    " 2026-11-24 09:30:00 ": "2026-11-24T09:30:00",
    "2026-11-24T09:30": "2026-11-24T09:30:00",
    "2026-11-24 09:30+0630": "2026-11-24T03:00:00+00:00",
    "2026-11-24 09:30:01,5 +07": "2026-11-24T02:30:01+00:00",
    "2026-11-24 09:30 Z": "2026-11-24T09:30:00+00:00",
    "1969-12-31T23:59:59Z": "1969-12-31T23:59:59+00:00",
}
UNREAD = [
    "2026-11-24",
    "24/11/2026 09:30",
    "2026-02-30T09:30:00",
    "2026-11-24T25:00:00",
    "soon",
    "2026-11-24T09:30:00 x",
]


def test_times_are_read_to_the_second_and_zones_taken_off() -> None:
    found = moments(pl.Series(list(READ)))
    for n, wanted in enumerate(READ.values()):
        time = datetime.fromisoformat(wanted)
        seconds = time.timestamp() if time.tzinfo else (time - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
        assert (found.known[n], found.unread[n], found.zoned[n]) == (True, False, bool(time.tzinfo)), wanted
        assert found.seconds[n] == seconds, wanted


def test_what_is_no_time_is_told_apart_from_nothing() -> None:
    found = moments(pl.Series([*UNREAD, "", " ", None]))
    assert not found.known.any()
    assert found.unread.tolist() == [True] * len(UNREAD) + [False] * 3


def interview(instrument: Instrument, number: int, start: str, end: str, who: str = "Dara") -> dict[str, str]:
    return {**firm(instrument, number), "interviewer": who, "started": start, "ended": end}


def at(time: str, zone: str = "+07:00") -> str:
    return f"2026-11-24T{time}{zone}"


def test_an_interview_too_short_for_its_answers_is_found(instrument: Instrument, check: Check) -> None:
    least = 85 * instrument.settings.quality.too_short.seconds_a_question
    assert least == 425
    rows = [
        interview(instrument, 1, at("09:00:00"), at("09:07:04")),
        interview(instrument, 2, at("10:00:00"), at("10:07:05")),
        interview(instrument, 3, at("11:00:00"), at("11:00:00")),
        {**interview(instrument, 4, at("12:00:00"), at("12:07:04")), "fin_records_cashbook": ""},
    ]
    lines = of(check(rows), "too_short")
    assert [(line["firm_id"], line["value"], line["limit"]) for line in lines] == [
        ("F1", "424", "425"),
        ("F3", "0", "425"),
    ]
    assert lines[0]["what"] == "The interview took 7 min 4 s for 85 questions."
    assert lines[0]["interviewer"] == "Dara"


def test_what_is_not_known_was_asked_too(instrument: Instrument, check: Check) -> None:
    row = interview(instrument, 1, at("09:00:00"), at("09:07:04"))
    names = [
        name for name, one in instrument.questions.items() if one.not_applicable and not one.not_applicable[0].when
    ]
    said = {names[0]: "na", "fin_records_receipts": "dk"}
    assert [line["limit"] for line in of(check([{**row, **said}]), "too_short")] == ["425"]
    unanswered = dict.fromkeys(instrument.questions, "")
    assert of(check([{**row, **unanswered, "ended": row["started"]}]), "too_short") == []


def test_an_end_before_the_start_is_found(instrument: Instrument, check: Check) -> None:
    rows = [
        interview(instrument, 1, at("09:00:00"), at("08:29:30")),
        interview(instrument, 2, at("09:00:00"), at("10:00:00")),
    ]
    lines = check(rows)
    assert [(line["check"], line["firm_id"]) for line in lines] == [("ends_before_start", "F1")]
    assert (lines[0]["value"], lines[0]["limit"]) == ("-1830", "0")
    assert lines[0]["what"] == "The interview ends 31 min before it starts."


def test_zones_decide_how_long_it_took(instrument: Instrument, check: Check) -> None:
    same = interview(instrument, 1, at("09:00:00", "+07:00"), at("09:40:00", "+06:30"))
    short = interview(instrument, 2, at("09:00:00", "+07:00"), at("10:00:00", "+08:00"))
    assert [line["firm_id"] for line in of(check([same, short]), "too_short")] == ["F2"]


def test_times_that_cannot_be_used_are_counted_and_left_out(instrument: Instrument, tmp_path: Path) -> None:
    times = [
        (at("09:00:00"), "soon"), ("24/11/2026", ""), (at("09:00:00", ""), at("09:01:00")), ("", at("09:00:00")),
        ("", ""), (at("09:00:00"), at("10:00:00")),
    ]  # fmt: skip
    rows = [interview(instrument, n, *time) for n, time in enumerate(times)]
    found = findings(instrument, tmp_path, [rows[:2], rows[2:]], Origins(("a",)))
    assert len(found.table()) == 0
    assert found.findings.tally.unread_times == 3


@pytest.mark.parametrize("missing", ["started", "ended"])
def test_one_time_alone_says_nothing(missing: str, instrument: Instrument, check: Check) -> None:
    row = interview(instrument, 1, at("09:00:00"), at("09:00:01"))
    del row[missing]
    assert check([row]) == []


@pytest.mark.parametrize("chunk", [1, 3, 100])
@pytest.mark.parametrize("at_once", [1, 1000])
def test_interviews_of_one_person_that_overlap_are_found(
    chunk: int, at_once: int, instrument: Instrument, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlaps, "AT_ONCE", at_once)
    rows = [
        interview(instrument, 1, at("10:00:00"), at("10:30:00")),  # row 2
        interview(instrument, 2, at("09:00:00"), at("12:00:00")),  # row 3: the longest
        interview(instrument, 3, at("11:59:01"), at("12:30:00")),  # row 4: within the longest still
        interview(instrument, 4, at("12:30:00"), at("13:00:00")),  # row 5: begins when the one before ends
        interview(instrument, 5, at("10:00:00"), at("11:00:00"), "Chan"),  # row 6: another person
        interview(instrument, 6, at("10:10:00", ""), at("11:00:00", "")),  # row 7: another clock
        interview(instrument, 7, at("03:15:00", "Z"), at("03:25:00", "Z")),  # row 8: at 10:15
        interview(instrument, 8, at("10:00:00"), at("11:00:00"), ""),  # row 9: nobody
        interview(instrument, 9, at("10:00:00"), at("09:00:00")),  # row 10: ends before it starts
    ]
    lines = of(check(rows, chunk), "overlap")
    assert [(line["row"], line["firm_id"], line["value"], line["limit"]) for line in lines] == [
        (2, "F1", "1800", "0"), (4, "F3", "59", "0"), (8, "F7", "600", "0"),
    ]  # fmt: skip
    assert {str(line["what"])[-28:] for line in lines} == {" row 3 of firms.csv had ended."[-28:]}
    assert lines[1]["what"] == (
        "This interview began 1 min before the same interviewer's in row 3 of firms.csv had ended."
    )
    assert {line["interviewer"] for line in lines} == {"Dara"}


def test_two_that_begin_at_once_overlap_in_the_order_of_their_rows(instrument: Instrument, check: Check) -> None:
    rows = [interview(instrument, n, at("10:00:00"), at("10:30:00")) for n in range(3)]
    lines = of(check(rows), "overlap")
    assert [line["row"] for line in lines] == [3, 4]
    assert all("row 2 of" in str(line["what"]) for line in lines)
