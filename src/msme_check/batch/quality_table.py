"""The lines of `quality.csv`: made where firms are scored, and put in order with what is known at the end only.

What each chunk shows waits as lines in a file. What two firms or an interviewer show takes its place among them, where
there is any; all other chunks are added as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from msme_check.batch.lines import Lines, csv_of
from msme_check.batch.tables import safe
from msme_check.intake.origins import Origins
from msme_check.quality.findings import COLUMNS, FREE_TEXTS, Findings, told
from msme_check.quality.lines import ORDER, PLACE, SCHEMA


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
        keys = pl.concat([keys, late.select(ORDER)])
        self.findings.count(keys)
        early = pl.read_csv(lines.read_bytes(), has_header=False, schema=dict.fromkeys(COLUMNS, pl.String))
        both = pl.concat([early, _cells(late, self.origins).cast(pl.String)])
        return csv_of(both[keys.with_row_index().sort(ORDER)["index"]])
