"""Lines fit the terminal in every script, and nothing is lost or torn."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from msme_check.interview.wrapping import pack, wrap

KHMER = "តើអ្នកកត់ត្រាប្រាក់ចំណូលនិងចំណាយនៃអាជីវកម្មដោយរបៀបណា"
THAI = "คุณบันทึกรายรับรายจ่ายของกิจการอย่างไรบ้างในแต่ละวันเพื่อให้ทราบกำไร"


def test_hanging_indent() -> None:
    assert wrap("one two three four five", 14, "  1  ", "     ") == ["  1  one two", "     three", "     four five"]


def test_a_short_text_stays_one_line() -> None:
    assert wrap("  one\n two ", 80) == ["one two"]
    assert wrap("", 80) == [""]


def test_a_zero_width_space_is_a_place_to_break_and_no_space() -> None:
    assert wrap("aaaa\u200bbbbb\u200bcccc", 9) == ["aaaabbbb", "cccc"]


@pytest.mark.parametrize("text", [KHMER, THAI, "မြန်မာနိုင်ငံတွင်လုပ်ငန်းလုပ်ကိုင်ပါသလား", "x" * 90])
def test_a_long_run_is_cut_between_clusters(text: str) -> None:
    lines = wrap(text, 20)
    assert "".join(lines) == text
    assert max(map(cell_len, lines)) <= 20
    for line in lines:
        assert not unicodedata.category(line[0]).startswith("M")
    for before in lines[:-1]:
        assert before[-1] not in "\u17d2\u1039\u0e40\u0e41\u0e42\u0e43\u0e44"


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=200), st.integers(20, 100))
def test_nothing_is_lost_and_no_line_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width, "  1  ", "     ")
    together = "".join(line[5:] for line in lines)
    assert together.replace(" ", "") == "".join(text.split(" ")).replace("\u200b", "")
    # A single cluster may be wider than a line only where it is one heap of marks.
    assert all(cell_len(line) <= width for line in lines)


def test_no_line_ends_within_what_is_copied() -> None:
    path = "/home/dara/my firms/out"
    text = f"See {path}/rejected.csv for what to do, {path}."
    assert wrap(text, 40, rest="  ", whole=["my firms", path, ""]) == [
        "See",
        f"  {path}/rejected.csv",
        "  for what to do,",
        f"  {path}.",
    ]
    assert wrap(f"See {path}", 16, whole=[path]) == ["See", path]
    assert wrap(f"See {path}", 16) == ["See", "/home/dara/my", "firms/out"]


def test_pack() -> None:
    assert pack(["b back", "s skip", "? help"], 14) == ["b back  s skip", "? help"]
    assert pack(["a rather long command"], 12) == ["a rather", "long command"]
    assert pack([], 12) == []
