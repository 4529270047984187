"""Rows that sum up the firms above them: a total, an average. Taken for a firm, each of its sums would be a bad answer.

Such a row begins with a word for a total, and where a firm says what it is, there is nothing or a number. Whether it
says anything there is known when its cells are read (`batch/screening`): a firm of that name is scored like any other.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from msme_check.answers import ROW
from msme_check.cells import is_error
from msme_check.intake.tables import Broken, Rows, place
from msme_check.model.instrument import Instrument
from msme_check.vocabulary import columns_of
from msme_check.wordings import Wordings


@dataclass(frozen=True)
class Totals:
    """What tells such rows of a table. `words` as in the instrument; `codes`: of the fact in the column `fact`.

    The fact is the first one that every firm has to state by one of some choices.
    """

    words: tuple[str, ...]
    fact: int
    codes: frozenset[str]

    def perhaps(self, rows: Rows) -> dict[int, Broken]:
        """The rows that begin as a total does; in some of them there may be a firm of that name."""
        column = columns_of(rows.frame, [place(self.fact)])[place(self.fact)]
        open_ = np.array([self._says_nothing(text) for text in column.texts], dtype=np.bool_)[column.codes]
        if not open_.any():
            return {}
        frame = rows.frame[np.flatnonzero(open_)]
        names = [name for name in frame.columns if name != ROW]
        cells = zip(frame[ROW], frame.select(names).iter_rows(), strict=True)
        return {row: Broken.TOTAL for row, texts in cells if self._is_total(_first(texts))}

    def _says_nothing(self, text: str) -> bool:
        return text.strip().casefold() not in self.codes and (not _has_letters(text) or self._is_total(text))

    def _is_total(self, text: str) -> bool:
        return bool(text) and bool(_wordings(self.words).codes("".join(_letters(text))))


def totals_of(instrument: Instrument, places: Mapping[str, int]) -> Totals | None:
    """What tells totals in a table with these columns; None where nothing can."""
    words = tuple(word for some in instrument.settings.total_words.values() for word in some)
    for one in instrument.profile:
        if words and one.required and one.type == "choice" and one.id in places:
            return Totals(words, places[one.id], frozenset(option.code.casefold() for option in one.options))
    return None


@lru_cache(maxsize=8)
def _wordings(words: tuple[str, ...]) -> Wordings:
    return Wordings(lambda: (("".join(_letters(word)), "total") for word in words), several=True)


def _first(texts: Iterable[str | None]) -> str:
    """The first of the cells with a text in it."""
    return next((text for text in texts if text and _has_letters(text)), "")


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text) and not is_error(text)


def _letters(text: str) -> Iterator[str]:
    """The letters with their marks, and a space for all between words. Breaks that are not seen are left out."""
    for character in text:
        kind = unicodedata.category(character)
        if kind != "Cf":
            yield character if kind[0] in "LM" else " "
