"""Names of files made from the ids of firms, that every operating system takes."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

import polars as pl

_OTHER = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 48
_ASCII = rf"^[A-Za-z0-9_-]{{1,{_LONGEST}}}$"
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin", "conout", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_HASHED = re.compile(r"-[0-9a-f]{12}")
"""The end of a name that was changed; an id that ends like this gets its own, so that no two names meet."""


@dataclass(frozen=True)
class FileNames:
    """Where the file of each firm is, the same in any order of the firms.

    An id of up to 48 letters, digits, `_` and `-` is its own file name. Any other is cut down to these, with a
    part of its digest behind it; so is one that Windows reserves, or that differs from another in case only.
    `alike`: ids that differ from another in case only. `spread`: files are in folders, by their ids' digests.
    """

    suffix: str
    alike: frozenset[str] = frozenset()
    spread: bool = False

    @classmethod
    def of(cls, ids: pl.Series, suffix: str, most: int) -> Self:
        """The names for these ids, each of which is another. `most`: so many files may be in one folder;
        where there are more, they are spread."""
        own = ids.filter(ids.str.contains(_ASCII))
        alike = own.filter(own.str.to_lowercase().is_duplicated())
        return cls(suffix, frozenset(alike.to_list()), len(ids) > most)

    def name(self, firm: str) -> str:
        """The file of a firm, with its folder where they are spread, and a `/` between them on every system."""
        whole = _digest(firm)
        name = firm if _fits(firm) and firm not in self.alike else _changed(firm, whole)
        return f"{whole[:2]}/{name}.{self.suffix}" if self.spread else f"{name}.{self.suffix}"

    def folders(self) -> list[str]:
        """The folders that files are in, beside the one that holds all."""
        return [f"{number:02x}" for number in range(256)] if self.spread else []


def _digest(firm: str) -> str:
    return hashlib.sha256(firm.encode("utf-8", "surrogatepass")).hexdigest()


def _fits(name: str) -> bool:
    return (
        bool(name)
        and len(name) <= _LONGEST
        and not _OTHER.search(name)
        and not name.startswith("-")
        and name.casefold() not in _RESERVED
        and not _HASHED.fullmatch(name[-13:])
    )


def _changed(name: str, digest: str) -> str:
    kept = _OTHER.sub("-", name)[: _LONGEST - 13].strip("-")
    return f"{kept or 'firm'}-{digest[:12]}"
