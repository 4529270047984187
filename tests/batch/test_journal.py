"""The journal: what is read back after any end, also one in the middle of a line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from msme_check.batch.journal import Finished, Journal

BEGUN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
IDENTITY: dict[str, Any] = {"program": {"version": "1"}, "input": [{"file": "\u1000.csv"}]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of five reports: two written, one failed."""
    journal = Journal.begin(tmp_path / "journal", IDENTITY, BEGUN)
    journal.expect(5)
    journal.write(0, 10)
    journal.write(3, 0)
    journal.fail(2, "it took longer than 2 seconds")
    journal.close()
    return tmp_path / "journal"


def read(path: Path) -> Journal:
    journal = Journal.read(path)
    assert journal is not None
    return journal


def states(finished: Finished) -> list[int | str | None]:
    """Size, reason, or None, of each report."""
    reasons = finished.failures(0, finished.total)
    return [reason or finished.size(number) for number, reason in enumerate(reasons)]


def test_what_was_written_is_read_back(path: Path) -> None:
    journal = read(path)
    assert (journal.identity, journal.begun, journal.files) == (IDENTITY, BEGUN, None)
    finished = journal.finished
    assert states(finished) == [10, None, "it took longer than 2 seconds", 0, None]
    assert (finished.written, finished.failed, finished.count, finished.total) == (2, 1, 3, 5)
    assert [finished.is_open(number) for number in range(5)] == [False, True, False, False, True]


def test_cut_off_anywhere_it_holds_the_lines_before_and_goes_on_after_them(path: Path) -> None:
    whole = path.read_bytes()
    head = whole.index(b"\n") + 1
    counts = []
    for end in range(head, len(whole) + 1):
        path.write_bytes(whole[:end])
        journal = read(path)
        counts.append(journal.finished.count)
        assert journal.finished.count == max(0, whole[head:end].count(b"\n") - 1)
        journal.expect(5)
        journal.write(4, 7)
        journal.close()
        again = read(path).finished
        assert again.size(4) == 7 and again.count == journal.finished.count == counts[-1] + 1
    assert counts == sorted(counts) and {*counts} == {0, 1, 2, 3}


def test_without_its_first_line_it_is_none(path: Path) -> None:
    whole = path.read_bytes()
    for content in (b"", whole[:20], b"[]\n", b"{}\n", b"\xff\n", whole.replace(b'_version": 1', b'_version": 9', 1)):
        path.write_bytes(content)
        assert Journal.read(path) is None
    assert Journal.read(path.with_name("none")) is None


@pytest.mark.parametrize(
    "line",
    [
        b"[]", b"{", b'["written", 5, 1]', b'["written", -1, 1]', b'["written", 1, -1]', b'["written", "1", 1]',
        b'["failed", 1, 7]', b'["reports", 3]', b'["reports", 100000000000000]', b'["placing", [1]]', b'["other", 1]',
        b"\xff", b"0", b'["written", 1, 99999999999999999999]',
    ],
)  # fmt: skip
def test_a_damaged_line_ends_it(line: bytes, path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + line + b'\n["written", 1, 5]\n')
    assert states(read(path).finished) == [10, None, "it took longer than 2 seconds", 0, None]


def test_files_that_take_their_places_are_its_last_words(path: Path) -> None:
    journal = read(path)
    journal.place(["results.csv", "run.json"])
    journal.close()
    assert read(path).files == ("results.csv", "run.json")


def test_a_report_that_is_drawn_again_counts_once() -> None:
    finished = Finished()
    finished.expect(2)
    finished.write(1, 5)
    finished.fail(1, "why")
    assert (finished.written, finished.failed) == (0, 1)
    finished.reopen(1)
    assert finished.count == 0 and finished.is_open(1)


def test_a_line_of_which_the_disk_takes_a_part_is_an_error_and_is_left_out(path: Path) -> None:
    resource = pytest.importorskip("resource")
    journal = read(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 5, before[1]))
    try:
        with pytest.raises(OSError, match="No space"):
            journal.write(4, 7)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    journal.close()
    assert not path.read_bytes().endswith(b"\n")
    assert read(path).finished.count == 3
