"""What could not be faster: polars alone, all columns as text.

python -m bench.floors copy FIRMS TARGET                reads the file of firms and writes one of the same size
python -m bench.floors tables FIRMS OURS TARGET SAID    reads it, and writes as many bytes as our tables have

The second one writes its seconds and CPU seconds into a file, because it first reads the lines that it will write.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

TABLES = ("results.csv", "recommendations.csv", "rejected.csv")
_LINES = 100_000
"""Lines of each table that are held in memory; they are written as often as the table needs."""


def copy(firms: Path, target: Path) -> None:
    """Reads and writes the file of firms, streaming, which takes less time and memory than as one frame."""
    pl.scan_csv(firms, infer_schema=False).sink_csv(target)


def tables(firms: Path, ours: Path, target: Path, said: Path) -> None:
    """Reads the file of firms; writes tables of the size of ours from frames that are in memory."""
    target.mkdir()
    held = {name: _held(ours / name) for name in TABLES}
    start, cpu = time.perf_counter(), time.process_time()
    for _batch in pl.scan_csv(firms, infer_schema=False).collect_batches():
        pass
    for name, (frame, size) in held.items():
        _write(frame, size, target / name)
    said.write_text(f"{time.perf_counter() - start} {time.process_time() - cpu}", encoding="utf-8")


def _held(table: Path) -> tuple[pl.DataFrame, int]:
    """The first lines of a table, and its size in bytes."""
    return pl.read_csv(table, infer_schema=False, n_rows=_LINES), table.stat().st_size


def _write(frame: pl.DataFrame, size: int, target: Path) -> None:
    with target.open("wb") as file:
        frame.write_csv(file)
        once = file.tell()
        while (left := size - file.tell()) > 0:
            frame.head(max(1, len(frame) * left // once)).write_csv(file)


if __name__ == "__main__":
    what, *paths = sys.argv[1:]
    work: Callable[..., None] = copy if what == "copy" else tables
    work(*map(Path, paths))
