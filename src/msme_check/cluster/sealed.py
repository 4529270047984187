"""What travels to a worker and back. It shows nothing of what is in it, so no log can hold a cell of a firm."""

import pickle
import zlib
from typing import Any, Generic, TypeVar

Held = TypeVar("Held")

_QUICK = 1


class Sealed(Generic[Held]):
    """Something that is opened where it is needed. Its `repr` is only its place in memory."""

    __slots__ = ("_packed",)

    def __init__(self, held: Held) -> None:
        self._packed = zlib.compress(pickle.dumps(held, pickle.HIGHEST_PROTOCOL), _QUICK)

    def open(self) -> Held:
        """What is in it. Raises ImportError where this program is not the one that closed it."""
        held: Any = pickle.loads(zlib.decompress(self._packed))  # noqa: S301 - both ends are the same person's
        return held  # type: ignore[no-any-return]

    def __getstate__(self) -> bytes:
        return self._packed

    def __setstate__(self, packed: bytes) -> None:
        self._packed = packed
