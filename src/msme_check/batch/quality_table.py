"""The lines of `quality.csv`: made where firms are scored, and put in order with what is known at the end only.

What each chunk shows waits as lines in a file. What two firms or an interviewer show takes its place among them, where
there is any; all other chunks are added as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path

import numpy as np
import polars as pl

from msme_check.batch.lines import Lines, csv_of
from msme_check.batch.tables import safe
from msme_check.frames import Ints
from msme_check.intake.origins import Origins
from msme_check.quality.findings import FREE_TEXTS, Findings, told
from msme_check.quality.lines import ORDER, PLACE, SCHEMA

_NEWLINE = b"\n"[0]


@dataclass(frozen=True)
class FoundLines:
    """Lines about the firms of a chunk, in order. `keys`: the `place`, `check` and `part` of each."""

    keys: pl.DataFrame
    lines: Lines


def found_lines(found: pl.DataFrame, origins: Origins) -> FoundLines:
    """Findings (`quality.lines.SCHEMA`) as these lines."""
    return FoundLines(found.select(ORDER), Lines(*csv_of(_cells(found, origins))))


def _cells(found: pl.DataFrame, origins: Origins) -> pl.DataFrame:
    lines = told(found, origins)
    return lines.with_columns(safe(lines[name]) for name in FREE_TEXTS)


@dataclass(frozen=True)
class _Part:
    """The files with the keys of a chunk and with its lines. `last`: the place of the last line."""

    keys: Path
    lines: Path
    last: int


@dataclass
class QualityTable:
    """Gathers the lines of a run. `folder` exists, and is left to these files."""

    folder: Path
    findings: Findings
    origins: Origins
    _parts: list[_Part] = field(default_factory=list)

    def add(self, found: FoundLines) -> None:
        """Adds the lines of the next chunk. A file with them is left to this table."""
        if not len(found.keys):
            return
        name = str(len(self._parts))
        part = _Part(self.folder / f"{name}.keys", self.folder / f"{name}.csv", found.keys[PLACE][-1])
        found.keys.write_ipc(part.keys)
        match found.lines.csv:
            case Path() as there:
                there.rename(part.lines)
            case list() as lines:
                with part.lines.open("wb") as file:
                    file.writelines(lines)
        self._parts.append(part)

    def parts(self) -> Iterator[tuple[bytes, list[bytes] | Path]]:
        """The header and some lines; at least once, perhaps with none. All are counted. To be gone through once."""
        late = self.findings.late()
        header, _none = csv_of(_cells(pl.DataFrame(schema=SCHEMA), self.origins))
        for part in self._parts:
            keys = pl.read_ipc(part.keys.read_bytes())
            before = late[PLACE] <= part.last
            if before.any():
                yield self._together(keys, part.lines, late.filter(before))
                late = late.filter(~before)
            else:
                self.findings.count(keys)
                yield header, part.lines
        self.findings.count(late)
        yield csv_of(_cells(late, self.origins))

    def _together(self, keys: pl.DataFrame, lines: Path, late: pl.DataFrame) -> tuple[bytes, list[bytes]]:
        """The lines of a chunk and those that are known at the end."""
        both = pl.concat([keys, late.select(ORDER)])
        self.findings.count(both)
        header, told_late = csv_of(_cells(late, self.origins))
        places = np.flatnonzero(both.with_row_index().sort(ORDER)["index"].to_numpy() >= len(keys))
        early_before = places - np.arange(len(late))
        early, late_lines = lines.read_bytes(), b"".join(told_late)
        cuts = _line_starts(early, len(keys))[early_before]
        inserted = _between(late_lines, _line_starts(late_lines, len(late)))
        pieces = _between(early, np.concatenate([[0], cuts, [len(early)]]))
        return header, [piece for pair in zip_longest(pieces, inserted, fillvalue=b"") for piece in pair]


def _line_starts(lines: bytes, count: int) -> Ints:
    """Where each of some lines begins, and where the last one ends. No text in them has lines of its own."""
    ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == _NEWLINE) + 1
    assert len(ends) == count  # noqa: S101 - all texts in them are as `cells.plain` leaves them
    return np.concatenate([[0], ends])


def _between(lines: bytes, places: Ints) -> list[bytes]:
    """The pieces between some places."""
    return [lines[begin:end] for begin, end in pairwise(places.tolist())]
