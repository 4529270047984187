"""Texts of answers as people compare them, and the codes they stand for.

Case, spaces, punctuation and the way a letter is stored do not matter. Nothing is guessed: a text that is only
nearly the text of an answer stands for none, and a text of two answers stands for both.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Pair = tuple[str, str]
"""A text, and the code it stands for."""

_NUMBERED = re.compile(r"^\W*(?:[a-zA-Z]?\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])\s*[.):=\u2013\u2014-]\s*(?=\D)")
"""What people put before an answer or a question: `3. `, `c) `, `Q12. `, `2.4: `."""
_BETWEEN = (";|", ",")
"""The signs that programs put between several answers; the first that fit decide. Kobo puts spaces."""
_LONGEST = 400
"""Words; a longer text is no list of answers."""


class _Folding(dict[int, str]):
    """Letter -> how it is compared; filled as letters are met."""

    def __missing__(self, letter: int) -> str:
        character = chr(letter)
        category = unicodedata.category(character)
        apart = category[0] in "PZ" or category == "Cc"
        self[letter] = "" if character in "'\u2018\u2019\u02bc`" or category == "Cf" else " " if apart else character
        return self[letter]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """The text as it is compared: one case, words with one space between them, no punctuation.

    Letters that can be stored in two ways (NFKC), and the invisible breaks between words of the region's scripts,
    make no difference.
    """
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).translate(_FOLDING).split())


def without_number(text: str) -> str:
    """The text without a number or letter before it, such as `3. ` or `c) `."""
    return _NUMBERED.sub("", text, count=1)


@dataclass(frozen=True, eq=False)
class Wordings:
    """The texts of one column's answers. `pairs` is asked for them when they are first needed.

    `several`: a cell may hold more than one answer.
    """

    pairs: Callable[[], Iterable[Pair]]
    several: bool = False

    @cached_property
    def known(self) -> Mapping[str, tuple[str, ...]]:
        """Each folded text, with its codes; more than one where it is ambiguous."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for text, code in self.pairs():
            found[folded(text)][code] = None
        found.pop("", None)
        return {text: tuple(codes) for text, codes in found.items()}

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(text.split()[0] for text in self.known)

    @cached_property
    def _most_parts(self) -> int:
        """Into how many parts the signs divide one answer, at most."""
        return max((len(re.split("[,;|]", text)) for text, _code in self.pairs()), default=0)

    @cached_property
    def _longest(self) -> int:
        return max((len(text.split()) for text in self.known), default=0)

    def codes(self, text: str) -> tuple[str, ...]:
        """What a text can stand for: nothing, one code (codes with spaces between them for several), or more."""
        return self._parts(text) if self.several else self._whole(text)

    def _whole(self, text: str) -> tuple[str, ...]:
        return self.known.get(folded(text)) or self.known.get(folded(without_number(text)), ())

    def _parts(self, text: str) -> tuple[str, ...]:
        """As signs between the parts divide it; else as words do; else as one answer with a number before it."""
        for signs in _BETWEEN:
            if any(sign in text for sign in signs):
                parts = [part for part in re.split(f"[{signs}]", text) if folded(part)]
                if found := _covers(parts, lambda some: self._whole(" ".join(some)), self._most_parts):
                    return found
        return _covers(folded(text).split(), self._words, self._longest) or self._whole(text)

    def _words(self, some: Sequence[str]) -> tuple[str, ...]:
        return self.known.get(" ".join(some), ()) if some[0] in self._starts else ()


def _covers(
    parts: Sequence[str], meanings: Callable[[Sequence[str]], tuple[str, ...]], longest: int
) -> tuple[str, ...]:
    """The ways to read all parts, in a row, as texts of answers; at most two, which is one too many."""
    if len(parts) > _LONGEST:
        return ()
    ways: list[list[frozenset[str]]] = [[] for _part in parts] + [[frozenset()]]
    for start in reversed(range(len(parts))):
        found: dict[frozenset[str], None] = {}
        for end in range(start + 1, min(len(parts), start + longest) + 1):
            if ways[end]:
                codes = meanings(parts[start:end])
                found |= {rest | {code}: None for code in codes for rest in ways[end]}
        ways[start] = list(found)[:2]
    return tuple(" ".join(sorted(way)) for way in ways[0] if way)
