"""Firms with all questions answered, and what quality control finds in them."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from msme_check import answers
from msme_check.answers import ROW
from msme_check.assess import assess
from msme_check.intake.origins import Origins
from msme_check.model.conditions import questions_of
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number, Question
from msme_check.quality.examined import ENDED, STARTED, examine
from msme_check.quality.findings import COLUMNS, Findings, told
from msme_check.quality.lines import INTERVIEWER, ORDER, SCHEMA

Row = Mapping[str, str]
Line = dict[str, str | int | None]
FIRST = 2
"""The row of the first firm, under the header."""

ABOUT = (INTERVIEWER, STARTED, ENDED)


def answer(question: Question, level: int) -> str:
    """An answer that every firm may give."""
    match question:
        case Checklist():
            return " ".join(item.code for item in question.items[: level + 1])
        case Ladder():
            return str(level)
        case Number():
            return f"{question.bands[level % len(question.bands)].start:g}"
        case _:
            return ("no", "partly", "yes")[level // 2]


def firm(instrument: Instrument, number: int, **cells: str) -> dict[str, str]:
    """A firm whose answers are of all levels and fit together, and others than those of a firm of another number."""
    facts = {"country": "KH", "sector": "retail", "employees": "20", "firm_id": f"F{number}", "firm_name": "Shop"}
    fitting = {name for pair in instrument.settings.consistency_pairs for name in questions_of(pair.when)}
    levels = random.Random(number)  # noqa: S311 - no secret
    given = {
        name: answer(one, 2 if name in fitting else levels.randrange(5)) for name, one in instrument.questions.items()
    }
    return {**facts, **given, **cells}


def ladders(instrument: Instrument) -> list[str]:
    """The ladder questions, in the order in which they are asked."""
    return [name for name, one in instrument.questions.items() if isinstance(one, Ladder)]


@dataclass
class Looked:
    """What was found in some rows: `early` in each chunk, the rest when all were seen."""

    findings: Findings
    early: list[pl.DataFrame]

    def table(self) -> pl.DataFrame:
        """All lines, which are counted."""
        found = pl.concat([pl.DataFrame(schema=SCHEMA), *self.early, self.findings.late()]).sort(ORDER)
        self.findings.count(found)
        return told(found, self.findings.origins)


def findings(instrument: Instrument, folder: Path, chunks: Sequence[Sequence[Row]], origins: Origins) -> Looked:
    """What is found in some chunks of rows; each row may hold `row`, and what `about` is made of."""
    looked = Looked(Findings(instrument, folder, origins), [])
    names = answers.columns(instrument)
    number = FIRST
    for rows in chunks:
        places = pl.Series(ROW, [int(row.get(ROW, number + n)) for n, row in enumerate(rows)], dtype=pl.Int64)
        number += len(rows)
        raw = pl.DataFrame(
            {name: [row.get(name, "") for row in rows] for name in names}, schema=dict.fromkeys(names, pl.String)
        )
        known = [name for name in ABOUT if any(name in row for row in rows)]
        about = pl.DataFrame(
            {name: [row.get(name) for row in rows] for name in known}, schema=dict.fromkeys(known, pl.String)
        )
        assessed = assess(raw.with_columns(places), instrument)
        examined = examine(assessed, instrument, about.with_columns(places) if known else None)
        looked.findings.add(examined)
        looked.early.append(examined.found)
    return looked


Check = Callable[..., list[Line]]


@pytest.fixture
def check(instrument: Instrument, tmp_path: Path) -> Check:
    """The lines about some rows."""
    runs = iter(range(1000))

    def lines(rows: Sequence[Row], chunk: int = 20_000, files: tuple[str, ...] = ("firms.csv",)) -> list[Line]:
        folder = tmp_path / str(next(runs))
        folder.mkdir()
        chunks = [rows[start : start + chunk] for start in range(0, len(rows), chunk)]
        table = findings(instrument, folder, chunks, Origins(files)).table()
        assert tuple(table.columns) == COLUMNS
        return table.to_dicts()

    return lines


def of(lines: Sequence[Line], name: str) -> list[Line]:
    """The lines of one check."""
    return [line for line in lines if line["check"] == name]
