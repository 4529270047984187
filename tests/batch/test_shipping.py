"""Firms that go to another process arrive there as they are here, whether their cells were read or not."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars import selectors

from msme_check.batch.met import portions
from msme_check.batch.shipping import Compression, Shipped
from msme_check.intake.chunks import Chunk, UnreadChunk
from msme_check.intake.firms import FirmsFile
from msme_check.intake.inputs import Inputs, read_inputs
from msme_check.model.instrument import Instrument

HEADER = "firm_name,firm_id,country,sector,employees,fin_records_cashbook,Who asked,interviewer,"
ID = st.sampled_from(["A1", "B2", "'+855", " C3 ", "", "ស៊ីម", "x" * 40])
NAME = st.sampled_from(["Sok", "ร้าน", "", " "])
ROW = st.builds(
    lambda name, one, rest: f"{name},{one},{rest}", NAME, ID, st.sampled_from(["KH,agri,3,2,,Dara,", ",,,,,,"])
)
ODD = st.sampled_from(['"Sok, Dara",A1,KH,agri,3,2,,Dara,', "", "Sok,A1,KH", "Sok,A1,KH,agri,3,2,,Dara,,more"])


def texts(raw: pl.DataFrame) -> pl.DataFrame:
    """Without the texts that are kept once for all rows, of which each frame has its own."""
    return raw.with_columns(selectors.categorical().cast(pl.String))


def opened(path: Path, instrument: Instrument) -> Inputs:
    return read_inputs([path], instrument, None, lambda done, size: None)


@settings(max_examples=100)
@given(rows=st.lists(ROW | ODD, min_size=1, max_size=30), size=st.sampled_from([2, 5, 1000]), second=st.booleans())
@pytest.mark.parametrize("compression", ["uncompressed", "lz4"])
def test_what_arrives_is_what_was_sent(
    rows: list[str], size: int, compression: Compression, tmp_path: Path, instrument: Instrument, *, second: bool
) -> None:
    folder = tmp_path / "firms"
    folder.mkdir(exist_ok=True)
    for name in ("one.csv", *(["two.csv"] if second else [])):
        (folder / name).write_text("\n".join([HEADER, "First,F1,KH,agri,3,2,,Dara,", *rows]) + "\n", encoding="utf-8")
    inputs = opened(folder, instrument)
    for file in inputs.files.values():
        assert isinstance(file, FirmsFile)
        file.changed.left = 0  # as further down in a larger file
    at_once = opened(folder, instrument).chunks(size, lambda done, size: None)
    for portion, read in zip(portions(inputs.chunks(size, lambda done, size: None)), at_once, strict=True):
        shipped = Shipped.of(portion, tmp_path, compression)
        arrived = shipped.unpacked()
        shipped.remove()
        sent, found = portion.chunk.read(), arrived.chunk.read()
        assert isinstance(read, Chunk) and texts(read.raw).equals(texts(sent.raw)) and read.broken == sent.broken
        assert texts(found.raw).equals(texts(sent.raw)) and arrived.met.tolist() == portion.met.tolist()
        assert (found.broken, found.origins, found.quick) == (sent.broken, sent.origins, sent.quick)
        assert found.about is not None and sent.about is not None and found.about.equals(sent.about)
        assert portion.chunk.ids is not None and portion.chunk.ids.equals(sent.ids)
    for name in ("one.csv", "two.csv"):
        (folder / name).unlink(missing_ok=True)
    assert [one.name for one in tmp_path.iterdir()] == ["firms"]


def test_plain_rows_below_the_first_are_read_by_whoever_scores_them(tmp_path: Path, instrument: Instrument) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("\n".join([HEADER, *["Sok,A1,KH,agri,3,2,,Dara,"] * 1300]) + "\n", encoding="utf-8")
    chunks = list(opened(path, instrument).chunks(300, lambda done, size: None))
    assert [type(one) for one in chunks] == [Chunk, Chunk, Chunk, Chunk, UnreadChunk]
    assert [row for one in chunks for row in one.read().raw["row"]] == list(range(2, 1302))
    assert chunks[-1].quick is False
