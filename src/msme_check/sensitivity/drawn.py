"""Firms drawn from a seed, as rows of a file of firms. They show what an instrument does with answers, not the world.

Each firm has a chance between 0 and 1, and for each questionnaire another one: the mean of its own chance and of a
new one. With this chance each of the four steps of a ladder is climbed, each item of a checklist is ticked, and so on.
So firms of all scores come up, and the sides of a firm differ. Every question is answered. Facts about the firm are
drawn with equal chances; amounts, years and what is asked of some firms only stay empty.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from msme_check.answers import FIRM_ID
from msme_check.frames import Array, Bools, Ints
from msme_check.model.instrument import Instrument, ProfileField
from msme_check.model.questions import LEVELS, Checklist, Ladder, Number, Question, YesNo
from msme_check.stability import WORD, random_numbers

PEOPLE = "employees"
_YES_NO = ("no", "partly", "yes")


def draw(instrument: Instrument, seed: int, count: int) -> pl.DataFrame:
    """The first `count` firms of a seed; a larger count begins with the same ones."""
    drawing = _Drawing(instrument, seed, count)
    texts = {FIRM_ID: np.array([f"D{number:07}" for number in range(1, count + 1)])}
    for field in instrument.profile:
        found = drawing.fact(field)
        if found is not None:
            texts[field.id] = found
    for part in instrument.questionnaires:
        chance = (drawing.numbers("", "firm") + drawing.numbers("", part.id)) // 2
        texts |= {one.id: drawing.answer(one, chance) for one in part.questions}
    return pl.DataFrame({name: pl.Series(cells, dtype=pl.String) for name, cells in texts.items()})


class _Drawing:
    """The random numbers of some firms, each from the name of what it decides. Chances are in units of 2**-WORD."""

    def __init__(self, instrument: Instrument, seed: int, count: int) -> None:
        self.instrument, self.seed, self.count = instrument, seed, count
        self._codes: dict[str, Array] = {}

    def numbers(self, name: str, of: str, *shape: int) -> Ints:
        """A row for each firm."""
        return random_numbers(f"{self.seed} sensitivity {name} {of}", self.count, *shape)

    def answer(self, question: Question, chance: Ints) -> Array:
        """The cells of a question."""
        match question:
            case Ladder():
                return _of([str(level) for level in range(LEVELS)], self._climbed(question.id, chance, LEVELS - 1))
            case YesNo():
                return _of(_YES_NO, self._climbed(question.id, chance, len(_YES_NO) - 1))
            case Number():
                starts = [f"{band.start:g}" for band in sorted(question.bands, key=lambda band: band.level)]
                return _of(starts, self._climbed(question.id, chance, len(starts) - 1))
            case Checklist():
                codes = [item.code for item in question.items]
                ticked = self.numbers(question.id, "items", len(codes)) < chance[:, np.newaxis]
                return _joined(codes, ticked, "none")

    def _climbed(self, name: str, chance: Ints, steps: int) -> Ints:
        """How many of some steps are climbed."""
        found: Ints = np.count_nonzero(self.numbers(name, "steps", steps) < chance[:, np.newaxis], axis=1)
        return found

    def fact(self, field: ProfileField) -> Array | None:
        """The cells of a fact about the firm; None where it stays empty."""
        if field.ask_when is not None:
            return None
        if field.id == PEOPLE:
            return self._people(field)
        if field.type == "choices":
            codes = [option.code for option in field.options]
            chosen = self.numbers(field.id, "chosen", len(codes)) < 1 << (WORD - 1)
            chosen[np.arange(self.count), self._one_of(field.id, len(codes))] = True
            return _joined(codes, chosen, "")
        if field.type == "choice":
            self._codes[field.id] = self._chosen(field)
            return self._codes[field.id]
        return None

    def _chosen(self, field: ProfileField) -> Array:
        if field.options_by is None:
            codes = [option.code for option in field.options]
            return _of(codes, self._one_of(field.id, len(codes)))
        above = self._codes[field.options_by]
        found = np.full(self.count, "", dtype=object)
        for code in sorted(set(above.tolist())):
            fitting = [option.code for option in field.options if option.of == code]
            if fitting:
                here = above == code
                found[here] = _of(fitting, self._one_of(field.id, len(fitting)))[here]
        return found

    def _one_of(self, name: str, many: int) -> Ints:
        """One of so many, each as likely as any other."""
        return self.numbers(name, "choice") * many >> WORD

    def _people(self, field: ProfileField) -> Array:
        """Each size band of its own is as likely as any other, and in it each number of people."""
        starts = [band.start for band in self.instrument.settings.size_bands]
        bands = [(low, high - 1) for low, high in pairwise([*starts, starts[-1] + 1])]
        own = [
            band
            for band, size in zip(bands, self.instrument.settings.size_bands, strict=True)
            if size.scored_as is None
        ]
        place = self._one_of(field.id, len(own))
        low, high = (np.array(edge, dtype=np.int64)[place] for edge in zip(*own, strict=True))
        return (low + (self.numbers(field.id, "people") * (high - low + 1) >> WORD)).astype(str)


def _of(texts: Sequence[str], places: Ints) -> Array:
    return np.array(texts, dtype=object)[places]


def _joined(codes: Sequence[str], chosen: Bools, none: str) -> Array:
    """The chosen codes of each firm in one cell; each different choice is written once."""
    different, which = np.unique(chosen, axis=0, return_inverse=True)
    cells = [" ".join(code for code, here in zip(codes, row, strict=True) if here) or none for row in different]
    return _of(cells, which.reshape(-1))
