"""Firms in files: as codes, as the texts of answers, and as saved answers."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from msme_check import answers, response_files
from msme_check.answers import EVIDENCE
from msme_check.forms.fields import Field, Kind, beside, evidence, sections
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Checklist, Ladder, Number
from msme_check.model.response import Value
from ways.askable import Row, proof_was_seen
from ways.interviews import blank


def by_code(path: Path, rows: Sequence[Row], instrument: Instrument) -> Path:
    """A CSV file as its explanation describes it."""
    return _table(path, [answers.columns(instrument), *([row[name] for name in row] for row in rows)])


def by_label(path: Path, rows: Sequence[Row], instrument: Instrument) -> Path:
    """A CSV file that holds nothing but what people read: the questions over the columns, the answers as they stand
    in a form, several of them with semicolons between; ids only where a firm has one, and where questions are named."""
    asked = [*(one for section in sections(instrument) for one in section.fields), evidence()]
    named = [one.id if one.kind is Kind.TEXT else one.text for one in asked]
    return _table(path, [named, *([_text(one, row[one.id], instrument) for one in asked] for row in rows)])


def _text(field: Field, cell: str, instrument: Instrument) -> str:
    texts = {one.code: one.full for one in (*field.choices, *beside(field, instrument.settings.words))}
    match field.kind:
        case Kind.ONE | Kind.SEVERAL:
            return "; ".join(texts[code] for code in cell.split())
        case _:
            return texts.get(cell, cell)


def _table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def saved(folder: Path, rows: Sequence[Row], instrument: Instrument, *, quick: bool = False) -> Path:
    """A folder of response files, one for each firm."""
    folder.mkdir()
    for number, row in enumerate(rows):
        proof = tuple(row[EVIDENCE].split())
        said = blank(row, instrument, quick=quick).model_copy(
            update={
                "firm_name": row["firm_name"],
                "profile": {name: row[name] for name in instrument.profile_field if row[name]},
                "answers": dict(_values(row, instrument)),
                "evidence": proof,
                "seen": proof if proof_was_seen(row, instrument) else (),
            }
        )
        response_files.save(folder / f"{number:03}.json", said)
    return folder


def _values(row: Row, instrument: Instrument) -> Iterator[tuple[str, Value]]:
    for name, question in instrument.questions.items():
        cell = row[name]
        match question:
            case _ if cell in ("", "dk", "na"):
                value: Value = cell
            case Ladder():
                value = int(cell)
            case Number():
                value = float(cell)
            case Checklist():
                value = tuple(cell.split())
            case _:
                value = cell
        if value != "":
            yield name, value
