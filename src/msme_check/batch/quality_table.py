"""The lines of `quality.csv`: made where firms are scored, and put in order with what is known at the end only.

What each chunk shows waits as lines in a file. What two firms or an interviewer show takes its place among them, where
there is any; all other chunks are added as they are.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path

import numpy as np
import polars as pl

from msme_check.batch.ahead import in_order, threads
from msme_check.batch.lines import Lines, csv_of
from msme_check.batch.tables import safe
from msme_check.frames import Ints
from msme_check.intake.origins import Origins
from msme_check.quality.findings import FREE_TEXTS, Findings, told
from msme_check.quality.lines import ORDER, PLACE

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
        with threads(self._together) as hands, closing(in_order(hands, self._mixed())) as done:
            yield from done

    def _mixed(self) -> Iterator["_Mixed"]:
        late = self.findings.late()
        for part in self._parts:
            keys = pl.read_ipc(part.keys.read_bytes())
            before = late[PLACE] <= part.last
            some, late = late.filter(before), late.filter(~before)
            keys = pl.concat([keys, some.select(ORDER)])
            self.findings.count(keys)
            yield _Mixed(keys, part.lines, some)
        self.findings.count(late)
        yield _Mixed(late.select(ORDER), None, late)

    def _together(self, mixed: "_Mixed") -> tuple[bytes, list[bytes] | Path]:
        header, told_late = csv_of(_cells(mixed.late, self.origins))
        if mixed.lines is None:
            return header, told_late
        if not len(mixed.late):
            return header, mixed.lines
        early, late = mixed.lines.read_bytes(), b"".join(told_late)
        count = len(mixed.keys) - len(mixed.late)
        places = np.flatnonzero(mixed.keys.with_row_index().sort(ORDER)["index"].to_numpy() >= count)
        cuts = _line_starts(early, count)[places - np.arange(len(places))]
        pieces = _between(early, np.concatenate([[0], cuts, [len(early)]]))
        inserted = _between(late, _line_starts(late, len(places)))
        return header, [piece for pair in zip_longest(pieces, inserted, fillvalue=b"") for piece in pair]


@dataclass(frozen=True)
class _Mixed:
    """`lines`: those of a chunk, None where there is none any more; `late`: what is known at the end and belongs among
    them. `keys` are of both, of these behind those."""

    keys: pl.DataFrame
    lines: Path | None
    late: pl.DataFrame


def _line_starts(lines: bytes, count: int) -> Ints:
    """Where each of some lines begins, and where the last one ends. No text in them has lines of its own."""
    ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == _NEWLINE) + 1
    assert len(ends) == count  # noqa: S101 - all texts in them are as `cells.plain` leaves them
    return np.concatenate([[0], ends])


def _between(lines: bytes, places: Ints) -> list[bytes]:
    """The pieces between some places."""
    return [lines[begin:end] for begin, end in pairwise(places.tolist())]
