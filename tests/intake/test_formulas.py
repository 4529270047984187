"""The guard against formulas: on every risky start, and off again without a trace."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from msme_check.intake.formulas import guarded, unguarded


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    assert guarded(f"{start}cmd()") == f"'{start}cmd()"


def test_other_texts_stay_as_they_are() -> None:
    for text in ("", "Sok & sons", "'t Huis", "3-2", "ຮ້ານ"):
        assert guarded(text) == text


@given(st.text())
@example("'=1")
@example("''-1")
def test_reading_gives_back_what_was_written(text: str) -> None:
    assert unguarded(guarded(text)) == text
