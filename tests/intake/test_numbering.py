"""Answers numbered from 1 to 5 are told from levels with slips in them."""

from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl
import pytest

from batch.conftest import Rows, write
from msme_check.answers import ROW
from msme_check.intake.chunks import Chunk
from msme_check.intake.columns_map import ColumnsMap
from msme_check.intake.firms import FirmsFile, read_firms
from msme_check.intake.numbering import Numbering
from msme_check.intake.tables import Broken
from msme_check.model.instrument import Instrument
from msme_check.model.questions import Ladder

Warned = Callable[..., tuple[str, ...]]
DIGITS = str.maketrans("012345", "០១២៣៤៥")


def ladders(instrument: Instrument, start: str = "") -> list[str]:
    return [one.id for one in instrument.questions.values() if isinstance(one, Ladder) and one.id.startswith(start)]


def from_one(rows: Rows, columns: Iterable[str]) -> Rows:
    """The rows as a form has them that numbers its lines from 1."""
    return [row | {name: str(int(row[name]) + 1) for name in columns if row[name].isdecimal()} for row in rows]


def read(firms: FirmsFile, size: int = 1000) -> tuple[str, ...]:
    for chunk in firms.chunks(size, lambda done, size: None):
        chunk.read()
    return firms.numbering.from_one


@pytest.fixture
def warned(tmp_path: Path, instrument: Instrument) -> Warned:
    def columns(rows: Rows, columns_map: ColumnsMap | None = None, size: int = 1000) -> tuple[str, ...]:
        path = write(tmp_path / "firms.csv", rows, instrument)
        firms = read_firms(path, instrument, None, lambda done, size: None, columns_map)
        found = read(firms, size)
        assert read(firms, size) == found  # read again, as for reports, nothing is counted twice
        return found

    return columns


def test_levels_are_left_alone(warned: Warned, example_rows: Rows) -> None:
    assert not warned(example_rows)
    assert not any(warned(example_rows[start : start + 5]) for start in range(0, 40, 5))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_form_that_numbers_from_1_is_seen(
    size: int, warned: Warned, example_rows: Rows, instrument: Instrument
) -> None:
    rows = from_one(example_rows, ladders(instrument))
    with_5 = [name for name in ladders(instrument) if any(row[name] == "5" for row in rows)]
    assert warned(rows, size=size) == tuple(with_5) and len(with_5) > 50
    assert warned(from_one(example_rows[:5], ladders(instrument)))
    assert warned([row | {name: row[name].translate(DIGITS) for name in with_5} for row in rows]) == tuple(with_5)


def test_one_questionnaire_may_be_numbered_so(warned: Warned, example_rows: Rows, instrument: Instrument) -> None:
    finance = ladders(instrument, "fin_")
    assert {*warned(from_one(example_rows, finance))} <= {*finance}
    assert len(warned(from_one(example_rows, finance))) > 10


def test_slips_and_one_interviewer_of_several_are_none(
    warned: Warned, example_rows: Rows, instrument: Instrument
) -> None:
    slips = [row | {name: "5"} for row, name in zip(example_rows, ladders(instrument), strict=False)]
    assert not warned(slips)
    assert not warned([*from_one(example_rows[:8], ladders(instrument)), *example_rows[8:]])
    assert not warned(from_one(example_rows, ladders(instrument)[:2]))  # two columns alone


def test_other_scales_are_none(warned: Warned, example_rows: Rows, instrument: Instrument) -> None:
    to_ten = [
        row | {name: str((place + other) % 10 + 1) for other, name in enumerate(ladders(instrument))}
        for place, row in enumerate(example_rows)
    ]
    assert not warned(to_ten)


def test_what_the_person_has_explained_is_no_more_warned_of(
    warned: Warned, example_rows: Rows, instrument: Instrument
) -> None:
    explained = ColumnsMap(values={name: {str(n + 1): str(n) for n in range(5)} for name in ladders(instrument)})
    assert not warned(from_one(example_rows, ladders(instrument)), explained)


def test_rows_that_are_no_firms_do_not_count() -> None:
    names = ["a", "b", "c"]
    raw = pl.DataFrame({ROW: range(2, 14), **{name: [*"52452452452", "0"] for name in names}})
    numbering = Numbering(dict.fromkeys(names, 5))
    numbering.look(Chunk(raw, {13: Broken.TOTAL}))
    assert numbering.from_one == tuple(names)
    numbering = Numbering(dict.fromkeys(names, 5))
    numbering.look(Chunk(raw))
    assert numbering.from_one == ()


def test_only_the_first_rows_of_a_large_file_are_looked_at() -> None:
    raw = pl.DataFrame({ROW: range(2, 1302), **{name: ["5"] * 1000 + ["0"] * 300 for name in "abc"}})
    numbering = Numbering(dict.fromkeys("abc", 5))
    for part in raw.iter_slices(700):
        numbering.look(Chunk(part))
    assert numbering.from_one == ("a", "b", "c") and numbering.left == 0
