"""The bench of scale: files of firms of rising size, scored by us and by peers, against what could not be faster.

Every measurement is a process of its own, from its start to its end, as a person waits for it.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bench.agreement import agreement
from bench.firms import write_firms
from bench.measure import heading
from bench.processes import Used, fastest, used
from msme_check.model.instrument import Instrument

CHECKED = 1_000
"""Firms on which the results of peers are compared with ours."""
LOOPED = 10_000
"""More firms than this are not gone through row by row: what they would take is worked out from this many."""
REPEATED = 100_000
"""Up to so many firms the fastest of three runs counts; with more, a single run."""
BYTES_A_FIRM = 5_000
"""Room on disk for one firm: the file, our tables, and others of their size."""
FLOOR, TABLES, ALONE, GROUP, SQL, ROWS = "floor", "tables", "ours", "group", "duckdb", "rows"
COLUMNS = {
    FLOOR: "floor: read and write the file",
    TABLES: "floor: read it, write our tables",
    ALONE: "ours",
    GROUP: "ours with the report on the group",
    SQL: "duckdb",
    ROWS: "pydantic loop",
}


@dataclass
class Scale:
    """Measures in `folder`, which has to have room."""

    folder: Path
    instrument: Instrument
    found: dict[int, dict[str, Used]] = field(default_factory=dict)
    agreements: list[str] = field(default_factory=list)
    looped: list[Used] = field(default_factory=list)
    """What the loop takes for a tenth of LOOPED, and for LOOPED."""

    def run(self, sizes: list[int]) -> Iterator[int]:
        """Measures files of so many firms each, and says what was found as it goes; yields each size when done."""
        self._room(max(sizes))
        self._agree()
        for size in sizes:
            heading(f"{size:,} firms")
            firms = write_firms(self.folder / "firms.csv", size, self.instrument)
            self.found[size] = {}
            for name, one in self._measured(firms, size):
                self.found[size][name] = one
                print(f"  {COLUMNS[name]:<36} {cell(one, self.found[size].get(FLOOR))}", flush=True)
            firms.unlink()
            yield size

    def _room(self, most: int) -> None:
        free, needed = shutil.disk_usage(self.folder).free, most * BYTES_A_FIRM
        if free < needed:
            raise SystemExit(f"{most:,} firms need {needed >> 30} GiB in {self.folder}, where {free >> 30} are free.")

    def _measured(self, firms: Path, size: int) -> Iterator[tuple[str, Used]]:
        times = 3 if size <= REPEATED else 1
        out = self.folder / "out"
        yield FLOOR, fastest("-m", "bench.floors", "copy", firms, self.folder / "copy.csv", times=times)
        (self.folder / "copy.csv").unlink()
        alone = self._fresh(partial(used, "-m", "bench.without_group", firms, out), out, times, keep=True)
        yield TABLES, self._tables_floor(firms, out, times)
        shutil.rmtree(out)
        yield ALONE, alone
        yield GROUP, self._fresh(partial(ours, firms, out), out, times)
        yield SQL, self._fresh(partial(used, "-m", "bench.duck", firms, out), out, times)
        yield ROWS, self._row_loop(firms, size, out)

    def _fresh(self, measure: Callable[[], Used], out: Path, times: int, *, keep: bool = False) -> Used:
        """The fastest of some runs, each into an empty folder. `keep`: what the last one wrote stays."""
        runs = []
        for _ in range(times):
            shutil.rmtree(out, ignore_errors=True)
            runs.append(measure())
        if not keep:
            shutil.rmtree(out)
        return min(runs, key=lambda one: one.wall)

    def _tables_floor(self, firms: Path, ours: Path, times: int) -> Used:
        """Reading the file and writing as many bytes as our tables have, without the start of Python.

        Its memory is that of the lines that it holds ready, which says nothing.
        """
        said, runs = self.folder / "said", []
        for _ in range(times):
            used("-m", "bench.floors", "tables", firms, ours, self.folder / "tables", said)
            wall, cpu = map(float, said.read_text("utf-8").split())
            runs.append(Used(wall, cpu, None))
            shutil.rmtree(self.folder / "tables")
        return min(runs, key=lambda one: one.wall)

    def _row_loop(self, firms: Path, size: int, out: Path) -> Used:
        if size <= LOOPED:
            return self._fresh(partial(used, "-m", "bench.row_loop", firms, out), out, 1)
        if not self.looped:
            self.looped = [self._looped(count, out) for count in (LOOPED // 10, LOOPED)]
        few, many = self.looped
        more = (size - LOOPED) / (LOOPED - LOOPED // 10)
        wall, cpu = many.wall + (many.wall - few.wall) * more, many.cpu + (many.cpu - few.cpu) * more
        return replace(many, wall=wall, cpu=cpu, scaled=True)

    def _looped(self, count: int, out: Path) -> Used:
        firms = write_firms(self.folder / "fewer.csv", count, self.instrument)
        return self._fresh(partial(used, "-m", "bench.row_loop", firms, out), out, 1)

    def _agree(self) -> None:
        """Compares what the peers write with what we write."""
        heading(f"Do the peers come to the same results? {CHECKED:,} firms")
        firms = write_firms(self.folder / "firms.csv", CHECKED, self.instrument)
        mine, sql, rows = (self.folder / name for name in ("mine", "sql", "rows"))
        ours(firms, mine)
        used("-m", "bench.duck", firms, sql)
        used("-m", "bench.row_loop", firms, rows)
        for name, peer, steps in (("duckdb", sql, 0), ("pydantic loop", rows, 1)):
            for table, found in agreement(mine, peer, steps=steps).items():
                self.agreements.append(f"{name}, {table}: {found}")
                print(f"  {self.agreements[-1]}", flush=True)
        for folder in (mine, sql, rows):
            shutil.rmtree(folder)


def ours(firms: Path, out: Path) -> Used:
    """The command as a person runs it, with the report on the group; it ends with 6 where a cell could not be used."""
    command = ("batch", firms, "--reports", "none", "--top", 10, "--out", out)
    return used("-m", "msme_check", *command, may_end_with=(0, 6))


def cell(one: Used, floor: Used | None) -> str:
    """Seconds, CPU seconds, ratio to the floor, memory."""
    parts = [f"{one.wall:,.1f} s", f"{one.cpu:,.1f} s CPU"]
    parts += [f"{one.wall / floor.wall:.1f} x"] if floor is not None else []
    parts += [f"{one.memory:,.0f} MiB"] if one.memory is not None else []
    return ", ".join(parts) + (" (scaled)" if one.scaled else "")
