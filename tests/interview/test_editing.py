"""A line of text that is typed and corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.interview.editing import Field
from msme_check.interview.keys import Key


def pressed(field: Field, *keys: Key | str) -> Field:
    for key in keys:
        field = field.press(key) if isinstance(key, Key) else field.insert(key)
    return field


@pytest.mark.parametrize(
    ("keys", "text", "caret"),
    [
        (["ab", Key.LEFT, "c"], "acb", 2),
        (["ab", Key.HOME, "c"], "cab", 1),
        (["ab", Key.HOME, Key.LAST, "c"], "abc", 3),
        (["ab", Key.LEFT, Key.LEFT, Key.LEFT, Key.RIGHT, Key.DELETE], "a", 1),
        (["ab", Key.BACKSPACE, Key.BACKSPACE, Key.BACKSPACE], "", 0),
        (["sok rice  mill ", Key.WORD_BACK], "sok rice  ", 10),
        (["sok", Key.WORD_BACK, Key.WORD_BACK], "", 0),
        (["sok rice", Key.LEFT, Key.LINE_BACK], "e", 0),
        (["ab", Key.HOME, Key.BACKSPACE], "ab", 0),
        (["ab", Key.UP, Key.DELETE], "ab", 2),
    ],
)
def test_editing(keys: list[Key | str], text: str, caret: int) -> None:
    assert pressed(Field(), *keys) == Field(text, caret)


@pytest.mark.parametrize(
    ("text", "clusters", "after_backspace"),
    [
        ("ស្រី", 1, "ស្រ"),  # Khmer: a vowel on a stack of two consonants
        ("ເຂົ້າ", 2, "ເຂົ້"),  # Lao: the last vowel is a letter of its own
        ("မြို့", 1, "မြို"),  # Burmese
        ("น้ำ", 1, "น้"),  # Thai: sara am
        ("Phở", 3, "Ph"),
        ("a\u200b", 1, ""),  # what nobody sees goes with what is seen
        ("ខ្មែរ\u200bក", 3, "ខ្មែរ\u200b"),
    ],
)
def test_the_caret_moves_over_clusters_and_backspace_takes_a_character(
    text: str, clusters: int, after_backspace: str
) -> None:
    field = Field.holding(text)
    assert pressed(field, *[Key.LEFT] * (clusters - 1)).caret > 0
    assert pressed(field, *[Key.LEFT] * clusters).caret == 0
    assert field.press(Key.BACKSPACE) == Field.holding(after_backspace)


def test_what_stood_there_before_is_replaced_by_the_first_character_or_corrected() -> None:
    fresh = Field.holding("40", fresh=True)
    assert fresh.insert("3") == Field("3", 1)
    assert fresh.press(Key.BACKSPACE) == Field("4", 1)
    assert fresh.press(Key.LEFT).insert("5") == Field("450", 2)


TEXTS = st.text(alphabet="aក្ុ\u200b ເົ1", max_size=6)


@given(st.lists(st.sampled_from(Key) | TEXTS, max_size=30))
def test_the_caret_stays_in_the_text(keys: list[Key | str]) -> None:
    field = pressed(Field(), *keys)
    assert 0 <= field.caret <= len(field.text)
