"""Names of files made from the ids of firms, that every operating system takes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 48
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin", "conout", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_HASHED = re.compile(r"-[0-9a-f]{12}")
"""The end of a name that was changed; an id that ends like this gets its own, so that no two names meet."""


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Id -> file name without its suffix, the same in any order of the ids.

    An id of up to 48 letters, digits, `_` and `-` is its own file name. Any other is cut down to these, with a
    part of its digest behind it; so is one that Windows reserves, or that differs from another in case only.
    """
    ids = list(dict.fromkeys(ids))
    folded = Counter(one.casefold() for one in ids)
    return {one: one if folded[one.casefold()] == 1 and _fits(one) else _changed(one) for one in ids}


def _fits(name: str) -> bool:
    return (
        bool(name)
        and len(name) <= _LONGEST
        and not _OTHER.search(name)
        and not name.startswith("-")
        and name.casefold() not in _RESERVED
        and not _HASHED.fullmatch(name[-13:])
    )


def _changed(name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    kept = _OTHER.sub("-", name)[: _LONGEST - 13].strip("-")
    return f"{kept or 'firm'}-{digest}"
