"""The texts of a column mean the same however many of them are looked up at once."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from msme_check.vocabulary import FEW, MOST, Vocabulary

TEXTS = st.text(alphabet="ab0 ស", max_size=2)


def meant(vocabulary: Vocabulary[str], texts: list[str]) -> list[str]:
    places = vocabulary.places(pl.Series("column", texts, dtype=pl.String))
    table = vocabulary.table("upper", str.upper, object)
    assert [vocabulary.meanings[place] for place in places] == texts
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
    vocabulary = Vocabulary(lambda text: text)
    for begin in range(0, MOST + 10, FEW):
        meant(vocabulary, [str(place) for place in range(begin, begin + FEW)])
    assert len(vocabulary.meanings) <= MOST
    assert meant(vocabulary, ["x", "1"]) == ["X", "1"]
