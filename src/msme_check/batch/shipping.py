"""What goes to another process to be scored, and what comes back: large tables wait in files of a shared folder.

Firms whose cells were not read go as the lines of the file that they are.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Literal

import polars as pl

from msme_check.batch.lines import Lines
from msme_check.batch.met import Portion
from msme_check.batch.parquet import write_part
from msme_check.batch.scorer import ScoredChunk
from msme_check.intake.chunks import UnreadChunk

Compression = Literal["uncompressed", "lz4"]

_OFFSETS = pl.CompatLevel.oldest()
"""Texts with offsets, which take half the time and room of polars' own way where they are short."""


@dataclass(frozen=True)
class Shipped:
    """A portion whose rows, or lines, wait in a file. `portion`: the rest. `about`: None where there is none."""

    portion: Portion
    raw: Path
    about: Path | None

    @classmethod
    def of(cls, portion: Portion, folder: Path, compression: Compression) -> "Shipped":
        """Puts the rows of a portion into files. Raises OSError."""
        name, chunk = token_hex(8), portion.chunk
        raw, about = folder / f"{name}.rows", None
        if isinstance(chunk, UnreadChunk):
            raw.write_bytes(chunk.lines.block)
            return cls(replace(portion, chunk=_with_lines(chunk, b"")), raw, None)
        chunk.raw.write_ipc(raw, compression=compression, compat_level=_OFFSETS)
        if chunk.about is not None:
            about = folder / f"{name}.about"
            chunk.about.write_ipc(about, compression=compression)
        return cls(replace(portion, chunk=replace(chunk, raw=pl.DataFrame(), about=None)), raw, about)

    def unpacked(self) -> Portion:
        """The whole portion. Raises OSError."""
        chunk, raw = self.portion.chunk, self.raw.read_bytes()
        if isinstance(chunk, UnreadChunk):
            return replace(self.portion, chunk=_with_lines(chunk, raw))
        about = None if self.about is None else pl.read_ipc(self.about.read_bytes())
        return replace(self.portion, chunk=replace(chunk, raw=pl.read_ipc(raw), about=about))

    def remove(self) -> None:
        """Nobody needs the files any more."""
        self.raw.unlink(missing_ok=True)
        if self.about is not None:
            self.about.unlink(missing_ok=True)


def _with_lines(chunk: UnreadChunk, block: bytes) -> UnreadChunk:
    return replace(chunk, lines=replace(chunk.lines, block=block, seen=None), ids=None)


def put_down(one: ScoredChunk, folder: Path) -> ScoredChunk:
    """With its large tables in files of a folder, and without the firms themselves. Raises OSError."""
    results, recommendations = _on_disk(one.results, folder), _on_disk(one.recommendations, folder)
    found = one.found and replace(one.found, lines=_on_disk(one.found.lines, folder))
    examined = one.examined and replace(one.examined, found=one.examined.found.clear())  # they are lines now
    kept = replace(one, results=results, recommendations=recommendations, found=found, examined=examined)
    return replace(kept, screened=None)


def _on_disk(lines: Lines, folder: Path) -> Lines:
    path = folder / token_hex(8)
    csv, frame = lines.csv, lines.frame
    if isinstance(csv, list):
        with path.with_suffix(".csv").open("wb") as file:
            file.writelines(csv)
        csv = path.with_suffix(".csv")
    if isinstance(frame, pl.DataFrame):
        write_part(frame, path.with_suffix(".arrow"))
        frame = path.with_suffix(".arrow")
    return replace(lines, csv=csv, frame=frame)
