"""The objects of a PDF as bytes: some sixty thousand short ones a report."""

from typing import Any

import pydyf

_to_bytes = pydyf._to_bytes
_keys: dict[str, bytes] = {}
_MOST_KEYS = 1_000


def to_bytes(item: Any) -> bytes:
    """What pydyf writes for a value, with the most frequent kinds asked for first."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % item
    return _to_bytes(item)  # type: ignore[no-any-return]


def dictionary(one: Any) -> bytes:
    """The `data` of a dictionary. The names in it are the same few."""
    parts = [b"<<"]
    for name, value in one.items():
        parts += (_keys.get(name) or _key(name), value if type(value) is bytes else to_bytes(value))
    parts.append(b">>")
    return b"".join(parts)


def _key(name: Any) -> bytes:
    written: bytes = b"/" + to_bytes(name) + b" "
    if len(_keys) < _MOST_KEYS:
        _keys[name] = written
    return written


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references to all pages, which each element of the structure asks for."""
    numbers = pdf.pages["Kids"]
    count, known = pdf.__dict__.get("kept_references", (-1, ()))
    if count != len(numbers):
        known = tuple(b"%d 0 R" % number for number in numbers[::3])
        pdf.__dict__["kept_references"] = len(numbers), known
    return known  # type: ignore[no-any-return]


def marked(stream: Any, box: Any, tag: str) -> "_Marked":
    return _Marked(stream, box, tag)


def stacked(stream: Any) -> "_Stacked":
    return _Stacked(stream)


class _Marked:
    """Marks what is drawn within it, as `pdf.stream.Stream.marked` does."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any, box: Any, tag: str) -> None:
        self._stream = stream
        tags = stream._tags
        if tags is not None:
            mcid = len(tags)
            assert box not in tags  # noqa: S101 - as in that which it replaces
            tags[box] = {"tag": tag, "mcid": mcid}
            stream.stream += (f"/{tag}", pydyf.Dictionary({"MCID": mcid}), b"BDC")

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        if self._stream._tags is not None:
            self._stream.stream.append(b"EMC")


class _Stacked:
    """Restores the state of a stream after it, as `pdf.stream.Stream.stacked` does."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        stream.push_state()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        self._stream.pop_state()
