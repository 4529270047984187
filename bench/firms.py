"""Random firms: the tests' own, so that the bench meets gaps, extremes and edges as the tests do."""

import csv
import random
import sys
from pathlib import Path

from msme_check import answers
from msme_check.commands.demonstration import assessments
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from random_firms import random_row

DIFFERENT = 1_000


def write_firms(path: Path, count: int, instrument: Instrument) -> Path:
    """A file of random firms; a thousand different ones, repeated under other ids."""
    numbers = random.Random(1)  # noqa: S311 - no secret
    names = [name for name in answers.columns(instrument) if name != answers.EVIDENCE]
    rows = [random_row(numbers, instrument) for _ in range(min(count, DIFFERENT))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", restval="")
        writer.writeheader()
        for number in range(count):
            writer.writerow(rows[number % len(rows)] | {answers.FIRM_ID: f"F{number:07}"})
    return path


def assessed(folder: Path, count: int, instrument: Instrument) -> list[Assessment]:
    """That many different firms (a thousand at most), assessed."""
    return assessments(instrument, write_firms(folder / "assessed.csv", min(count, DIFFERENT), instrument))
