"""What the bench of scale found, as Markdown; and its place in docs/scale.md."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.scale import ALONE, CHECKED, COLUMNS, FLOOR, GROUP, Scale, cell

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scale.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def table(scale: Scale) -> str:
    """The measurements: seconds, CPU seconds, ratio to the first floor, peak memory."""
    header = ["Firms", *COLUMNS.values()]
    lines = [_line(header), _line(["---:"] * len(header))]
    for size, found in scale.found.items():
        cells = (cell(found[name], found[FLOOR]).replace(", ", "<br>") for name in COLUMNS)
        lines.append(_line([f"{size:,}", *cells]))
    return "\n".join([*lines, "", *_each_firm(scale), "", *_agreements(scale), "", _machine()])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _each_firm(scale: Scale) -> list[str]:
    lines = ["Microseconds a firm, on the clock:", "", _line(["Firms", COLUMNS[ALONE], COLUMNS[GROUP]])]
    lines.append(_line(["---:"] * 3))
    for size, found in scale.found.items():
        lines.append(_line([f"{size:,}", *(f"{found[name].wall / size * 1e6:,.0f}" for name in (ALONE, GROUP))]))
    return lines


def _agreements(scale: Scale) -> list[str]:
    return [f"The peers against us, on {CHECKED:,} firms:", "", *(f"- {one}" for one in scale.agreements)]


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("polars", "numpy", "duckdb", "pydantic"))
    return f"Measured with {os.cpu_count()} cores, Python {platform.python_version()}, {packages}."


def write(scale: Scale) -> None:
    """Puts the table between the two marks of docs/scale.md."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n{table(scale)}\n{END}{after}", encoding="utf-8")
