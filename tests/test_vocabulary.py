"""The texts of a column mean the same however many of them are looked up at once."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.vocabulary import FEW, MOST, Column, Vocabulary, columns_of, kind

TEXTS = st.text(alphabet="ab0 ស", max_size=2)


def meant(vocabulary: Vocabulary[str], texts: list[str]) -> list[str]:
    places = vocabulary.places(texts)
    table = vocabulary.table("upper", str.upper, object)
    return [str(one) for one in table[places]]


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=3 * FEW), max_size=6))
def test_chunks_of_any_size_are_read_alike(chunks: list[list[str]]) -> None:
    asked: list[str] = []

    def read(text: str) -> str:
        asked.append(text)
        return text

    vocabulary = Vocabulary(read)
    for chunk in chunks:
        assert meant(vocabulary, chunk) == [text.upper() for text in chunk]
    assert len(asked) == len(set(asked))  # each text once, in whichever chunk it came


def test_a_column_with_too_many_texts_is_learnt_anew() -> None:
    asked: list[str] = []

    def read(text: str) -> str:
        asked.append(text)
        return text

    vocabulary = Vocabulary(read)
    for begin in range(0, MOST + 10, FEW):
        meant(vocabulary, [str(place) for place in range(begin, begin + FEW)])
    assert meant(vocabulary, ["x", "1"]) == ["X", "1"]
    assert asked.count("1") == 2  # it was forgotten
    assert len(vocabulary.table("upper", str.upper, object)) <= MOST


def rows_of(column: Column) -> list[str]:
    """The text of each row, in each of the ways to ask for it."""
    texts = column.texts
    found = [texts[code] for code in column.codes]
    assert [column.series()[int(code)] for code in column.codes] == found
    assert column.some(column.codes) == found
    return found


@given(st.lists(st.none() | TEXTS, max_size=3 * FEW))
def test_a_column_keeps_the_text_of_each_row(texts: list[str | None]) -> None:
    kept = [text or "" for text in texts]
    given = pl.Series("name", texts, dtype=pl.String)
    for one in (given, given.cast(kind(len(texts))), given.cast(pl.Categorical())):
        assert rows_of(columns_of(pl.DataFrame([one]), ["name"])["name"]) == kept


@pytest.mark.parametrize("rows", [64_999, 65_000, 70_000])
def test_so_many_different_texts_have_codes_of_their_own(rows: int) -> None:
    texts = [*map(str, range(rows - 1)), None]
    column = columns_of(pl.DataFrame({"name": texts}), ["name"])["name"]
    assert column.some(column.codes) == [*map(str, range(rows - 1)), ""]
