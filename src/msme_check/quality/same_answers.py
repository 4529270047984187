"""Firms that answered every question as an earlier firm of the batch did, wherever it stands.

Digests of 128 bits wait on disk until all firms are there, so ten million of them need no memory; two different firms
among them meet with a chance below 1e-24.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from msme_check.batch.seen import keys
from msme_check.frames import Small
from msme_check.i18n import _
from msme_check.intake.origins import Origins
from msme_check.model.questions import Checklist
from msme_check.quality.checks import Check
from msme_check.quality.given import Given
from msme_check.quality.lines import INTERVIEWER, lines, named, worded

AT_ONCE = 2_000_000
"""Firms that are compared at once, in some 150 MB."""

_WORD = 8
_KEY = ["key", "second"]
Codes = npt.NDArray[np.uint8]


@dataclass
class SameAnswers:
    """Keeps what each firm answered. `folder` exists, and nothing else in it begins with `answers`."""

    folder: Path
    questions_from: int
    parts: list[Path] = field(default_factory=list)
    count: int = 0

    def add(self, firms: pl.DataFrame) -> None:
        """Adds the firms of a chunk by their `digests`."""
        part = self.folder / f"answers-{len(self.parts)}.arrow"
        firms.write_ipc(part)
        self.parts.append(part)
        self.count += len(firms)

    def found(self, origins: Origins) -> Iterator[pl.DataFrame]:
        """The lines about firms whose answers were met before, in no order."""
        groups = 1 + self.count // AT_ONCE
        for group in range(groups):
            some = [self._read(part, [*_KEY, "place"]).filter(pl.col("key") % groups == group) for part in self.parts]
            again = _again(pl.concat(some)) if some else pl.DataFrame()
            if len(again):
                told = pl.concat([self._read(part, _TOLD).join(again, on="place") for part in self.parts])
                yield self._lines(told, origins)

    @staticmethod
    def _read(part: Path, columns: list[str]) -> pl.DataFrame:
        return pl.read_ipc(part.read_bytes(), columns=columns)

    def _lines(self, told: pl.DataFrame, origins: Origins) -> pl.DataFrame:
        answered, where = told["answered"], named(origins, told["first"])
        what = worded(_("All {answered} answers are the same as in {where}."), answered=answered, where=where)
        who, limit = (told["firm_id"], told[INTERVIEWER]), self.questions_from
        return lines(Check.SAME_ANSWERS, told["place"], who, what, value=answered, limit=limit)


_TOLD = ["place", "answered", "firm_id", INTERVIEWER]


def digests(given: Given) -> pl.DataFrame:
    """key, second (the digest), place, answered, firm_id, interviewer of the firms that answered enough."""
    first, second = keys(_packed(_codes(given))).T
    columns = {
        **dict(zip(_KEY, (first, second), strict=True)),
        "place": given.places,
        "answered": given.answered,
        "firm_id": given.firm_ids,
        INTERVIEWER: given.interviewers,
    }
    least = given.instrument.settings.quality.same_answers.questions_from
    return pl.DataFrame(columns).filter(pl.Series(given.answered >= least))


def _again(firms: pl.DataFrame) -> pl.DataFrame:
    """place, first: of each firm whose key was met at an earlier place, the first one with it."""
    several = firms.filter(pl.col("key").is_duplicated())
    return several.select("place", first=pl.col("place").min().over(_KEY)).filter(pl.col("place") > pl.col("first"))


def _codes(given: Given) -> list[Codes]:
    """What each firm answered, question by question. A figure is taken as its level."""
    codes: list[Codes] = []
    for name, question in given.instrument.questions.items():
        if isinstance(question, Checklist):
            codes += [given.state(name), *_ticks(given, question)]
        else:
            codes.append(_answer(given.state(name), given.levels[name]))
    return codes


def _answer(states: Codes, level: Small) -> Codes:
    """The level, 0 to 4, or that there is none, in three bits; before them what became of the question."""
    return (level.view(np.uint8) & np.uint8(7)) | (states << np.uint8(3))


def _ticks(given: Given, question: Checklist) -> Iterator[Codes]:
    """The boxes of a checklist, eight in a byte."""
    boxes = given.boxes(question)
    for start in range(0, len(boxes), _WORD):
        byte = np.zeros(len(given), dtype=np.uint8)
        for bit, box in enumerate(boxes[start : start + _WORD]):
            byte |= box.view(np.uint8) << np.uint8(bit)
        yield byte


def _packed(codes: list[Codes]) -> pl.DataFrame:
    """The bytes of each firm, eight in a column: hashing takes as long for a wide column as for a narrow one."""
    words = np.zeros((-(-len(codes) // _WORD), len(codes[0]), _WORD), dtype=np.uint8)
    for number, code in enumerate(codes):
        words[number // _WORD, :, number % _WORD] = code
    return pl.DataFrame({str(number): word.ravel() for number, word in enumerate(words.view(np.uint64))})
