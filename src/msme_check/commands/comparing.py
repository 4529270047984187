"""Two files of a firm, or two batches, side by side."""

from collections.abc import Callable
from pathlib import Path

from msme_check.commands.explaining import write_lines
from msme_check.comparing import comparison, files, json, lines, saved, view_firm
from msme_check.model.instrument import Instrument

Say = Callable[[str], None]


def compare(
    instrument: Instrument, before: Path, after: Path, target: Path | None, *, as_json: bool, out: Say
) -> list[Path]:
    """Compares two files of one firm; gives the file that was written, if one was asked for."""
    if target is not None:
        files.check(target)
    found = comparison.compare(saved.load(before, instrument), saved.load(after, instrument), instrument)
    page = view_firm.build(found, instrument)
    if as_json:
        out(json.render(found, instrument).rstrip("\n"))
    elif target is None:
        write_lines(lines.lines(page), out)
    if target is None:
        return []
    files.write(target, page, lambda: json.render(found, instrument))
    return [target]
