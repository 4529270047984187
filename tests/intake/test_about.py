"""What a file says about its interviews."""

import polars as pl
import pytest

from intake.conftest import HEADER, Read
from msme_check.intake.about import about, iso

TIMES = {
    "2026/11/24 10:05:09 AM GMT+7": "2026-11-24T10:05:09+07:00",
    "2026/11/24 12:05:09 AM GMT+6:30": "2026-11-24T00:05:09+06:30",
    "2026/11/24 1:05:09 PM UTC-3:30": "2026-11-24T13:05:09-03:30",
    "24/11/2026 10:05": "2026-11-24T10:05:00",
    "11/24/2026 10:05:09": "2026-11-24T10:05:09",  # only a month can be 11
    "3/11/26 9:05": "2026-11-03T09:05:00",  # the day first, as the region writes it
    "24.11.2026, 22:05:09": "2026-11-24T22:05:09",
    "24/11/2569 10:05:09": "2026-11-24T10:05:09",  # a year of the Buddhist era
    "2026-11-24 10:05:09.123": "2026-11-24T10:05:09",
    "2026-11-24 10:05:09+07:00": "2026-11-24T10:05:09+07:00",
    "10:05:09 24/11/2026": "2026-11-24T10:05:09",  # as in Vietnamese
    "2026/11/24 1:05:09 CH GMT+7": "2026-11-24T13:05:09+07:00",
    "2026/11/24 1:05:09 \u0e2b\u0e25\u0e31\u0e07\u0e40\u0e17\u0e35\u0e48\u0e22\u0e07": "2026-11-24T13:05:09",
    "\u1042\u1044/\u1041\u1041/\u1042\u1040\u1042\u1046\u104a \u1041:\u1040\u1045": "2026-11-24T01:05:00",
    "46350.5": "2026-11-24T12:00:00",  # days, as a spreadsheet counts them
    "\u0e52\u0e54/\u0e51\u0e51/\u0e52\u0e55\u0e56\u0e59 10:05": "2026-11-24T10:05:00",
}


@pytest.mark.parametrize("text", TIMES)
def test_a_time_as_people_and_programs_write_it(text: str) -> None:
    assert iso(text) == TIMES[text]


@pytest.mark.parametrize(
    "text", ["", "this morning", "2026-11-24", "10:05", "31/31/2026 10:05", "24/11/2026 25:05", "463"]
)
def test_what_is_no_time_stays_as_it_is(text: str) -> None:
    assert iso(text) == text


def test_iso_times_stay_and_names_are_cleaned() -> None:
    times = ["2026-11-24T10:05:09.123+07:00", "2026-11-24T03:05Z", None, " 2026/11/24 1:05 PM "]
    frame = pl.DataFrame({"0": times, "1": ["'=Dara\u202e", "Dara", "", None], "row": [2, 3, 4, 5]})
    found = about(frame, {"started": 0, "interviewer": 1})
    assert found is not None and found.columns == ["row", "started", "interviewer"]
    assert found["started"].to_list() == [times[0], times[1], "", "2026-11-24T13:05:00"]
    assert found["interviewer"].to_list() == ["=Dara", "Dara", "", ""]


def test_a_file_that_says_nothing_of_interviews(read: Read) -> None:
    (chunk,) = read(f"{HEADER}\nA1,Sok,KH,agri,3,2\n").chunks(10, lambda done, size: None)
    assert chunk.read().about is None


def test_the_best_column_of_several_is_taken(read: Read) -> None:
    file = read(f"_submitted_by,{HEADER},Enumerator,group/end,endtime,end\nphone7,A1,Sok,KH,agri,3,2,Dara,x,y,z\n")
    (chunk,) = file.chunks(10, lambda done, size: None)
    found = chunk.read().about
    assert found is not None
    assert found.rows(named=True) == [{"row": 2, "interviewer": "Dara", "ended": "x"}]
