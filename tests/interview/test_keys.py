"""Bytes of a terminal become keys, wherever the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msme_check.interview.keys import LONGEST_PASTE, Character, Decoder, Key, Pasted, Pressed

NAMED = [
    (b"\x1b[A", Key.UP),
    (b"\x1bOA", Key.UP),
    (b"\x1b[B", Key.DOWN),
    (b"\x1b[C", Key.RIGHT),
    (b"\x1b[D", Key.LEFT),
    (b"\x1b[1;5D", Key.LEFT),
    (b"\x1b[H", Key.HOME),
    (b"\x1bOH", Key.HOME),
    (b"\x1b[1~", Key.HOME),
    (b"\x1b[7~", Key.HOME),
    (b"\x1b[F", Key.LAST),
    (b"\x1b[4~", Key.LAST),
    (b"\x1b[3~", Key.DELETE),
    (b"\x1b[5~", Key.PAGE_UP),
    (b"\x1b[6~", Key.PAGE_DOWN),
    (b"\x1b[6;2~", Key.PAGE_DOWN),
    (b"\x1bOM", Key.ENTER),
    (b"\r", Key.ENTER),
    (b"\n", Key.ENTER),
    (b"\x7f", Key.BACKSPACE),
    (b"\x08", Key.BACKSPACE),
    (b"\x01", Key.HOME),
    (b"\x05", Key.LAST),
    (b"\x04", Key.END),
    (b"\x15", Key.LINE_BACK),
    (b"\x17", Key.WORD_BACK),
]
WITHOUT_MEANING = [b"\x1b[15~", b"\x1b[[A", b"\x1bOP", b"\x1b[I", b"\x1b[?1;2c", b"\x1bx", b"\x00", b"\x1b[200;1u"]


def keys(content: bytes) -> list[Pressed]:
    """The keys of all bytes, and of what is left in the end."""
    decoder = Decoder()
    return decoder.feed(content) + decoder.rest()


@pytest.mark.parametrize(("content", "key"), NAMED)
def test_named_keys(content: bytes, key: Key) -> None:
    assert keys(content) == [key]


@pytest.mark.parametrize("content", WITHOUT_MEANING)
def test_other_keys_do_nothing_and_leave_nothing_behind(content: bytes) -> None:
    assert keys(content + b"3") == [Character("3")]


@pytest.mark.parametrize("text", ["a", "?", "+", "ក", "្", "é", "\u200b", "😀"])
def test_characters(text: str) -> None:
    assert keys(text.encode()) == [Character(text)]


def test_bytes_that_are_no_text() -> None:
    assert keys(b"\xe9t") == [Key.UNREADABLE, Character("t")]


def test_escape_alone_is_told_from_the_beginning_of_a_key_by_waiting() -> None:
    decoder = Decoder()
    assert decoder.patience is None
    assert decoder.feed(b"\x1b") == []
    assert decoder.patience is not None
    assert decoder.feed(b"[A") == [Key.UP]
    assert decoder.patience is None
    assert decoder.feed(b"\x1b") == []
    assert decoder.rest() == [Key.ESCAPE]
    assert decoder.feed(b"[") == [Character("[")]


def test_escape_before_another_key() -> None:
    assert keys(b"\x1b\x1b[A") == [Key.ESCAPE, Key.UP]


def test_pasted_text_is_one_key_with_its_line_ends() -> None:
    assert keys("\x1b[200~ស្រី\r\nb\x1b[201~b".encode()) == [Pasted("ស្រី\r\nb"), Character("b")]


def test_a_paste_that_never_ends_is_cut() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x1b[200~abc") == []
    assert decoder.rest() == [Pasted("abc")]
    assert keys(b"\x1b[200~" + b"x" * LONGEST_PASTE) == [Pasted("x" * LONGEST_PASTE)]


PIECES = st.sampled_from(
    [content for content, _ in NAMED] + WITHOUT_MEANING[:-1] + ["ស្រី".encode(), b"12", b"\x1b[200~ab\r\x1b[201~"]
)


@given(st.lists(PIECES, max_size=6), st.data())
def test_keys_do_not_depend_on_where_the_bytes_are_cut(pieces: list[bytes], data: st.DataObject) -> None:
    content = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=4)))
    decoder = Decoder()
    found: list[Pressed] = []
    for begin, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
        found += decoder.feed(content[begin:end])
    assert found + decoder.rest() == keys(content)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(content: bytes) -> None:
    for key in keys(content):
        assert isinstance(key, Key | Pasted) or (len(key.text) == 1 and key.text >= " ")
