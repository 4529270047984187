"""Random firms: the tests' own, so that the bench meets gaps, extremes and edges as the tests do."""

import csv
import io
import random
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from msme_check import answers
from msme_check.commands.demonstration import assessments
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.model.questions import LEVELS, Ladder

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from random_firms import random_row

DIFFERENT = 20_000
"""Firms that are made up; those after them are the same with other levels in a few of their answers."""
_VARIED = 4
"""Answers that change: 625 firms of one, because firms that answer alike are findings of the quality checks."""
_MARK = "\x01"


def write_firms(path: Path, count: int, instrument: Instrument) -> Path:
    """A file of random firms, each with an id of its own."""
    lines = _made(instrument).first(min(count, DIFFERENT), instrument)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join([answers.FIRM_ID, *_names(instrument)]) + "\n")
        for turn, start in enumerate(range(0, count, len(lines))):
            several = lines[: count - start]
            file.write("".join(f"F{start + place:08},{line.varied(turn)}" for place, line in enumerate(several)))
    return path


@dataclass(frozen=True)
class _Line:
    """All cells of a firm but its id, divided at the levels that change; a firm with few answers has fewer of these."""

    first: str
    levels: tuple[tuple[int, str], ...]

    def varied(self, turn: int) -> str:
        """The line of turn 0 is as it was made."""
        text = self.first
        for level, rest in self.levels:
            turn, more = divmod(turn, LEVELS)
            text += f"{(level + more) % LEVELS}{rest}"
        return text


def _names(instrument: Instrument) -> list[str]:
    """The columns behind the id."""
    return [name for name in answers.columns(instrument) if name not in {answers.FIRM_ID, answers.EVIDENCE}]


@dataclass
class _Made:
    """Lines of different firms without their ids, made as they are needed: each takes some 6 ms."""

    numbers: random.Random
    lines: list[_Line] = field(default_factory=list)

    def first(self, count: int, instrument: Instrument) -> list[_Line]:
        """So many of them, always the same."""
        while len(self.lines) < count:
            self.lines.append(_line(random_row(self.numbers, instrument), instrument))
        return self.lines[:count]


@lru_cache
def _made(_instrument: Instrument) -> _Made:
    return _Made(random.Random(1))  # noqa: S311 - no secret


def _line(row: dict[str, str], instrument: Instrument) -> _Line:
    names, ladders = _names(instrument), {one.id for one in instrument.questions.values() if isinstance(one, Ladder)}
    levels = [name for name in names if name in ladders and row.get(name, "").isdigit()]
    varied = levels[:: max(1, len(levels) // _VARIED)][:_VARIED]
    text = io.StringIO()
    cells = (_MARK if name in varied else row.get(name, "") for name in names)
    csv.writer(text, lineterminator="\n").writerow(cells)
    first, *rests = text.getvalue().split(_MARK)
    return _Line(first, tuple((int(row[name]), rest) for name, rest in zip(varied, rests, strict=True)))


def assessed(folder: Path, count: int, instrument: Instrument) -> list[Assessment]:
    """That many different firms (20,000 at most), assessed."""
    return assessments(instrument, write_firms(folder / "assessed.csv", min(count, DIFFERENT), instrument))
